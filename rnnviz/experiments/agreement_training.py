"""Was or were, learned: which networks, from which sentences, and how they are measured.

Two ways to learn. "Together": sentences with every distance from 0 to 12 words, short ones among them.
"Alone": sentences of one distance only, so that the first useful gradient has to come from that far. All
sentences that are measured on are held out (see `data.agreement.Sentence.is_held_out`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import inf
from types import MappingProxyType

import numpy as np

from rnnviz.analysis.influence import influence_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES
from rnnviz.data.agreement import BETWEEN, TRAINED_TO, Between, Sentence, nearest_noun_says, sentences
from rnnviz.data.agreement_words import WORDS
from rnnviz.data.examples import Example
from rnnviz.learning.assemble import network_of
from rnnviz.learning.encoded import Encoded, encode_all
from rnnviz.learning.engine import BatchDone, Checkpoint, EpochDone, score, train_run
from rnnviz.learning.initial import initial_weights, uniform
from rnnviz.learning.material import Material
from rnnviz.learning.optimizer import Optimizer
from rnnviz.learning.packing import Shelf
from rnnviz.learning.spec import CellKind, DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.network import Network
from rnnviz.text import Vocabulary

UNITS, EMBEDDING = 32, 16
TOGETHER, ALONE = 20_000, 10_000  # Sentences to learn from.
EPOCHS = 8
KEPT_EPOCHS = (1, 2, 4, 8)  # After which the networks that learn together are measured.
DISTANCES = (0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48)
ALONE_AT = (4, 8, 12, 16, 20, 28, 40)
SOLVED = 0.99  # Share of right answers at which a training at one distance ends.
MEASURED_ON, WATCHED_ON = 300, 300  # Held-out sentences of each distance, and those that say when to end.
TRACED = 20  # Sentences of each distance whose gradient is carried back.
MEASURE_SEED, WATCH_SEED = 1_000, 2_000


@dataclass(frozen=True)
class Case:
    """A network that takes part.

    Attributes:
        title: on the page.
        cell: which one.
        is_weak: whether W_hh begins as PyTorch draws it, evenly from ±1/√units, in place of Keras's
            orthogonal matrix: its largest eigenvalue is near 1/√3 = 0.58, not 1.
    """

    title: str
    cell: CellKind
    is_weak: bool = False


CASES = MappingProxyType(
    {
        "simple-rnn": Case(CELL_TITLES["simple-rnn"], "simple-rnn"),
        "gru": Case(CELL_TITLES["gru"], "gru"),
        "lstm": Case(CELL_TITLES["lstm"], "lstm"),
        "simple-rnn-weak": Case("SimpleRNN (weak start)", "simple-rnn", is_weak=True),
    }
)


@dataclass(frozen=True)
class Lesson:
    """What one network learns from.

    Attributes:
        case: one of CASES.
        seed: of the first weights, of the sentences and of their order.
        distances: words between subject and verb, of all sentences.
        examples: how many sentences.
        epochs: most passes over them.
        until: share of right answers on other sentences at which it ends.
    """

    case: str
    seed: int = 0
    distances: range = range(TRAINED_TO + 1)
    examples: int = TOGETHER
    epochs: int = EPOCHS
    until: float = inf

    @classmethod
    def alone(cls, case: str, seed: int, distance: int) -> "Lesson":
        """Sentences of one distance only."""
        return cls(case, seed, range(distance, distance + 1), ALONE, until=SOLVED)

    @cached_property
    def spec(self) -> RunSpec:
        """As the settings of a run."""
        cell = CASES[self.case].cell
        model = ModelSpec(len(VOCABULARY), EMBEDDING, cell, UNITS, seed=self.seed)
        training = TrainingSpec(
            *(self.epochs, 64, 2e-3), decay=True, clip_by="global_clipnorm", word_dropout=0.01, seed=self.seed
        )
        return RunSpec(DataSpec(), model, training)


VOCABULARY = Vocabulary.of(WORDS)


def encoded(chosen: Iterable[Sentence]) -> Encoded:
    """Sentences as ids, and 1 where the answer is "were"."""
    return encode_all((Example(one.text, float(one.is_many)) for one in chosen), VOCABULARY)


def first_weights(lesson: Lesson) -> list[FloatArray]:
    """The weights before training, in Keras's order."""
    weights, model = initial_weights(lesson.spec.model), lesson.spec.model
    if CASES[lesson.case].is_weak:
        weights[2] = uniform((model.units, model.units), model.seed, model.units**-0.5)
    return weights


