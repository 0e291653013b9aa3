"""Vocabulary files of every kind: which row each word gets, and what is said where that is a guess."""

import json
from time import process_time
from typing import Any

import numpy as np
import pytest

from rnnviz.keras_file.found import Found
from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.words import fit, read_words, words_inside
from rnnviz.text import TOKENIZER, UNKNOWN_ID, VECTORIZER, Vocabulary, encode

INDEX = {"the": 1, "film": 2, "good": 3}


def rows_of(content: Any, rows: int, first: int | None = None) -> dict[str, int]:
    """The row of each word of a file; what is no text is written as JSON."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    fitted = fit(read_words(raw), rows, first)
    return dict(zip(fitted.vocabulary.words, fitted.rows, strict=True))


def tokenizer(**config: Any) -> dict[str, Any]:
    """What Tokenizer.to_json() writes."""
    index = config.pop("index", INDEX)
    return {"class_name": "Tokenizer", "config": {"word_index": json.dumps(index), "lower": True, **config}}


CASES: dict[str, tuple[Any, int, dict[str, int]]] = {
    "vocabulary": (b"\n[UNK]\nthe\nfilm\n", 9, {"": 0, "[UNK]": 1, "the": 2, "film": 3}),
    "windows": (b"\xef\xbb\xbf\r\n[UNK]\r\nthe\r\nfilm", 4, {"": 0, "[UNK]": 1, "the": 2, "film": 3}),
    "list": (["", "[UNK]", "the"], 3, {"": 0, "[UNK]": 1, "the": 2}),
    "begins with unk": (b"[UNK]\nthe\nfilm", 3, {"": -1, "[UNK]": 0, "the": 1, "film": 2}),
    "begins with pad": (b"[PAD]\n[UNK]\nthe", 3, {"": 0, "[UNK]": 1, "the": 2}),
    "two rows before": (b"the\nfilm", 4, {"": 0, "[UNK]": 1, "the": 2, "film": 3}),
    "one row before": (b"the\nfilm", 3, {"": 0, "[UNK]": -1, "the": 1, "film": 2}),
    "no row before": (b"the\nfilm", 2, {"": -1, "[UNK]": -1, "the": 0, "film": 1}),
    "index": (INDEX, 4, {"": 0, "[UNK]": -1, "the": 1, "film": 2, "good": 3}),
    "index, room for more": (INDEX, 90, {"": 0, "[UNK]": -1, "the": 1, "film": 2, "good": 3}),
    "index with oov": ({"<OOV>": 1, "the": 2}, 9, {"": 0, "[UNK]": 1, "the": 2}),
    "imdb": (INDEX, 7, {"": 0, "[UNK]": 2, "the": 4, "film": 5, "good": 6}),
    "tokenizer": (tokenizer(num_words=3), 4, {"": 0, "[UNK]": -1, "the": 1, "film": 2}),
    "tokenizer with oov": (
        json.dumps(tokenizer(oov_token="?", index={"?": 1, "the": 2})),
        9,
        {"": 0, "[UNK]": 1, "the": 2},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_word_gets_its_row(name: str) -> None:
    content, rows, expected = CASES[name]
    assert rows_of(content, rows) == expected


def test_what_the_person_says_goes_before_what_is_guessed() -> None:
    assert rows_of(INDEX, 7, first=1) == {"": 0, "[UNK]": -1, "the": 1, "film": 2, "good": 3}
    assert rows_of(b"the\nfilm", 9, first=4) == {"": 0, "[UNK]": 2, "the": 4, "film": 5}


UNCLEAR: dict[str, tuple[Any, int, str]] = {
    "index, fewer rows": (INDEX, 3, "1 as with a Tokenizer, 4 as in keras.datasets.imdb"),
    "index, two rows more": (INDEX, 5, "3 words and the model 5 rows"),
    "list, room for more": (b"the\nfilm", 9, "2 behind padding and unknown words"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_where_two_readings_are_possible_the_person_is_asked(name: str) -> None:
    content, rows, sentence = UNCLEAR[name]
    with pytest.raises(NotReadable, match=f"Which row has the first word, “the”.*{sentence}"):
        rows_of(content, rows)
    assert rows_of(content, rows, first=1)["the"] == 1


def test_the_index_of_imdb_is_known_by_its_length() -> None:
    """Its words begin at row 4, however few of them a model was trained with."""
    index = {f"w{n}": n for n in range(1, 88_585)}
    fitted = fit(read_words(json.dumps(index).encode()), 10_000)
    assert fitted.rows[:4] == (0, 2, 4, 5) and len(fitted.vocabulary) == 2 + 9_996
    assert "“w1”, has row 4" in fitted.notes[0]


def test_a_guess_is_said_and_so_is_what_is_left_out() -> None:
    guessed = fit(read_words(json.dumps(INDEX).encode()), 7)
    assert "“the”, has row 4" in guessed.notes[0] and "sign at the beginning" in guessed.notes[1]
    assert "left out" in " ".join(fit(read_words(json.dumps(INDEX).encode()), 4).notes)
    assert fit(read_words(b"\n[UNK]\nthe"), 3).notes == ()


def test_rows_are_picked_and_a_missing_one_is_zero() -> None:
    embeddings = np.arange(12, dtype=np.float32).reshape(4, 3)
    picked = fit(read_words(json.dumps(INDEX).encode()), 4).pick(embeddings)
    np.testing.assert_array_equal(picked, [[0, 1, 2], [0, 0, 0], [3, 4, 5], [6, 7, 8], [9, 10, 11]])


def test_unknown_words_are_left_out_where_no_row_stands_for_them() -> None:
    without = fit(read_words(json.dumps(INDEX).encode()), 4).vocabulary
    assert [token.text for token in encode("The WONDERFUL film!", without)] == ["the", "film"]
    known = fit(read_words(b"\n[UNK]\nthe\nfilm"), 4).vocabulary
    assert [token.id for token in encode("the wonderful film", known)] == [2, UNKNOWN_ID, 3]


def test_each_kind_of_file_has_its_way_of_splitting() -> None:
    assert read_words(b"the\nfilm").splitting == VECTORIZER
    assert read_words(json.dumps(INDEX).encode()).splitting == TOKENIZER
    said = read_words(json.dumps(tokenizer(filters="!", lower=False, split="_")).encode()).splitting
    assert [word.text for word in said.split("The!_film, bad")] == ["The", "film, bad"]


def test_the_vocabulary_inside_a_model_has_its_places() -> None:
    words = words_inside(Found("m", (), ("", "[UNK]", "the", "film"), VECTORIZER))
    assert fit(words, 40).rows == (0, 1, 2, 3)
    assert isinstance(fit(words, 40).vocabulary, Vocabulary)


BAD: dict[str, tuple[Any, str]] = {
    "another model's": (b"\n[UNK]\n" + b"\n".join(b"w%d" % n for n in range(9)), "11 words .* has 5 rows"),
    "empty": (b"", "None of the 1 words"),
    "twice": (b"the\nfilm\nthe", "holds 'the' twice"),
    "binary": (b"\xff\xfe\x00", "no UTF-8"),
    "broken": (b'{"the": 1', "no JSON"),
    "a number": (b'"3"', "a list of words, or a table"),
    "numbers": ([1, 2], "holds 1, which is no word"),
    "deep": (b"[" * 100_000, "no JSON"),
    "no id": ({"the": "one"}, "gives 'the' the id one"),
    "flag": ({"the": True}, "gives 'the' the id True"),
    "below": ({"the": -1}, "gives 'the' the id -1"),
    "one id": ({"the": 1, "film": 1}, "two words one id"),
    "no words": ({}, "has 0 words"),
    "empty list": ([], "has 0 words"),
    "long": (["a" * 300], "too long"),
    "surrogate": (["\ud800"], "no text"),
    "letters": (tokenizer(char_level=True), "into letters"),
    "no index": ({"class_name": "Tokenizer", "config": {}}, "has no word_index"),
    "odd index": ({"class_name": "Tokenizer", "config": {"word_index": "["}}, "has no word_index"),
    "odd config": ({"class_name": "Tokenizer", "config": []}, "has no word_index"),
    "only signs": ({"<PAD>": 0, "<UNK>": 1}, "None of the 2 words has one of the 5 rows"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_vocabulary_is_refused_with_a_sentence(name: str) -> None:
    content, sentence = BAD[name]
    with pytest.raises(NotReadable, match=sentence):
        rows_of(content, 5)


def test_the_largest_vocabulary_is_fitted_while_one_waits() -> None:
    words = read_words(b"\n[UNK]\n" + b"\n".join(b"w%d" % n for n in range(199_998)))
    begun = process_time()
    assert len(fit(words, 200_000).rows) == 200_000
    assert process_time() - begun < 3


@pytest.mark.parametrize(
    "raw", [b"\n" * 7_000_000, b"[" + b"[]," * 2_600_000 + b"[]]", b'["a' + b'","' * 10**6]
)
def test_what_holds_too_many_words_is_refused_before_they_are_made(raw: bytes) -> None:
    begun = process_time()
    with pytest.raises(NotReadable, match="1 to 200,000 are read|no JSON|twice"):
        read_words(raw)
    assert process_time() - begun < 0.5


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(NotReadable, match="10.0 MB; at most 8"):
        read_words(bytes(10_000_001))
