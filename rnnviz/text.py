"""From typed text to the ids a network reads: tokenize, look up, say what happened to each word."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

PADDING_ID = 0
UNKNOWN_ID = 1
RESERVED = ("", "[UNK]")  # The first two rows, as in keras.layers.TextVectorization.

LONGEST_RESPELLED = 20  # Letters; candidates grow with the length, and real words are shorter.
SHORTEST_RESPELLED = 4  # Letters; below this nearly every string is one edit away from a word.
REMEMBERED = 4_096  # Words; more than any text that is shown has.
LETTERS = "abcdefghijklmnopqrstuvwxyz"

_EMOTICON = r"(?<![a-z0-9])(?:[:;=]['-]?[)(dp/|]|<3)(?![a-z0-9])"  # Not the ":/" of an address.
_EMOJI = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"  # One sign, no skin tone.
_NUMBER = r"\d+(?:[.,]\d+)*"
_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"
_TOKEN = re.compile(f"{_EMOTICON}|{_EMOJI}|{_NUMBER}|{_WORD}")
_NEGATED = re.compile(r"(ca|wo|sha|[a-z]+?)(n'?t)")
_CLITIC = re.compile(r"([a-z']+)('(?:s|re|ve|ll|d|m))")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
# Without the apostrophe only these are contractions ("want" and "parent" are not).
_AUXILIARIES = frozenset(
    "ai are ca could did do does had has have is must need should was were wo would".split()
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SIGMA = str.maketrans("Σ", "σ")  # Python's lower() writes it otherwise at the end of a word.
_SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "❤": "♥"})


class Word(NamedTuple):
    """One token of a text: as the network's vocabulary would spell it, and where it was typed."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """One column of the picture: what was typed, what the network reads for it, and why.

    status: "known"; "respelled" (typed with an error and read as the nearest known word);
    "unknown" (read as the unknown word, id 1, whatever was typed).
    """

    text: str
    typed: str
    id: int
    status: Literal["known", "respelled", "unknown"]


def tokenize(text: str) -> tuple[Word, ...]:
    """Split a text into lower-case words, numbers, emoticons and emoji; drop punctuation.

    Accents and other combining marks are folded away, "isn't" and "isnt" become "is" and "not",
    "film's" becomes "film" and "'s". `text[word.start:word.end]` is what was typed.
    """
    folded, origin = _fold(text)
    return tuple(
        # Marks that were folded away belong to the letter before them.
        Word(part, origin[start], max(origin[end - 1] + 1, origin[end] if end < len(origin) else len(text)))
        for match in _TOKEN.finditer(folded)
        for part, start, end in _parts(match.group(), match.start())
    )


def spell(text: str) -> tuple[str, ...]:
    """The words of `tokenize` without their places, many times as fast: for whole collections of texts."""
    folded = _fold(text)[0] if text.isascii() else _folded_at_once(text)
    return tuple(part for word in _TOKEN.findall(folded) for part in _spelt(word))


@lru_cache(65_536)
def _spelt(word: str) -> tuple[str, ...]:
    return tuple(part for part, _, _ in _parts(word, 0))


def _folded_at_once(text: str) -> str:
    """What `_fold` makes of a text, without the places."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME_SIGN)).translate(_SIGMA).lower()
    return _NOT_ASCII.sub(lambda one: "" if _is_dropped(one[0]) else one[0], plain)


