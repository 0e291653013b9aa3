"""One sentence read by every cell: our loop against every way to ask Keras, and time against length."""

import importlib
import itertools
import os
from importlib.util import find_spec
from typing import Any

import numpy as np

from rnnviz.arrays import compute_on_one_thread
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from rnnviz.unroll import unroll
from tests.benchmarks import Way, interleaved, table
from tests.oracles import KINDS, WORDS, Kind, keras_layer, random_cell

TIMESTEPS = 40
WIDTH = 64  # Of the embeddings and of the state.
LENGTHS = (10, 100, 1_000, 10_000)
ROUNDS = 25
ONCE = "jit_compile, new length"  # XLA compiles again for every length of a sentence.
TARGETS = {"predict": 100, "fastest Keras": 10}  # How many times as fast we want to be, at least.


def run() -> None:
    """Measure and print."""
    os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    compute_on_one_thread()  # As the app does.
    taken = {kind.title: _sentence(kind) for kind in KINDS}
    _print_ratios(taken)
    _print_growth()
    names = list(taken["LSTM"])
    rows = [[name, *(f"{times[name] * 1e6:,.0f}" for times in taken.values())] for name in names]
    table("Microseconds a sentence, on this machine only", [["", *taken], *rows])
    print(f"\n{_threads()}")


def _sentence(kind: Kind) -> dict[str, float]:
    """Seconds each way takes to read one sentence and give all of its states."""
    rng = np.random.default_rng(0)
    network = _network(kind, rng)
    text = " ".join(rng.choice(WORDS, TIMESTEPS))
    reading = network.read(text)
    ways: dict[str, Way] = {
        "unroll": lambda: unroll(network.layers[0].forward, reading.embeddings),
        "Network.read": lambda: network.read(text),
    }
    ids = np.array([[column.id for column in reading.columns]], np.int32)
    ways |= _keras_ways(network, ids) | _torch_ways(kind, ids)
    for name, way in ways.items():
        if name not in ("unroll", "Network.read", "PyTorch", ONCE):
            states = way()[0]
            np.testing.assert_allclose(states[0], reading.layers[0].steps.hidden_state, atol=1e-5)
    once = {ONCE: ways.pop(ONCE)} if ONCE in ways else {}
    return interleaved(ways, ROUNDS) | interleaved(once, rounds=1)


def _network(kind: Kind, rng: np.random.Generator) -> Network:
    vocabulary = Vocabulary.of((*WORDS, *(f"{n}" for n in range(10_000) if n != 42)))
    embeddings = rng.normal(size=(len(vocabulary), WIDTH)).astype(np.float32)
    head = Dense(rng.normal(size=(WIDTH, 1)).astype(np.float32), np.zeros(1, np.float32))
    layer = RecurrentLayer(random_cell(kind, rng, (WIDTH, WIDTH)))
    return Network("benchmark", vocabulary, embeddings, (layer,), (head,))


def _keras_ways(network: Network, ids: Any) -> dict[str, Way]:
    """Every way to ask a Keras model for its states and its verdict; the compiled ones where they compile."""
    import keras
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # It warns of the retracing that is measured here.
    (dense,), (layer,) = network.head, network.layers
    sentence = keras.Input((None,), dtype="int32")
    embedding = keras.layers.Embedding(*network.embeddings.shape, mask_zero=True)
    states = keras_layer(layer.forward, return_sequences=True)(embedding(sentence))
    verdict = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Model(sentence, [states, verdict(states[:, -1])])
    embedding.set_weights([network.embeddings])
    verdict.set_weights([dense.kernel, dense.bias])
    any_length = [tf.TensorSpec((1, None), tf.int32)]
    graph, compiled = tf.function(model, input_signature=any_length), tf.function(model, jit_compile=True)
    ways: dict[str, Way] = {
        "predict": lambda: model.predict(ids, verbose=0),
        "model(x)": lambda: _arrays(model(ids)),
        "tf.function": lambda: _arrays(graph(tf.constant(ids))),
    }
    try:
        _arrays(compiled(tf.constant(ids)))
    except tf.errors.OpError as error:
        print(f"  jit_compile does not work here: {str(error).splitlines()[0]}")
    else:
        ways["jit_compile"] = lambda: _arrays(compiled(tf.constant(ids)))
        lengths = itertools.count(2)
        ways[ONCE] = lambda: _arrays(compiled(tf.constant(ids[:, : next(lengths)])))
    return ways


def _arrays(tensors: Any) -> list[Any]:
    return [np.asarray(tensor) for tensor in tensors]


def _torch_ways(kind: Kind, ids: Any) -> dict[str, Way]:
    """PyTorch's own layer of the same sizes, where PyTorch is installed."""
    if find_spec("torch") is None:
        return {}
    torch = importlib.import_module("torch")
    embedding = torch.nn.Embedding(10_000, WIDTH)
    name = {"SimpleRNN": "RNN"}.get(kind.title, kind.title)
    layer = getattr(torch.nn, name)(WIDTH, WIDTH, batch_first=True)
    head, sentence = torch.nn.Linear(WIDTH, 1), torch.from_numpy(ids % 10_000)

    def read() -> list[Any]:
        with torch.inference_mode():
            states, _ = layer(embedding(sentence))
            return [states.numpy(), torch.sigmoid(head(states[:, -1])).numpy()]

    return {"PyTorch": read}


def _print_ratios(taken: dict[str, dict[str, float]]) -> None:
    rows: list[list[str]] = [["", *taken, "wanted"]]
    others = [name for name in taken["LSTM"] if name not in ("unroll", "Network.read")]
    keras = [name for name in others if name != "PyTorch"]
    for ours in ("unroll", "Network.read"):
        for name in others:
            ratios = [_times(times[name] / times[ours]) for times in taken.values()]
            rows.append([f"{name} / {ours}", *ratios, f">= {TARGETS[name]}" if name in TARGETS else ""])
        fastest = [_times(min(times[name] for name in keras) / times[ours]) for times in taken.values()]
        rows.append([f"fastest Keras / {ours}", *fastest, f">= {TARGETS['fastest Keras']}"])
    table(f"Times as fast as: {TIMESTEPS} words, {WIDTH} units, all states and the verdict", rows)
    if "PyTorch" not in others:
        print("  PyTorch is not installed and was left out.")


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}" if ratio < 100 else f"{ratio:,.0f}"


def _print_growth() -> None:
    rng = np.random.default_rng(0)
    rows = [["", *(f"T = {length:,}" for length in LENGTHS)]]
    for kind in KINDS:
        cell = random_cell(kind, rng, (WIDTH, WIDTH))
        sequences = {str(length): rng.normal(size=(length, WIDTH)).astype(np.float32) for length in LENGTHS}
        ways: dict[str, Way] = {
            length: lambda cell=cell, inputs=inputs: unroll(cell, inputs)  # type: ignore[misc]
            for length, inputs in sequences.items()
        }
        taken = interleaved(ways, ROUNDS, told=min)
        each = [taken[str(length)] / length for length in LENGTHS]
        rows.append([kind.title, *(f"{seconds / each[1]:.2f}" for seconds in each)])
    table("Time per timestep against T = 100, least of the rounds; from there 1 is linear growth", rows)


def _threads() -> str:
    """How many cores and threads there were, for who compares."""
    import tensorflow as tf

    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    between = tf.config.threading.get_inter_op_parallelism_threads()
    within = tf.config.threading.get_intra_op_parallelism_threads()
    return (
        f"{free} cores; TensorFlow threads {between} between and {within} within operations (0 chooses"
        f" itself); NumPy's BLAS one, as in the app."
    )
