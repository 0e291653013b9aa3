"""What flows through a wiring, read back from its HTML."""

import re
from typing import Any

import pytest

from rnnviz.figures.wiring_flow import wiring_flow
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.wiring_code import Stop, flow_of, wiring_code
from tests.figures.markup import Markup
from tests.wired_networks import SPECS, spec_of

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *((wiring, {}) for wiring in SPECS),
    ("one-to-many", {"inputs": 576, "filters": 4, "layers": 2}),
    ("many-to-many", {"layers": 2, "bidirectional": True, "cell": "lstm"}),
    ("encoder-decoder", {"layers": 2, "bidirectional": True, "attention": True}),
]


def items(html: str) -> list[tuple[str, str, str]]:
    """Of each item the kind of its box, what stands in it, and what stands below."""
    page = Markup(html)
    boxes = page.of_tag("b")
    texts = [item.text for item in page.of_tag("li")]
    assert len(boxes) == len(texts)
    return [
        (" ".join(box.classes), box.text, text.removeprefix(box.text))
        for box, text in zip(boxes, texts, strict=True)
    ]


@pytest.mark.parametrize(("wiring", "settings"), VARIANTS)
def test_every_layer_stands_there_with_its_shape_in_the_order_of_the_data(
    wiring: str, settings: dict[str, Any]
) -> None:
    stops = flow_of(spec_of(wiring, **settings))
    found = items(wiring_flow(stops))
    assert [shape for _, _, shape in found] == [stop.shape for stop in stops]
    names = [name for _, name, _ in found]
    assert names == [stop.layer for stop in stops]


@pytest.mark.parametrize(("wiring", "settings"), VARIANTS)
def test_layers_of_keras_stand_in_a_box_and_inputs_do_not(wiring: str, settings: dict[str, Any]) -> None:
    spec = spec_of(wiring, **settings)
    found = items(wiring_flow(flow_of(spec)))
    boxed = {re.split(r"[^\w]", name)[0] for kind, name, _ in found if kind == "layer"}
    assert boxed and all(f"layers.{name}(" in wiring_code(spec) for name in boxed)
    inputs = [name for kind, name, _ in found if kind == "input"]
    assert {kind for kind, _, _ in found} == {"layer", "input"}
    assert len(inputs) >= wiring_code(spec).count("keras.Input(")
    assert not any("(" in name for name in inputs)


@pytest.mark.parametrize("name", TASK_NAMES)
def test_the_picture_is_said_in_a_sentence(name: str) -> None:
    task = task_of(name)
    stops = flow_of(task.spec(task.modifiers))
    (picture,) = Markup(wiring_flow(stops)).of_class("wiring-flow")
    assert picture.attributes["role"] == "img"
    assert picture.attributes["aria-label"].split("; ") == [
        f"{stop.layer} gives {stop.shape}" for stop in stops
    ]


def test_nothing_of_a_layer_is_read_as_html() -> None:
    hostile = "<script>alert(1)</script>\"'&"
    page = Markup(wiring_flow([Stop(hostile, hostile, "read")]))
    assert not page.of_tag("script")
    assert page.of_tag("b")[0].text == hostile
    assert page.of_class("wiring-flow")[0].attributes["aria-label"] == f"{hostile} gives {hostile}"


@pytest.mark.parametrize(("wiring", "settings"), VARIANTS)
def test_what_reads_and_what_writes_stand_in_rows_of_their_own(wiring: str, settings: dict[str, Any]) -> None:
    stops = flow_of(spec_of(wiring, **settings))
    page = Markup(wiring_flow(stops))
    names = [name.text for name in page.of_class("name")]
    rows = [len(re.findall(r"\((?:batch|None)", row.text)) for row in page.of_class("row")]
    written = sum(stop.part in ("write", "answer") for stop in stops)
    if any(stop.part == "write" for stop in stops):
        assert (names, rows) == (["reads", "writes"], [len(stops) - written, written])
    else:
        assert (names, rows) == (["layers"], [len(stops)])
