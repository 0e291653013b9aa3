"""The chain on the Gradients page: opened, typed into, checked, and misused."""

import json
from urllib.parse import quote

import numpy as np
import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.flow import flow_of
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.components.flow_payload import Carried, FlowView, pack_flow
from rnnviz.components.flow_words import EXPLODED
from rnnviz.components.gradients_chain import MOST_SCALE, MOST_WORDS, PRESETS, SENTENCE
from rnnviz.learning.untrained import untrained_network
from rnnviz.network import load_network
from tests.components.test_payload import Packet
from tests.pages.instruments import checked, opened, sent


def report(page: AppTest, event: str, value: object) -> None:
    """What a browser sends when the script of the instrument reports."""
    states = page._tree.get_widget_states()
    written = json.dumps([{"event": event, "value": value}])
    trigger = _make_trigger_id(page.get("bidi_component")[0].proto.id, "events")
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    checked(page._run(states))


def test_a_visitor_sees_an_untrained_network_types_and_has_it_checked() -> None:
    page = opened("gradients")
    network = untrained_network("gru", 64, 0, load_network("lstm").vocabulary)
    reading = network.read(SENTENCE)
    shown = Carried(network, reading, gradient_of(network, reading, Loss(0.0)))
    assert sent(page) == pack_flow(shown, FlowView())
    report(page, "choice", {"word": 3, "trace": None, "quantity": "loss", "version": 0})
    assert (page.query_params["chain_word"], page.query_params["chain_of"]) == ("4", "loss")
    assert sent(page) == pack_flow(shown, FlowView(3, quantity="loss"))
    report(page, "check", True)
    packet = Packet(sent(page))
    tried = packet.header["flow"]["tried"]
    assert tried["times"][0] == 0 and len(tried["times"]) == 8
    assert packet.array(tried["deviations"]).max() < 1e-4
    (explodes,) = [each for each in page.button if each.label == "Explodes"]
    checked(explodes.click().run())
    assert page.query_params["chain_scale"] == str(PRESETS["gru"]["Explodes"])
    header = Packet(sent(page)).header
    assert header["name"] == "untrained-gru-64-0-6" and header["flow"]["tried"] is None
    assert "multiplied by 6, biases 0" in page.caption[0].value
    checked(page.text_input(key="chain_text").set_value("not a good film").run())
    header = Packet(sent(page)).header
    assert header["flow"]["tried"] is None  # That was of another text.
    assert [column[0] for column in header["columns"]] == ["not", "a", "good", "film"]
    for text in (" ", "\x00 <script>", "кот " * 150):
        checked(page.text_input(key="chain_text").set_value(text).run())
    assert len(Packet(sent(page)).header["columns"]) == MOST_WORDS
    assert "150 words" in " ".join(each.value for each in page.text)


def test_a_link_restores_what_was_chosen() -> None:
    page = opened(
        "gradients",
        chain_network="Bidirectional LSTM",
        chain_text="not a good film",
        chain_truth="Positive",
        chain_trace="1",
        chain_word="2",
    )
    network = load_network("bidirectional-lstm")
    reading = network.read("not a good film")
    gradient = gradient_of(network, reading, Loss(1.0))
    assert sent(page) == pack_flow(Carried(network, reading, gradient), FlowView(1, None, 1))
    flow, header = flow_of(reading, gradient, 1), Packet(sent(page)).header
    norms = Packet(sent(page)).array(header["flow"]["state"])[0]
    np.testing.assert_allclose(10**norms, flow.state, rtol=1e-5)


@pytest.mark.parametrize("hostile", ["<b>" + "9" * 400])
def test_a_hostile_address_opens_the_section_as_it_is(hostile: str) -> None:
    names = "network text truth units seed scale word trace of".split()
    page = opened(
        "gradients", **{f"chain_{name}": quote(hostile) if name == "text" else hostile for name in names}
    )
    assert Packet(sent(page)).header["network"] == "untrained GRU"


@pytest.mark.parametrize("cell", CELL_TITLES)
def test_the_presets_do_what_they_are_called(cell: CellKind) -> None:
    for seed in (0, 1):
        reached = {}
        for title, scale in PRESETS[cell].items():
            network = untrained_network(cell, 64, seed, load_network("lstm").vocabulary, scale)
            reading = network.read(SENTENCE)
            reached[title] = flow_of(reading, gradient_of(network, reading, Loss(0.0)), 0)
        assert reached["Vanishes"].horizon is not None and reached["Vanishes"].state[0] < 0.01
        assert reached["Holds"].horizon is None and 1 / 3 < reached["Holds"].state[0] < 3
        assert reached["Explodes"].state[0] > EXPLODED
        assert max(PRESETS[cell].values()) <= MOST_SCALE
