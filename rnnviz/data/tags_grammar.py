"""Reads the grammar of `tags.txt` and writes tagged sentences from it.

A line that begins with a slash names the part of speech of words that need no tag of their own in a rule. A
line "name/TAG word word" is a rule whose alternatives are words. A name alone begins a rule, and the indented
lines under it are alternatives: a weight (none: 1) and a text of `word`, `word/TAG`, `{rule}`, or
`{rule}/TAG` for a rule of bare words.
"""

import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from rnnviz.data.drawn import Pair

_ALTERNATIVE = re.compile(r"\s+(?:(\d+)\s+)?(.+)")
_BEFORE_VOWEL = frozenset("aeiou")


class Part(NamedTuple):
    """A word and its tag, or the name of a rule; the tag of a rule is that of its bare words."""

    text: str
    tag: str
    is_rule: bool


class Choice(NamedTuple):
    """The alternatives of a rule, with running sums of their weights."""

    options: tuple[tuple[Part, ...], ...]
    sums: tuple[int, ...]


@dataclass(frozen=True)
class TaggedGrammar:
    """Rules by name, and the tags of words that stand in them without one.

    Raises:
        ValueError: if a rule or the tag of a word is missing.
    """

    rules: Mapping[str, Choice]
    usual: Mapping[str, str]

    def __post_init__(self) -> None:
        for part in self._parts():
            if part.is_rule and part.text not in self.rules:
                raise ValueError(f"there is no rule {part.text!r}")
        for word, tag in self._tagged("sentence", "", frozenset()):
            if not tag:
                raise ValueError(f"{word!r} has no tag")

    def write(self, rng: np.random.Generator) -> Pair:
        """Write one sentence."""
        words: list[str] = []
        tags: list[str] = []
        self._expand("sentence", "", rng, (words, tags))
        for place, word in enumerate(words[:-1]):
            if word == "a" and words[place + 1][0] in _BEFORE_VOWEL:
                words[place] = "an"
        return Pair(tuple(words), tuple(tags))

    @cached_property
    def tags_of(self) -> Mapping[str, tuple[str, ...]]:
        """The tags that each word can have, each word once."""
        found: dict[str, set[str]] = {"an": {"DET"}}
        for text, tag in self._tagged("sentence", "", frozenset()):
            found.setdefault(text, set()).add(tag)
        return {word: tuple(sorted(tags)) for word, tags in found.items()}

    def _parts(self) -> list[Part]:
        return [part for choice in self.rules.values() for option in choice.options for part in option]

    def _expand(
        self, rule: str, tag: str, rng: np.random.Generator, into: tuple[list[str], list[str]]
    ) -> None:
        options, sums = self.rules[rule]
        for part in options[bisect(sums, rng.random() * sums[-1])]:
            if part.is_rule:
                self._expand(part.text, part.tag, rng, into)
            else:
                into[0].append(part.text)
                into[1].append(tag or part.tag or self.usual[part.text])

    def _tagged(self, rule: str, tag: str, above: frozenset[str]) -> set[tuple[str, str]]:
        """(word, tag) of everything that a rule can become."""
        found: set[tuple[str, str]] = set()
        for part in (part for option in self.rules[rule].options for part in option):
            if not part.is_rule:
                found.add((part.text, tag or part.tag or self.usual.get(part.text, "")))
            elif part.text not in above:
                found |= self._tagged(part.text, part.tag, above | {rule})
        return found


@cache
def read_tagged_grammar() -> TaggedGrammar:
    """Read the grammar that comes with the program, once."""
    return parse_tagged(files("rnnviz.data").joinpath("tags.txt").read_text(encoding="utf-8"))


def parse_tagged(text: str) -> TaggedGrammar:
    """Read a grammar as the module's docstring describes it.

    Raises:
        ValueError: if a rule stands twice, or names one that does not exist.
    """
    usual: dict[str, str] = {}
    rules: dict[str, list[tuple[int, tuple[Part, ...]]]] = {}
    name = ""
    for line in filter(str.strip, text.splitlines()):
        if line.startswith("/"):
            tag, *words = line[1:].split()
            usual.update(dict.fromkeys(words, tag))
        elif line.startswith(" "):
            rules[name].append(_alternative(line))
        else:
            head, *words = line.split()
            name, _, tag = head.partition("/")
            if name in rules:
                raise ValueError(f"rule {name!r} stands twice")
            rules[name] = [(1, (Part(word, tag, False),)) for word in words]
    return TaggedGrammar({name: _choice(options) for name, options in rules.items()}, usual)


def _alternative(line: str) -> tuple[int, tuple[Part, ...]]:
    match = _ALTERNATIVE.fullmatch(line)
    if match is None:
        raise ValueError(f"an alternative is '[weight] text', got {line!r}")
    return int(match[1] or 1), tuple(_part(each) for each in match[2].split())


def _part(text: str) -> Part:
    word, _, tag = text.partition("/")
    return Part(word.strip("{}"), tag, word.startswith("{"))


def _choice(options: list[tuple[int, tuple[Part, ...]]]) -> Choice:
    return Choice(tuple(parts for _, parts in options), tuple(accumulate(weight for weight, _ in options)))
