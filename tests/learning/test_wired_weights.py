"""The weights of wired networks: their names, their shapes, and how they begin."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.learning.wired_weights import initial_wired, parts_of, shapes_of
from rnnviz.symbols import Symbols
from rnnviz.wired_archive import Alphabets, network_of
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, title

FULL = WiredSpec("encoder-decoder", 9, 8, "lstm", 16, 20, 2, bidirectional=True, attention=True)


def test_names_and_shapes_of_a_network_with_everything() -> None:
    assert list(shapes_of(replace(FULL, cell="gru", layers=1)).items()) == [
        ("reader.embeddings", (9, 16)),
        ("reader.0.forward.kernel", (16, 60)),
        ("reader.0.forward.recurrent_kernel", (20, 60)),
        ("reader.0.forward.bias", (2, 60)),
        ("reader.0.backward.kernel", (16, 60)),
        ("reader.0.backward.recurrent_kernel", (20, 60)),
        ("reader.0.backward.bias", (2, 60)),
        ("start.0.kernel", (40, 20)),
        ("start.0.bias", (20,)),
        ("writer.embeddings", (8, 16)),
        ("writer.0.kernel", (16, 60)),
        ("writer.0.recurrent_kernel", (20, 60)),
        ("writer.0.bias", (2, 60)),
        ("attention.kernel", (20, 40)),
        ("head.kernel", (60, 8)),
        ("head.bias", (8,)),
    ]


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_parts_keep_the_order_of_the_names(spec: WiredSpec) -> None:
    weights = initial_wired(spec)
    found = list(parts_of(spec, weights).arrays())
    assert len(found) == len(weights) == len(shapes_of(spec))
    assert all(one is other for one, other in zip(found, weights.values(), strict=True))
    assert all(array.dtype == np.float32 for array in found)


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_a_running_network_has_exactly_these_weights(spec: WiredSpec) -> None:
    names = [f"symbol {n}" for n in range(9)]
    reads = Symbols(tuple(names[: spec.inputs])) if spec.reads else None
    network = network_of(spec, initial_wired(spec), Alphabets(reads, Symbols(tuple(names[: spec.outputs]))))
    assert network.parameters == sum(array.size for array in initial_wired(spec).values())


def test_weights_begin_as_those_of_the_layers_of_keras() -> None:
    weights = initial_wired(FULL)
    for name, array in weights.items():
        kind = name.rsplit(".", 1)[-1]
        if kind == "recurrent_kernel":
            np.testing.assert_allclose(array @ array.T, np.eye(20), atol=1e-5)
        elif kind == "kernel":
            limit = np.sqrt(6 / sum(array.shape))
            assert limit * 0.9 < np.abs(array).max() <= limit
        elif kind == "embeddings":
            assert 0.045 < np.abs(array).max() <= 0.05
        elif array.shape == (80,):  # Of an LSTM.
            assert array.reshape(4, 20).tolist() == [[0.0] * 20, [1.0] * 20, [0.0] * 20, [0.0] * 20]
        else:
            assert not array.any()


def test_a_seed_decides_the_weights_and_no_two_arrays_are_alike() -> None:
    first, again, other = (initial_wired(replace(FULL, seed=seed)) for seed in (0, 0, 1))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    drawn = [name for name in first if not name.endswith("bias")]
    assert not any(np.array_equal(first[name], other[name]) for name in drawn)
    assert not np.array_equal(first["reader.0.forward.kernel"], first["reader.0.backward.kernel"])


def test_weights_of_another_network_are_refused() -> None:
    weights = initial_wired(FULL)
    with pytest.raises(ValueError, match="weights must be named reader.embeddings, .* got none"):
        parts_of(FULL, {})
    with pytest.raises(ValueError, match=r"head.bias must have shape \(8,\), got \(9,\)"):
        parts_of(FULL, weights | {"head.bias": np.zeros(9)})
