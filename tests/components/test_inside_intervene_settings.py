"""What is asked to be held: as typed, as an intervention, and as Python that is run."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.intervention import Intervention, read_again, traces_of
from rnnviz.components import inside_intervene_widgets as widgets
from rnnviz.components.inside_intervene import taken
from rnnviz.components.inside_intervene_settings import Asked, intervention_of, units_named, wrong_with
from rnnviz.components.subject import Subject
from rnnviz.network import load_network
from rnnviz.text import Splitting, Vocabulary
from tests.taking import assert_same_arrays, computed_anew

TEXT = 'It\'s not "good"'


@pytest.mark.parametrize(
    ("text", "units", "wrong"),
    [
        ("17", (17,), ""),
        (" 3, 17,20-22,21 ", (3, 17, 20, 21, 22), ""),
        ("5–3", (3, 4, 5), ""),
        ("ALL", tuple(range(64)), ""),
        ("", (), ""),
        (",", (), ""),
        ("64", (), "There are units 0 to 63 here; 64 is none of them."),
        ("0-99999", (), "There are units 0 to 63 here; 99999 is none of them."),
        ("-1", (), "Units are named as 17, as 3, 17, 20-25 or as all; “-1” is no unit."),
        ("<b>x", (), "“<b>x” is no unit."),
        ("٣", (), "is no unit."),
    ],
)
def test_units_are_named_or_what_is_wrong_is_said(text: str, units: tuple[int, ...], wrong: str) -> None:
    found, said = units_named(text, load_network("lstm").layers[0].forward)
    assert found == units and (said.endswith(wrong) if wrong else not said)


@pytest.mark.parametrize(
    ("when", "forward", "backward"),
    [("always", (0, None), (0, None)), ("once", (2, 2), (2, 2)), ("from", (2, None), (0, 2))],
)
def test_from_a_word_on_is_in_the_order_of_reading(
    when: str, forward: tuple[int, int | None], backward: tuple[int, int | None]
) -> None:
    asked = Asked(when=when, step=2)
    assert (asked.bounds(False), asked.bounds(True)) == (forward, backward)


def test_what_cannot_be_done_is_said() -> None:
    assert "2 are named" in wrong_with(Asked(units=(1, 2), what="swap"))
    assert "cannot be swapped with itself" in wrong_with(Asked(units=(1,), what="swap", partner=1))
    assert (
        wrong_with(Asked(units=(1,), what="other", other=" ")) == "Type a sentence to take the values from."
    )
    assert not wrong_with(Asked(units=(1,), what="swap", partner=2))


CASES = [
    ("lstm", Asked(0, "hidden_state", (17,))),
    ("gru", Asked(0, "reset_gate", (1, 2), "value", "from", 1, 0.25)),
    ("bidirectional-lstm", Asked(1, "cell_state", (3,), "swap", "from", 2, partner=4)),
    ("stacked-lstm", Asked(0, "forget_gate", tuple(range(48)), "other", "once", 2, other="It's '{bad}'")),
    ("simple-rnn", Asked(0, "hidden_state", (5,), "other", other="so bad it hurts", place="same")),
]


@pytest.mark.parametrize(("name", "asked"), CASES)
def test_the_script_computes_its_arrays(name: str, asked: Asked) -> None:
    network = load_network(name)
    reading = network.read(TEXT)
    held = intervention_of(asked, network, traces_of(reading)[asked.trace])
    subject = Subject(name, network, (), reading, "trained", "normal")
    found = taken(subject, asked, read_again(network, reading, [held]))
    assert not np.array_equal(found.arrays["verdict_before"], found.arrays["verdict_after"])
    assert_same_arrays(computed_anew(found, name, TEXT), found.arrays)


def test_words_of_the_other_sentence_are_counted_as_the_network_splits_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lstm = load_network("lstm")
    parting = Splitting(is_parting=True)
    network = replace(lstm, vocabulary=Vocabulary(lstm.vocabulary.words, parting))
    monkeypatch.setattr(widgets, "_type", lambda *asked, **look: "a-b " * widgets.MOST_WORDS)
    monkeypatch.setattr(widgets, "_choose", lambda *asked: "final")
    asked = widgets._more(Asked(what="other"), network)
    assert len(parting.split(asked.other)) == widgets.MOST_WORDS


def test_the_other_sentence_gives_its_end_or_its_words() -> None:
    network = load_network("lstm")
    trace = traces_of(network.read(TEXT))[0]
    states = traces_of(network.read("so bad"))[0].steps.hidden_state
    for place, expected in (("final", states[-1]), ("same", states)):
        asked = Asked(units=(1,), what="other", other="so bad", place=place)
        held: Intervention = intervention_of(asked, network, trace)
        assert held.given is not None and held.what == "given"
        np.testing.assert_array_equal(held.given, expected)
