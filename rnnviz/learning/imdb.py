"""The reviews of keras.datasets.imdb, which Keras fetches once: only where there is a connection."""

from typing import Any

import keras

from rnnviz.data.examples import Example

_OFFSET = 3  # keras.datasets.imdb: 0 is padding, 1 the start, 2 an unknown word; words follow.


def fetch_imdb(vocab_size: int, part: str = "train") -> list[Example]:
    """Fetch 25,000 film reviews with their verdicts, as the words Keras kept (Maas et al. 2011).

    Args:
        vocab_size: how many of the most frequent words to keep; others become "[UNK]".
        part: "train" or "test".

    Raises:
        ConnectionError: if they are neither here yet nor to be had.
        ValueError: for another part.
    """
    if part not in ("train", "test"):
        raise ValueError(f"part must be train or test, got {part!r}")
    try:
        train, test = keras.datasets.imdb.load_data(num_words=vocab_size + _OFFSET)
        index: dict[str, int] = keras.datasets.imdb.get_word_index()
    except Exception as error:  # Keras raises a bare Exception where there is no connection.
        raise ConnectionError(
            "The reviews of keras.datasets.imdb could not be fetched. They need a connection the first "
            "time; the reviews that are installed with this program need none."
        ) from error
    words = {number + _OFFSET: word for word, number in index.items()}
    return [
        _example(ids, label, words) for ids, label in zip(*(train if part == "train" else test), strict=True)
    ]


def _example(ids: Any, label: Any, words: dict[int, str]) -> Example:
    return Example(" ".join(words.get(number, "[UNK]") for number in ids[1:]), int(label))
