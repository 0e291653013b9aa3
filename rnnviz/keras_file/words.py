"""Vocabulary files, and which row of the embeddings each word has."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray, read_only
from rnnviz.keras_file.found import Found, expect_word
from rnnviz.keras_file.limits import MOST_ROWS, MOST_WORDS_BYTES, NotReadable, plainly
from rnnviz.text import RESERVED, TOKENIZER, VECTORIZER, Splitting, Vocabulary

PADDING_WORDS = frozenset(("", "<pad>", "<PAD>", "[PAD]", "[pad]", "<padding>"))
UNKNOWN_WORDS = frozenset(("[UNK]", "<unk>", "<UNK>", "[unk]", "<OOV>", "<oov>", "[OOV]", "[oov]", "UNK"))
_LOOKED_AT = 1_000  # Letters, to see what a file is.
_BEGINS_AS_JSON = re.compile(r"\s*(?:[{\"]|\[(?!\w+\]))")  # But "[UNK]" and "[PAD]" are words of a list.
NO_WORDS = PADDING_WORDS | UNKNOWN_WORDS
IMDB_WORDS, IMDB_FIRST = 88_584, 4  # Of keras.datasets.imdb: its word_index, and the row of its first word.
MOST_TABLES = 6  # Of all words, in the file of a Tokenizer.
MOST_BEFORE = 4  # Rows before the first word; IMDB has 0 padding, 1 start, 2 unknown, 3 nothing.


@dataclass(frozen=True, eq=False)
class WordList:
    """Words with numbers, as a file has them.

    Attributes:
        ids: of each word, in the file's own counting.
        first: the row that its first word has; None where the file does not say, so that it must be guessed.
        splitting: that usually goes with such a file.
        is_numbered: whether the file itself gives ids; then it may hold more words than the model has rows.
        most: ids from here on are read as unknown, as a Tokenizer with num_words does; None where all count.
    """

    ids: Mapping[str, int]
    first: int | None
    splitting: Splitting
    is_numbered: bool = False
    most: int | None = None

    @property
    def lowest(self) -> int:
        """The number of the first word."""
        return min(self.ids.values())


@dataclass(frozen=True, eq=False)
class Fitted:
    """A vocabulary that fits the rows of a model.

    Attributes:
        vocabulary: words of the rows behind the two reserved ones.
        rows: for each word of it the row of the model; -1 where the model has none.
        notes: what was assumed, in sentences.
    """

    vocabulary: Vocabulary
    rows: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def pick(self, embeddings: FloatArray) -> FloatArray:
        """The rows of a model in the order of this vocabulary; zeros where it has none."""
        places = np.array(self.rows)
        return read_only(np.where(places[:, None] >= 0, embeddings[places], np.float32(0)))


def read_words(raw: bytes) -> WordList:
    """Read a vocabulary file: a word per line, a JSON list, a JSON table of words and ids, or a Tokenizer.

    Raises:
        NotReadable: if it is none of these.
    """
    if len(raw) > MOST_WORDS_BYTES:
        raise NotReadable(
            f"The vocabulary has {len(raw) / 1e6:,.1f} MB; at most {MOST_WORDS_BYTES // 10**6}."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable("The vocabulary is no UTF-8 text.") from error
    if not _BEGINS_AS_JSON.match(text[:_LOOKED_AT]):
        _expect_few(text.count("\n"))
        return listed(text.replace("\r\n", "\n").removesuffix("\n").split("\n"))
    _expect_few(text.count(",") // MOST_TABLES, text.count("[") + text.count("{"))  # Before they take memory.
    try:
        found = json.loads(text)
        if isinstance(found, str):  # Tokenizer.to_json() gives a text, which json.dump then quotes.
            found = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"The vocabulary is no JSON that can be read: {plainly(str(error))}.") from error
    if isinstance(found, list):
        return listed(found)
    if isinstance(found, dict):
        return _of_tokenizer(found) if "config" in found and "class_name" in found else _numbered(found)
    raise NotReadable("The vocabulary must be a list of words, or a table of words and their ids.")


def words_inside(found: Found) -> WordList:
    """The vocabulary of the TextVectorization inside a model.

    Raises:
        NotReadable: if a word stands there twice.
    """
    return replace(listed(found.words), first=0, splitting=found.splitting or VECTORIZER)


def fit(words: WordList, rows: int, first: int | None = None, splitting: Splitting | None = None) -> Fitted:
    """Give each word its row.

    Args:
        words: of a file.
        rows: that the model has.
        first: the row of the first word; None takes what the file says, or else what its length says.
        splitting: of texts; None takes that of the file.

    Raises:
        NotReadable: if more words than rows stand in the file, so that it belongs to another model; or if the
            row of the first word must be said.
    """
    shift = first_row(words, rows) if first is None else first
    if shift is None:
        raise NotReadable(which_row(words, rows))
    most = rows if words.most is None else min(rows, words.most)
    further = shift - words.lowest
    places = {word: n + further for word, n in words.ids.items()}
    beyond = sum(place >= rows for place in places.values())
    if beyond and not words.is_numbered:
        raise NotReadable(
            f"The vocabulary has {len(words.ids):,} words from row {shift} on, but the model has "
            f"{rows:,} rows: it is that of another model, or the first row is another."
        )
    unknown = next((place for word, place in places.items() if word in UNKNOWN_WORDS), None)
    if unknown is None and shift >= 2:
        unknown = 1 if shift == 2 else 2
    known = sorted((place, word) for word, place in places.items() if word not in NO_WORDS and place < most)
    if not known:
        raise NotReadable(f"None of the {len(words.ids):,} words has one of the {rows:,} rows of the model.")
    padding = 0 if known[0][0] > 0 and unknown != 0 else -1
    unknown = -1 if unknown is None or unknown >= rows else unknown
    way = replace(splitting or words.splitting, leaves_out=unknown < 0)
    vocabulary = Vocabulary((*RESERVED, *(word for _, word in known)), way)
    notes = tuple(_said(words, first, shift, unknown < 0))
    return Fitted(vocabulary, (padding, unknown, *(place for place, _ in known)), notes)


def first_row(words: WordList, rows: int) -> int | None:
    """The row of the first word; None where the file can be read in more than one way.

    Args:
        words: of a file.
        rows: that the model has.
    """
    if words.first is not None:
        return words.first
    if any(word in NO_WORDS for word in words.ids):
        return words.lowest
    before = rows - len(words.ids)
    if not words.is_numbered:
        return max(before, 0) if before <= MOST_BEFORE else None
    if len(words.ids) == IMDB_WORDS or before == IMDB_FIRST:
        return IMDB_FIRST
    # One row more is that of padding; many more are room for words, and the numbers are as they stand.
    return words.lowest if before == words.lowest or before > MOST_BEFORE else None


def which_row(words: WordList, rows: int) -> str:
    """The question that only the person can answer; arguments as of `first_row`."""
    count, word = len(words.ids), plainly(min(words.ids, key=words.ids.__getitem__), 24)
    usual = (
        "1 as with a Tokenizer, 4 as in keras.datasets.imdb"
        if words.is_numbered
        else "2 behind padding and unknown words, 1 behind padding alone"
    )
    return (
        f"Which row has the first word, “{word}”? The vocabulary has {count:,} words and the model {rows:,} "
        f"rows, so more than one is possible: {usual}."
    )


def _said(words: WordList, first: int | None, shift: int, leaves_out: bool) -> Sequence[str]:
    notes = []
    if first is None and words.first is None and not any(word in NO_WORDS for word in words.ids):
        word = min(words.ids, key=words.ids.__getitem__)
        notes.append(f"It was assumed that the first word, “{plainly(word, 24)}”, has row {shift}.")
    if leaves_out:
        notes.append("No row stands for unknown words, so they are left out, as a Tokenizer does.")
    elif shift >= 3:
        notes.append("Row 1 is taken for a sign at the beginning of texts; it is not read here.")
    return notes


def listed(found: Sequence[Any]) -> WordList:
    """A list: the place is the id. With "[UNK]" in it, it is what get_vocabulary() gives."""
    _expect_few(len(found) - 1)
    words = [_word(word) for word in found]
    ids = {word: place for place, word in enumerate(words)}
    if len(ids) != len(words):
        twice = next(word for place, word in enumerate(words) if ids[word] != place)
        raise NotReadable(f"The vocabulary holds {plainly(twice)!r} twice; each row has a word of its own.")
    return WordList(ids, 0 if UNKNOWN_WORDS & ids.keys() or "" in ids else None, VECTORIZER)


def _numbered(found: Mapping[str, Any]) -> WordList:
    """A table of words and their ids, as word_index and imdb.get_word_index() are."""
    _expect_few(len(found) - 1)
    ids = {}
    for word, number in found.items():
        if type(number) is not int or not 0 <= number <= 10 * MOST_ROWS:
            raise NotReadable(
                f"The vocabulary gives {plainly(word)!r} the id {plainly(number)}, no whole number."
            )
        ids[_word(word)] = number
    if len(set(ids.values())) != len(ids):
        raise NotReadable("The vocabulary gives two words one id.")
    first = min(ids.values()) if NO_WORDS & ids.keys() else None
    return WordList(ids, first, TOKENIZER, is_numbered=True)


def _of_tokenizer(found: Mapping[str, Any]) -> WordList:
    """What Tokenizer.to_json() writes: its tables are JSON inside JSON."""
    config = found["config"]
    try:
        index = config["word_index"]
        words = _numbered(json.loads(index) if isinstance(index, str) else index)
        if config.get("char_level"):
            raise NotReadable("The Tokenizer splits a text into letters; words are read.")
        signs, most, oov = (config.get(name) for name in ("filters", "num_words", "oov_token"))
        splitting = Splitting(
            "all" if config.get("lower", True) else "none",
            TOKENIZER.signs if signs is None else str(signs)[:200],
            True,
            str(config.get("split") or " ")[:1],
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable("The file begins as a Tokenizer does, but has no word_index.") from error
    if isinstance(oov, str) and oov in words.ids:
        words = replace(words, ids={("[UNK]" if word == oov else word): n for word, n in words.ids.items()})
    return replace(words, first=words.lowest, splitting=splitting, most=most if type(most) is int else None)


def _word(word: Any) -> str:
    expect_word(word)
    return str(word)


def _expect_few(*between: int) -> None:
    """Refuse a file by the number of signs between its words, before each becomes an object."""
    if not -1 < max(between) < MOST_ROWS + 2:
        raise NotReadable(f"The vocabulary has {max(between) + 1:,} words; 1 to {MOST_ROWS:,} are read.")
