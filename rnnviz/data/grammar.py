"""Sentences of known verdict, generated from rules: the negation that reviews alone do not teach.

The rules stand in `grammar.txt`. A name at the start of a line begins a rule; the indented lines
are its alternatives: a sign (`+` or `-`: only in a positive or negative sentence; none: in both),
a weight, a text. `{adj}` in a text is replaced by a rule or a rated word with the verdict of the
sentence, `{-adj}` by one with the opposite verdict: "not {-adj}" is as positive as "{adj}".
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.lexicon import RatedWords, inflect, read_rated_words

_SLOT = re.compile(r"\{(-?)([a-z]+(?:_[a-z]+)*?)(?:_(s|ed))?\}")
_ALTERNATIVE = re.compile(r"([+-])?\s*(?:(\d+)\s)?\s*(.+)")
_BEFORE_VOWEL = re.compile(r"\ba (?=[aeiou])(?!one\b|use)")
SIGNS = {"+": 1, "-": -1}


class Alternative(NamedTuple):
    """One way to write a rule out; sign 0 fits both verdicts."""

    text: str
    sign: int
    weight: int


class Choice(NamedTuple):
    """The alternatives of a rule for one verdict, with running sums of their weights."""

    texts: tuple[str, ...]
    sums: tuple[int, ...]


@dataclass(frozen=True)
class Grammar:
    """Rules and rated words; writes sentences.

    Raises:
        ValueError: if a text names a rule that does not exist, or has nothing to offer for a verdict.
    """

    rules: Mapping[str, tuple[Alternative, ...]]
    words: RatedWords

    def __post_init__(self) -> None:
        for rule, alternatives in self.rules.items():
            for alternative in alternatives:
                for _, name, _ in _SLOT.findall(alternative.text):
                    if name not in self.rules and not self.words.of(name, 1):
                        raise ValueError(f"rule {rule!r} names {name!r}, which is no rule and no part")

    @cached_property
    def choices(self) -> dict[tuple[str, int], Choice]:
        """What each rule offers for each verdict."""
        offers = {}
        for rule, alternatives in self.rules.items():
            for sign in SIGNS.values():
                fitting = [one for one in alternatives if one.sign in (0, sign)]
                sums = tuple(accumulate(one.weight for one in fitting))
                offers[rule, sign] = Choice(tuple(one.text for one in fitting), sums)
        return offers

    def write(self, rule: str, sign: int, rng: np.random.Generator) -> str:
        """Write one rule out for a verdict, 1 or -1."""
        text = _SLOT.sub(lambda slot: self._fill(slot, sign, rng), self._draw(rule, sign, rng))
        return _BEFORE_VOWEL.sub("an ", text)

    def _draw(self, rule: str, sign: int, rng: np.random.Generator) -> str:
        texts, sums = self.choices[rule, sign]
        return texts[bisect(sums, rng.random() * sums[-1])]

    def _fill(self, slot: re.Match[str], sign: int, rng: np.random.Generator) -> str:
        flipped, name, ending = slot.groups()
        sign = -sign if flipped else sign
        if name in self.rules:
            return self.write(name, sign, rng)
        words = self.words.of(name, sign)
        word = words[int(rng.random() * len(words))]
        return inflect(word, ending) if ending else word


def read_grammar() -> Grammar:
    """Read the rules and rated words that come with the program."""
    text = files("rnnviz.data").joinpath("grammar.txt").read_text(encoding="utf-8")
    return Grammar(parse_rules(text), read_rated_words())


def parse_rules(text: str) -> dict[str, tuple[Alternative, ...]]:
    """Read rules as the module's docstring describes them.

    Raises:
        ValueError: if a rule has no alternative or stands twice.
    """
    rules: dict[str, tuple[Alternative, ...]] = {}
    for block in re.split(r"\n\s*\n", text.strip()):
        name, *lines = block.splitlines()
        if name in rules or not lines:
            raise ValueError(f"a rule stands once and has alternatives, got {name!r} twice or empty")
        rules[name] = tuple(_parse_alternative(line) for line in lines)
    return rules


def _parse_alternative(line: str) -> Alternative:
    match = _ALTERNATIVE.fullmatch(line.strip())
    if match is None:
        raise ValueError(f"an alternative is '[+-] [weight] text', got {line!r}")
    sign, weight, text = match.groups()
    return Alternative(text, SIGNS.get(sign, 0), int(weight or 1))


def generate(
    grammar: Grammar,
    rng: np.random.Generator,
    refused: Callable[[str], bool] = lambda text: False,
    rule: str = "sentence",
) -> Iterator[Example]:
    """Write sentences without end, positive and negative in turn, none that is `refused`.

    Args:
        grammar: what to write from.
        rng: draws alternatives and words.
        refused: sentences not to write, such as those that a network will be tested on.
        rule: where to begin; others than "sentence" give simpler sentences.
    """
    while True:
        for sign in (1, -1):
            text = grammar.write(rule, sign, rng)
            while refused(text):
                text = grammar.write(rule, sign, rng)
            yield Example(text, int(sign > 0))
