"""Which single unit carries a concept: chosen on one part of the sentences, judged on another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS, Asked, Confounds, asked, auc, confounds, ranks
from rnnviz.analysis.corpus import BoolArray, Corpus, Index, IntArray, Part, index_corpus
from rnnviz.arrays import FloatArray
from rnnviz.network import Network

SHUFFLES = 20  # Draws of the control.


class UnitOf(NamedTuple):
    """A unit by its trace, in the order of computation, and its number there; both from 0."""

    trace: int
    unit: int


@dataclass(frozen=True, eq=False)
class Finding:
    """What single units say of a concept.

    Attributes:
        concept: its name.
        validation: AUC of every unit of each trace, on the part the unit is chosen by.
        test: on the part it is judged on.
        best: the unit farthest from 0.5 on validation.
        sign: 1 if its value rises with the concept, -1 if it falls.
        control: test AUC of the unit chosen in the same way for shuffled labels, one for each draw.
        counts: states asked in the test part: with the concept, without it.
        untrained: test AUC of the unit chosen in the same way of a network that has learnt nothing; NaN where
            none was asked.
    """

    concept: str
    validation: tuple[FloatArray, ...]
    test: tuple[FloatArray, ...]
    best: UnitOf
    sign: int
    control: FloatArray
    counts: tuple[int, int]
    untrained: float = np.nan

    def auc(self, unit: UnitOf, part: Part = "test") -> float:
        """How often the unit tells a pair apart in its better direction, by its validation AUC."""
        chosen = float((self.test if part == "test" else self.validation)[unit.trace][unit.unit])
        return chosen if self.validation[unit.trace][unit.unit] >= 0.5 else 1 - chosen


@dataclass(frozen=True, eq=False)
class Study:
    """All that is found out once for a network.

    Attributes:
        index: its states.
        findings: by concept.
        confounds: of the test sentences.
        verdict: AUC of the network's own verdict, which all units make together, on the test sentences.
    """

    index: Index
    findings: Mapping[str, Finding]
    confounds: Confounds
    verdict: float


def study(
    network: Network,
    corpus: Corpus,
    tell: Callable[[float], None] = lambda share: None,
    untrained: Network | None = None,
) -> Study:
    """Let a network read the corpus, and ask every unit about every concept.

    Args:
        network: that reads.
        corpus: what is read, with a validation and a test part.
        tell: told the share that is done, again and again.
        untrained: a network of the same build that has learnt nothing, whose units are asked the same.
    """
    index = index_corpus(network, corpus, lambda share: tell(0.65 * share))
    bare = None if untrained is None else index_corpus(untrained, index.corpus.held_out())
    findings = {}
    for n, concept in enumerate(CONCEPTS):
        tell(0.8 + 0.2 * n / len(CONCEPTS))
        findings[concept] = find(index, concept, np.random.default_rng(n))
        if bare is not None:
            beside = find(bare, concept, np.random.default_rng(n), shuffles=0)
            findings[concept] = replace(findings[concept], untrained=beside.auc(beside.best))
    tell(1.0)
    test = index.corpus.part("test")
    # What every search asks for, so that the first one is as fast as the others.
    _ = index.is_known, index.corpus.sentence_of, index.corpus.number
    return Study(index, findings, confounds(index.corpus, test), _verdict(index))


def find(index: Index, concept: str, rng: np.random.Generator, shuffles: int = SHUFFLES) -> Finding:
    """Ask every unit about a concept.

    The control goes the same way with labels that mean nothing: those of sentences are permuted; those of
    words are turned round, all by one random distance, so that they still stand in runs as the true ones do.

    Args:
        index: of the network's states.
        concept: a name in `CONCEPTS`.
        rng: draws the control.
        shuffles: how many draws.
    """
    by_part: dict[Part, list[FloatArray]] = {"validation": [], "test": []}
    counts = (0, 0)
    for part, found in by_part.items():
        seeds = rng.integers(2**32, size=shuffles)  # All traces face the same labels.
        sentences = index.corpus.part(part)
        for trace, states in enumerate(index.states):
            places, labels = asked(index, concept, trace, sentences)
            found.append(auc(ranks(states[places]), _labelled(labels, seeds, concept)))
            counts = (int(labels.sum()), int((~labels).sum()))
    validation, test = by_part["validation"], by_part["test"]
    bests = [_best([each[way] for each in validation]) for way in range(shuffles + 1)]
    judged = np.array([_judged(validation, test, way, best) for way, best in enumerate(bests)])
    best = bests[0]
    sign = 1 if validation[best.trace][0, best.unit] >= 0.5 else -1
    return Finding(
        concept,
        tuple(each[0] for each in validation),
        tuple(each[0] for each in test),
        best,
        sign,
        judged[1:],
        counts,
    )


def _labelled(labels: BoolArray, seeds: IntArray, concept: str) -> BoolArray:
    """The true labels, and below them shuffled ones for each seed; (1 + seeds, observations)."""
    ways = [labels]
    for rng in map(np.random.default_rng, seeds):
        if CONCEPTS[concept].of == "sentence":
            ways.append(rng.permutation(labels))
        else:
            ways.append(np.roll(labels, int(rng.integers(max(1, len(labels))))))
    return np.array(ways)


def _best(found: list[FloatArray]) -> UnitOf:
    """The unit farthest from 0.5; the first of equal ones, and of none that is a number."""
    apart = [np.nan_to_num(np.abs(each - 0.5), nan=-1.0) for each in found]
    trace = int(np.argmax([each.max() for each in apart]))
    return UnitOf(trace, int(apart[trace].argmax()))


def _judged(validation: list[FloatArray], test: list[FloatArray], way: int, best: UnitOf) -> float:
    chosen = float(test[best.trace][way, best.unit])
    return chosen if validation[best.trace][way, best.unit] >= 0.5 else 1 - chosen


def _verdict(index: Index) -> float:
    test = index.corpus.part("test")
    with np.errstate(over="ignore"):
        scores = index.scores[test].astype(np.float16)[:, None]
    return float(auc(ranks(scores), index.corpus.labels[test][None] > 0.5)[0, 0])


def states_asked(index: Index, concept: str, unit: UnitOf, part: Part = "test") -> tuple[FloatArray, Asked]:
    """The values of a unit that are asked about a concept in a part, and the answers."""
    answers = asked(index, concept, unit.trace, index.corpus.part(part))
    return index.states[unit.trace][answers.places, unit.unit].astype(np.float32), answers
