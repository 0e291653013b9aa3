"""Was or were? Sentences up to their verb, in which the first noun decides and everything between distracts.

    the cat | which was sitting on the mat near the windows in our garden | (was)

Between subject and verb stand prepositional phrases and relative clauses. A "which was" or "which were" in
between agrees with the noun before it: right behind the subject it tells the answer once more, further on it
belongs to another noun. One sentence in six begins with a phrase that has a noun of its own ("near the
houses the cat ..."), so that "the first noun" is not the whole rule either.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.data.agreement_words import (
    ADJECTIVES,
    ADVERBS,
    ANSWERS,
    DETERMINERS,
    DOING,
    NOUNS,
    NUMBER_OF,
    OPENINGS,
    PAST,
    PLACE_ADJECTIVES,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    SEEN,
    SUBJECTS,
)
from rnnviz.data.drawn import falls_out, pick

Between = Literal["same", "other", "mixed"]
BETWEEN: tuple[Between, ...] = ("same", "other", "mixed")  # The number of the nouns between.
TRAINED_TO = 12  # Most words between subject and verb in training.
TIME_SHARE, PLACE_SHARE = 0.15, 0.15  # Of sentences that begin with a time, or with a place.
ADJECTIVE_SHARE = 0.3
_ALIVE = frozenset(form for noun in SUBJECTS for form in noun)  # "Who" may stand behind them.


class Sentence(NamedTuple):
    """A sentence up to its verb.

    Attributes:
        words: of it, in order.
        subject: which word the subject is.
        is_many: whether the subject is more than one, and the answer "were".
        begins: the subject's phrase and the first piece behind it, by which it is held out.
    """

    words: tuple[str, ...]
    subject: int
    is_many: bool
    begins: str

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join(self.words)

    @property
    def distance(self) -> int:
        """How many words stand between the subject and the verb."""
        return len(self.words) - self.subject - 1

    @property
    def is_held_out(self) -> bool:
        """Whether nobody learns from it: a tenth of all subjects with a first piece behind them."""
        return falls_out(self.begins)


class Piece(NamedTuple):
    """Words that may stand between, and the noun that ends them, if one does."""

    words: tuple[str, ...]
    ends_in: str | None


def write(rng: np.random.Generator, distance: int, between: Between) -> Sentence:
    """Write a sentence with so many words between its subject and its verb.

    Args:
        rng: draws every choice.
        distance: in words.
        between: the number of the nouns between: as the subject's, the other, or each as it comes.
    """
    is_many = int(rng.random() < 0.5)
    opening = _opening(rng)
    adjective = (pick(ADJECTIVES, rng),) if rng.random() < ADJECTIVE_SHARE else ()
    subject = (*adjective, pick(SUBJECTS, rng)[is_many])
    words = [*opening, pick(DETERMINERS, rng), *subject]
    place, pieces = len(words) - 1, write_between(rng, distance, words[-1], between)
    words += [word for piece in pieces for word in piece]
    return Sentence(tuple(words), place, bool(is_many), " ".join((*subject, "|", *next(iter(pieces), ()))))


def write_between(
    rng: np.random.Generator, distance: int, subject: str, between: Between
) -> list[tuple[str, ...]]:
    """What stands between a subject and its verb, piece after piece, so many words in all."""
    pieces: list[tuple[str, ...]] = []
    before: str | None = subject
    left = distance
    while left:
        piece = _piece(rng, left, before, (NUMBER_OF[subject], between))
        pieces.append(piece.words)
        left, before = left - len(piece.words), piece.ends_in
    return pieces


def sentences(seed: int, distances: range, between: Between, is_held_out: bool) -> Iterator[Sentence]:
    """Sentences without end, each distance as often: to learn from, or held out."""
    rng = np.random.default_rng(seed)
    while True:
        distance = int(rng.integers(distances.start, distances.stop))
        sentence = write(rng, distance, between)
        if sentence.is_held_out == is_held_out:
            yield sentence


def nearest_noun_says(sentence: Sentence) -> bool:
    """What a reader answers who looks at the last noun before the verb only: whether it is "were"."""
    return bool(next(NUMBER_OF[word] for word in reversed(sentence.words) if word in NUMBER_OF))


def _opening(rng: np.random.Generator) -> tuple[str, ...]:
    draw = rng.random()
    if draw < TIME_SHARE:
        return tuple(pick(OPENINGS, rng).split())
    if draw < TIME_SHARE + PLACE_SHARE:
        return _phrase(rng, int(rng.random() < 0.5)).words
    return ()


def _piece(rng: np.random.Generator, left: int, before: str | None, numbers: tuple[int, Between]) -> Piece:
    """A piece of at most `left` words that leaves no gap which nothing fills."""
    if left == 1:
        return Piece((pick(PLACES, rng),), None)
    while True:
        piece = _any_piece(rng, before, _number(rng, *numbers))
        if len(piece.words) <= left and _can_fill(left - len(piece.words), piece.ends_in):
            return piece


def _can_fill(left: int, before: str | None) -> bool:
    """Whether so many words can follow; two of them are a clause, which stands behind a noun only."""
    return left != 2 or before is not None


def _any_piece(rng: np.random.Generator, before: str | None, number: int) -> Piece:
    draw = rng.random()
    if before is None or draw < 0.5:
        return _phrase(rng, number)
    pronoun = pick(PRONOUNS if before in _ALIVE else PRONOUNS[:2], rng)
    if draw < 0.65:
        return Piece((pronoun, ANSWERS[NUMBER_OF[before]], pick(DOING, rng)), None)
    if draw < 0.75:
        return Piece((pronoun, pick(PAST, rng)), None)
    if draw < 0.87:
        return Piece((pronoun, pick(PAST, rng), pick(ADVERBS, rng)), None)
    return Piece(("that", pick(DETERMINERS, rng), pick(SUBJECTS, rng)[number], pick(SEEN, rng)), None)


def _phrase(rng: np.random.Generator, number: int) -> Piece:
    adjective = (pick(PLACE_ADJECTIVES, rng),) if rng.random() < ADJECTIVE_SHARE else ()
    noun = pick(NOUNS, rng)[number]
    return Piece((pick(PREPOSITIONS, rng), pick(DETERMINERS, rng), *adjective, noun), noun)


def _number(rng: np.random.Generator, is_many: int, between: Between) -> int:
    if between == "mixed":
        return int(rng.random() < 0.5)
    return is_many if between == "same" else 1 - is_many
