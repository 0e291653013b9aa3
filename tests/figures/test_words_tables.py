"""The agreement and one word's numbers as HTML: read back."""

import numpy as np

from rnnviz.analysis.attribution import WAYS, Attribution
from rnnviz.analysis.attribution_agreement import Agreement
from rnnviz.figures.words_tables import agreement_table, word_card
from rnnviz.network import load_network
from tests.figures.markup import Markup


def test_the_upper_half_is_with_signs_and_the_lower_by_size() -> None:
    signed, sizes = np.full((4, 4), 0.25), np.full((4, 4), -0.75)
    signed[0, 3] = np.nan
    page = Markup(agreement_table(Agreement(signed, sizes)))
    cells = [element.text for element in page.of_tag("td")][1:]
    table = np.array(cells).reshape(4, 4)
    assert set(np.diag(table)) == {"1"} and table[0, 3] == "–"
    assert set(table[np.tril_indices(4, -1)]) == {"−0.75"}
    assert {*table[np.triu_indices(4, 1)]} == {"+0.25", "–"}
    titled = {element.attributes["title"]: element.text for element in page.of_tag("td") if element.style}
    assert titled["Running change and Leaving out, with sign"] == "+0.25"
    assert titled["Leaving out and Running change, by size"] == "−0.75"


def test_a_word_has_four_numbers_with_their_questions_and_bars_of_their_size() -> None:
    reading = load_network("simple-rnn").read("not <b>bad")
    rows = [np.array([0.0, value]) for value in (1.0, -2.0, 0.0, np.nan)]
    told = Attribution(*rows, score=0, before=0, baseline_score=0, baseline="mean", points=8)  # type: ignore[misc, arg-type]
    page = Markup(word_card(reading, told, 1, "it <means>"))
    assert [element.text for element in page.of_tag("dt")] == list(WAYS.values())
    values = [element.text for element in page.of_class("value")]
    assert values == ["+1.00", "−2.00", "+0.00", "no number"]
    bars = [(element.classes, element.style["--size"]) for element in page.of_class("bar")]
    assert bars == [
        ({"bar", "up"}, "0.500"),
        ({"bar", "down"}, "1.000"),
        ({"bar", "up"}, "0.000"),
        ({"bar", "up"}, "0.000"),
    ]
    assert [end.text for end in page.of_class("ends")] == ["−202"]
    assert "the mean word vector" in page.of_class("asks")[2].text
    assert page.of_class("means")[0].text == "it <means>"
