"""One batch through a wired network and back: eyes or reader, writer with teacher forcing, head.

Each part has a way forward that returns what its way back needs. Nothing here pads: what is read and what is
written are packed, and only `wired_attention` lays them out in blocks.
"""

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray
from rnnviz.learning.wired_batch import WiredBatch
from rnnviz.learning.wired_eyes import dense_gradients
from rnnviz.learning.wired_reader import Arriving, Sensed, sense, sense_back
from rnnviz.learning.wired_weights import NamedWeights, Parts, parts_of, shapes_of
from rnnviz.learning.wired_writer import OfWriter, Told, tell, tell_back
from rnnviz.wired_spec import WiredSpec


def gradients_wired(
    spec: WiredSpec, weights: NamedWeights, batch: WiredBatch
) -> tuple[float, dict[str, FloatArray]]:
    """The mean cross-entropy of a batch in nats, over all its symbols or classes, and its gradients.

    Args:
        spec: of the network.
        weights: of the network.
        batch: what to learn from.

    Returns:
        The loss, and dL/dW by name, in the order of `shapes_of`.

    Raises:
        ValueError: if the weights are not of this spec.
    """
    parts = parts_of(spec, weights)
    sensed, told, features = _forward(spec, parts, batch)
    loss, slope = cross_entropy(features @ parts.head.kernel + parts.head.bias, batch.target.ids)
    reaching, of_writer = slope @ parts.head.kernel.T, OfWriter()
    if told is not None:
        of_writer, arriving = tell_back(spec, parts, told, batch, reaching)
    else:
        arriving = Arriving(*((None, reaching) if spec.wiring == "many-to-many" else (reaching, None)))
    of_senses = sense_back(spec, parts, sensed, batch.source, arriving)
    starts, written, writer, attention = of_writer
    head = dense_gradients(features, slope)
    found = Parts(*of_senses, starts, written, writer, attention, head)
    return loss, dict(zip(shapes_of(spec), found.arrays(), strict=True))


def loss_wired(spec: WiredSpec, weights: NamedWeights, batch: WiredBatch) -> float:
    """The mean cross-entropy of a batch in nats, over all its symbols or classes, with teacher forcing."""
    parts = parts_of(spec, weights)
    features = _forward(spec, parts, batch)[-1]
    return cross_entropy(features @ parts.head.kernel + parts.head.bias, batch.target.ids)[0]


def cross_entropy(scores: FloatArray, right: IntArray) -> tuple[float, FloatArray]:
    """-ln softmax(scores)[right], averaged over the rows, and its gradient.

    Args:
        scores: (rows, symbols); it is overwritten.
        right: the number of the right symbol, (rows,).
    """
    rows = np.arange(len(scores))
    scores -= scores.max(axis=1, keepdims=True)
    of_right = scores[rows, right]
    np.exp(scores, out=scores)
    sums = scores @ np.ones(scores.shape[1], scores.dtype)
    loss = float(np.mean(np.log(sums) - of_right))
    scores /= (sums * len(rows))[:, None]
    scores[rows, right] -= scores.dtype.type(1 / len(rows))
    return loss, scores


def _forward(spec: WiredSpec, parts: Parts, batch: WiredBatch) -> tuple[Sensed, Told | None, FloatArray]:
    """Of each part what it made; at last what the head reads."""
    sensed = sense(spec, parts, batch.pictures, batch.source)
    if spec.writes:
        told = tell(spec, parts, sensed, batch)
        return sensed, told, told.features
    read = sensed.states if spec.wiring == "many-to-many" else sensed.context
    return sensed, None, np.asarray(read)
