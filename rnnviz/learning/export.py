"""A run as a .keras file: the only part of a training that needs Keras, in a process of its own."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rnnviz.arrays import FloatArray
from rnnviz.learning.build import build_model
from rnnviz.learning.spec import ModelSpec


def keras_file(spec: ModelSpec, weights: Sequence[FloatArray]) -> bytes:
    """The model of a spec with these weights, as `model.save` writes it.

    Args:
        spec: of the model.
        weights: in the order of `get_weights()`.
    """
    model = build_model(spec)
    model.set_weights(list(weights))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
