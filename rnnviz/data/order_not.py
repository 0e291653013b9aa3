"""Is the food good? Sentences about the food and something else, written and solved by rules.

What is good is called so, or "not" is said of its being bad; "the food was good but the room was
not" says it of the room. Training sentences have up to twelve words and one or two clauses. Ten
pairs of adjectives, good and bad among them, never meet in training.
"""

import re

import numpy as np

from rnnviz.data.order_pair import Answered, Pair, draw, maybe

MOST_WORDS = 12
ANSWERS = ("no", "yes")
TOPIC = "food"
OTHERS = tuple("room music service view wine garden coffee hotel staff film price bed".split())
GOOD = tuple("good great nice lovely wonderful excellent beautiful fantastic perfect fine".split())
BAD = tuple("bad awful poor terrible dull horrible ugly boring dreadful disappointing".split())
APART = tuple(frozenset(pair) for pair in zip(GOOD, BAD, strict=True))
DEGREES = ("very", "really", "so")
JOINTS = ("but", "and", "while")
OPENINGS = ("i think", "we found that", "honestly", "in the end", "on monday")
WORDS = tuple(
    dict.fromkeys(
        " ".join((TOPIC, *OTHERS, *GOOD, *BAD, *DEGREES, *JOINTS, *OPENINGS, "the was is not")).split()
    )
)
ALONE = 0.15  # Share of sentences about the food alone.
LEFT_OUT = 0.25  # Share of second clauses that end with "was" or "was not".


def write(rng: np.random.Generator, ornate: float) -> Pair:
    """Write a sentence and its twin.

    Args:
        rng: draws every choice.
        ornate: how much is added, 0 to 1: the chance of an opening, half of that of a degree, and beyond
            one half that of a third clause.
    """
    be, opening = draw(("was", "was", "is"), rng), maybe(OPENINGS, ornate, rng)
    first, is_first_good = _clause("{0}", be, ornate, rng)
    if rng.random() < ALONE:
        alone = Answered(" ".join((*opening, first)).format(TOPIC), ANSWERS[is_first_good])
        return Pair(alone, alone)
    second, is_second_good = _clause("{1}", be, ornate, rng)
    if rng.random() < LEFT_OUT:
        negated = " not " not in first
        second = f"the {{1}} {be}{' not' if negated else ''}"
        is_second_good = _is_good(first.split()[-1], negated)
    other, third = (str(word) for word in rng.choice(OTHERS, 2, replace=False))
    clauses = [f"{first} {draw(JOINTS, rng)} {second}"]
    if rng.random() < 2 * (ornate - 0.5):
        further = _clause(third, be, ornate, rng)[0]
        clauses.insert(int(rng.integers(2)), further)
    frame = " ".join((*opening, f" {draw(JOINTS, rng)} ".join(clauses)))
    verdicts = is_first_good, is_second_good
    return Pair(
        Answered(frame.format(TOPIC, other), ANSWERS[verdicts[0]]),
        Answered(frame.format(other, TOPIC), ANSWERS[verdicts[1]]),
    )


def _clause(noun: str, be: str, ornate: float, rng: np.random.Generator) -> tuple[str, bool]:
    """A clause, and whether it speaks well of its noun."""
    negated, adjective = bool(rng.random() < 0.4), draw(GOOD + BAD, rng)
    words = ("the", noun, be, *(("not",) if negated else ()), *maybe(DEGREES, ornate / 2, rng), adjective)
    return " ".join(words), _is_good(adjective, negated)


def _is_good(adjective: str, negated: bool) -> bool:
    return (adjective in GOOD) != negated


_OPENING = re.compile(f"(?:(?:{'|'.join(OPENINGS)}) )*")
_JOINT = re.compile(f" (?:{'|'.join(JOINTS)}) ")
_CLAUSE = re.compile(
    f"the (?P<noun>{'|'.join((TOPIC, *OTHERS))}) (?:was|is)(?P<negated> not)?"
    f"(?:(?: (?:{'|'.join(DEGREES)}))? (?P<adjective>{'|'.join(GOOD + BAD)}))?"
)


def solve(text: str) -> str | None:
    """Whether the food is good, by the rules of grammar; None for a sentence of another form.

    Args:
        text: lower-case words with one space between them.
    """
    rest = text[_OPENING.match(text).end() :]  # type: ignore[union-attr]  # It matches nothing too.
    verdicts: dict[str, bool] = {}
    adjective, was_negated = None, None
    for part in _JOINT.split(rest):
        clause = _CLAUSE.fullmatch(part)
        if clause is None or clause["noun"] in verdicts:
            return None
        negated = clause["negated"] is not None
        if clause["adjective"] is None and (adjective is None or negated == was_negated):
            return None
        adjective, was_negated = clause["adjective"] or adjective, negated
        verdicts[clause["noun"]] = (adjective in GOOD) != negated
    return ANSWERS[verdicts[TOPIC]] if TOPIC in verdicts else None
