"""Bars of scores, read back from their HTML."""

import numpy as np
import pytest

from rnnviz.figures.wired_scores import Bar, percent, score_bars
from tests.figures.markup import Element, Markup

HOSTILE = "<img src=x onerror=alert(1)>\"'&"
BARS = (Bar("plain", 0.75), Bar("attention", 0.9996, is_chosen=True), Bar("usual", 0.5, is_baseline=True))


def widths(html: str) -> list[float]:
    return [float(bar.style["width"].removesuffix("%")) for bar in Markup(html).of_tag("i")]


def rows(html: str) -> list[tuple[Element, ...]]:
    page = Markup(html)
    return list(zip(page.of_class("label"), page.of_class("track"), page.of_class("share"), strict=True))


def test_each_bar_is_as_long_as_its_share_and_says_it() -> None:
    html = score_bars(BARS, "Share of something")
    assert widths(html) == pytest.approx([75, 99.96, 50])
    assert [share.text for _, _, share in rows(html)] == ["75.0 %", "99.96 %", "50.0 %"]
    assert [label.text.removeprefix("▸ ") for label, _, _ in rows(html)] == ["plain", "attention", "usual"]
    assert "Bars begin" not in html


@pytest.mark.parametrize("least", [0.5, 0.8, 0.95])
def test_bars_that_do_not_begin_at_nothing_say_so_and_are_to_scale(least: float) -> None:
    shares = np.linspace(least, 1, 5)
    html = score_bars([Bar(f"bar {n}", share) for n, share in enumerate(shares)], "Share", least)
    assert widths(html) == pytest.approx([0, 25, 50, 75, 100], abs=0.01)
    assert f"Bars begin at {least:.0%}." in html


def test_what_is_less_than_the_beginning_has_no_length() -> None:
    assert widths(score_bars([Bar("a", 0.3)], "Share", 0.8)) == [0]


def test_the_network_that_answers_is_marked_by_more_than_colour() -> None:
    for label, track, share in rows(score_bars(BARS, "Share")):
        chosen = "attention" in label.text
        assert label.text.startswith("▸ ") == chosen
        assert {"chosen" in part.classes for part in (label, track, share)} == {chosen}
        baseline = label.text == "usual"
        assert {"baseline" in part.classes for part in (label, track, share)} == {baseline}


def test_the_picture_is_said_in_a_sentence_and_its_text_is_no_markup() -> None:
    html = score_bars([Bar(HOSTILE, 0.25), Bar("b", 1.0)], f"Share of {HOSTILE}")
    page = Markup(html)
    assert not page.of_tag("img")
    (picture,) = page.of_class("wired-scores")
    assert picture.attributes["role"] == "img"
    assert picture.attributes["aria-label"] == f"Share of {HOSTILE}: {HOSTILE} 25.0 %, b 100.0 %"
    assert page.of_class("wired-what")[0].text == f"Share of {HOSTILE}."


def test_nothing_that_is_not_all_is_a_hundred_per_cent() -> None:
    assert percent(1.0) == "100.0 %" and percent(0.0) == "0.0 %"
    for wrong in (1, 3, 9, 40, 100, 4_999):
        for count in (10_000, 1_000_000):
            assert not percent(1 - wrong / count).startswith("100"), wrong / count


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.1234, "12.3 %"), (0.98, "98.0 %"), (0.9989, "99.9 %"), (0.9995, "99.95 %"), (0.9998, "99.98 %")],
)
def test_a_share_is_rounded_to_the_digits_it_needs(share: float, text: str) -> None:
    assert percent(share) == text
