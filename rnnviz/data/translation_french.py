"""Reads a sentence of the small English by its grammar, and writes it in French.

    sentence  ->  clause (and | but | because | when  clause)*
    clause    ->  subject predicate place? time?
    subject   ->  he | she | they  |  group (that relative)?  |  group and group
    relative  ->  predicate  |  subject (often | always)? verb
    group     ->  determiner adjective* noun
    predicate ->  is not? adverb? adjective  |  adverb? verb object?  |  does not adverb? verb object?
    object    ->  him | her | them | group

Where a word tells only later how it is read, such as "that" (qui or que), the grammar looks ahead. A sentence
has one reading at most.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from rnnviz.data import translation_words as words
from rnnviz.data.translation_words import Adjective, Determiner, Noun, Verb

Key = TypeVar("Key")
Value = TypeVar("Value")

_NOUNS = {noun.one: (noun, False) for noun in words.NOUNS} | {noun.many: (noun, True) for noun in words.NOUNS}
_ADJECTIVES = {one.english: one for one in words.ADJECTIVES}
_VERBS = {verb.sees: (verb, False) for verb in words.VERBS} | {verb.see: (verb, True) for verb in words.VERBS}
_DETERMINERS = {(one.english, one.plural): one for one in words.DETERMINERS}
_DETERMINER_WORDS = frozenset(one.english for one in words.DETERMINERS) | {"an"}
_ADVERBS = words.ADVERBS | {"never": "jamais"}
_ELISIONS = {"le": "l'", "la": "l'", "ne": "n'", "que": "qu'"}


class Group(NamedTuple):
    """French words, and what has to agree with them."""

    words: tuple[str, ...]
    plural: bool
    feminine: bool


class _Refused(ValueError):
    """The words are no sentence of this grammar."""


class Reader(NamedTuple):
    """The words of a sentence; every method reads from a place and says where it stopped."""

    words: tuple[str, ...]

    def at(self, place: int) -> str:
        """The word at a place, nothing behind the end."""
        return self.words[place] if place < len(self.words) else ""

    def sentence(self) -> list[str]:
        """The whole sentence in French.

        Raises:
            ValueError: if it is none of this grammar.
        """
        french, place = self.clause(0)
        while place < len(self.words):
            joining = _found(words.JOINING, self.at(place))
            clause, place = self.clause(place + 1)
            french += [*joining.split(), *clause]
        return french

    def clause(self, place: int) -> tuple[list[str], int]:
        """One clause."""
        subject, place = self.subject(place)
        predicate, place = self.predicate(subject, place)
        french = [*subject.words, *predicate]
        for phrases in (words.PLACES, words.TIMES):
            phrase, place = self.phrase(phrases, place)
            french += phrase
        return french, place

    def phrase(self, phrases: dict[str, str], place: int) -> tuple[list[str], int]:
        """One of some fixed phrases, or nothing."""
        for english, french in phrases.items():
            parts = tuple(english.split())
            if self.words[place : place + len(parts)] == parts:
                return french.split(), place + len(parts)
        return [], place

    def subject(self, place: int) -> tuple[Group, int]:
        """Who does it."""
        first = self.at(place)
        if first in words.PRONOUNS:
            return Group((words.PRONOUNS[first],), first == "they", first == "she"), place + 1
        group, place = self.group(place)
        if self.at(place) == "and":
            other, place = self.group(place + 1)
            return Group((*group.words, "et", *other.words), True, group.feminine and other.feminine), place
        if self.at(place) == "that":
            relative, place = self.relative(group, place + 1)
            group = group._replace(words=(*group.words, *relative))
        return group, place

    def relative(self, group: Group, place: int) -> tuple[list[str], int]:
        """What is said of a group behind "that": qui before a verb, que before whoever does it."""
        if self.at(place) not in words.PRONOUNS and self.at(place) not in _DETERMINER_WORDS:
            predicate, place = self.predicate(group, place)
            return ["qui", *predicate], place
        subject, place = self.subject(place)
        adverb = words.ADVERBS.get(self.at(place))
        place += adverb is not None
        verb, plural = _found(_VERBS, self.at(place))
        if not (verb.objects or verb.things) or plural != subject.plural:
            raise _Refused
        form = verb.voient if plural else verb.voit
        return ["que", *subject.words, form, *([adverb] if adverb else [])], place + 1

    def group(self, place: int) -> tuple[Group, int]:
        """A noun with its determiner and its adjectives, each in its French place."""
        determiner = self.at(place)
        place += 1
        adjectives = []
        while self.at(place) in _ADJECTIVES:
            adjectives.append(_ADJECTIVES[self.at(place)])
            place += 1
        noun, plural = _found(_NOUNS, self.at(place))
        if (determiner in ("a", "an")) and determiner != _article(self.at(place - len(adjectives))):
            raise _Refused
        before = [agreeing(one, plural, noun.feminine) for one in adjectives if one.before]
        behind = [agreeing(one, plural, noun.feminine) for one in adjectives if not one.before]
        if len(before) > 1 or len(behind) > 1 or [one.before for one in adjectives] == [False, True]:
            raise _Refused
        rest = [*before, noun.des if plural else noun.un, *behind]
        found = _found(_DETERMINERS, ("a" if determiner == "an" else determiner, plural))
        return Group((_agreeing_determiner(found, noun, rest[0]), *rest), plural, noun.feminine), place + 1

    def predicate(self, subject: Group, place: int) -> tuple[list[str], int]:
        """What the subject is or does."""
        first = self.at(place)
        if first in ("is", "are"):
            _agree(subject, first == "are")
            return self.being(subject, place + 1)
        denied = first in ("do", "does")
        if denied:
            _agree(subject, first == "do")
            if self.at(place + 1) != "not":
                raise _Refused
            place += 2
        adverb = self.at(place) if self.at(place) in _ADVERBS else ""
        place += bool(adverb)
        if denied and adverb == "never":
            raise _Refused
        verb, plural = _found(_VERBS, self.at(place))
        _agree(Group((), True, False) if denied else subject, plural)
        return self.doing(subject, verb, (denied, adverb), place + 1)

    def being(self, subject: Group, place: int) -> tuple[list[str], int]:
        """Behind "is"."""
        denied = self.at(place) == "not"
        place += denied
        adverb = self.at(place) if self.at(place) in _ADVERBS else ""
        place += bool(adverb)
        if denied and adverb == "never":
            raise _Refused
        adjective = agreeing(_found(_ADJECTIVES, self.at(place)), subject.plural, subject.feminine)
        verb = "sont" if subject.plural else "est"
        return [*_around([verb], denied, adverb), adjective], place + 1

    def doing(self, subject: Group, verb: Verb, how: tuple[bool, str], place: int) -> tuple[list[str], int]:
        """A verb with its object: a pronoun stands before the verb in French, a noun behind it."""
        denied, adverb = how
        form = verb.voient if subject.plural else verb.voit
        if not (verb.objects or verb.things):
            return _around([form], denied, adverb), place
        if self.at(place) in words.OBJECTS:
            return _around([words.OBJECTS[self.at(place)], form], denied, adverb), place + 1
        if (denied or adverb == "never") and self.at(place) not in words.DEFINITE:
            raise _Refused
        group, place = self.group(place)
        return [*_around([form], denied, adverb), *group.words], place


def translate(english: Sequence[str]) -> tuple[str, ...] | None:
    """The French words of an English sentence of this grammar; None for any other text."""
    try:
        return _elided(Reader(tuple(english)).sentence())
    except _Refused:
        return None


def agreeing(adjective: Adjective, plural: bool, feminine: bool) -> str:
    """The form of an adjective for a number and a gender."""
    if plural:
        return adjective.les_feminine if feminine else adjective.les
    return adjective.la if feminine else adjective.le


def _agreeing_determiner(determiner: Determiner, noun: Noun, following: str) -> str:
    if following[0] in words.ELIDED:
        return determiner.feminine_vowel if noun.feminine else determiner.masculine_vowel
    return determiner.feminine if noun.feminine else determiner.masculine


def _around(verb: list[str], denied: bool, adverb: str) -> list[str]:
    """A verb between its negation, its adverb behind it."""
    french = _ADVERBS.get(adverb)
    behind = [*(["pas"] if denied else []), *([french] if french else [])]
    return [*(["ne"] if denied or adverb == "never" else []), *verb, *behind]


def _elided(french: Sequence[str]) -> tuple[str, ...]:
    """Every le, la, ne and que before a vowel without its own."""
    following = (*french[1:], "")
    return tuple(
        _ELISIONS.get(word, word) if after[:1] and after[0] in words.ELIDED else word
        for word, after in zip(french, following, strict=True)
    )


def _article(following: str) -> str:
    return "an" if following[0] in "aeiou" else "a"


def _agree(subject: Group, plural: bool) -> None:
    if subject.plural != plural:
        raise _Refused


def _found(table: Mapping[Key, Value], key: Key) -> Value:
    if key not in table:
        raise _Refused
    return table[key]
