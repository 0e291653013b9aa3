"""Small English sentences and their French translation, from a grammar of ours: words to words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz import text as texts
from rnnviz.data import translation_words as words
from rnnviz.data.drawn import Pair, falls_out, pick, take, take_distinct
from rnnviz.data.translation_french import translate

__all__ = [
    "ENGLISH",
    "EXAMPLES",
    "FRENCH",
    "LONGEST",
    "TRAINED_ON",
    "draw",
    "draw_held_out",
    "draw_of_length",
    "is_held_out",
    "joined",
    "translate",
    "words_of",
]
TRAINED_ON = (
    "Trained on English sentences and their French translations, both written by a grammar of ours with"
    " about a hundred English words. It knows no other words and no other kinds of sentence;"
    ' "they" is always "ils".'
)
EXAMPLES = (
    "the black cat sleeps",
    "she loves him",
    "she does not see the black horse",
    "the girls are tired but the boy is happy",
    "he never reads my letters",
    "the bird that sings is small",
    "the bird that my friend watches is small",
    "the big white horse often watches them in the garden",
    "this man does not love her because she is intelligent",
    "the girl and the woman are happy when the children do not sleep",
)
LONGEST = 22  # English words.
ENGLISH, FRENCH = words.ENGLISH, words.FRENCH
_CLAUSES = (1, 1, 1, 1, 2, 2, 2, 3)  # How many a sentence has.
_ONE = ("the", "the", "the", "a", "this", "my")
_MANY = ("the", "the", "the", "these", "my", "two")
_NOUNS = {kind: tuple(noun for noun in words.NOUNS if noun.kind == kind) for kind in words.ALL}
_SUBJECTS = tuple(noun for noun in words.NOUNS if noun.kind != "thing" for _ in (1, 2))
_STATES = tuple(one for one in words.ADJECTIVES if not one.before and "human" in one.kinds)
_LOOKS = tuple(one for one in words.ADJECTIVES if "thing" in one.kinds)
_FITTING = {
    (kind, before): tuple(one for one in words.ADJECTIVES if kind in one.kinds and one.before == before)
    for kind in words.ALL
    for before in (True, False)
}
_VERBS = {kind: tuple(verb for verb in words.VERBS if kind in verb.subjects) for kind in words.ALIVE}
_DOING = {kind: tuple(verb for verb in _VERBS[kind] if verb.to_persons) for kind in words.ALIVE}
_ADVERBS = tuple(words.ADVERBS)
_PLACES = tuple(words.PLACES)
_TIMES = tuple(words.TIMES)
_JOINING = tuple(words.JOINING)
_PERSONS = tuple(words.OBJECTS)


class _Subject(NamedTuple):
    text: str
    plural: bool
    kind: str


def words_of(text: str) -> tuple[str, ...]:
    """The words of a typed text as the network reads them; "doesn't" becomes "does" and "not"."""
    return texts.spell(text)


def joined(french: Sequence[str]) -> str:
    """French words as one writes them: nothing behind an apostrophe."""
    return " ".join(french).replace("' ", "'")


def is_held_out(english: Sequence[str]) -> bool:
    """Whether a sentence is never learnt from."""
    sentence = " ".join(english)
    return falls_out(sentence) or sentence in EXAMPLES


def draw(count: int, seed: int) -> tuple[Pair, ...]:
    """Sentences to learn from, each with its translation."""
    sentences = _sentences(np.random.default_rng(seed))
    return tuple(_pair(one) for one in take(count, sentences, lambda one: not is_held_out(one.split())))


def draw_held_out(count: int, seed: int) -> tuple[Pair, ...]:
    """Sentences that are never learnt from, none twice, each with its translation."""
    sentences = _sentences(np.random.default_rng(seed))
    return tuple(_pair(one) for one in take_distinct(count, sentences, lambda one: is_held_out(one.split())))


def draw_of_length(low: int, high: int, count: int, seed: int) -> tuple[Pair, ...]:
    """Sentences of `low` to `high` English words that are never learnt from, none twice.

    Raises:
        ValueError: if there are too few of them.
    """

    def wanted(sentence: str) -> bool:
        return low <= sentence.count(" ") + 1 <= high and is_held_out(sentence.split())

    sentences = _sentences(np.random.default_rng(seed))
    return tuple(_pair(one) for one in take_distinct(count, sentences, wanted))


def _pair(sentence: str) -> Pair:
    english = tuple(sentence.split())
    french = translate(english)
    assert french is not None, sentence  # noqa: S101 (the writer keeps to the reader's grammar)
    return Pair(english, french)


def _sentences(rng: np.random.Generator) -> Iterator[str]:
    """English sentences without end."""
    while True:
        clauses = [_clause(rng, first=True)]
        for _ in range(pick(_CLAUSES, rng) - 1):
            clauses += [pick(_JOINING, rng), _clause(rng, first=False)]
        sentence = " ".join(clauses)
        if sentence.count(" ") < LONGEST:
            yield sentence


def _clause(rng: np.random.Generator, first: bool) -> str:
    subject = _subject(rng, pronoun=0.25 if first else 0.5)
    parts = [subject.text, _predicate(subject, rng)]
    if rng.random() < 0.2:
        parts.append(pick(_PLACES, rng))
    if rng.random() < 0.1:
        parts.append(pick(_TIMES, rng))
    return " ".join(parts)


def _subject(rng: np.random.Generator, pronoun: float) -> _Subject:
    if rng.random() < pronoun:
        word = pick(tuple(words.PRONOUNS), rng)
        return _Subject(word, word == "they", "human")
    noun = pick(_SUBJECTS, rng)
    plural = bool(rng.random() < 0.4)
    group = _group(noun, plural, rng)
    form = rng.random()
    if form < 0.08:
        other = pick(_NOUNS[noun.kind], rng)
        return _Subject(f"{group} and {_group(other, bool(rng.random() < 0.3), rng)}", True, noun.kind)
    if form < 0.25:
        relative = _relative(_Subject(group, plural, noun.kind), rng)
        return _Subject(f"{group} that {relative}", plural, noun.kind)
    return _Subject(group, plural, noun.kind)


def _relative(group: _Subject, rng: np.random.Generator) -> str:
    """What stands behind "that": something the group does, or somebody and what is done to it."""
    if rng.random() < 0.5:
        return _predicate(group, rng)
    other = _subject(rng, pronoun=1.0) if rng.random() < 0.3 else _plain_subject(rng)
    verb = pick(_DOING[other.kind], rng)
    adverb = f"{pick(_ADVERBS, rng)} " if rng.random() < 0.1 else ""
    return f"{other.text} {adverb}{verb.see if other.plural else verb.sees}"


def _plain_subject(rng: np.random.Generator) -> _Subject:
    noun = pick(_SUBJECTS, rng)
    plural = bool(rng.random() < 0.4)
    return _Subject(_group(noun, plural, rng), plural, noun.kind)


def _group(noun: words.Noun, plural: bool, rng: np.random.Generator, definite: bool = False) -> str:
    """A noun with a determiner and up to two adjectives."""
    adjectives = []
    for before, chance in ((True, 0.2), (False, 0.3)):
        if rng.random() < chance:
            adjectives.append(pick(_FITTING[noun.kind, before], rng).english)
    determiner = pick(_MANY if plural else _ONE, rng)
    if definite and determiner not in words.DEFINITE:
        determiner = "the"
    rest = [*adjectives, noun.many if plural else noun.one]
    if determiner == "a" and rest[0][0] in "aeiou":
        determiner = "an"
    return " ".join((determiner, *rest))


def _predicate(subject: _Subject, rng: np.random.Generator) -> str:
    """What a subject is or does: denied, often, always, never, or plainly."""
    denied = rng.random() < 0.2
    how = rng.random()
    adverb = "never " if how < 0.05 and not denied else f"{pick(_ADVERBS, rng)} " if how < 0.15 else ""
    if rng.random() < 0.25:
        adjective = pick(_STATES if rng.random() < 0.7 or subject.kind == "human" else _LOOKS, rng)
        be = "are" if subject.plural else "is"
        return f"{be} {'not ' if denied else ''}{adverb}{adjective.english}"
    verb = pick(_VERBS[subject.kind], rng)
    if denied:
        start = f"{'do' if subject.plural else 'does'} not {adverb}{verb.see}"
    else:
        start = f"{adverb}{verb.see if subject.plural else verb.sees}"
    if not (verb.objects or verb.things):
        return start
    return f"{start} {_object(verb, denied or adverb == 'never ', rng)}"


def _object(verb: words.Verb, definite: bool, rng: np.random.Generator) -> str:
    if verb.to_persons and rng.random() < 0.35:
        return pick(_PERSONS, rng)
    if verb.things and (not verb.objects or rng.random() < 0.3):
        thing = pick(verb.things, rng)
        noun = next(one for one in words.NOUNS if thing in (one.one, one.many))
        return _group(noun, thing == noun.many, rng, definite)
    noun = pick(_NOUNS[pick(verb.objects, rng)], rng)
    return _group(noun, bool(rng.random() < 0.35), rng, definite)
