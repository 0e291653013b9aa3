"""Networks for the tasks of order: a bag of words, word slots and a recurrent one, of about equal size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.feedforward import BagNetwork, SlotNetwork
from rnnviz.layers import Dense
from rnnviz.learning.encoded import IntArray, drop_words
from rnnviz.text import PADDING_ID, Vocabulary


@dataclass(frozen=True)
class OrderSpec:
    """Sizes of the three networks of one task, and how each is trained.

    Args:
        vocab_size: rows of the embeddings, the two reserved ones among them.
        outputs: answers to choose from.
        slots: words that the second network has weights for.
        embedding_dim: columns of the embeddings.
        bag_units: of the bag's hidden layer.
        slot_units: of the hidden layer above the slots.
        recurrent_units: of the GRU.
        epochs: passes over the sentences.
        batch_size: sentences of one update.
        learning_rate: per update; falls linearly, epoch by epoch, towards 0.
        word_dropout: share of words read as the unknown word, so that its embedding is trained.
        seed: of the initial weights, the order and the dropped words.
    """

    vocab_size: int
    outputs: int
    slots: int
    embedding_dim: int = 16
    bag_units: int = 64
    slot_units: int = 32
    recurrent_units: int = 32
    epochs: int = 20
    batch_size: int = 64
    learning_rate: float = 5e-3
    word_dropout: float = 0.02
    seed: int = 0


Prepare = Callable[[IntArray], Any]  # From padded ids (sentences, longest) to what a model reads.


def build_bag(spec: OrderSpec) -> keras.Model:
    """Counts (batch, vocab_size) in, the answers' probabilities (batch, outputs) out."""
    hidden, last = _dense_layers(spec, spec.bag_units)
    return keras.Sequential([keras.Input((spec.vocab_size,)), hidden, last])


def build_slots(spec: OrderSpec) -> keras.Model:
    """Ids (batch, slots) in, the answers' probabilities (batch, outputs) out; id 0 in an empty slot."""
    hidden, last = _dense_layers(spec, spec.slot_units)
    layers = [keras.Input((spec.slots,), dtype="int32"), _embedding(spec, mask_zero=False)]
    return keras.Sequential([*layers, keras.layers.Flatten(), hidden, last])


def build_recurrent(spec: OrderSpec) -> keras.Model:
    """Ids (batch, timesteps) in, the answers' probabilities (batch, outputs) out; padding is masked."""
    seeds = _seeds(spec)
    gru = keras.layers.GRU(
        spec.recurrent_units,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seeds[3]),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seeds[4]),
    )
    embedding = _embedding(spec, mask_zero=True)
    return keras.Sequential([keras.Input((None,), dtype="int32"), embedding, gru, _dense_layers(spec, 1)[1]])


def counts(ids: IntArray, vocab_size: int) -> FloatArray:
    """How often each word occurs in each row of padded ids, (sentences, vocab_size); no padding."""
    counted = np.zeros((len(ids), vocab_size), np.float32)
    np.add.at(counted, (np.arange(len(ids))[:, None], ids), 1)
    counted[:, PADDING_ID] = 0
    return counted


def into_slots(ids: IntArray, slots: int) -> IntArray:
    """Padded ids cut or filled up to exactly so many columns."""
    fitting = ids[:, :slots]
    return np.pad(fitting, ((0, 0), (0, slots - fitting.shape[1])), constant_values=PADDING_ID)


def fit(model: keras.Model, prepare: Prepare, ids: IntArray, labels: IntArray, spec: OrderSpec) -> None:
    """Train a model with Adam on the cross-entropy; its weights change.

    Args:
        model: of one of the functions above.
        prepare: makes of padded ids what the model reads.
        ids: (sentences, longest), filled up behind with the padding id.
        labels: the number of the right answer, (sentences,).
        spec: how to train.
    """
    optimizer = keras.optimizers.Adam(spec.learning_rate, global_clipnorm=1.0)
    model.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=False)
    rng = np.random.default_rng(spec.seed)
    for epoch in range(spec.epochs):
        optimizer.learning_rate = spec.learning_rate * (1 - epoch / spec.epochs)
        order = rng.permutation(len(ids))
        inputs = prepare(drop_words(ids[order], spec.word_dropout, rng))
        model.fit(inputs, labels[order], spec.batch_size, epochs=1, shuffle=False, verbose=0)


def bag_from_model(model: keras.Model, vocabulary: Vocabulary, name: str = "bag") -> BagNetwork:
    """Copy a trained model of `build_bag`."""
    return BagNetwork(name, vocabulary, _dense(model.layers))


def slots_from_model(model: keras.Model, vocabulary: Vocabulary, name: str = "slots") -> SlotNetwork:
    """Copy a trained model of `build_slots`."""
    embedding, _, *layers = model.layers
    return SlotNetwork(name, vocabulary, np.asarray(embedding.get_weights()[0]), _dense(layers))


def _dense(layers: Sequence[Any]) -> tuple[Dense, ...]:
    activations = [keras.activations.serialize(layer.activation) for layer in layers]
    weights = [layer.get_weights() for layer in layers]
    return tuple(Dense(kernel, bias, name) for (kernel, bias), name in zip(weights, activations, strict=True))


def _dense_layers(spec: OrderSpec, units: int) -> tuple[keras.layers.Layer, keras.layers.Layer]:
    seeds = _seeds(spec)
    initial = [keras.initializers.GlorotUniform(seed=seed) for seed in seeds[:2]]
    hidden = keras.layers.Dense(units, activation="tanh", kernel_initializer=initial[0])
    last = keras.layers.Dense(spec.outputs, activation="softmax", kernel_initializer=initial[1])
    return hidden, last


def _embedding(spec: OrderSpec, mask_zero: bool) -> keras.layers.Layer:
    return keras.layers.Embedding(
        spec.vocab_size,
        spec.embedding_dim,
        embeddings_initializer=keras.initializers.RandomUniform(-0.5, 0.5, seed=_seeds(spec)[2]),
        mask_zero=mask_zero,
    )


def _seeds(spec: OrderSpec) -> list[int]:
    seeds: list[int] = np.random.SeedSequence(spec.seed).generate_state(5).tolist()
    return seeds
