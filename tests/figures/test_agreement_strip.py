"""The sentence word by word: bars as long as the numbers they stand for, and words for what is no number."""

import dataclasses

import numpy as np
import pytest

from rnnviz.experiments.agreement_reading import Asked, asked_of, untrained
from rnnviz.experiments.agreement_shipped import load_agreement
from rnnviz.figures.agreement_strip import (
    HIGHEST,
    LOWEST,
    agreement_said,
    agreement_strip,
    agreement_table,
    in_digits,
    power,
)
from tests.figures.markup import Markup

TEXT = "The dogs near the qqqq window of my friend were hungry"


@pytest.fixture(scope="module")
def asked() -> Asked:
    return asked_of({"gru": load_agreement("gru"), "lstm": load_agreement("lstm")}, TEXT)


def changed(asked: Asked, lengths: list[float], probabilities: list[float]) -> Asked:
    """The same with other numbers of the first network."""
    answer = asked.answers[0]
    reading = dataclasses.replace(answer.reading, outputs=np.array(probabilities)[:, None])
    influence = dataclasses.replace(answer.influence, words=np.array(lengths)[:, None])
    first = dataclasses.replace(answer, reading=reading, influence=influence)
    return dataclasses.replace(asked, answers=(first, *asked.answers[1:]))


def test_every_word_stands_over_its_bars(asked: Asked) -> None:
    markup = Markup(agreement_strip(asked))
    count = len(asked.columns)
    assert len(markup.of_class("word")) == count == 9
    assert len(markup.of_class("p")) == len(markup.of_class("reach")) == 2 * count
    (subject,) = markup.of_class("subject")
    assert subject.text == "subjectdogs"
    assert [word.text for word in markup.of_class("unknown")] == ["qqqq", "of"]
    assert [word.text.split()[-2:] for word in markup.of_class("says", "begin")] == [["✓", "right"]] * 2


def test_bars_are_as_long_as_their_numbers(asked: Asked) -> None:
    markup = Markup(agreement_strip(asked))
    probabilities = [p for answer in asked.answers for p in answer.reading.probabilities.tolist()]
    bars = [each for each in markup.elements if each.tag == "i" and each.classes & {"up", "down"}]
    for bar, p in zip(bars, probabilities, strict=True):
        assert bar.classes == {"up" if p > 0.5 else "down"}
        assert float(bar.style["height"].rstrip("%")) == pytest.approx(100 * abs(p - 0.5), abs=0.006)
    reached = [each for each in markup.elements if each.tag == "i" and not each.classes]
    lengths = [length for answer in asked.answers for length in answer.influence.lengths.tolist()]
    for bar, length in zip(reached, lengths, strict=True):
        share = (np.log10(length) - LOWEST) / (HIGHEST - LOWEST)
        assert float(bar.style["height"].rstrip("%")) == pytest.approx(75 * share, abs=0.01)


def test_what_is_no_number_or_exactly_nothing_is_drawn_as_that(asked: Asked) -> None:
    odd = [np.nan, np.inf, 0.0, 1e-20, 1.0, 1.0, 1.0, 1.0, 1.0]
    markup = Markup(agreement_strip(changed(asked, odd, [np.nan, *[0.2] * 8])))
    first = markup.of_class("reach")[:4]
    assert [part.text for part in first] == ["not a number", "overflow (inf)", "0", "<10⁻¹²"]
    assert ["nan" in part.classes for part in first] == [True, True, False, False]
    assert [("nan" in part.classes) for part in markup.of_class("p")[:2]] == [True, False]
    table = Markup(agreement_table(changed(asked, odd, [np.nan, *[0.2] * 8])))
    cells = [cell.text for cell in table.of_tag("td")]
    assert cells[:2] == ["not a number", "not a number"] and cells[9] == "exactly 0"


def test_the_table_has_every_number_of_the_picture(asked: Asked) -> None:
    table = Markup(agreement_table(asked))
    assert len(table.of_tag("td")) == 4 * len(asked.columns)
    assert "dogs (subject)" in [each.text for each in table.of_tag("th")]
    lengths = asked.answers[1].influence.lengths.tolist()
    assert [cell.text for cell in table.of_tag("td")][3::4] == [in_digits(length) for length in lengths]


def test_the_sentence_says_who_is_right_and_whether_the_subject_decides(asked: Asked) -> None:
    said = agreement_said(asked)
    assert said.startswith("All answer “were”, which is right. “dogs” stands 7 words before the verb.")
    assert "“dog” in its place" in said
    faded = changed(asked, [1.0, 1e-6, *[1.0] * 7], asked.answers[0].reading.probabilities.tolist())
    assert "next to no gradient arrives in GRU (1.0 · 10⁻⁶)" in agreement_said(faded)
    wrong = changed(asked, [1.0] * 9, [0.1] * 9)
    assert agreement_said(wrong).startswith("Right: LSTM; wrong: GRU. ")


def test_it_says_undecided_and_that_nobody_can_say() -> None:
    networks = untrained(("gru",))
    assert agreement_said(asked_of(networks, "The dogs were")).startswith("Undecided: GRU. ")
    assert "no answer turns round" in agreement_said(asked_of(networks, "The dogs were"))
    assert agreement_said(asked_of(networks, "hello")).startswith("No noun of the grammar")
    assert "is right" not in agreement_strip(asked_of(networks, "hello"))


def test_typed_markup_stays_text(asked: Asked) -> None:
    strip = agreement_strip(asked_of(untrained(("gru",)), "the <script>alert(1)</script> dogs were"))
    assert "<script" not in strip


def test_numbers_of_any_size_are_written_in_three_digits() -> None:
    assert [in_digits(value) for value in (2.854, 0.00123, 9.96e-5, 1e-300, 0.0, 123456.0)] == [
        "2.85",
        "0.00123",
        "1.0 · 10⁻⁴",
        "1.0 · 10⁻³⁰⁰",
        "exactly 0",
        "1.2 · 10⁵",
    ]
    assert (in_digits(np.nan), in_digits(np.inf)) == ("not a number", "overflow (inf)")
    assert power(-12) == "10⁻¹²"