def _is_dropped(character: str) -> bool:
    """A mark of a letter before it, or a sign that only says how to write."""
    category = unicodedata.category(character)
    return category.startswith("M") or category == "Cf"


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Lower-case without marks or odd signs, and for each character its place in the text."""
    if text.isascii():
        return text.lower().replace("`", "'"), range(len(text))
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character.translate(_SAME_SIGN)).lower():
            if not _is_dropped(part):
                folded.append(part)
                origin.append(place)
    return "".join(folded), origin


def _parts(word: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield the parts of one matched word as (text, start, end) in the folded text."""
    end = start + len(word)
    negated = _NEGATED.fullmatch(word)
    if clitic := _CLITIC.fullmatch(word):
        middle = end - len(clitic[2])
        yield from _parts(clitic[1], start)
        yield clitic[2], middle, end
    elif word == "cannot":
        yield "can", start, start + 3
        yield "not", start + 3, end
    elif negated and ("'" in word or negated[1] in _AUXILIARIES):
        middle = end - len(negated[2])
        yield _STEMS.get(negated[1], negated[1]), start, middle
        yield "not", middle, end
    else:
        yield word.replace("'", ""), start, end


ASCII_SIGNS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True)
class Splitting:
    """How a model that was trained elsewhere splits a text: at white space, with nothing respelled.

    Args:
        lowers: "ascii" as TensorFlow does, which leaves É; "all" as Python does; "none".
        signs: characters that are taken out of words.
        is_parting: whether a word ends at such a sign ("isn't" is "isn" and "t"); else it goes on ("isnt").
        spaces: what stands between words.
        leaves_out: whether a word that is not known is no word at all; else it is read as unknown.
    """

    lowers: Literal["ascii", "all", "none"] = "ascii"
    signs: str = ASCII_SIGNS
    is_parting: bool = False
    spaces: str = " \t\n\v\f\r"
    leaves_out: bool = False

    def __post_init__(self) -> None:
        if self.lowers not in ("ascii", "all", "none"):
            raise ValueError(f"lowers must be ascii, all or none, got {self.lowers!r}")
        if not self.spaces:
            raise ValueError("something must stand between words, got no spaces")

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Splitting":
        """Of settings in a file, by their names.

        Raises:
            ValueError: if one is of another type.
            KeyError, TypeError: if one is missing, or there are others.
        """
        for name, kind in (("signs", str), ("spaces", str), ("is_parting", bool), ("leaves_out", bool)):
            if type(settings[name]) is not kind:
                raise ValueError(
                    f"the {name} of a splitting must be a {kind.__name__}, got {settings[name]!r}"
                )
        return cls(**settings)

    @cached_property
    def _run(self) -> re.Pattern[str]:
        between = self.spaces + (self.signs if self.is_parting else "")
        return re.compile(f"[^{re.escape(between)}]+")

    def split(self, text: str) -> tuple[Word, ...]:
        """The words of a text, and where each was typed."""
        taken_out = "" if self.is_parting else self.signs
        words = []
        for run in self._run.finditer(text):
            kept = run[0].strip(taken_out) if taken_out else run[0]
            if kept:
                start = run.start() + run[0].index(kept)
                plain = self._lowered(kept.translate({ord(sign): None for sign in taken_out}))
                words.append(Word(plain, start, start + len(kept)))
        return tuple(words)

    def _lowered(self, word: str) -> str:
        if self.lowers == "none":
            return word
        return word.lower() if self.lowers == "all" else word.translate(_ASCII_LOWER)


VECTORIZER = Splitting()  # keras.layers.TextVectorization as it is by default.
# keras.preprocessing.text.Tokenizer as it was by default; without an oov_token it leaves out unknown words.
TOKENIZER = Splitting("all", ASCII_SIGNS.replace("'", "") + "\t\n", True, " ")


