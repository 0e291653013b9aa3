"""Settling TensorFlow's chance and threads, once, in a process of its own."""

import keras
import tensorflow as tf


def settle_chance(seed: int, threads: int) -> None:
    """Make a fresh process compute the same numbers again on the same machine.

    Sums are taken in a fixed order; another processor or version may still round differently.

    Args:
        seed: of Keras, for whatever has no seed of its own.
        threads: how many one operation may use.

    Raises:
        RuntimeError: if TensorFlow has computed already.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
