"""The pictures of the unit finder, read back: what is pressed, what is coloured how, what is written."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.corpus import Corpus
from rnnviz.analysis.finder import Study, UnitOf, study
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.analysis.finder_unit import Ablation, Histogram, portrait
from rnnviz.figures.style import SIGNED, shade
from rnnviz.figures.units_ablation import ablation_picture
from rnnviz.figures.units_atlas import MOST_SHOWN, Chosen, atlas, unit_order
from rnnviz.figures.units_frame import SHADES, place_line, spaced, step_of, written
from rnnviz.figures.units_places import FIRST_SHOWN, places_picture
from rnnviz.figures.units_portrait import histogram_picture, portrait_picture
from rnnviz.figures.units_table import findings_table
from rnnviz.tracks import TANH
from tests.figures.markup import Markup
from tests.planted import SENTIMENT, UNITS, planted_network, small_corpus

CHOSEN = Chosen("sentiment", UnitOf(0, SENTIMENT))
LOST = Ablation(0.75, 0.8, (0.79, 0.81), 30, (2, 9), 100, 0.8, 0.9)


@pytest.fixture
def found(rng: np.random.Generator) -> Study:
    """A study of the planted network."""
    return study(planted_network(rng), small_corpus(rng, 60))


def test_every_unit_can_be_pressed_in_every_row_and_has_the_colour_of_its_auc(found: Study) -> None:
    html = atlas(found, CHOSEN, ("",))
    cells = [cell for cell in Markup(html).of_tag("i") if "data-press" in cell.attributes]
    assert len(cells) == len(CONCEPTS) * UNITS
    rows = [cells[n : n + UNITS] for n in range(0, len(cells), UNITS)]
    pressed = [[cell.attributes["data-press"] for cell in row] for row in rows]
    assert all(row == pressed[0] for row in pressed)
    for name, row in zip(CONCEPTS, rows, strict=True):
        for cell in row:
            unit = int(cell.attributes["data-press"].partition(".")[2])
            value = float(found.findings[name].validation[0][unit])  # Of the part it is chosen by.
            step = round(SHADES * value)
            assert f"s{step}" in cell.classes
            assert f".s{step}{{background:{shade(SIGNED, step / SHADES)};" in html
            assert cell.attributes["title"] == f"unit {unit}: {value:.2f}"
            assert ("at" in cell.classes) == (unit == SENTIMENT)


def test_concepts_are_buttons_and_so_are_their_best_units(found: Study) -> None:
    buttons = Markup(atlas(found, CHOSEN, ("",))).of_tag("button")
    pressed = [button.attributes["data-press"] for button in buttons]
    expected = [[f"concept:{name}", f"unit:0.{found.findings[name].best.unit}"] for name in CONCEPTS]
    assert pressed == sum(expected, [])
    chosen = [one.attributes["data-press"] for one in buttons if one.attributes.get("aria-pressed") == "true"]
    assert chosen == ["concept:sentiment"]


def test_units_stand_by_validation_and_of_many_those_that_tell_most(found: Study) -> None:
    values = found.findings["sentiment"].validation[0]
    order = unit_order(found, "sentiment")
    assert [values[each.unit] for each in order] == sorted(values, reverse=True)
    many = np.linspace(0.4, 0.6, 300)
    many[7] = np.nan
    wide = {name: replace(one, validation=(many,)) for name, one in found.findings.items()}
    order = unit_order(replace(found, findings=wide), "sentiment")
    assert len(order) == MOST_SHOWN
    assert min(abs(many[each.unit] - 0.5) for each in order) > 0.05


def test_a_unit_that_is_no_number_is_hatched(found: Study) -> None:
    values = found.findings["length"].validation[0].copy()
    values[5] = np.nan
    broken = {**found.findings, "length": replace(found.findings["length"], validation=(values,))}
    hatched = Markup(atlas(replace(found, findings=broken), CHOSEN, ("",))).of_class("nan")
    assert [cell.attributes["title"] for cell in hatched] == ["unit 5: –"]


def test_the_portrait_names_words_and_marks_the_word_of_each_peak(found: Study) -> None:
    one = portrait(found, "sentiment", CHOSEN.unit)
    markup = Markup(portrait_picture(found.index, one, "sentiment", TANH))
    lines = markup.of_tag("li")
    assert [line.pieces[:2] for line in lines[: len(one.lowest)]] == [
        [each.word, written(each.mean)] for each in one.lowest
    ]
    marked = [element.text for element in markup.of_class("at")]
    assert marked == [found.index.corpus.sentences[p.sentence][p.word] for p in (*one.peaks, *one.valleys)]
    begin = found.index.corpus.starts[one.peaks[0].sentence]
    value = float(found.index.states[0][begin + one.peaks[0].word, SENTIMENT])
    inside = markup.elements[markup.elements.index(markup.of_class("at")[0]) + 1]
    assert inside.classes == {f"s{step_of((value + 1) / 2)}"}


def test_bars_of_the_histogram_are_as_high_as_their_shares() -> None:
    edges = np.linspace(-1, 1, 5)
    told = Histogram(edges, np.array([0.5, 0.25, 0.25, 0]), np.array([0, 0, 0, 1.0]))
    bars = Markup(histogram_picture(told, "length")).of_tag("rect")
    heights = np.array([float(bar.attributes["height"]) for bar in bars])
    assert heights / heights.max() == pytest.approx([0.5, 0, 0.25, 0, 0.25, 0, 0, 1], abs=0.01)
    tops = [float(bar.attributes["y"]) + float(bar.attributes["height"]) for bar in bars[::2]]
    assert tops == pytest.approx([float(bars[1].attributes["y"])] * 4, abs=0.11)  # All stand on one line.
    nothing = Histogram(edges, np.full(4, np.nan), np.zeros(4))
    assert all(
        bar.attributes["height"] == "0.0"
        for bar in Markup(histogram_picture(nothing, "length")).of_tag("rect")
    )


def test_an_ablation_is_drawn_with_its_numbers() -> None:
    markup = Markup(ablation_picture(LOST, "unit 3", '?text="a"&inside=Intervene', "agreement"))
    bars = [bar.style for bar in markup.of_tag("i")]
    assert [bar["width"] for bar in bars] == ["60.0%", "50.0%", "30.0%", "4.0%", "7.0%"]
    assert [bar.get("left") for bar in bars[3:]] == ["58.0%", "2.0%"]
    text = markup.elements[0].text + "".join(markup.of_class("lost")[0].pieces)
    for said in ("80.0 %", "75.0 %", "30 of 100", "79.0 to 81.0 %", "2 to 9", "Unit 3 set to 0"):
        assert said in text
    assert markup.of_tag("small")[0].text.startswith("agreement, test part")
    assert markup.of_tag("a")[0].attributes["href"] == '?text="a"&inside=Intervene'


def test_places_show_the_span_in_its_context() -> None:
    words = tuple(f"w{n}" for n in range(30))
    corpus = Corpus((words, ("it", "'s", "<b>", "ok")), np.array([np.nan, 1.0]), np.array([3, 0]))
    pattern = Pattern(0, (1,), (1,), 2, 0.3)
    markup = Markup(places_picture(corpus, [Place(0, 14, 0.5), Place(1, 1, 0.25)], pattern))
    assert [element.text for element in markup.of_class("at")] == ["w14 w15", "'s <b>"]
    lines = [line.text for line in markup.of_tag("li")]
    assert lines == [f"0.50… {' '.join(words[7:23])} …IMDB", "0.25it's <b> okpositive, test"]
    assert [element.classes for element in markup.of_class("bar")] == [{"bar", "g20"}, {"bar", "g10"}]


def test_of_many_places_a_phone_shows_some_and_folds_the_others() -> None:
    corpus = Corpus((("it", "is", "ok"),), np.array([1.0]), np.array([0]))
    for count in (FIRST_SHOWN, FIRST_SHOWN + 2):
        markup = Markup(places_picture(corpus, [Place(0, 1, 0.5)] * count, Pattern(0, (1,), (1,), 1, 0.3)))
        assert len(markup.of_tag("li")) == count
        titles = [summary.text for summary in markup.of_tag("summary")]
        assert titles == (["2 more places"] if count > FIRST_SHOWN else [])


def test_what_hangs_on_a_word_has_no_blank_before_it() -> None:
    assert spaced(["it", "'s", "good"]) == ["", "", " "]
    corpus = Corpus((("a",),), np.array([0.0]), np.array([1]))
    assert Markup(place_line(corpus, 0, (0, 0), "1", ["x"])).of_tag("small")[0].text == "negative, validation"


def test_the_table_tells_what_the_picture_tells(found: Study) -> None:
    cells = [cell.text for cell in Markup(findings_table(found, ("",))).of_tag("td")]
    sentiment = found.findings["sentiment"]
    assert cells[:4] == [
        f"unit {SENTIMENT}",
        "rises",
        f"{sentiment.auc(sentiment.best, 'validation'):.3f}",
        f"{sentiment.auc(sentiment.best):.3f}",
    ]
    assert len(cells) == 6 * len(CONCEPTS) and cells[5] == "–"


def test_the_best_of_random_weights_is_drawn_beside_the_best(found: Study) -> None:
    assert not Markup(atlas(found, CHOSEN, ("",))).of_tag("path")
    length = {**found.findings, "length": replace(found.findings["length"], untrained=0.7)}
    html = atlas(replace(found, findings=length), CHOSEN, ("",))
    (diamond,) = Markup(html).of_tag("path")
    # Half way from 0.4 to 1, of 190 pixels from the fifth on.
    assert diamond.attributes["d"].startswith("M100.0 ")
    assert "untrained 0.70" in html
    assert "0.700" in findings_table(replace(found, findings=length), ("",))
