"""The convolution, held against Keras's and against going through every place by hand."""

import numpy as np
import pytest

from rnnviz.convolution import CHANNELS, WINDOW, Convolution, pooled, side_of, spread, windows_of

SIDE, FILTERS = 6, 3


def drawn(rng: np.random.Generator) -> tuple[Convolution, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    kernel = rng.normal(size=(WINDOW**2 * CHANNELS, FILTERS)).astype(np.float32)
    convolution = Convolution(kernel, rng.normal(size=FILTERS).astype(np.float32))
    return convolution, rng.normal(size=SIDE * SIDE * CHANNELS).astype(np.float32)


def test_it_is_the_sum_over_the_window() -> None:
    convolution, picture = drawn(np.random.default_rng(0))
    square = np.pad(picture.reshape(SIDE, SIDE, CHANNELS), ((2, 2), (2, 2), (0, 0)))
    kernel = convolution.kernel.reshape(WINDOW, WINDOW, CHANNELS, FILTERS)
    maps = convolution.maps(picture)
    for row, column in ((0, 0), (3, 2), (5, 5)):
        window = square[row : row + WINDOW, column : column + WINDOW]
        by_hand = np.einsum("ijc,ijcf->f", window, kernel) + convolution.bias
        assert np.allclose(maps[row, column], np.maximum(by_hand, 0), atol=1e-5)


@pytest.mark.keras
def test_it_is_keras_s() -> None:
    import keras

    convolution, picture = drawn(np.random.default_rng(1))
    layer = keras.layers.Conv2D(FILTERS, WINDOW, padding="same", activation="relu")
    square = picture.reshape(1, SIDE, SIDE, CHANNELS)
    layer.build(square.shape)
    layer.set_weights([convolution.kernel.reshape(WINDOW, WINDOW, CHANNELS, FILTERS), convolution.bias])
    theirs = keras.layers.MaxPooling2D(2)(layer(square)).numpy().reshape(-1)
    assert np.allclose(convolution.apply(picture), theirs, atol=1e-5)


def test_what_comes_back_goes_to_the_strongest_place_only() -> None:
    maps = np.random.default_rng(2).normal(size=(2, SIDE, SIDE, FILTERS))
    values, winners = pooled(maps)
    back = spread(np.ones_like(values), winners, SIDE)
    assert back.sum() == values.size
    assert np.allclose(np.sort(maps[back > 0]), np.sort(values.reshape(-1)))


def test_pictures_that_are_no_square_are_refused() -> None:
    assert side_of(576) == 12
    for numbers in (12, 100, 577):
        with pytest.raises(ValueError, match=f"got {numbers}"):
            side_of(numbers)
    with pytest.raises(ValueError, match="kernel must have shape"):
        Convolution(np.zeros((99, 2), np.float32), np.zeros(2, np.float32))
    assert windows_of(np.zeros((3, 144), np.float32)).shape == (3 * 36, WINDOW**2 * CHANNELS)
