"""The code of every wiring runs, and with our weights it gives our numbers."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.decoding import follow
from rnnviz.symbols import END, START
from rnnviz.wired_spec import WiredSpec
from rnnviz.wiring_code import flow_of, wiring_code
from tests.wired_networks import network_for, spec_of, weights_of

CASES = [
    ("one-to-one", {}),
    ("one-to-one", {"inputs": 4 * 6 * 6, "filters": 3}),
    ("many-to-one", {"layers": 2}),
    ("many-to-one", {"bidirectional": True, "cell": "lstm"}),
    ("one-to-many", {"layers": 2}),
    ("one-to-many", {"inputs": 0, "hidden": 0, "cell": "simple-rnn"}),
    ("many-to-many", {"bidirectional": True, "layers": 2}),
    ("encoder-decoder", {"cell": "simple-rnn"}),
    ("encoder-decoder", {"bidirectional": True, "layers": 2}),
    ("encoder-decoder", {"attention": True, "cell": "lstm"}),
    ("encoder-decoder", {"attention": True, "bidirectional": True, "cell": "lstm", "layers": 2}),
]
IDS = (3, 6, 2, 4, 5)
RIGHT = (4, 7, 5, END)


def run(spec: WiredSpec) -> Any:
    """The model that the code builds, with our weights."""
    scope: dict[str, Any] = {}
    exec(wiring_code(spec).replace("model.summary()", ""), scope)
    model, weights = scope["model"], weights_of(spec)
    for layer in model.layers:
        if layer.get_weights():
            shapes = [array.shape for array in layer.get_weights()]
            ours = weights_for(layer.name, weights)
            layer.set_weights([array.reshape(shape) for array, shape in zip(ours, shapes, strict=True)])
    return model


def weights_for(layer: str, weights: dict[str, FloatArray]) -> list[FloatArray]:
    """Ours by the name of a Keras layer: "reader_0", "writer_embeddings", "score", "head" …"""
    layer = "attention" if layer == "score" else layer
    name = layer.replace("_", ".") + ("" if layer.endswith("embeddings") else ".")
    return [array for key, array in weights.items() if key == name or key.startswith(name)]


@pytest.mark.keras
@pytest.mark.parametrize(("wiring", "settings"), CASES)
def test_the_code_builds_our_network(wiring: str, settings: dict[str, Any]) -> None:
    spec = spec_of(wiring, **settings)
    model, network = run(spec), network_for(spec)
    assert model.count_params() == network.parameters
    picture = np.random.default_rng(0).normal(size=(1, spec.inputs)).astype(np.float32)
    inputs: list[Any] = [picture] if spec.sees else [np.array([IDS])] if spec.reads else []
    if spec.writes:
        inputs.append(np.array([(START, *RIGHT[:-1])]))
    given = model(inputs if len(inputs) > 1 else inputs[0]).numpy()[0]
    assert np.allclose(given, ours(spec, picture[0]), atol=1e-5)


def ours(spec: WiredSpec, picture: FloatArray) -> FloatArray:
    """What our network answers."""
    network = network_for(spec)
    context = network.see(picture)[-1] if spec.sees else None
    memory = None
    if network.reader:
        reading = network.reader.read(IDS)
        context, memory = reading.final, reading.states
    if network.writer:
        return follow(network.writer, network.writer.begin(context, memory), RIGHT).probabilities
    assert network.head is not None
    read = memory if spec.wiring == "many-to-many" else context
    return network.head.apply(np.asarray(read))


@pytest.mark.keras
@pytest.mark.parametrize(("wiring", "settings"), CASES)
def test_the_shapes_beside_the_code_are_the_models(wiring: str, settings: dict[str, Any]) -> None:
    spec = spec_of(wiring, **settings)
    scope: dict[str, Any] = {}
    exec(wiring_code(spec).replace("model.summary()", ""), scope)
    stops = [
        stop
        for stop in flow_of(spec)
        if not stop.layer.startswith(("symbols", "what was written", "a picture", "Reshape"))
    ]
    layers = [
        layer for layer in scope["model"].layers if type(layer).__name__ not in ("InputLayer", "NotEqual")
    ]
    shown = {letters(stop.shape) for stop in stops}
    real = set()
    for layer in layers:
        outputs = layer.output if isinstance(layer.output, list) else [layer.output]
        real |= {tuple(outputs[0].shape)}
    assert shown <= real


def letters(shape: str) -> tuple[int | None, ...]:
    """ "(batch, T, 32)" as Keras holds it."""
    return tuple(None if part in ("batch", "T", "U") else int(part) for part in shape[1:-1].split(", "))
