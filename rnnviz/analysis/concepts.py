"""What a unit may carry: five questions with two answers each, asked of words or of whole sentences."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.analysis.corpus import BoolArray, Corpus, Index, IntArray
from rnnviz.arrays import FloatArray

# As they are spelt here: "isn't" is "is" and "not". Others have "isn't", "isnt", "isn" and "t".
_VERBS = "is are was were do does did have has had would could should must need ca wo ai".split()
NEGATIONS = frozenset(
    "not no never nothing nobody none nor neither nowhere without hardly barely cannot n't nt t".split()
    + [verb + end for verb in _VERBS for end in ("n't", "nt")]
)
FEW = 4_000  # Values; so few are sorted sooner than the 65,536 that there are can be counted.
NEAR = 3  # Words, the one just read among them.
PIECES = 3  # First against last third of a sentence, and shortest against longest third of the sentences.


class Concept(NamedTuple):
    """A question with two answers.

    name: in an address.
    title: on the page.
    yes: what has it. no: what is set against it.
    asks: what is counted, exactly.
    of: whether a state after each word is asked, or the one after the whole sentence.
    """

    name: str
    title: str
    yes: str
    no: str
    asks: str
    of: Literal["word", "sentence"]


CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    {
        concept.name: concept
        for concept in (
            Concept(
                *("sentiment", "Sentiment", "positive sentences", "negative ones"),
                "the label of the sentence, and the state when all of it is read",
                "sentence",
            ),
            Concept(
                *("negation", "Negation just read", "words at a negation or just after", "all others"),
                f"whether the word just read or one of {NEAR - 1} before it is a negation (not, no, never …)",
                "word",
            ),
            Concept(
                *("negated", "Negation somewhere before", "words after a negation", "words before any"),
                "whether any word read so far is a negation",
                "word",
            ),
            Concept(
                *("position", "Position", "words late in a sentence", "early ones"),
                "the last third of a sentence's words against its first third",
                "word",
            ),
            Concept(
                *("length", "Length", "long sentences", "short ones"),
                "the longest third of the sentences against the shortest, and the state when all is read",
                "sentence",
            ),
        )
    }
)


class Asked(NamedTuple):
    """Which states are asked, and what the answer is.

    places: words of the corpus's row, in their order. labels: whether each has it. Of one length.
    """

    places: IntArray
    labels: BoolArray


class Confounds(NamedTuple):
    """How far the concepts go together in the sentences themselves, before any network reads them.

    positive_negated: share of positive sentences among those with a negation.
    positive_plain: among those without one.
    long_negated: share with a negation among long sentences. short_negated: among short ones.
    number_negated: AUC of the word's number alone for "negation somewhere before".
    """

    positive_negated: float
    positive_plain: float
    long_negated: float
    short_negated: float
    number_negated: float


def asked(index: Index, concept: str, trace: int, sentences: IntArray) -> Asked:
    """What is asked of the states of a trace in some sentences.

    A trace that reads from the last word has read those behind a word, so "before" means behind it there.

    Raises:
        ValueError: if there is no such concept.
    """
    corpus, back = index.corpus, index.reverse[trace]
    if concept not in CONCEPTS:
        raise ValueError(f"concept must be one of {', '.join(CONCEPTS)}, got {concept!r}")
    if concept == "sentiment":
        known = sentences[np.isfinite(corpus.labels[sentences])]
        return Asked(index.last(trace)[known], corpus.labels[known] > 0.5)
    if concept == "length":
        low, high = length_bounds(corpus)
        lengths = corpus.lengths[sentences]
        ends = (lengths <= low) | (lengths >= high)
        return Asked(index.last(trace)[sentences[ends]], lengths[ends] >= high)
    places = np.flatnonzero(np.isin(corpus.sentence_of, sentences))
    if concept == "position":
        third = thirds(corpus)[places]
        ends = third != 1
        return Asked(places[ends], third[ends] == PIECES - 1)
    counted = negations_read(corpus, back, NEAR if concept == "negation" else None)
    return Asked(places, counted[places] > 0)


def negations(corpus: Corpus) -> BoolArray:
    """For each word of the row whether it is a negation."""
    known = np.array([word in NEGATIONS for word in corpus.types])
    return known[corpus.words]


def negations_read(corpus: Corpus, back: bool = False, near: int | None = None) -> IntArray:
    """For each word how many negations have been read by then, itself included, in its sentence.

    Args:
        corpus: of the words.
        back: whether the sentence is read from its end.
        near: among how many words read last; all where None.
    """
    here = negations(corpus)
    sums = np.concatenate([[0], np.cumsum(here)])
    at = np.arange(len(here))
    begins = np.repeat(corpus.starts[:-1], corpus.lengths)
    ends = np.repeat(corpus.starts[1:], corpus.lengths)
    if back:
        return sums[ends if near is None else np.minimum(ends, at + near)] - sums[at]
    return sums[at + 1] - sums[begins if near is None else np.maximum(begins, at + 1 - near)]


def thirds(corpus: Corpus) -> IntArray:
    """For each word of the row in which third of its sentence it stands: 0, 1 or 2."""
    return PIECES * corpus.number // np.repeat(corpus.lengths, corpus.lengths)


def length_bounds(corpus: Corpus) -> tuple[int, int]:
    """Up to how many words a sentence is short, and from how many on long; of the validation part."""
    lengths = corpus.lengths[corpus.part("validation")]
    low, high = np.quantile(lengths if lengths.size else corpus.lengths, [1 / PIECES, 1 - 1 / PIECES])
    return int(low), max(int(np.ceil(high)), int(low) + 1)


def confounds(corpus: Corpus, sentences: IntArray) -> Confounds:
    """Count them in some sentences that have labels."""
    places = np.isin(corpus.sentence_of, sentences)
    with_one = np.zeros(len(corpus), bool)
    with_one[corpus.sentence_of[negations(corpus)]] = True
    here, labels, lengths = with_one[sentences], corpus.labels[sentences] > 0.5, corpus.lengths[sentences]
    low, high = length_bounds(corpus)
    number = corpus.number[places].astype(np.float16)[:, None]
    return Confounds(
        *(_share(labels[here]), _share(labels[~here])),
        *(_share(here[lengths >= high]), _share(here[lengths <= low])),
        float(auc(ranks(number), (negations_read(corpus)[places] > 0)[None])[0, 0]),
    )


def ranks(values: FloatArray) -> FloatArray:
    """The rank of each value in its column, from 1, equal ones sharing the mean of theirs.

    Half precisions have 65,536 values, so ranks of many are counted and nothing is sorted: 64 units of 20,000
    words take a twentieth of a second.

    Args:
        values: (observations, units) of float16; a column with a NaN gets NaN ranks.

    Raises:
        ValueError: if the values are of another type.
    """
    if values.dtype != np.float16:
        raise ValueError(f"values of float16 were expected, got {values.dtype}")
    bits = (np.ascontiguousarray(values.T) + np.float16(0)).view(np.uint16)  # No -0.
    # The bits of positive numbers rise with them, those of negative ones fall.
    keys = np.where(bits >= 0x8000, 0xFFFF - bits, bits + 0x8000)
    found = np.empty(keys.shape)
    for row, key in zip(found, keys, strict=True):
        if len(key) < FEW:
            _, key, counts = np.unique(key, return_inverse=True, return_counts=True)
        else:
            counts = np.bincount(key, minlength=0x10000)
        row[:] = (np.cumsum(counts) - (counts - 1) / 2)[key]
    found[np.isnan(values).any(axis=0)] = np.nan
    return found.T


def auc(ranked: FloatArray, labels: BoolArray) -> FloatArray:
    """How often a value with the label is above one without it, equal ones counted half.

    Args:
        ranked: what `ranks` gave, (observations, units).
        labels: several ways to label the observations, (ways, observations).

    Returns:
        (ways, units); NaN where all observations have one label.

    Source:
        Mann & Whitney (1947); Hanley & McNeil (1982), "The Meaning and Use of the Area under a ROC Curve".
    """
    with_it = labels.sum(axis=1)[:, None].astype(float)
    pairs = with_it * (labels.shape[1] - with_it)
    above = labels.astype(float) @ ranked - with_it * (with_it + 1) / 2
    return np.divide(above, pairs, out=np.full_like(above, np.nan), where=pairs > 0)


def _share(values: BoolArray) -> float:
    return float(values.mean()) if values.size else float("nan")
