"""The sentence word by word: marks stand where the numbers are, and words say what is no number."""

import dataclasses

import numpy as np
import pytest

from rnnviz.data.agreement_question import FIRST_SENTENCE
from rnnviz.experiments.agreement_reading import Asked, asked_of, untrained
from rnnviz.experiments.agreement_shipped import load_agreement
from rnnviz.figures.agreement_said import agreement_said
from rnnviz.figures.agreement_strip import (
    CEILING,
    FLOOR,
    Axis,
    agreement_strip,
    agreement_table,
    in_digits,
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


def test_bars_and_dots_stand_where_their_numbers_are(asked: Asked) -> None:
    markup = Markup(agreement_strip(asked))
    probabilities = [p for answer in asked.answers for p in answer.reading.probabilities.tolist()]
    bars = [each for each in markup.elements if each.tag == "i" and each.classes & {"up", "down"}]
    for bar, p in zip(bars, probabilities, strict=True):
        assert bar.classes == {"up" if p > 0.5 else "down"}
        assert float(bar.style["height"].rstrip("%")) == pytest.approx(100 * abs(p - 0.5), abs=0.006)
    dots = markup.of_class("dot")
    lengths = [length for answer in asked.answers for length in answer.influence.lengths.tolist()]
    axis = Axis.of(lengths)
    assert 10.0**axis.lowest <= min(lengths) and max(lengths) <= 10.0**axis.highest
    for dot, length in zip(dots, lengths, strict=True):
        share = (np.log10(length) - axis.lowest) / (axis.highest - axis.lowest)
        place = FLOOR + (CEILING - FLOOR) * share
        assert float(dot.style["bottom"].rstrip("%")) == pytest.approx(place, abs=0.01)
    ones = {each.style["bottom"] for each in markup.of_class("one")}  # One line for 1 in all tracks.
    assert ones == {f"{axis.place(0):.2f}%"}
    subjects = [each.text for each in markup.of_class("of-subject")]
    assert subjects == [in_digits(answer.influence.lengths[1], 2) for answer in asked.answers]


@pytest.mark.parametrize(
    ("values", "lowest", "highest", "ticks"),
    [
        ([2.0, 0.5], -3, 1, (0, -3)),
        ([2.9e-5, 16.0], -6, 2, (0, -3, -6)),
        ([9e-16, 2.0], -18, 1, (0, -6, -12, -18)),
        ([1e-40, 1e30], -18, 6, (0, -15)),
        ([0.0, np.nan, np.inf], -3, 1, (0, -3)),
    ],
)
def test_the_axis_is_fitted_in_steps_of_thousands(
    values: list[float], lowest: int, highest: int, ticks: tuple[int, ...]
) -> None:
    axis = Axis.of(values)
    assert (axis.lowest, axis.highest, axis.ticks) == (lowest, highest, ticks)


def test_what_is_no_number_or_exactly_nothing_is_drawn_as_that(asked: Asked) -> None:
    odd = [np.nan, np.inf, 0.0, 1e-20, 1.0, 1.0, 1.0, 1.0, 1.0]
    markup = Markup(agreement_strip(changed(asked, odd, [np.nan, *[0.2] * 8])))
    first = markup.of_class("reach")[:4]
    assert [part.text for part in first] == ["not a number", "overflow (inf)", "0", "<10⁻¹⁸"]
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
    assert said.startswith("All answer “were”, which is right. Between “dogs” and the verb stand 7 words.")
    assert "“dog” in its place" in said
    faded = changed(asked, [1.0, 1e-6, *[1.0] * 7], asked.answers[0].reading.probabilities.tolist())
    assert "Next to no gradient reaches “dogs” in GRU (1.0·10⁻⁶)" in agreement_said(faded)
    assert "tanh" not in agreement_said(faded)  # Said of a SimpleRNN only, and measured there.
    wrong = changed(asked, [1.0] * 9, [0.1] * 9)
    assert agreement_said(wrong).startswith("Right: LSTM; wrong: GRU. ")


def test_the_slope_of_tanh_is_measured_behind_the_subject() -> None:
    rnn = asked_of({"simple-rnn": load_agreement("simple-rnn")}, FIRST_SENTENCE)
    states = rnn.answers[0].reading.layers[0].forward.steps.hidden_state[2:]
    slopes = [1 - float(h) ** 2 for state in states for h in state]
    assert f"is {sum(slopes) / len(slopes):.2f}, where 1" in agreement_said(rnn)


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
        "1.0·10⁻⁴",
        "1.0·10⁻³⁰⁰",
        "exactly 0",
        "1.2·10⁵",
    ]
    assert [in_digits(value, 2) for value in (2.854, 1.0, 23.4, 0.00096)] == [
        "2.9",
        "1.0",
        "23",
        "9.6·10⁻⁴",
    ]
    assert (in_digits(np.nan), in_digits(np.inf)) == ("not a number", "overflow (inf)")
