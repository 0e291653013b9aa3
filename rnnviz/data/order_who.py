"""Who did it? Sentences about two, written and solved by rules.

Training sentences have up to ten words. Eight pairs of nouns, dog and man among them, never meet in
training.
"""

import re
from typing import NamedTuple

import numpy as np

from rnnviz.data.order_pair import Answered, Pair, draw, maybe

MOST_WORDS = 10
NOUNS = tuple(
    "dog man cat woman boy girl horse farmer bear child mouse bird wolf king teacher student".split()
)
APART = tuple(frozenset(pair) for pair in zip(NOUNS[::2], NOUNS[1::2], strict=True))
ADJECTIVES = tuple("big small old young brown happy tired hungry angry clever".split())
OPENINGS = ("yesterday", "today", "this morning", "last night", "one day", "in the evening")
ENDINGS = (
    "in the garden",
    "in the street",
    "near the river",
    "at the park",
    "behind the house",
    "after lunch",
)
_BEFORE_VOWEL = re.compile(r"\ba (?=[aeiou])")


class Verb(NamedTuple):
    """The forms that a sentence may need."""

    past: str
    present: str
    participle: str


VERBS = tuple(
    Verb(*forms.split())
    for forms in (
        "bit bites bitten",
        "chased chases chased",
        "saw sees seen",
        "followed follows followed",
        "kicked kicks kicked",
        "pushed pushes pushed",
        "helped helps helped",
        "called calls called",
        "found finds found",
        "heard hears heard",
        "carried carries carried",
        "fed feeds fed",
        "loved loves loved",
        "washed washes washed",
        "ate eats eaten",
        "caught catches caught",
        "hit hits hit",
        "kissed kisses kissed",
        "liked likes liked",
        "hated hates hated",
        "met meets met",
        "watched watches watched",
        "attacked attacks attacked",
        "licked licks licked",
        "hugged hugs hugged",
        "scared scares scared",
        "taught teaches taught",
        "killed kills killed",
    )
)
# {0} and {1} are the nouns with what stands before them, in the order in which they are read.
ACTIVE = ("{0} {verb} {1}", "it {be} {0} that {verb} {1}")
PASSIVE = ("{0} {be} {participle} by {1}", "it {be} {0} that {1} {verb}")
WORDS = tuple(
    dict.fromkeys(
        " ".join(
            (
                *NOUNS,
                *(" ".join(verb) for verb in VERBS),
                *ADJECTIVES,
                *OPENINGS,
                *ENDINGS,
                "the a an was is by it that",
            )
        ).split()
    )
)


def write(rng: np.random.Generator, ornate: float) -> Pair:
    """Write a sentence and its twin.

    Args:
        rng: draws every choice.
        ornate: how much is added, 0 to 1: the chance of an opening, and half of that for each of three
            adjectives a noun and each of three endings.
    """
    first = int(rng.integers(len(NOUNS)))
    second = (first + int(rng.integers(1, len(NOUNS)))) % len(NOUNS)
    active = bool(rng.random() < 0.5)
    verb = VERBS[int(rng.integers(len(VERBS)))]
    past = bool(rng.random() < 0.7)
    middle = draw(ACTIVE if active else PASSIVE, rng).format(
        _with_adjectives("{0}", ornate, rng),
        _with_adjectives("{1}", ornate, rng),
        verb=verb.past if past else verb.present,
        participle=verb.participle,
        be="was" if past else "is",
    )
    endings = [ending for _ in range(3) for ending in maybe(ENDINGS, ornate / 2, rng)]
    frame = " ".join((*maybe(OPENINGS, ornate, rng), middle, *dict.fromkeys(endings)))
    frame = _BEFORE_VOWEL.sub("an ", frame)
    nouns = (NOUNS[first], NOUNS[second])
    doer = 0 if active else 1
    return Pair(
        Answered(frame.format(*nouns), nouns[doer]), Answered(frame.format(*nouns[::-1]), nouns[1 - doer])
    )


def _with_adjectives(noun: str, ornate: float, rng: np.random.Generator) -> str:
    adjectives = [word for _ in range(3) for word in maybe(ADJECTIVES, ornate / 2, rng)]
    return " ".join((draw(("the", "the", "a"), rng), *dict.fromkeys(adjectives), noun))


def _one_of(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(words)})"


def _noun(name: str) -> str:
    return f"(?:the|an?) (?:{_one_of(ADJECTIVES)} )*(?P<{name}>{'|'.join(NOUNS)})"


_VERB = _one_of(tuple(form for verb in VERBS for form in (verb.past, verb.present)))
_PARTICIPLE = _one_of(tuple(verb.participle for verb in VERBS))
_FORMS = tuple(
    re.compile(f"(?:{_one_of(OPENINGS)} )*{middle}(?: {_one_of(ENDINGS)})*")
    for middle in (
        f"{_noun('doer')} {_VERB} {_noun('other')}",
        f"{_noun('other')} (?:was|is) {_PARTICIPLE} by {_noun('doer')}",
        f"it (?:was|is) {_noun('doer')} that {_VERB} {_noun('other')}",
        f"it (?:was|is) {_noun('other')} that {_noun('doer')} {_VERB}",
    )
)


def solve(text: str) -> str | None:
    """Who did it, by the rules of grammar; None for a sentence of another form.

    Args:
        text: lower-case words with one space between them.
    """
    found = (form.fullmatch(text) for form in _FORMS)
    return next((match["doer"] for match in found if match), None)
