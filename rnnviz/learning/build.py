"""From a ModelSpec to a Keras model."""

from typing import Any

import keras
import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.initial import seeds_of
from rnnviz.learning.spec import ModelSpec

_LAYERS = {"simple-rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU, "lstm": keras.layers.LSTM}


def build_model(spec: ModelSpec, embeddings: FloatArray | None = None) -> keras.Model:
    """Build the model of a spec: ids (batch, timesteps) in, probability of positive (batch, 1) out.

    The head reads the final hidden state and nothing else, so that it can be asked after every word.

    Args:
        spec: what to build.
        embeddings: to start from, (vocab_size, embedding_dim); None draws them.
    """
    of_embedding, of_head, of_layers = seeds_of(spec)
    of_dropout = np.random.SeedSequence(spec.seed).generate_state(3).tolist()[1:]
    embed = keras.layers.Embedding(
        spec.vocab_size,
        spec.embedding_dim,
        embeddings_initializer=keras.initializers.RandomUniform(seed=of_embedding),
        mask_zero=spec.mask,
    )
    layers: list[Any] = [keras.Input((None,), dtype="int32"), embed]
    if spec.embedding_dropout:
        layers.append(keras.layers.SpatialDropout1D(spec.embedding_dropout, seed=of_dropout[0]))
    for depth, seeds in enumerate(of_layers):
        layers.append(_recurrent(spec, seeds, depth < spec.layers - 1))
        if spec.batch_normalization:
            layers.append(keras.layers.BatchNormalization())
    if spec.dropout:
        layers.append(keras.layers.Dropout(spec.dropout, seed=of_dropout[1]))
    initial = keras.initializers.GlorotUniform(seed=of_head)
    layers.append(keras.layers.Dense(1, activation="sigmoid", kernel_initializer=initial))
    model = keras.Sequential(layers)
    if embeddings is not None:
        embed.set_weights([embeddings])
    return model


def _recurrent(spec: ModelSpec, seeds: tuple[int, int], return_sequences: bool) -> keras.layers.Layer:
    layer = _LAYERS[spec.cell](
        spec.units,
        activation=spec.activation,
        return_sequences=return_sequences,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seeds[0]),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seeds[1]),
        recurrent_dropout=spec.recurrent_dropout,
        seed=seeds[0] if spec.recurrent_dropout else None,
    )
    return keras.layers.Bidirectional(layer) if spec.bidirectional else layer
