"""What a network gets right and wrong, read back from its HTML."""

import numpy as np
import pytest

from rnnviz.analysis.verdicts import Confusion, calibration
from rnnviz.figures.calibration import calibration_picture, reading
from rnnviz.figures.verdicts import SHORT, Mistake, confusion_table, cut, mistakes_list
from tests.figures.markup import Markup

HOSTILE = "<script>alert(1)</script>\"'&"
COUNTS = Confusion(true_negative=40, false_positive=10, false_negative=5, true_positive=90)


def test_each_kind_of_verdict_has_its_count_its_words_and_a_square_to_scale() -> None:
    page = Markup(confusion_table(COUNTS))
    cells = [cell for cell in page.of_tag("td") if "corner" not in cell.classes]
    assert [cell.text.replace(" ", "", 1) for cell in cells] == [
        "40✓said negative, was negative",
        "10✗said positive, was negative",
        "5✗said negative, was positive",
        "90✓said positive, was positive",
    ]
    sides = [float(square.style["--side"]) for square in page.of_tag("i")]
    np.testing.assert_allclose(np.square(sides), np.array([40, 10, 5, 90]) / 90, atol=2e-4)
    areas = page.of_class("area")
    assert ["of-positive" in area.classes for area in areas] == [False, True, False, True]  # What was said.
    assert ["wrong" in area.classes for area in areas] == [False, True, True, False]


def test_the_headline_and_the_notes_are_right() -> None:
    page = Markup(confusion_table(COUNTS))
    (caption,) = page.of_tag("caption")
    assert caption.text.startswith(
        "89.7 % right of 145 texts± 2.5 points"
    )  # 130 / 145, sqrt(.897 · .103 / 145)
    notes = [note.text for note in page.of_tag("li")]
    assert [note.split()[0] for note in notes] == ["90.0", "94.7", "0.923"]  # 90/100, 90/95, 180/195.
    assert "precision" not in confusion_table(Confusion(3, 0, 2, 0))  # Nothing was called positive.
    assert "No texts" in confusion_table(Confusion(0, 0, 0, 0))


def test_names_of_classes_are_escaped() -> None:
    html = confusion_table(COUNTS, (HOSTILE, "good"))
    assert "<script" not in html and HOSTILE in Markup(html).of_tag("th")[0].text


@pytest.mark.parametrize("seed", range(4))
def test_every_dot_stands_where_its_bin_is_and_the_table_says_so_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.uniform(size=200)
    found = calibration(p, rng.uniform(size=200) < p**2)
    page = Markup(calibration_picture(found))
    dots, gaps = page.of_class("dot"), page.of_class("gap")
    rows = [row.text for row in page.of_tag("tr")][1:]
    assert len(dots) == len(gaps) == len(rows) == len(found.bins)
    most = max(each.texts for each in found.bins)
    for each, dot, gap, row in zip(found.bins, dots, gaps, rows, strict=True):
        place = [float(dot.style[name].rstrip("%")) for name in ("left", "bottom")]
        np.testing.assert_allclose(place, [100 * each.mean, 100 * each.positive], atol=0.01)
        ends = float(gap.style["bottom"].rstrip("%")), float(gap.style["height"].rstrip("%"))
        between = 100 * min(each.mean, each.positive), 100 * abs(each.mean - each.positive)
        np.testing.assert_allclose(ends, between, atol=0.01)
        size = float(dot.style["--d"].removesuffix("px"))
        assert size == pytest.approx(max(22 * (each.texts / most) ** 0.5, 6), abs=0.06)
        numbers = f"{100 * each.mean:.1f} %{100 * each.positive:.1f} %{each.texts}"
        assert row == f"{100 * each.low:.0f} to {100 * each.high:.0f} %{numbers}"


@pytest.mark.parametrize(
    ("said", "positive", "texts", "words"),
    [
        (0.9, 80, 100, "“positive” with about 90 %, it is right in 80 % of the cases (100 texts): too sure"),
        (0.9, 100, 100, "it is right in 100 % of the cases (100 texts): more careful than it need be."),
        (0.9, 88, 100, "that is as close as so many texts can tell."),
        (0.1, 20, 100, "“negative” with about 90 %, it is right in 80 % of the cases (100 texts): too sure"),
        (0.9, 0, 1, "it is right in 0 % of the cases (the one text): too sure of itself."),
    ],
)
def test_the_sentence_is_computed(said: float, positive: int, texts: int, words: str) -> None:
    labels = np.arange(texts) < positive
    assert words in reading(calibration(np.full(texts, said), labels))


def test_nothing_to_judge_is_said() -> None:
    assert "No texts" in calibration_picture(calibration([], []))


def test_a_mistake_tells_its_text_its_truth_and_how_sure_the_network_was() -> None:
    mistakes = [Mistake(HOSTILE, False, 0.9, 'explore?text="a"&b=1'), Mistake("bad", True, 0.0001)]
    html = mistakes_list(mistakes)
    page = Markup(html)
    assert "<script" not in html
    assert [quote.text for quote in page.of_tag("q")] == [HOSTILE, "bad"]
    said = [item.text for item in page.of_tag("li")]
    assert "said positive, 90.0 % sure; was negative" in said[0]
    assert "said negative, >99.9 % sure; was positive" in said[1]
    bars = [(float(bar.style["--from"]), float(bar.style["--share"])) for bar in page.of_class("bar")]
    np.testing.assert_allclose(bars, [(0.5, 0.4), (0.0001, 0.4999)])
    (link,) = page.of_tag("a")
    assert link.attributes == {"href": 'explore?text="a"&b=1', "target": "_self"}
    assert "every verdict was right" in mistakes_list([])


def test_a_long_text_is_cut_between_words_and_whole_in_its_title() -> None:
    text = "word " * 60
    (quote,) = Markup(mistakes_list([Mistake(text, True, 0.1)])).of_tag("q")
    assert 100 < len(quote.text) <= SHORT
    assert quote.text.endswith("word…") and quote.attributes["title"] == text
    assert cut("x" * 500) == "x" * (SHORT - 1) + "…"
    assert cut("a  b\nc") == "a b c"