@dataclass(frozen=True)
class Vocabulary:
    """The words a network knows, most frequent first, behind the two reserved rows.

    Args:
        words: of the rows of the embeddings.
        splitting: of a model trained elsewhere; None is ours, `tokenize` and `find` with its respelling.

    Raises:
        ValueError: if the reserved rows are missing or a word stands twice.
    """

    words: tuple[str, ...]
    splitting: Splitting | None = None

    def __post_init__(self) -> None:
        if self.words[:2] != RESERVED:
            raise ValueError(f"a vocabulary begins with {RESERVED}, got {self.words[:2]}")
        if not all(isinstance(word, str) for word in self.words):
            raise ValueError("the words of a vocabulary are strings, got something else among them")
        if len(self.ids) != len(self.words):
            twice = next(word for n, word in enumerate(self.words) if self.ids[word] != n)
            raise ValueError(f"a word stands once in a vocabulary, {twice!r} stands twice")

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """Put the reserved rows before `words`, unless they are there already."""
        words = tuple(words)
        return cls(words if words[:2] == RESERVED else RESERVED + words)

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each word."""
        return {word: n for n, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def split(self, text: str) -> tuple[Word, ...]:
        """The words of a text, as this network's texts are split."""
        return tokenize(text) if self.splitting is None else self.splitting.split(text)

    @cached_property
    def look_up(self) -> Callable[[str], tuple[str, int]]:
        """`find`, which remembers its latest answers: while one types, most words stay the same."""
        return lru_cache(REMEMBERED)(self.find)

    def find(self, word: str) -> tuple[str, int]:
        """Find a word, or the nearest one to an error of typing; else (word, UNKNOWN_ID).

        With a splitting of its own the word itself or nothing. Else tried in this order: the word; the
        word with letters drawn out ("sooo") shortened; the most frequent word one edit away (a letter
        missing, added, changed or swapped) that begins with the same letter. Peter Norvig, "How to Write
        a Spelling Corrector" (2007), without the second edit: at two edits names become adjectives.
        """
        if word in self.ids and word not in RESERVED:
            return word, self.ids[word]
        if self.splitting is not None:
            return word, UNKNOWN_ID
        near = [known for known in _drawn_in(word) if known in self.ids]
        if not near and SHORTEST_RESPELLED <= len(word) <= LONGEST_RESPELLED:
            near = sorted((known for known in _one_edit(word) if known in self.ids), key=self.ids.__getitem__)
        return (near[0], self.ids[near[0]]) if near else (word, UNKNOWN_ID)


def _drawn_in(word: str) -> Iterator[str]:
    """Yield the word with every run of three or more letters cut to two, then to one."""
    for kept in (r"\1\1", r"\1"):
        shorter = re.sub(r"([^\W\d_])\1{2,}", kept, word)
        if shorter != word:
            yield shorter


def _one_edit(word: str) -> set[str]:
    """All strings one edit away from an English word that keep its first letter."""
    if not (word.isascii() and word.isalpha()):
        return set()
    splits = [(word[:n], word[n:]) for n in range(1, len(word) + 1)]
    missing = {head + tail[1:] for head, tail in splits if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    changed = {head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS}
    added = {head + letter + tail for head, tail in splits for letter in LETTERS}
    return (missing | swapped | changed | added) - {word}


def shorten(word: str, letters: int = 24) -> str:
    """A word as a sentence about it can bear it: whole, or cut with an ellipsis."""
    return word if len(word) <= letters else f"{word[: letters - 1]}…"


def first_words(text: str, limit: int, vocabulary: Vocabulary | None = None) -> tuple[str, int]:
    """Cut a text behind its first `limit` words; also say how many words it has in all.

    Args:
        text: as typed.
        limit: words that are kept.
        vocabulary: whose words; ours where None.
    """
    words = tokenize(text) if vocabulary is None else vocabulary.split(text)
    return (text[: words[limit - 1].end] if len(words) > limit else text), len(words)


def encode(text: str, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Read a text as a network with this vocabulary does: one Token a column."""
    leaves_out = vocabulary.splitting is not None and vocabulary.splitting.leaves_out
    tokens = []
    for word in vocabulary.split(text):
        read, found = vocabulary.look_up(word.text)
        status: Literal["known", "respelled", "unknown"] = "known"
        if found == UNKNOWN_ID:
            if leaves_out:
                continue
            status = "unknown"
        elif read != word.text:
            status = "respelled"
        tokens.append(Token(read, text[word.start : word.end], found, status))
    return tuple(tokens)
