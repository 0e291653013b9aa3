"""Pairs are read, and nothing that looks like one is trained on."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from rnnviz.data.grammar import generate, read_grammar
from rnnviz.data.lexicon import read_rated_words
from rnnviz.data.pairs import DEVELOPMENT_PAIRS, PAIRS, frame, frames, read_pairs, refuse_pairs
from rnnviz.text import tokenize

HEADER = "kind,pair,text,label\n"


def test_a_frame_forgets_rated_words_capitals_and_punctuation() -> None:
    rated = {"bad", "tasty"}
    assert frame("The soup was NOT bad!", rated) == ("the", "soup", "was", "not", "_")
    assert frame("the soup was not tasty", rated) == frame("The soup wasn't bad.", rated)


def test_a_frame_keeps_every_other_word() -> None:
    assert frames(["good soup", "good bread"], {"good"}) == {("_", "soup"), ("_", "bread")}


@pytest.mark.parametrize("path", [PAIRS, DEVELOPMENT_PAIRS], ids=lambda path: path.stem)
def test_nothing_the_grammar_writes_has_the_frame_of_a_pair(path: Path) -> None:
    # Told apart here with plain string work, not with the function that refuses.
    rated = read_rated_words().forms
    tested = {
        " ".join("*" if w.text in rated else w.text for w in tokenize(s.text)) for s in read_pairs(path)
    }
    refused = refuse_pairs(path)
    for rule in ("sentence", "short", "state", "clause"):
        written = generate(read_grammar(), np.random.default_rng(3), refused, rule)
        for example in islice(written, 2000):
            words = (word.text for word in tokenize(example.text))
            assert " ".join("*" if word in rated else word for word in words) not in tested


def test_a_sentence_of_the_pairs_is_refused_however_it_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(HEADER + "not,1,The soup was not bad.,1\n")
    refused = refuse_pairs(path)
    assert refused("the SOUP was not bad") and refused("The soup was not good!")
    assert not refused("The soup was bad.")


@pytest.mark.parametrize("path", [PAIRS, DEVELOPMENT_PAIRS], ids=lambda path: path.stem)
def test_pairs_are_pairs_of_one_positive_and_one_negative_sentence(path: Path) -> None:
    labels: dict[tuple[str, str], list[int]] = {}
    for sentence in read_pairs(path):
        labels.setdefault((sentence.kind, sentence.pair), []).append(sentence.label)
    assert all(sorted(found) == [0, 1] for found in labels.values())
    assert len({kind for kind, _ in labels}) == 10


def test_the_development_pairs_are_not_the_test_pairs() -> None:
    test, development = (
        {tuple(w.text for w in tokenize(s.text)) for s in read_pairs(path)}
        for path in (PAIRS, DEVELOPMENT_PAIRS)
    )
    # Two people may both think of "not bad at all"; whole sentences they write differently.
    assert len(test & development) <= 4


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("kind,text,label\nnot,fine,1\n")
    with pytest.raises(ValueError, match="pair.*missing"):
        read_pairs(path)


def test_a_label_is_0_or_1(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(HEADER + "not,1,fine,yes\n")
    with pytest.raises(ValueError, match="label must be 0 or 1, got 'yes'"):
        read_pairs(path)
