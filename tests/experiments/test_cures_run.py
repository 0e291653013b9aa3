"""What is kept of a training: recomputed here from the training itself."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.data.sources import split_of
from rnnviz.experiments.cures_run import LAGS, MOST_UPDATES, SENTENCES, felt_of, judged, record_of, thin
from rnnviz.learning.assemble import network_of
from rnnviz.learning.engine import EpochDone, fitted, train_run
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.material import Material, filled, prepare
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.network import Network
from rnnviz.unroll import unroll

SPEC = RunSpec(
    DataSpec("grammar", examples=120, length=25),
    ModelSpec(vocab_size=10_002, embedding_dim=4, cell="simple-rnn", units=3, mask=False),
    TrainingSpec(epochs=2, batch_size=16, learning_rate=0.01),
)


@pytest.fixture(scope="module")
def material() -> Material:
    """A few generated sentences."""
    return prepare(SPEC.data, split_of("grammar", 120))


def test_a_record_has_the_scores_of_its_training(material: Material) -> None:
    record = record_of(SPEC, material)
    spec = fitted(SPEC, material)
    epochs = [event for event in train_run(spec, material) if isinstance(event, EpochDone)]
    assert len(record["epochs"]) == 2 and record["died"] is None and record["count"] == 16
    for kept, event in zip(record["epochs"], epochs, strict=True):
        right = np.mean((event.validation > 0.5) == (material.validation.labels > 0.5))
        assert kept["validation_accuracy"] == pytest.approx(right, abs=1e-4)
    right = np.mean((epochs[-1].test > 0.5) == (material.test.labels > 0.5))
    assert record["test_accuracy"] == pytest.approx(right, abs=1e-4)
    assert record["tested"] == len(material.test) and len(record["felt"]) == LAGS + 1
    again = record_of(SPEC, material)
    assert {**record, "seconds": 0} == {**again, "seconds": 0}


def test_a_training_that_explodes_says_at_which_update(material: Material) -> None:
    wild = replace(
        SPEC,
        model=replace(SPEC.model, activation="linear"),
        training=replace(SPEC.training, optimizer="sgd", learning_rate=10.0, epochs=20),
    )
    record = record_of(wild, material)
    assert record["died"] == record["count"] and record["test_accuracy"] is None and record["felt"] == []
    assert record["updates"][-1][2] in ("inf", "nan") or record["updates"][-1][1] in ("inf", "nan")


def test_what_is_felt_is_a_finite_difference(material: Material) -> None:
    spec = fitted(SPEC, material)
    weights = tuple(array.astype(np.float64) for array in initial_weights(spec.model))
    found = felt_of(spec, weights, material)
    network: Network = network_of(spec.model, weights, material.vocabulary)
    ids = filled(material.validation.ids, spec.data)[:SENTENCES]
    norms = [_norm_by_difference(network, text, 5) for text in ids]
    assert found[0] == pytest.approx(1)
    assert found[5] == pytest.approx(float(np.exp(np.mean(np.log(norms)))), rel=1e-4)


def _norm_by_difference(network: Network, text: np.ndarray, lag: int) -> float:
    """The largest singular value of what small changes of h, `lag` words before the end, do to the end."""
    cell, inputs = network.layers[0].forward, network.embeddings[text]
    state = unroll(cell, inputs[: len(inputs) - lag]).final
    ends, step = [], 1e-6
    for unit in range(cell.units):
        for sign in (1, -1):
            moved = state.hidden_state.copy()
            moved[unit] += sign * step
            ends.append(unroll(cell, inputs[-lag:], state._replace(hidden_state=moved)).final.hidden_state)
    matrix = (np.array(ends[::2]) - np.array(ends[1::2])) / (2 * step)
    return float(np.linalg.norm(matrix, 2))


def test_loss_and_accuracy_are_worked_out_by_hand() -> None:
    loss, accuracy = judged(np.array([0.8, 0.4, 0.5]), np.array([1.0, 1.0, 0.0]))
    assert loss == pytest.approx(-(np.log(0.8) + np.log(0.4) + np.log(0.5)) / 3)
    assert accuracy == pytest.approx(2 / 3)
    assert judged(np.array([0.0]), np.array([1.0]))[0] == pytest.approx(-np.log(1e-7))


def test_few_points_keep_the_steepest_gradient_of_each_stretch() -> None:
    updates = [(1.0, float(n), n / 2) for n in range(600)]
    updates[560] = (21.0, 1e6, 0.5)
    rows = thin(updates)
    assert len(rows) <= MOST_UPDATES and rows[-1][0] == 600
    assert [row[0] for row in rows[:12]] == list(range(1, 13))  # Single updates at first.
    assert rows[3] == [4, 1.0, 3.0, 1.5]
    (steep,) = [n for n, row in enumerate(rows) if row[2] == 1e6]
    first, last = rows[steep - 1][0], rows[steep][0]
    assert first < 561 <= last and rows[steep][3] == 0.5
    assert rows[steep][1] == pytest.approx(1 + 20 / (last - first))
    assert thin([(1.0, float("inf"), 2.0)])[0][2] == float("inf")
    assert thin([]) == []


def test_the_last_points_before_a_failure_are_single_updates() -> None:
    updates = [(1.0, float(n), n / 2) for n in range(600)]
    rows = thin(updates, 12)
    assert [row[0] for row in rows[-12:]] == list(range(589, 601)) and rows[-13][0] == 588
    assert [row[2] for row in rows[-12:]] == [float(n) for n in range(588, 600)]
    assert [row[0] for row in thin(updates[:5], 12)] == [1, 2, 3, 4, 5]
    assert thin([], 12) == []
