"""Intervene on Explore: a link from elsewhere, the widgets, what is chosen anew, hostile addresses."""

import json
import struct
from typing import Any

from streamlit.testing.v1 import AppTest

from rnnviz.analysis.intervention import Intervention, read_with
from rnnviz.analysis.intervention_effect import ranking_of
from rnnviz.components.words import as_text
from rnnviz.network import load_network
from rnnviz.written import percent
from tests.pages.instruments import checked, opened

TEXT = "The plot is not new"


def drawn(page: AppTest) -> dict[str, Any]:
    """What the board was given, without its numbers; the ranking is a component of its own."""
    payloads = [each.proto.bytes for each in page.get("bidi_component") if each.proto.bytes]
    (length,) = struct.unpack_from("<I", payloads[-1])
    header: dict[str, Any] = json.loads(payloads[-1][4 : 4 + length])
    return header


def test_a_link_holds_a_unit_and_the_widgets_go_on_from_there() -> None:
    page = opened(
        "explore",
        inside="Intervene",
        text=TEXT,
        intervene_unit="17",
        intervene_what="zero",
        intervene_when="always",
    )
    lstm = load_network("lstm")
    held = read_with(lstm, TEXT, [Intervention(0, "hidden_state", (17,), "zero")])
    before = percent(lstm.read(TEXT).probability)
    said = f"Unit 17 held at 0 at every word: {before} → {percent(held.probability)} positive."
    assert drawn(page)["said"] == said and as_text(said) in "".join(each.value for each in page.markdown)
    page = checked(page.button_group(key="intervene_when").set_value("from").run())
    page = checked(page.number_input(key="intervene_step").set_value(4).run())
    assert drawn(page)["said"].startswith("Unit 17 held at 0 from “not” on: ")
    assert (page.query_params["intervene_step"], page.query_params["intervene_when"]) == ("4", "from")
    page = checked(page.text_input(key="text").set_value("good").run())
    page = checked(page.text_input(key="text").set_value(TEXT).run())
    assert drawn(page)["said"].startswith(
        "Unit 17 held at 0 from “not” on: "
    )  # A shorter text forgets nothing.
    page = checked(page.selectbox(key="intervene_quantity").set_value("forget_gate").run())
    page = checked(page.button_group(key="intervene_what").set_value("value").run())
    assert (page.slider(key="intervene_value").min, page.slider(key="intervene_value").max) == (0, 1)
    page = checked(page.button_group(key="network").set_value("gru").run())  # Which has no forget gate.
    assert drawn(page)["said"].startswith("Unit 17 held at 1 from “not” on: ")
    page = checked(page.button_group(key="intervene_what").set_value("swap").run())
    page = checked(page.text_input(key="intervene_unit").set_value("3, 4").run())
    assert [each.value[:33] for each in page.warning] == ["One unit is swapped with another;"]
    page = checked(page.text_input(key="intervene_unit").set_value("").run())
    best = ranking_of(load_network("gru"), load_network("gru").read(TEXT), 0).units[0]
    assert page.text_input(key="intervene_unit").placeholder == f"{best} (strongest)"
    assert drawn(page)["said"].startswith(f"Unit {best} swapped with unit 0 from “not” on")
    page = checked(page.text_input(key="text").set_value("").run())
    assert [each.value[:26] for each in page.info] == ["Here a sentence is read tw"]


def test_a_hostile_address_is_what_is_usual() -> None:
    page = opened(
        "explore",
        inside="Intervene",
        text=TEXT,
        network="Stacked LSTM",
        intervene_layer="9",
        intervene_quantity="__class__",
        intervene_what="other",
        intervene_when="<b>",
        intervene_step="1e99",
        intervene_other="x" * 5_000,
        intervene_unit="all",
    )
    said = drawn(page)["said"]
    assert said.startswith("The whole hidden state (layer 2) replaced by its last value in “I hated every")
    page = checked(page.selectbox(key="intervene_layer").set_value("0").run())
    page = checked(page.text_input(key="text").set_value("bad " * 401).run())
    assert [row["key"] for row in drawn(page)["rows"]][2:] == ["state", "difference", "above1"]
