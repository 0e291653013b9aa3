"""What a typed sentence asks: where its subject and its verb are, and sentences put together from parts."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from rnnviz.data.agreement import Between
from rnnviz.data.agreement_words import (
    ANSWERS,
    EITHER_WAY,
    NUMBER_OF,
    OPENINGS,
    PREDICATES,
    PREPOSITIONS,
    PRONOUNS,
    SUBJECTS,
    Noun,
)

FIRST_SENTENCE = "The cat, which was sitting on the mat near the window in the living room, was hungry."
_OPENINGS = tuple(tuple(opening.split()) for opening in OPENINGS)
_AFTER_THE_VERB = frozenset(PREDICATES) | EITHER_WAY


class Question(NamedTuple):
    """What a sentence asks of a reader.

    Attributes:
        verb: which word the verb to be chosen is; as many as there are words where it is not written.
        subject: which word the subject is; None where no noun is known before the verb.
        is_many: whether the subject is more than one, so that "were" is right; None without a subject.
    """

    verb: int
    subject: int | None
    is_many: bool | None

    @property
    def right(self) -> str | None:
        """The right answer."""
        return None if self.is_many is None else ANSWERS[self.is_many]

    @property
    def distance(self) -> int | None:
        """How many words stand between subject and verb."""
        return None if self.subject is None else self.verb - self.subject - 1


def ask(words: Sequence[str]) -> Question:
    """Find subject and verb by rules.

    The verb is a "was" or "were" at the end or before a predicate such as "hungry", unless a "which" stands
    before it. The subject is the first noun behind the phrases that a sentence may open with.

    Args:
        words: lower-case, as they are read.
    """
    verb = _verb(words)
    start = _behind_openings(words[:verb])
    subject = next((n for n in range(start, verb) if words[n] in NUMBER_OF), None)
    return Question(verb, subject, None if subject is None else bool(NUMBER_OF[words[subject]]))


def between_of(words: Sequence[str], question: Question) -> Between | None:
    """The number of the nouns between subject and verb; None without such nouns, or without a subject."""
    if question.subject is None:
        return None
    numbers = {NUMBER_OF[word] for word in words[question.subject + 1 : question.verb] if word in NUMBER_OF}
    if len(numbers) == 2:
        return "mixed"
    return None if not numbers else "same" if numbers == {int(bool(question.is_many))} else "other"


def _verb(words: Sequence[str]) -> int:
    for n in range(len(words) - 1, 0, -1):
        if words[n] in ANSWERS and words[n - 1] not in PRONOUNS:
            return n
        if words[n] not in _AFTER_THE_VERB:
            break
    return len(words)


def _behind_openings(words: Sequence[str]) -> int:
    """Where a sentence begins behind "yesterday" and "near the houses", one after another."""
    start = 0
    while start < len(words):
        rest = tuple(words[start : start + 3])
        opening = next((one for one in _OPENINGS if rest[: len(one)] == one), None)
        if opening:
            start += len(opening)
        elif words[start] in PREPOSITIONS:
            noun = next((n for n in range(start, len(words)) if words[n] in NUMBER_OF), None)
            if noun is None:
                return start
            start = noun + 1
        else:
            break
    return start


class Phrase(NamedTuple):
    """A phrase to put between: before its noun, the noun; without one it is whole."""

    before: str
    noun: Noun | None = None


# The first three are those of the first sentence.
_BETWEEN = (
    Phrase("on the", Noun("mat", "mats")),
    Phrase("near the", Noun("window", "windows")),
    Phrase("in the living", Noun("room", "rooms")),
    Phrase("behind the old", Noun("house", "houses")),
    Phrase("beside the", Noun("river", "rivers")),
    Phrase("that the", Noun("farmer", "farmers")),
    Phrase("under the tall", Noun("tree", "trees")),
    Phrase("opposite the", Noun("bridge", "bridges")),
    Phrase("with the red", Noun("bench", "benches")),
    Phrase("in the", Noun("garden", "gardens")),
    Phrase("beside the empty", Noun("road", "roads")),
    Phrase("near the", Noun("tower", "towers")),
    Phrase("behind the", Noun("hill", "hills")),
)
_SEEN = {"farmer": "remembered"}  # What the clause about a noun ends in.
CLAUSES = {"again": "which {verb} sitting", "neutral": "that waited quietly"}
CLAUSE_TITLES = {"again": "“which was …”", "neutral": "“that waited …”"}


def _length(phrase: Phrase) -> int:
    noun = phrase.noun
    return len(phrase.before.split()) + (0 if noun is None else 1 + (noun.one in _SEEN))


# Words between subject and verb that a sentence of parts may have.
LENGTHS = (0, *accumulate([len(CLAUSES["neutral"].split()), *map(_length, _BETWEEN)]))
SUBJECT_FORMS = tuple(form for noun in SUBJECTS for form in noun)


def compose(subject: str, words: int, between: Between, clause: str = "again") -> str:
    """Put a sentence together, with its verb and a predicate.

    Args:
        subject: a form of a noun.
        words: how many stand between subject and verb, one of LENGTHS; of another the next lower one.
        between: the number of the nouns between; "mixed" goes to and fro, the other number first.
        clause: one of CLAUSES, what stands first behind the subject.
    """
    number = NUMBER_OF[subject]
    verb = ANSWERS[number]
    pieces = [CLAUSES[clause].format(verb=verb)] if words >= LENGTHS[1] else []
    pieces += [
        _written(phrase, _number_of(n, number, between))
        for n, phrase in enumerate(_BETWEEN)
        if LENGTHS[n + 2] <= words
    ]
    middle = f", {' '.join(pieces)}," if pieces else ""
    return f"The {subject}{middle} {verb} hungry."


def _number_of(place: int, number: int, between: Between) -> int:
    if between == "mixed":
        return 1 - number if place % 2 == 0 else number
    return number if between == "same" else 1 - number


def _written(phrase: Phrase, number: int) -> str:
    if phrase.noun is None:
        return phrase.before
    seen = _SEEN.get(phrase.noun.one)
    return " ".join(filter(None, (phrase.before, phrase.noun[number], seen)))
