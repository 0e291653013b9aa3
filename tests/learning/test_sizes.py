"""The numbers of a model are counted without building it."""

import tracemalloc
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.learning.backprop import draw_masks, gradients_of
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.packing import Shelf
from rnnviz.learning.sizes import (
    bytes_of_a_batch,
    expect_bearable,
    parameters_of,
    parts_of,
    recurrent_parameters,
    units_for,
)
from rnnviz.learning.spec import CELL_KINDS, CellKind, DataSpec, ModelSpec, RunSpec, TrainingSpec

SPECS = st.builds(
    ModelSpec,
    vocab_size=st.integers(3, 40),
    embedding_dim=st.integers(1, 9),
    cell=st.sampled_from(CELL_KINDS),
    units=st.integers(1, 12),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    batch_normalization=st.booleans(),
)


@given(SPECS)
def test_the_parts_add_up_to_the_weights_that_are_drawn(spec: ModelSpec) -> None:
    assert parameters_of(spec) == sum(array.size for array in initial_weights(spec))
    assert parameters_of(spec) == sum(part.parameters for part in parts_of(spec))


@pytest.mark.keras
@pytest.mark.parametrize(("cell", "shape"), list(product(CELL_KINDS, range(4))))
def test_keras_counts_the_same(cell: str, shape: int) -> None:
    from rnnviz.learning.build import build_model

    plain = ModelSpec(50, 7, cell, 5)  # type: ignore[arg-type]
    spec = [
        plain,
        replace(plain, layers=2, bidirectional=True),
        replace(plain, layers=3, batch_normalization=True),
        replace(plain, bidirectional=True, batch_normalization=True, units=1),
    ][shape]
    model = build_model(spec)
    assert parameters_of(spec) == model.count_params()
    by_layer = [layer.count_params() for layer in model.layers if layer.count_params()]
    assert [part.parameters for part in parts_of(spec)] == by_layer


def test_a_cell_of_the_textbook() -> None:
    assert recurrent_parameters(ModelSpec(1000, 3, "simple-rnn", 2)) == 3 * 2 + 2 * 2 + 2
    assert recurrent_parameters(ModelSpec(1000, 3, "lstm", 2)) == 4 * (3 * 2 + 2 * 2 + 2)
    assert recurrent_parameters(ModelSpec(1000, 3, "gru", 2)) == 3 * (3 * 2 + 2 * 2 + 2 * 2)


@given(SPECS, st.integers(1, 256))
def test_units_are_found_again(spec: ModelSpec, units: int) -> None:
    assert units_for(spec, recurrent_parameters(replace(spec, units=units))) == units


@given(SPECS, st.integers(0, 200_000))
def test_no_other_number_of_units_comes_nearer(spec: ModelSpec, wanted: int) -> None:
    def off(units: int) -> int:
        return abs(recurrent_parameters(replace(spec, units=units)) - wanted)

    units = units_for(spec, wanted)
    assert all(off(units) <= off(other) for other in (1, units - 1, units + 1, 1024) if 1 <= other <= 1024)


def test_what_is_out_of_reach_gives_the_first_or_the_last() -> None:
    spec = ModelSpec(1000)
    assert (units_for(spec, 0), units_for(spec, 10**9)) == (1, 1024)


def test_equal_parameters_of_the_usual_lstm() -> None:
    lstm = ModelSpec(1000, 32, "lstm", 32)
    sizes = {
        cell: recurrent_parameters(
            replace(
                lstm, cell=cell, units=units_for(replace(lstm, cell=cell), recurrent_parameters(lstm))
            )
        )
        for cell in CELL_KINDS
    }  # fmt: skip
    assert all(abs(size / sizes["lstm"] - 1) < 0.03 for size in sizes.values())


def test_a_run_too_large_for_a_worker_is_refused_with_what_to_make_smaller() -> None:
    expect_bearable(RunSpec())
    large = RunSpec(DataSpec(length=500), ModelSpec(100, units=256, layers=3), TrainingSpec(batch_size=1024))
    with pytest.raises(ValueError, match=r"about [\d.]+ GB of memory, and at most 2 GB.*Make the batch"):
        expect_bearable(large)


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_the_memory_of_an_update_is_about_what_is_said(cell: CellKind) -> None:
    spec = RunSpec(DataSpec(length=100), ModelSpec(50, 16, cell, 64), TrainingSpec(batch_size=128))
    rng = np.random.default_rng(0)
    batch = Shelf.of([rng.integers(2, 50, 100).astype(np.int32) for _ in range(128)]).pack(np.arange(128))
    weights, labels = initial_weights(spec.model), np.ones(128, np.float32)
    tracemalloc.start()
    try:
        gradients_of(spec.model, weights, batch, labels, draw_masks(spec.model, 128, rng))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.5 < peak / bytes_of_a_batch(spec) < 1.3
