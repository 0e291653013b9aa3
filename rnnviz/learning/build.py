"""From a ModelSpec to a Keras model."""

from typing import Any

import keras
import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.spec import ModelSpec

_LAYERS = {"simple-rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU, "lstm": keras.layers.LSTM}


def build_model(spec: ModelSpec, embeddings: FloatArray | None = None) -> keras.Model:
    """Build the model of a spec: ids (batch, timesteps) in, probability of positive (batch, 1) out.

    Padding is masked. The head reads the final hidden state and nothing else, so that it can be
    asked after every word.

    Args:
        spec: what to build.
        embeddings: to start from, (vocab_size, embedding_dim); None draws them.
    """
    seeds = np.random.SeedSequence(spec.seed).generate_state(2 * spec.layers + 4).tolist()
    embed = keras.layers.Embedding(
        spec.vocab_size,
        spec.embedding_dim,
        embeddings_initializer=keras.initializers.RandomUniform(seed=seeds[0]),
        mask_zero=True,
    )
    layers: list[Any] = [keras.Input((None,), dtype="int32"), embed]
    if spec.embedding_dropout:
        layers.append(keras.layers.SpatialDropout1D(spec.embedding_dropout, seed=seeds[1]))
    for depth in range(spec.layers):
        layers.append(_recurrent(spec, seeds[4 + 2 * depth : 6 + 2 * depth], depth < spec.layers - 1))
    if spec.dropout:
        layers.append(keras.layers.Dropout(spec.dropout, seed=seeds[2]))
    initial = keras.initializers.GlorotUniform(seed=seeds[3])
    layers.append(keras.layers.Dense(1, activation="sigmoid", kernel_initializer=initial))
    model = keras.Sequential(layers)
    if embeddings is not None:
        embed.set_weights([embeddings])
    return model


def _recurrent(spec: ModelSpec, seeds: list[int], return_sequences: bool) -> keras.layers.Layer:
    layer = _LAYERS[spec.cell](
        spec.units,
        return_sequences=return_sequences,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seeds[0]),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seeds[1]),
    )
    return keras.layers.Bidirectional(layer) if spec.bidirectional else layer
