"""Many sentences that one network has read: the state after every word of each, kept as a half precision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.corpus_states import Held, read_sentences
from rnnviz.arrays import FloatArray, sealed
from rnnviz.network import Network
from rnnviz.text import RESERVED, UNKNOWN_ID, Vocabulary

IntArray = NDArray[np.integer[Any]]
BoolArray = NDArray[np.bool_]
Part = Literal["test", "validation", "train", "unlabelled"]
PARTS: tuple[Part, ...] = ("test", "validation", "train", "unlabelled")

MOST_VALUES = 40_000_000  # Half precisions of one index: 80 MB.
TOGETHER = 192  # Sentences read at once: a timestep takes about a millisecond, others are served between.


@dataclass(frozen=True, eq=False)
class Corpus:
    """Sentences as words, in the order of their parts: whoever has room for fewer leaves out the last.

    Attributes:
        sentences: the words of each, none empty, as a vocabulary would spell them.
        labels: 1 for positive, 0 for negative, NaN where nobody has said. (sentences,)
        parts: of each sentence its part, as a place in `PARTS`. (sentences,)
        texts: each as it was written; the words with blanks between them where none is given.

    Raises:
        ValueError: if they do not have one length, or a sentence is empty.
    """

    sentences: tuple[tuple[str, ...], ...]
    labels: FloatArray
    parts: IntArray
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.texts:
            object.__setattr__(self, "texts", tuple(map(" ".join, self.sentences)))
        if len(self.texts) != len(self.sentences):
            raise ValueError(f"{len(self.sentences)} texts were expected, got {len(self.texts)}")
        if not len(self.sentences) == len(self.labels) == len(self.parts):
            counts = f"{len(self.sentences)}, {len(self.labels)} and {len(self.parts)}"
            raise ValueError(f"sentences, labels and parts of one number were expected, got {counts}")
        if not all(self.sentences):
            raise ValueError("sentences of at least one word were expected, got an empty one")

    def __len__(self) -> int:
        return len(self.sentences)

    @cached_property
    def starts(self) -> IntArray:
        """Where each sentence begins if all words stand in one row, and at last their number."""
        return np.cumsum([0, *map(len, self.sentences)])

    @cached_property
    def lengths(self) -> IntArray:
        """Words of each sentence."""
        return np.diff(self.starts)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The different words, in the order of their first occurrence."""
        return tuple(dict.fromkeys(word for sentence in self.sentences for word in sentence))

    @cached_property
    def words(self) -> IntArray:
        """For each word of the row its place among `types`."""
        places = {word: n for n, word in enumerate(self.types)}
        return np.array([places[word] for sentence in self.sentences for word in sentence], np.int32)

    @cached_property
    def sentence_of(self) -> IntArray:
        """For each word of the row its sentence."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @cached_property
    def number(self) -> IntArray:
        """For each word of the row how many stand before it in its sentence."""
        return np.arange(len(self.words)) - np.repeat(self.starts[:-1], self.lengths)

    def first(self, sentences: int) -> "Corpus":
        """Only the first sentences."""
        return self if sentences >= len(self) else self._only(np.arange(sentences), self.sentences)

    def held_out(self) -> "Corpus":
        """Only the two parts by which units are chosen and judged."""
        return self._only(np.flatnonzero(self.parts <= PARTS.index("validation")), self.sentences)

    def as_read_by(self, vocabulary: Vocabulary) -> "Corpus":
        """Split as a network's own texts are, where it was trained elsewhere; without what is no word to it.

        A sentence of which nothing is left is left out.
        """
        splitting = vocabulary.splitting
        if splitting is None:
            return self
        words = [[word.text for word in splitting.split(text)] for text in self.texts]
        if splitting.leaves_out:
            known = vocabulary.ids.keys() - set(RESERVED)
            words = [[word for word in each if word in known] for each in words]
        kept = np.flatnonzero([len(each) for each in words])
        return self._only(kept, [tuple(each) for each in words])

    def _only(self, chosen: IntArray, sentences: Sequence[tuple[str, ...]]) -> "Corpus":
        """Some of the sentences, with these words."""
        words, texts = (tuple(each[n] for n in chosen) for each in (sentences, self.texts))
        return Corpus(words, self.labels[chosen], self.parts[chosen], texts)

    def part(self, part: Part) -> IntArray:
        """The sentences of a part."""
        return np.flatnonzero(self.parts == PARTS.index(part))


@dataclass(frozen=True, eq=False)
class Index:
    """What one network's states were after every word of a corpus.

    Attributes:
        corpus: the sentences that were read; the first ones, where not all have room.
        ids: what the network read for each word of the row.
        states: hidden states of each trace, in the order of computation: (words, units) of float16.
        reverse: of each trace, whether it reads from the last word.
        scores: log-odds of "positive" of each sentence; see `score.log_odds`.
        left_out: sentences that had no room.
        seconds: that reading took.
    """

    corpus: Corpus
    ids: IntArray
    states: tuple[FloatArray, ...]
    reverse: tuple[bool, ...]
    scores: FloatArray
    left_out: int
    seconds: float

    @property
    def bytes(self) -> int:
        """Of the states."""
        return sum(states.nbytes for states in self.states)

    @property
    def unknown(self) -> float:
        """The share of words that the network does not know."""
        return float(np.mean(self.ids == UNKNOWN_ID))

    @cached_property
    def is_known(self) -> tuple[bool, ...]:
        """Of each trace, whether all its states are numbers."""
        # The greatest half precision below what is no number is the endless one, 0x7C00, whatever its sign.
        return tuple(int((s.view(np.uint16) & 0x7FFF).max(initial=0)) <= 0x7C00 for s in self.states)

    def last(self, trace: int) -> IntArray:
        """For each sentence the word after which a trace has read all of it."""
        starts = self.corpus.starts
        return starts[:-1] if self.reverse[trace] else starts[1:] - 1

    def sentence_ids(self, sentences: IntArray) -> list[IntArray]:
        """What the network read of these sentences."""
        starts = self.corpus.starts
        return [self.ids[starts[n] : starts[n + 1]] for n in sentences]


def index_corpus(
    network: Network, corpus: Corpus, tell: Callable[[float], None] = lambda share: None
) -> Index:
    """Let a network read a corpus.

    Args:
        network: that reads.
        corpus: what is read; from its end is left out what has no room.
        tell: told the share that is done, again and again.
    """
    begun = perf_counter()
    cells = [(cell, cell is layer.backward) for layer in network.layers for cell in layer.cells]
    corpus = corpus.as_read_by(network.vocabulary)
    units = [cell.units for cell, _ in cells]
    room = MOST_VALUES // sum(units)
    kept = corpus.first(max(1, int(np.searchsorted(corpus.starts, room, side="right")) - 1))
    ids = _ids(network.vocabulary, kept)
    states = tuple(np.empty((len(ids), width), np.float16) for width in units)
    scores = np.empty(len(kept))
    order = np.argsort(-kept.lengths, kind="stable")
    for begin in range(0, len(order), TOGETHER):
        batch = order[begin : begin + TOGETHER]
        read = read_sentences(network, [ids[kept.starts[n] : kept.starts[n + 1]] for n in batch])
        counts = kept.lengths[batch]
        rows = np.repeat(np.arange(len(batch)), counts)
        steps = np.concatenate([np.arange(count) for count in counts])
        places = kept.starts[batch][rows] + steps
        with np.errstate(over="ignore"):  # What is too large for a half precision is endless there.
            for kept_states, these in zip(states, read.states, strict=True):
                kept_states[places] = these[steps, rows] + 0.0  # No -0.
        scores[batch] = read.scores
        tell(min(1.0, (begin + len(batch)) / len(order)))
    for array in (ids, scores, *states):
        sealed(array)
    reverse = tuple(back for _, back in cells)
    left_out = len(corpus) - len(kept)
    return Index(kept, ids, states, reverse, scores, left_out, perf_counter() - begun)


def scores_held(index: Index, network: Network, sentences: IntArray, held: Held | None) -> FloatArray:
    """Log-odds of "positive" of some sentences, read anew with a unit held at a value; (sentences,)."""
    order = sentences[np.argsort(-index.corpus.lengths[sentences], kind="stable")]
    found = dict[int, float]()
    for begin in range(0, len(order), TOGETHER):
        batch = order[begin : begin + TOGETHER]
        read = read_sentences(network, index.sentence_ids(batch), held)
        found |= zip(batch.tolist(), read.scores.tolist(), strict=True)
    return np.array([found[n] for n in sentences.tolist()])


def _ids(vocabulary: Vocabulary, corpus: Corpus) -> IntArray:
    """As `text.encode` would: each different word is looked up once."""
    found = np.array([vocabulary.find(word)[1] for word in corpus.types], np.int32)
    return found[corpus.words]
