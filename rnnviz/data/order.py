"""Two generated tasks in which the order of the words decides, each sentence with its twin.

The twin of a sentence is the same sentence with its two nouns exchanged: the same words, each as
often, in another order. Where the twins' answers differ, nobody who only counts words can be right
on both, so that any function of the bag of words is right on half of such sentences at most.

- "who": who did it? "The dog bit the man", also in the passive and as "it was the man that the dog
  bit". The answer is one of sixteen nouns.
- "not": is the food good? "The food was good but the room was not." The answer is no or yes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.data import order_not, order_who
from rnnviz.data.order_pair import Answered, Pair
from rnnviz.text import tokenize

TRAINED_ON = 12_000  # Sentences.
HELD_OUT = 1_000  # Sentences of each part.
PLAIN, ORNATE = 0.3, 0.75  # Chance of each word that could be left out.
MOST_TIMES = 2  # How many times the longest training sentence a longer one may be.


@dataclass(frozen=True)
class Task:
    """What is asked, of which sentences.

    Attributes:
        name: in addresses and file names.
        question: that a network answers.
        answers: the ones it chooses from.
        nouns: of which a sentence has two.
        most_words: of a sentence to learn from.
        apart: pairs of words that never stand in one sentence to learn from.
        words: every word that a sentence may have.
        write: a sentence and its twin; the larger the number, up to 1, the more words that could be left out.
        solve: the answer to a text, read by rules; None where the rules do not reach.
    """

    name: str
    question: str
    answers: tuple[str, ...]
    nouns: tuple[str, ...]
    most_words: int
    apart: tuple[frozenset[str], ...]
    words: tuple[str, ...]
    write: Callable[[np.random.Generator, float], Pair]
    solve: Callable[[str], str | None]


class Split(NamedTuple):
    """Sentences to learn from, and three parts that are held out: twins with different answers.

    Attributes:
        train: to learn from.
        ordinary: as those, but none of them.
        unseen: with two words that never stood together in training (`Task.apart`).
        longer: longer than any sentence to learn from.
    """

    train: tuple[Answered, ...]
    ordinary: tuple[Answered, ...]
    unseen: tuple[Answered, ...]
    longer: tuple[Answered, ...]


TASKS = {
    "who": Task(
        "who",
        "Who did it?",
        order_who.NOUNS,
        order_who.NOUNS,
        order_who.MOST_WORDS,
        order_who.APART,
        order_who.WORDS,
        order_who.write,
        order_who.solve,
    ),
    "not": Task(
        "not",
        "Is the food good?",
        order_not.ANSWERS,
        (order_not.TOPIC, *order_not.OTHERS),
        order_not.MOST_WORDS,
        order_not.APART,
        order_not.WORDS,
        order_not.write,
        order_not.solve,
    ),
}


def split(task: Task, rng: np.random.Generator, train: int = TRAINED_ON, held_out: int = HELD_OUT) -> Split:
    """Write the sentences of a task; no text stands twice, and none in two parts.

    Args:
        task: what to write about.
        rng: draws everything.
        train: how many sentences to learn from.
        held_out: how many of each other part; even, since they come as twins.
    """
    taken: set[str] = set()
    usual = _pairs(task, rng, PLAIN, range(task.most_words + 1))
    long = _pairs(task, rng, ORNATE, range(task.most_words + 1, MOST_TIMES * task.most_words + 1))
    parts = [
        _take(held_out, taken, (pair for pair in usual if _decides(pair) and not _meets(pair, task))),
        _take(held_out, taken, (pair for pair in usual if _decides(pair) and _meets(pair, task))),
        _take(held_out, taken, (pair for pair in long if _decides(pair) and not _meets(pair, task))),
        _take(train, taken, (pair for pair in usual if not _meets(pair, task))),
    ]
    ordinary, unseen, longer, learnt = parts
    return Split(learnt, ordinary, unseen, longer)


def bag_ceiling(sentences: Iterable[Answered]) -> float:
    """The share that the best of all functions of the bag of words gets right of these sentences.

    It would answer each bag with the answer that is most frequent among the sentences with that bag.
    """
    answers: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        answers[tuple(sorted(word.text for word in tokenize(sentence.text)))][sentence.answer] += 1
    right = sum(max(counted.values()) for counted in answers.values())
    return right / sum(sum(counted.values()) for counted in answers.values())


def _pairs(task: Task, rng: np.random.Generator, ornate: float, lengths: range) -> Iterator[Pair]:
    while True:
        pair = task.write(rng, ornate)
        if len(pair.one.text.split()) in lengths:
            yield pair


def _take(count: int, taken: set[str], pairs: Iterator[Pair]) -> tuple[Answered, ...]:
    """The first so many sentences that nobody has taken, twins side by side."""
    found: list[Answered] = []
    while len(found) < count:
        pair = next(pairs)
        both = {pair.one.text: pair.one, pair.two.text: pair.two}
        if not taken & both.keys():
            taken.update(both)
            found += both.values()
    return tuple(found[:count])


def _decides(pair: Pair) -> bool:
    """Whether order decides: the same words, two answers."""
    return pair.one.answer != pair.two.answer


def _meets(pair: Pair, task: Task) -> bool:
    """Whether two words meet that are kept apart in training."""
    return any(apart <= pair.words for apart in task.apart)
