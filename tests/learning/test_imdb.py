"""The reviews of Keras, without fetching them."""

from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.keras


def test_ids_become_the_words_that_keras_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    from rnnviz.learning.imdb import fetch_imdb

    # 1 is the start, 2 an unknown word; the word of rank n is n + 3, as the documentation says.
    data = (
        (np.array([[1, 4, 2, 5]], dtype=object), np.array([1])),
        (np.array([[1, 5]], dtype=object), np.array([0])),
    )
    monkeypatch.setattr(keras.datasets.imdb, "load_data", lambda num_words: data)
    monkeypatch.setattr(keras.datasets.imdb, "get_word_index", lambda: {"the": 1, "and": 2})
    assert fetch_imdb(100) == [("the [UNK] and", 1)]
    assert fetch_imdb(100, "test") == [("and", 0)]


def test_without_a_connection_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    from rnnviz.learning.imdb import fetch_imdb

    def unreachable(**_: Any) -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.imdb, "load_data", unreachable)
    with pytest.raises(ConnectionError, match="need a connection the first time"):
        fetch_imdb(100)


def test_another_part_is_refused() -> None:
    from rnnviz.learning.imdb import fetch_imdb

    with pytest.raises(ValueError, match="part must be train or test, got 'all'"):
        fetch_imdb(100, "all")
