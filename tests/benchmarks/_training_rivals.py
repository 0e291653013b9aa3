"""One training of one rival in a process of its own, which prints {"rate", "seconds"} as JSON.

Run as a file, with a folder of arrays: PyTorch may stand in an environment with nothing but NumPy beside
it. Everybody starts with embeddings in ±0.05, and with another seed in each round.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np

UNITS, BATCH, LEARNING_RATE = 32, 128, 1e-3
LEAST, MOST = 4, 16  # Epochs; so that there is something to take the median of, and that it ends.
TARGETS = {"simple-rnn": 0.70, "gru": 0.74, "lstm": 0.74}  # Of validation accuracy.
KERAS_NAMES = {"simple-rnn": "SimpleRNN", "gru": "GRU", "lstm": "LSTM"}
Epochs = Iterator[tuple[float, float]]  # Seconds of pure training, and validation accuracy after it.


def ours(cell: str, data: Any, seed: int) -> Epochs:
    """The engine, as a worker runs it."""
    from rnnviz.arrays import compute_on_one_thread
    from rnnviz.learning.encoded import Encoded
    from rnnviz.learning.engine import EpochDone, train_run
    from rnnviz.learning.material import Material
    from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
    from rnnviz.text import Vocabulary

    compute_on_one_thread()
    words = Vocabulary.of(f"word{n}" for n in range(int(data["words"]) - 2))
    train, validation = (
        Encoded(tuple(row[:n] for row, n in zip(data[x], data[length], strict=True)), data[y])
        for x, y, length in (("x", "y", "lengths"), ("vx", "vy", "vlengths"))
    )
    texts = Material(words, train, validation, Encoded(validation.ids[:1], validation.labels[:1]), (), ())
    model = ModelSpec(len(words), UNITS, cell, UNITS, seed=seed)  # type: ignore[arg-type]
    training = TrainingSpec(MOST, BATCH, LEARNING_RATE, seed=seed)
    begun = time.perf_counter()
    for event in train_run(RunSpec(DataSpec(), model, training), texts):
        if isinstance(event, EpochDone):
            taken = time.perf_counter() - begun - event.seconds
            yield taken, float(np.mean((event.validation > 0.5) == (data["vy"] > 0.5)))
            begun = time.perf_counter()


def _keras_model(cell: str, data: Any, seed: int) -> Any:
    import keras

    keras.utils.set_random_seed(seed)

    layers = keras.layers
    embedding = layers.Embedding(int(data["words"]), UNITS, mask_zero=True)
    recurrent = getattr(layers, KERAS_NAMES[cell])(UNITS)
    inputs = keras.Input((data["x"].shape[1],), dtype="int32")
    return keras.Sequential([inputs, embedding, recurrent, layers.Dense(1, activation="sigmoid")])


def fit(cell: str, data: Any, seed: int) -> Epochs:
    """Stock `model.fit`, with all of its default settings."""
    import keras

    model, marks = _keras_model(cell, data, seed), {}

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            marks["begun"] = time.perf_counter()

        def on_test_begin(self, logs: Any = None) -> None:
            marks["taken"] = time.perf_counter() - marks["begun"]

    model.compile(keras.optimizers.Adam(LEARNING_RATE), "binary_crossentropy", metrics=["accuracy"])
    for _ in range(MOST):
        held_out = data["vx"], data["vy"][:, None]
        history = model.fit(
            data["x"], data["y"][:, None], BATCH, verbose=0, validation_data=held_out, callbacks=[Clock()]
        )
        yield marks["taken"], history.history["val_accuracy"][0]


def xla(cell: str, data: Any, seed: int) -> Epochs:
    """The same Keras layers, many steps in one graph compiled by XLA; nothing is validated."""
    import keras
    import tensorflow as tf

    model, adam = _keras_model(cell, data, seed), keras.optimizers.Adam(LEARNING_RATE)
    adam.build(model.trainable_variables)

    @tf.function(jit_compile=True)  # type: ignore[untyped-decorator]
    def steps(inputs: Any, labels: Any) -> Any:
        for n in tf.range(tf.shape(inputs)[0]):
            with tf.GradientTape() as tape:
                found = model(inputs[n], training=True)
                loss = tf.reduce_mean(keras.losses.binary_crossentropy(labels[n], found))
            adam.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return tf.constant(0)

    count = len(data["x"]) // BATCH
    inputs = tf.constant(data["x"][: count * BATCH].reshape(count, BATCH, -1))
    labels = tf.constant(data["y"][: count * BATCH].reshape(count, BATCH, 1))
    for _ in range(LEAST):
        begun = time.perf_counter()
        steps(inputs, labels).numpy()
        yield (time.perf_counter() - begun) * len(data["x"]) / (count * BATCH), 0.0


def torch(cell: str, data: Any, seed: int) -> Epochs:
    """PyTorch's own layers on padded batches, which it trains on faster than on packed ones."""
    torch = importlib.import_module("torch")
    nn = torch.nn
    name = {"simple-rnn": "RNN"}.get(cell, KERAS_NAMES[cell])
    torch.manual_seed(seed)
    embed, head = nn.Embedding(int(data["words"]), UNITS), nn.Linear(UNITS, 1)
    nn.init.uniform_(embed.weight, -0.05, 0.05)  # As Keras; its own begin in ±3 and learn much later.
    layer = getattr(nn, name)(UNITS, UNITS, batch_first=True)
    parameters = [one for part in (embed, layer, head) for one in part.parameters()]
    adam = torch.optim.Adam(parameters, LEARNING_RATE)
    x, vx = (torch.from_numpy(data[name]).long() for name in ("x", "vx"))
    last, vlast = (torch.from_numpy(data[name]).long() - 1 for name in ("lengths", "vlengths"))
    y = torch.from_numpy(data["y"])

    def scores(inputs: Any, ends: Any) -> Any:
        states, _ = layer(embed(inputs))
        return head(states[torch.arange(len(ends)), ends])[:, 0]

    while True:
        begun = time.perf_counter()
        for chosen in torch.randperm(len(x)).split(BATCH):
            adam.zero_grad()
            found = scores(x[chosen], last[chosen])
            nn.functional.binary_cross_entropy_with_logits(found, y[chosen]).backward()
            adam.step()
        taken = time.perf_counter() - begun
        with torch.inference_mode():
            yield taken, float(np.mean((scores(vx, vlast).numpy() > 0) == (data["vy"] > 0.5)))


RIVALS: dict[str, Callable[[str, Any, int], Epochs]] = {"ours": ours, "fit": fit, "xla": xla, "torch": torch}
IMPORTS = {"ours": "rnnviz.learning.engine", "fit": "keras", "xla": "keras", "torch": "torch"}


def measure(rival: str, cell: str, seed: str, folder: str) -> dict[str, float | None]:
    """Examples per second of an epoch, and seconds to the accuracy, from building the model on."""
    with np.load(os.path.join(folder, "data.npz")) as archive:
        data = dict(archive)
    importlib.import_module(IMPORTS[rival])  # A worker is warm.
    taken, reached, begun = [], None, time.perf_counter()
    for seconds, accuracy in RIVALS[rival](cell, data, int(seed)):
        taken.append(seconds)
        if reached is None and accuracy >= TARGETS[cell]:
            reached = time.perf_counter() - begun
        if len(taken) >= MOST or (reached is not None and len(taken) >= LEAST):
            break
    return {"rate": len(data["x"]) / median(taken[1:]), "seconds": reached}  # The first one compiles.


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
