"""One training of an experiment, and what is kept of it: curves, scores, how far its states are felt."""

from dataclasses import replace
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from rnnviz.analysis.chain import chain_of
from rnnviz.arrays import FloatArray
from rnnviz.learning.assemble import network_of
from rnnviz.learning.encoded import Encoded
from rnnviz.learning.engine import BatchDone, EpochDone, fitted, score, train_run
from rnnviz.learning.material import Material, filled
from rnnviz.learning.packing import Shelf
from rnnviz.learning.spec import RunSpec
from rnnviz.unroll import unroll

MOST_UPDATES = 120  # Points of the curve over the updates; each says the largest norm since the one before.
LAST_UPDATES = 12  # Of a training that died, each a point of its own.
LEARNT_SCORED = 1000  # Texts of the part that is learnt from, scored without dropout after every epoch.
LAGS = 20  # Words back from the end.
SENTENCES = 16  # Over which the norms are averaged.
DIGITS = 4


class _Told(NamedTuple):
    """What a training told: of every update loss and norms, of every epoch scores, and how it ended."""

    updates: list[tuple[float, float, float]]
    epochs: list[dict[str, float]]
    weights: tuple[FloatArray, ...]
    died: int | None


def record_of(spec: RunSpec, material: Material) -> dict[str, Any]:
    """Train, and keep what is shown.

    Args:
        spec: of the run, its seeds among them.
        material: of its texts.

    Returns:
        Plain values: "seed", "seconds", "tested" (how many test texts), "count" (of updates), "died" (the
        update that was not finite, or None), "epochs" (each with "learnt_" and "validation_" loss and
        accuracy, both without dropout), "updates" (see `thin`), "test_accuracy", "test_loss" (None where the
        training died), and "felt" (see `felt_of`). What is not finite is kept as "inf", "-inf" or "nan".
    """
    spec, begun = fitted(spec, material), perf_counter()
    told = _train(spec, material)
    record: dict[str, Any] = {
        "seed": spec.training.seed,
        "tested": len(material.test),
        "died": told.died,
        "epochs": told.epochs,
        "updates": thin(told.updates, LAST_UPDATES if told.died else 0),
        "count": len(told.updates),
        "test_accuracy": None,
        "test_loss": None,
        "felt": [],
    }
    if told.died is None:
        final = score(spec, told.weights, _as_read(material.test, spec))
        loss, accuracy = judged(final, material.test.labels)
        record |= {"test_loss": loss, "test_accuracy": accuracy}
        record["felt"] = felt_of(spec, told.weights, material)
    record["seconds"] = perf_counter() - begun
    plain: dict[str, Any] = _plain(record)
    return plain


def _train(spec: RunSpec, material: Material) -> _Told:
    learnt = _first(material.train)
    shelf = _as_read(learnt, spec)
    updates: list[tuple[float, float, float]] = []
    epochs: list[dict[str, float]] = []
    weights: tuple[FloatArray, ...] = ()
    for event in train_run(spec, material):
        if isinstance(event, BatchDone):
            updates.append((event.loss, *event.norms))
        if not event.is_finite:  # It was the last one.
            return _Told(updates, epochs, weights, len(updates))
        if isinstance(event, EpochDone):
            epochs.append(_scores(spec, event, (shelf, learnt.labels), material))
            weights = event.weights
    return _Told(updates, epochs, weights, None)


def _scores(
    spec: RunSpec, ended: EpochDone, learnt: tuple[Shelf, FloatArray], material: Material
) -> dict[str, float]:
    shelf, labels = learnt
    loss, accuracy = judged(score(spec, ended.weights, shelf), labels)
    validation_loss, validation_accuracy = judged(ended.validation, material.validation.labels)
    return {
        "learnt_loss": loss,
        "learnt_accuracy": accuracy,
        "validation_loss": validation_loss,
        "validation_accuracy": validation_accuracy,
    }


def judged(probabilities: FloatArray, labels: FloatArray) -> tuple[float, float]:
    """Mean binary cross-entropy in nats, and the share judged right."""
    p = np.clip(probabilities.astype(np.float64), 1e-7, 1 - 1e-7)
    loss = -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))
    return float(loss), float(np.mean((probabilities > 0.5) == (labels > 0.5)))


def thin(updates: list[tuple[float, float, float]], last: int = 0) -> list[list[float]]:
    """At most MOST_UPDATES stretches: number of the last update, mean loss, the largest norm and it clipped.

    Stretches grow with the updates made so far, as an axis of logarithms does: the first ones are single
    updates. A norm that is infinite or no number counts as the largest.

    Args:
        updates: loss, norm and clipped norm of each.
        last: as many at the end are stretches of their own, beyond MOST_UPDATES.
    """
    count = len(updates)
    ends = np.geomspace(1, max(count, 1), MOST_UPDATES).round().astype(int)
    ends = np.unique([*ends, *range(max(count - last, 1), count)])
    rows = []
    for stretch in np.split(np.arange(len(updates)), ends[:-1]):
        if not len(stretch):
            continue
        losses, before, after = np.array([updates[n] for n in stretch]).T
        steepest = int(np.where(np.isfinite(before), before, np.inf).argmax())
        row = (stretch[-1] + 1, losses.mean(), before[steepest], after[steepest])
        rows.append([int(row[0]), *map(float, row[1:])])
    return rows


def felt_of(spec: RunSpec, weights: tuple[FloatArray, ...], material: Material) -> list[float]:
    """‖∂h_T/∂h_t‖ of the first layer read forward, at T - t = 0 to LAGS: its geometric mean over sentences.

    The sentences are the first SENTENCES of the validation part that are read for at least LAGS steps. Of an
    LSTM the state is h and c together. Empty where there are none so long; a norm of 0 makes the mean 0.
    """
    network = network_of(spec.model, weights, material.vocabulary)
    cell, table = network.layers[0].forward, network.embeddings
    ids = material.validation.ids if spec.model.mask else filled(material.validation.ids, spec.data)
    norms = []
    for text in [each for each in ids if len(each) >= LAGS][:SENTENCES]:
        trace = unroll(cell, table[text])
        last = len(trace)
        norms.append(chain_of(trace, range(last - LAGS, last + 1)).state_norms[::-1])
    if not norms:
        return []
    with np.errstate(divide="ignore"):
        return [float(each) for each in np.exp(np.log(np.asarray(norms, np.float64)).mean(axis=0))]


def _first(part: Encoded) -> Encoded:
    return replace(part, ids=part.ids[:LEARNT_SCORED], labels=part.labels[:LEARNT_SCORED])


def _as_read(part: Encoded, spec: RunSpec) -> Shelf:
    return Shelf.of(part.ids if spec.model.mask else filled(part.ids, spec.data))


def _plain(value: Any) -> Any:
    """Short and fit for JSON, which has no word for what is not finite."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else str(value)
    return value
