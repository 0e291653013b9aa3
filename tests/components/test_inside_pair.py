"""Two sentences on Explore: opened, used, misused; and what is taken away is computed anew."""

import json
import struct
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.difference import Pair
from rnnviz.components.inside_pair import MODES, PAIRS
from rnnviz.components.inside_pair_taken import networks_taken, pair_taken
from rnnviz.data.sentences import FIRST_SENTENCE
from rnnviz.figures.pair_board import Look, Seen
from rnnviz.network import load_network
from tests.pages.instruments import checked, opened, sent
from tests.taking import assert_same_arrays, computed_anew

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
    assert board["said"] in "".join(each.value for each in page.markdown)
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
    taken = pair_taken(pair, Look("side", trace, "candidate", ()), pair.difference(trace, "candidate"))
    assert taken.arrays["first_words"].tolist() == ["it", "'s", "not", "good", "", ""]
    assert_same_arrays(computed_anew(taken, name, first), taken.arrays)
    assert np.isfinite(taken.arrays["difference"]).any()


def test_the_script_of_several_networks_computes_their_arrays() -> None:
    seen = [
        Seen(load_network(name), load_network(name).read("not bad"), ()) for name in ("gru", "lstm", "gru")
    ]
    taken = networks_taken(seen, ["run-0123456789ab", "gru"])  # A script cannot load one's own.
    assert sorted(taken.arrays) == ["hidden_state_1", "hidden_state_2", "verdict_1", "verdict_2", "words"]
    assert_same_arrays(computed_anew(taken, "gru", "not bad"), taken.arrays)
