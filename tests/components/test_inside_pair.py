"""Two sentences on Explore: opened, used, misused; and what is taken away is computed anew."""

import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.difference import Pair
from rnnviz.analysis.units import Rows
from rnnviz.components.inside_pair import MODES, PAIRS
from rnnviz.components.inside_pair_networks import titles_of
from rnnviz.components.inside_pair_taken import networks_taken, pair_taken
from rnnviz.components.words import as_text
from rnnviz.data.sentences import FIRST_SENTENCE
from rnnviz.figures.pair_board import Look, Seen
from rnnviz.network import load_network
from tests.pages.instruments import checked, opened, sent
from tests.taking import assert_same_arrays, computed_anew

NO_ROWS = Rows("trained", np.array([], np.intp))
SECOND = "The plot is new, but I loved every minute of it"


def drawn(page: AppTest) -> dict[str, Any]:
    """What the board was given, without its numbers."""
    (length,) = struct.unpack_from("<I", sent(page))
    header: dict[str, Any] = json.loads(sent(page)[4 : 4 + length])
    return header


def test_it_compares_with_the_sentence_without_not_at_first_and_then_with_what_is_typed() -> None:
    page = opened("explore", inside="Two sentences", pair_mode="<b>", pair_quantity="../x", pair_trace="9")
    assert page.text_input(key="text").value == FIRST_SENTENCE
    assert page.text_input(key="pair_text").placeholder == f"The same without “not”: {SECOND}"
    board = drawn(page)
    assert as_text(board["said"]) in "".join(each.value for each in page.markdown)
    assert [word["kind"] for word in board["rows"][1]["words"]].index("gap") == 3
    page = checked(page.text_input(key="pair_text").set_value("The plot is new *").run())
    assert [word["kind"] for word in drawn(page)["rows"][1]["words"]].count("gap") == 8
    page = checked(page.button_group(key="network").set_value("gru").run())
    assert page.text_input(key="pair_text").value == "The plot is new *"
    page.button_group(key="pair_example").set_value("other order").run()
    typed = tuple(checked(page).text_input(key=key).value for key in ("text", "pair_text"))
    assert typed == PAIRS["other order"]
    page = checked(page.selectbox(key="pair_quantity").set_value("update_gate").run())
    page = checked(page.button_group(key="pair_mode").set_value("difference").run())
    assert drawn(page)["rows"][-1]["letter"] == "Δzₜ"
    page = checked(page.button_group(key="network").set_value("bidirectional-lstm").run())
    assert drawn(page)["rows"][-1]["letter"] == "Δhₜ"  # An LSTM has no update gate.
    page = checked(page.text_input(key="text").set_value("").run())
    page = checked(page.text_input(key="pair_text").set_value("").run())
    assert [each.value[:15] for each in page.info] == ["Type a sentence"]
    page = checked(page.button_group(key="pair_mode").set_value("networks").run())
    assert [each.value[:15] for each in page.info] == ["Type a sentence"]
    page = checked(page.text_input(key="text").set_value(FIRST_SENTENCE + " good" * 500).run())
    assert [row["label"] for row in drawn(page)["rows"]][2:] == [
        f"Hidden state, {name}" for name in ("Bidirectional LSTM", "SimpleRNN", "GRU", "LSTM")
    ]
    assert len(MODES) == 3


@pytest.mark.parametrize(("name", "trace"), [("gru", 0), ("bidirectional-lstm", 1)])
def test_the_script_of_two_sentences_computes_its_arrays(name: str, trace: int) -> None:
    network, first = load_network(name), 'It\'s not "good"'
    pair = Pair(network, network.read(first), network.read("It's '{good}' or so"))
    taken = pair_taken(pair, Look("side", trace, "candidate", NO_ROWS), pair.difference(trace, "candidate"))
    assert taken.arrays["first_words"].tolist() == ["it", "'s", "not", "good", "", ""]
    assert_same_arrays(computed_anew(taken, name, first), taken.arrays)
    assert np.isfinite(taken.arrays["difference"]).any()


def test_the_script_of_several_networks_computes_their_arrays() -> None:
    gru, lstm = load_network("gru"), load_network("lstm")
    own = replace(lstm, name="run-0123456789ab-3")  # A script cannot load it.
    seen = [Seen(each, each.read("not bad"), (), f"{n}") for n, each in enumerate((gru, own, lstm))]
    taken, missing = networks_taken(seen)
    assert missing == ["1"] and taken.arrays["networks"].tolist() == ["0", "1", "2"]
    assert {name for name in taken.arrays if name[-1].isdigit()} == {
        f"{what}_{number}" for what in ("verdict", "hidden_state") for number in (1, 3)
    }
    np.testing.assert_array_equal(taken.arrays["verdict_3"], lstm.read("not bad").probabilities)
    assert_same_arrays(computed_anew(taken, "gru", "not bad"), taken.arrays)


def test_networks_beside_each_other_have_titles_of_their_own() -> None:
    kind = {"kind": "Mine"}
    names = ("run-0123456789ab-3", "run-0123456789ab-0", "run-ba9876543210-3", "model-0123456789ab")
    networks = [load_network("lstm"), *(replace(load_network("gru"), name=name, card=kind) for name in names)]
    assert titles_of(networks) == (
        "LSTM",
        "Mine, epoch 3 (run-0123456789ab-3)",
        "Mine, before training",
        "Mine, epoch 3 (run-ba9876543210-3)",
        "Mine",
    )
