"""How far an uploaded model, as it is computed here, is from Keras: both read random words.

Keras builds layers of ours from the options that were read, and is given the weights that were read; the
uploaded file itself is never opened by it. A job of a worker: Keras is imported in the function.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray, compute_on_one_thread
from rnnviz.keras_file.assembled import assemble
from rnnviz.keras_file.found import Found, Planned
from rnnviz.network import Network
from rnnviz.text import RESERVED, Token, Vocabulary

LENGTHS = (1, 2, 5, 12, 40)
TEXTS = 8  # Of each length.
FILLED = 3  # Places that a text is filled up with, where the model has a mask.


@dataclass(frozen=True)
class Deviation:
    """What came of the comparison.

    Attributes:
        largest: difference of an output, of all texts; NaN where one of them is no number.
        length: of the text with the largest one, in words.
        texts: how many were read.
        seed: by which they were drawn.
        keras: its version.
        seconds: it took, without the start of Keras.
    """

    largest: float
    length: int
    texts: int
    seed: int
    keras: str
    seconds: float


def compare_with_keras(found: Found, seed: int = 7) -> Deviation:
    """Read random ids of several lengths with Keras and with ours.

    Args:
        found: the model.
        seed: draws the ids.
    """
    import keras

    compute_on_one_thread()
    begun = time.perf_counter()
    model, network = keras_model(found), _network(found)
    rng = np.random.default_rng(seed)
    least = min(1, found.rows - 1)  # A row 0 may be masked.
    apart: dict[int, float] = {}
    for length in LENGTHS:
        ids = rng.integers(least, found.rows, (TEXTS, length))
        filled = np.pad(ids, ((0, 0), (0, FILLED if found.is_masked else 0)))
        theirs = np.asarray(model.predict_on_batch(filled.astype(np.int32)))
        ours = np.stack([outputs_of(network, row) for row in ids])
        with np.errstate(invalid="ignore"):
            apart[length] = float(np.abs(theirs - ours).max())
    worst = max(apart, key=lambda length: (np.isnan(apart[length]), apart[length]))
    texts, seconds = len(LENGTHS) * TEXTS, time.perf_counter() - begun
    return Deviation(apart[worst], worst, texts, seed, keras.__version__, seconds)


def keras_model(found: Found) -> Any:
    """A Keras model of the layers that were found, built by us, with their weights."""
    import keras

    model = keras.Sequential([keras.Input((None,), dtype="int32"), *map(_layer, found.layers)])
    for layer, plan in zip(model.layers, found.layers, strict=True):
        if plan.weights:
            layer.set_weights([np.asarray(array) for array in plan.weights])
    return model


def outputs_of(network: Network, ids: FloatArray) -> FloatArray:
    """What our network says of a text of ids, (outputs,)."""
    columns = tuple(Token("", "", int(id), "known") for id in ids)
    with np.errstate(all="ignore"):
        return network.read_vectors("", columns, network.embeddings[ids]).outputs[-1]


def _layer(plan: Planned) -> Any:
    import keras

    options = {name: value for name, value in plan.options.items() if name != "dtype"}
    kind = options.pop("cell", plan.kind)
    if plan.kind in ("Dropout", "SpatialDropout1D", "GaussianNoise"):
        return getattr(keras.layers, kind)(0.1)  # Of any rate: it does nothing after training.
    layer = getattr(keras.layers, kind)(**options)
    return keras.layers.Bidirectional(layer) if plan.kind == "Bidirectional" else layer


def _network(found: Found) -> Network:
    """Ours, with a row for each of their ids."""
    built = assemble(found)
    rows = [f"word {n}" for n in range(max(0, found.rows - len(RESERVED)))]
    missing = max(0, len(RESERVED) - found.rows)
    embeddings = np.pad(built.embeddings, ((0, missing), (0, 0)))
    return Network("upload", Vocabulary.of(rows), embeddings, built.layers, built.head)
