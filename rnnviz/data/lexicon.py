"""Words of known verdict, by part of speech.

Most were chosen by hand for the grammar; the part "other" are words that the lexicon of
vaderSentiment 3.3.2 (Hutto & Gilbert 2014, MIT licence) rates at least 1.3 from neutral.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from io import StringIO

VERBS = ("feel", "do")
ENDINGS = ("s", "ed")
_IRREGULAR = {("hurt", "ed"): "hurt", ("upset", "ed"): "upset", ("regret", "ed"): "regretted"}


@dataclass(frozen=True)
class RatedWords:
    """Words by (part, sign); sign is 1 for a positive word and -1 for a negative one."""

    words: Mapping[tuple[str, int], tuple[str, ...]]

    def of(self, part: str, sign: int) -> tuple[str, ...]:
        """The words of a part with a sign; none where there is no such part."""
        return self.words.get((part, sign), ())

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every rated word in every form that the grammar writes."""
        plain = {word for words in self.words.values() for word in words}
        verbs = {word for (part, _), words in self.words.items() if part in VERBS for word in words}
        return frozenset(plain | {inflect(verb, ending) for verb in verbs for ending in ENDINGS})


def read_rated_words() -> RatedWords:
    """Read the rated words that come with the program."""
    text = files("rnnviz.data").joinpath("rated_words.csv").read_text(encoding="utf-8")
    words: dict[tuple[str, int], list[str]] = {}
    for row in csv.DictReader(StringIO(text)):
        words.setdefault((row["part"], int(row["rating"])), []).append(row["word"])
    return RatedWords({key: tuple(found) for key, found in words.items()})


def inflect(verb: str, ending: str) -> str:
    """Put "s" or "ed" behind a verb, in the spelling of regular verbs and the irregular ones here."""
    if (verb, ending) in _IRREGULAR:
        return _IRREGULAR[verb, ending]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + ("ies" if ending == "s" else "ied")
    if ending == "s":
        return verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return verb + ("d" if verb.endswith("e") else "ed")
