"""The cures that are tried: which disease, and the settings before and after, as trainings like any other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec

SEEDS = (0, 1, 2)
COMMAND = "python -m rnnviz.weights cures"
_WORDS = 10_000


@dataclass(frozen=True)
class Arm:
    """One side of a comparison.

    Args:
        key: its name in the file of results.
        title: for people, a few words.
        spec: all its settings; the seeds stand in for those of the spec.
    """

    key: str
    title: str
    spec: RunSpec


@dataclass(frozen=True)
class Cure:
    """What is tried against what.

    Args:
        key: in an address.
        title: of the cure.
        ill: its disease in a few words, for a label.
        disease: what it is taken against, in a sentence.
        promise: what it does, in a sentence.
        before: without it.
        after: with it, in one way or several.
        is_felt: whether how far the states are felt is a part of the point.
        is_against_rote: whether its disease is learning by heart, which stopping early may heal as well.
    """

    key: str
    title: str
    ill: str
    disease: str
    promise: str
    before: Arm
    after: tuple[Arm, ...]
    is_felt: bool = False
    is_against_rote: bool = False

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Before and after."""
        return (self.before, *self.after)


def seeded(spec: RunSpec, seed: int) -> RunSpec:
    """The same settings from another seed, as the Training page seeds a run."""
    return replace(spec, model=replace(spec.model, seed=seed), training=replace(spec.training, seed=seed))


def _spec(data: Mapping[str, Any], model: Mapping[str, Any], training: Mapping[str, Any]) -> RunSpec:
    return RunSpec(
        DataSpec(words=_WORDS, **data), ModelSpec(vocab_size=_WORDS + 2, **model), TrainingSpec(**training)
    )


def _changed(spec: RunSpec, **model: Any) -> RunSpec:
    return replace(spec, model=replace(spec.model, **model))


def _clipped(spec: RunSpec, by: Any, at: float) -> RunSpec:
    return replace(spec, training=replace(spec.training, clip_by=by, clip=at))


_NORM = {"clip_by": "global_clipnorm", "clip": 1.0}
_REVIEWS = {"source": "rotten_tomatoes"}
_LSTM = _spec(_REVIEWS, {"cell": "lstm"}, {"epochs": 8, **_NORM})
_DEEP = _spec(
    {"source": "grammar"},
    {"cell": "lstm", "layers": 2},
    {"epochs": 10, "optimizer": "sgd", "learning_rate": 1.0, **_NORM},
)
_FILLED = _spec(
    {"source": "grammar", "length": 60},
    {"cell": "simple-rnn", "mask": False},
    {"epochs": 8, "learning_rate": 0.003, **_NORM},
)
_WILD = _spec(
    _REVIEWS,
    {"cell": "simple-rnn", "activation": "linear"},
    {"epochs": 8, "optimizer": "sgd", "learning_rate": 0.3, "batch_size": 32},
)
_NOT_BUT = _spec(
    {"source": "grammar"}, {"cell": "simple-rnn"}, {"epochs": 8, "learning_rate": 0.003, **_NORM}
)

CURES: Mapping[str, Cure] = MappingProxyType(
    {
        cure.key: cure
        for cure in (
            Cure(
                "clipping", "Clipping", "explodes",
                "The gradient explodes: without tanh nothing bounds the state.",
                "A gradient that is too long is shortened before it is used.",
                Arm("wild", "not clipped", _WILD),
                (
                    Arm("norm", "by norm, 0.5", _clipped(_WILD, "global_clipnorm", 0.5)),
                    Arm("value", "by value, 0.01", _clipped(_WILD, "clipvalue", 0.01)),
                ),
            ),
            Cure(
                "gates", "Gates", "forgets what is far back",
                "A “not” or “but” far back decides, and the words since have written over it.",
                "Gates decide what of the state is kept; where they stay open, the gradient passes as it is.",
                Arm("simple-rnn", "SimpleRNN", _NOT_BUT),
                (
                    Arm("gru", "GRU", _changed(_NOT_BUT, cell="gru")),
                    Arm("gated-lstm", "LSTM", _changed(_NOT_BUT, cell="lstm")),
                ),
                is_felt=True,
            ),
            Cure(
                "normalise", "Batch normalisation", "hardly begins to learn",
                "Two layers and plain gradient descent: it hardly begins to learn.",
                "Each unit of a layer's output is brought to mean 0 and variance 1 over the batch, so that "
                "a signal that has grown faint reaches the next layer at full size.",
                Arm("deep", "none", _DEEP),
                (Arm("normalised", "normalised", _changed(_DEEP, batch_normalization=True)),),
            ),
            Cure(
                "two-way", "Bidirectional on padded texts", "forgets while padding",
                "Every text is padded: behind its last word come empty places up to 60 words. They are read "
                "like words, and the sentence is forgotten.",
                "A second cell reads from the other end: it comes to the sentence last.",
                Arm("filled", "forward only", _FILLED),
                (Arm("both", "both ways", _changed(_FILLED, bidirectional=True)),),
            ),
            Cure(
                "two-way-short", "Bidirectional on short texts", "no disease",
                "None here: short sentences, no padding, and an LSTM that forgets little.",
                "A second cell reads from the other end; here the first one has not forgotten anything.",
                Arm("lstm", "forward only", _LSTM),
                (Arm("both-lstm", "both ways", _changed(_LSTM, bidirectional=True)),),
            ),
            Cure(
                "dropout", "Dropout", "learns by heart",
                "Not one of the gradient: the network learns its training texts by heart.",
                "In training half of the numbers of every word, and half of the final state, are silenced "
                "at random, so that no verdict hangs on a few of them.",
                Arm("lstm", "none", _LSTM),
                (Arm("dropout", "dropout 0.5", _changed(_LSTM, embedding_dropout=0.5, dropout=0.5)),),
                is_against_rote=True,
            ),
            Cure(
                "recurrent", "Recurrent dropout", "learns by heart",
                "Not one of the gradient: the network learns its training texts by heart.",
                "In training half of the units are silenced on their way to the next word, the same ones "
                "all along a sentence.",
                Arm("lstm", "none", _LSTM),
                (Arm("recurrent", "recurrent dropout 0.5", _changed(_LSTM, recurrent_dropout=0.5)),),
                is_felt=True, is_against_rote=True,
            ),
        )
    }
)  # fmt: skip