def watched_by(lesson: Lesson) -> Encoded:
    """The held-out sentences by which a training knows when to end."""
    return encoded(islice(sentences(WATCH_SEED, lesson.distances, "mixed", True), WATCHED_ON))


def learn(lesson: Lesson) -> Iterator[BatchDone | EpochDone]:
    """Train a network: the events of `learning.engine.train_run`."""
    learnt = encoded(islice(sentences(lesson.seed, lesson.distances, "mixed", False), lesson.examples))
    watched, weights = watched_by(lesson), first_weights(lesson)
    start = Checkpoint(-1, tuple(weights), Optimizer.for_weights(lesson.spec.training.optimizer, weights))
    for event in train_run(lesson.spec, Material(VOCABULARY, learnt, watched, watched, (), ()), start):
        yield event
        if isinstance(event, EpochDone) and share_right(event.validation, watched) >= lesson.until:
            return


def share_right(probabilities: FloatArray, asked: Encoded) -> float:
    """How many answers are right, of all."""
    return float(np.mean((probabilities > 0.5) == (asked.labels > 0.5)))


def network_after(lesson: Lesson, weights: Sequence[FloatArray], name: str) -> Network:
    """The network of a lesson with these weights, as every page reads one."""
    return network_of(lesson.spec.model, weights, VOCABULARY, name, {"kind": CASES[lesson.case].title})


@dataclass(frozen=True, eq=False)
class Exam:
    """Held-out sentences for every distance, the same for all networks.

    Attributes:
        sentences: by the number of the nouns between, and by distance.
    """

    sentences: dict[Between, dict[int, tuple[Sentence, ...]]]

    @classmethod
    def set(cls, distances: Sequence[int] = DISTANCES, count: int = MEASURED_ON) -> "Exam":
        """Write it."""
        written = {
            between: {
                distance: tuple(
                    islice(
                        sentences(MEASURE_SEED + distance, range(distance, distance + 1), between, True),
                        count,
                    )
                )
                for distance in distances
            }
            for between in BETWEEN
        }
        return cls(written)

    @cached_property
    def _asked(self) -> dict[Between, dict[int, Encoded]]:
        return {
            between: {distance: encoded(chosen) for distance, chosen in by.items()}
            for between, by in self.sentences.items()
        }

    def right(self, lesson: Lesson, weights: Sequence[FloatArray], between: Between) -> list[float]:
        """The share of right answers at each distance."""
        return [self.right_at(lesson, weights, (between, distance)) for distance in self._asked[between]]

    def right_at(self, lesson: Lesson, weights: Sequence[FloatArray], which: tuple[Between, int]) -> float:
        """The share of right answers with these nouns between and at this distance."""
        asked = self._asked[which[0]][which[1]]
        return share_right(score(lesson.spec, weights, Shelf.of(asked.ids)), asked)

    def nearest_noun(self, between: Between) -> list[float]:
        """What a reader gets right at each distance who looks at the last noun before the verb only."""
        return [
            float(np.mean([nearest_noun_says(one) == one.is_many for one in chosen]))
            for chosen in self.sentences[between].values()
        ]

    def reaching(self, network: Network, count: int = TRACED) -> list[float]:
        """At each distance the typical length of d score / d x of the subject; exact zeros count as such.

        Typical is the median: some sentences say the number again behind the subject, and reach further.
        """
        return [
            float(
                np.median(
                    [
                        influence_of(network, network.read(one.text)).lengths[one.subject]
                        for one in chosen[:count]
                    ]
                )
            )
            for chosen in self.sentences["mixed"].values()
        ]
