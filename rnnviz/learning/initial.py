"""Initial weights, number for number those that Keras's initialisers draw on TensorFlow, without either.

So a network trained here and the Keras script that the page offers start from the same place. TensorFlow's
stateless generator is Philox 4x32-10 (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"):
a counter, enciphered with a key. Normal numbers come from Box and Muller's transform.
"""

import numpy as np
from numpy.typing import NDArray

from rnnviz.arrays import FloatArray
from rnnviz.learning.spec import ModelSpec

_ROUNDS = 10
_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_WEYL = (0x9E3779B9, 0xBB67AE85)
_SCRAMBLING_KEY = (0x3EC8F720, 0x02461E29)  # TensorFlow's, with which it makes a key of a seed.
_SEEDS = 2**31 - 2  # Keras folds a seed into this range.
_TINY = np.float32(1e-7)  # Box and Muller take the logarithm of nothing smaller.
GATES = {"simple-rnn": 1, "gru": 3, "lstm": 4}
Words = NDArray[np.uint64]  # Of 32 bits each, held in 64, so that products fit.


def initial_weights(spec: ModelSpec) -> list[FloatArray]:
    """The weights with which the model of a spec begins, in the order of Keras's `get_weights()`.

    Embeddings uniform in ±0.05; kernels Glorot's uniform; recurrent kernels orthogonal; biases 0, the
    LSTM's forget gate 1; batch normalisation 1, 0, 0, 1.
    """
    embedding, head, layers = seeds_of(spec)
    weights = [uniform((spec.vocab_size, spec.embedding_dim), embedding, 0.05)]
    width = spec.embedding_dim
    for kernel, recurrent in layers:
        for _ in range(2 if spec.bidirectional else 1):  # Keras gives both directions the same seeds.
            weights += _cell_weights(spec, width, kernel, recurrent)
        width = spec.units * (2 if spec.bidirectional else 1)
        if spec.batch_normalization:
            one, zero = np.ones(width, np.float32), np.zeros(width, np.float32)
            weights += [one, zero, zero.copy(), one.copy()]
    return [*weights, glorot_uniform((width, 1), head), np.zeros(1, np.float32)]


def seeds_of(spec: ModelSpec) -> tuple[int, int, list[tuple[int, int]]]:
    """The seeds of a model's embeddings, of its head, and of each layer's two kernels."""
    drawn: list[int] = np.random.SeedSequence(spec.seed).generate_state(2 * spec.layers + 4).tolist()
    return drawn[0], drawn[3], list(zip(drawn[4::2], drawn[5::2], strict=True))


def _cell_weights(spec: ModelSpec, width: int, kernel: int, recurrent: int) -> list[FloatArray]:
    gates, units = GATES[spec.cell], spec.units
    bias = np.zeros((2, gates * units) if spec.cell == "gru" else gates * units, np.float32)
    if spec.cell == "lstm":
        bias[units : 2 * units] = 1
    shape = (units, gates * units)
    return [glorot_uniform((width, gates * units), kernel), orthogonal(shape, recurrent), bias]


def uniform(shape: tuple[int, int], seed: int, limit: float) -> FloatArray:
    """Uniform in [-limit, limit), as `keras.initializers.RandomUniform(-limit, limit, seed)`."""
    low, high = np.float32(-limit), np.float32(limit)
    return (_unit(_bits(shape[0] * shape[1], seed)) * (high - low) + low).reshape(shape)


def glorot_uniform(shape: tuple[int, int], seed: int) -> FloatArray:
    """As `keras.initializers.GlorotUniform(seed)`: uniform within ± sqrt(6 / (rows + columns)).

    Source:
        Glorot & Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks".
    """
    return uniform(shape, seed, float(np.sqrt(6 / sum(shape))))


def normal(shape: tuple[int, int], seed: int) -> FloatArray:
    """Standard normal numbers, as `keras.random.normal`."""
    count = shape[0] * shape[1]
    pairs = _unit(_bits(count + count % 2, seed)).reshape(-1, 2)
    radius = np.sqrt(np.float32(-2) * np.log(np.maximum(pairs[:, 0], _TINY)))
    angle = np.float32(2 * np.pi) * pairs[:, 1]
    drawn = np.stack([np.sin(angle) * radius, np.cos(angle) * radius], axis=1)
    return drawn.reshape(-1)[:count].reshape(shape).astype(np.float32)


def orthogonal(shape: tuple[int, int], seed: int) -> FloatArray:
    """As `keras.initializers.Orthogonal(seed)`: the Q of a random matrix, with R's diagonal positive.

    Source:
        Saxe et al. (2014), "Exact solutions to the nonlinear dynamics of learning in deep linear networks".
    """
    rows, columns = shape
    drawn = normal((max(shape), min(shape)), seed)
    q, r = np.linalg.qr(drawn)
    q *= np.sign(np.diag(r))
    return np.ascontiguousarray(q.T if rows < columns else q)


def _bits(count: int, seed: int) -> Words:
    """So many random words of 32 bits, as TensorFlow's stateless operations draw them for [seed, 0]."""
    mixed = _philox(np.array([[seed % _SEEDS, 0, 0, 0]], np.uint64), _SCRAMBLING_KEY)[0]
    blocks = -(-count // 4)
    counter = np.zeros((blocks, 4), np.uint64)
    counter[:, 0] = np.arange(blocks)  # The counter's lower half begins at 0 and never reaches 2^32 here.
    counter[:, 2:] = mixed[2:]
    return _philox(counter, (int(mixed[0]), int(mixed[1]))).reshape(-1)[:count]


def _philox(counter: Words, key: tuple[int, int]) -> Words:
    """Encipher each row of a counter, (blocks, 4)."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    a, b, c, d = counter.T
    first, second = key
    for _ in range(_ROUNDS):
        left, right = a * np.uint64(_MULTIPLIERS[0]), c * np.uint64(_MULTIPLIERS[1])
        a, b = (right >> half) ^ b ^ np.uint64(first), right & low
        c, d = (left >> half) ^ d ^ np.uint64(second), left & low
        first, second = (first + _WEYL[0]) & 0xFFFFFFFF, (second + _WEYL[1]) & 0xFFFFFFFF
    return np.stack([a, b, c, d], axis=1)


def _unit(bits: Words) -> FloatArray:
    """Words as floats in [0, 1): 23 of their bits are the fraction."""
    fraction = (bits & np.uint64(0x7FFFFF)).astype(np.uint32) | np.uint32(127 << 23)
    return fraction.view(np.float32) - np.float32(1)
