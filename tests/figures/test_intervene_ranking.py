"""The ranking of units as bars: read back."""

import numpy as np

from rnnviz.analysis.intervention_effect import Ranking
from rnnviz.figures.intervene_ranking import IN_REACH, MOST_BARS, ranking_bars
from tests.figures.markup import Markup


def test_each_unit_is_a_bar_of_its_move_that_can_be_pressed() -> None:
    page = Markup(ranking_bars(Ranking((5, 2, 9), np.array([-2.0, 1.0, np.nan]), True), (2,)))
    buttons = page.of_tag("button")
    assert [button.attributes["data-press"] for button in buttons] == ["5", "2", "9"]
    assert [button.attributes["title"] for button in buttons] == [
        "unit 5: −2.00",
        "unit 2: +1.00",
        "unit 9: no number",
    ]
    assert [bar.style["--size"] for bar in page.of_tag("i")] == ["1.000", "0.500", "0.000"]
    assert [button.classes for button in buttons] == [{"down"}, {"up", "chosen"}, {"up"}]
    assert [bar.text for bar in page.of_tag("b")] == ["5", "2", "9"]
    assert "the longest bar is 2," in page.of_tag("small")[0].text
    assert [button.attributes["aria-pressed"] for button in buttons] == ["false", "true", "false"]


def test_the_first_are_in_reach_of_the_keyboard_and_very_many_are_not_drawn() -> None:
    units = tuple(range(100))
    page = Markup(ranking_bars(Ranking(units, np.zeros(100), True), units))
    buttons = page.of_tag("button")
    assert len(buttons) == MOST_BARS and not page.of_class("chosen")
    assert [page.of_class(name)[0].text for name in ("many", "few")] == ["64 of 100 units", "16 of 100 units"]
    assert "none changes it" in page.of_tag("small")[0].text
    assert [n for n, each in enumerate(buttons) if "tabindex" not in each.attributes] == list(range(IN_REACH))
    assert not Markup(ranking_bars(Ranking((), np.zeros(0), True), ())).of_tag("button")
