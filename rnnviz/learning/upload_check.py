"""How far an uploaded model, as it is computed here, is from Keras: both read random words.

Keras builds layers of ours from the options that were read, and is given the weights that were read; the
uploaded file itself is never opened by it. Compared is what is read with here, its words in their new rows
and a sigmoid or softmax put behind it; how a text is split into words is not. A job of a worker: Keras is
imported in the functions.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray, compute_on_one_thread
from rnnviz.keras_file.found import Found, Planned
from rnnviz.keras_file.options import ONLY_IN_TRAINING
from rnnviz.layers import Dense, RecurrentLayer
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


@dataclass(frozen=True, eq=False)
class Offered:
    """What computes in the network that is offered to read with.

    Attributes:
        embeddings, layers, head: of it.
        rows: for each of its words the row of the model; -1 where the model has none.
    """

    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]
    head: tuple[Dense, ...]
    rows: tuple[int, ...]


def compare_with_keras(found: Found, offered: Offered, seed: int = 7) -> Deviation:
    """Read random words of several lengths with Keras and with ours.

    Args:
        found: the model.
        offered: what was made of it.
        seed: draws the words.
    """
    import keras

    compute_on_one_thread()
    begun = time.perf_counter()
    model, network = keras_model(found, offered.head[-1].activation), _network(offered)
    rng = np.random.default_rng(seed)
    rows = np.array(offered.rows)
    words = np.flatnonzero(rows >= min(1, rows.max()))  # A row 0 may be masked.
    apart: dict[int, float] = {}
    for length in LENGTHS:
        ids = rng.choice(words, (TEXTS, length))
        filled = np.pad(rows[ids], ((0, 0), (0, FILLED if found.is_masked else 0)))
        theirs = np.asarray(model.predict_on_batch(filled.astype(np.int32)))
        ours = np.stack([outputs_of(network, row) for row in ids])
        with np.errstate(invalid="ignore"):
            apart[length] = float(np.abs(theirs - ours).max())
    worst = max(apart, key=lambda length: (np.isnan(apart[length]), apart[length]))
    texts, seconds = len(LENGTHS) * TEXTS, time.perf_counter() - begun
    return Deviation(apart[worst], worst, texts, seed, keras.__version__, seconds)


def keras_model(found: Found, verdict: str = "linear") -> Any:
    """A Keras model of the layers that were found, built by us, with their weights.

    Args:
        found: the layers.
        verdict: the function that is put behind an output that has none.
    """
    import keras

    ends = [plan.options["activation"] for plan in found.layers if plan.kind in ("Dense", "Activation")]
    behind = [keras.layers.Activation(verdict)] if ends[-1] == "linear" else []
    built = [keras.Input((None,), dtype="int32"), *map(_layer, found.layers), *behind]
    model = keras.Sequential(built)
    for layer, plan in zip(model.layers, found.layers, strict=False):  # Behind the last may be `verdict`.
        if plan.weights:
            layer.set_weights([np.asarray(array) for array in plan.weights])
    return model


def outputs_of(network: Network, ids: FloatArray) -> FloatArray:
    """What our network says of a text of ids, (outputs,)."""
    columns = tuple(Token("", "", int(id), "known") for id in ids)
    with np.errstate(all="ignore"):
        return network.read_vectors("", columns, network.embeddings[ids]).outputs[-1]


def _layer(plan: Planned) -> Any:
    """A layer of Keras; of those that are listed here, and no other."""
    from keras import layers

    if plan.kind in ONLY_IN_TRAINING:
        return layers.Dropout(0.1)  # Of any rate and kind: it does nothing after training.
    classes = {
        "Embedding": layers.Embedding,
        "SimpleRNN": layers.SimpleRNN,
        "GRU": layers.GRU,
        "LSTM": layers.LSTM,
        "BatchNormalization": layers.BatchNormalization,
        "Dense": layers.Dense,
        "Activation": layers.Activation,
    }
    options = {name: value for name, value in plan.options.items() if name != "dtype"}
    layer = classes[options.pop("cell", plan.kind)](**options)
    return layers.Bidirectional(layer) if plan.kind == "Bidirectional" else layer


def _network(offered: Offered) -> Network:
    """Ours, with words of no meaning."""
    words = [f"word {n}" for n in range(len(offered.embeddings) - len(RESERVED))]
    return Network("upload", Vocabulary.of(words), offered.embeddings, offered.layers, offered.head)
