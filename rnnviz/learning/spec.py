"""Settings of data, model and training, as plain values: a cache key, and fit for an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from rnnviz.cells import CELL_TITLES as CELL_TITLES
from rnnviz.cells import CellKind as CellKind
from rnnviz.plain_values import PlainValues, expect_one_of, expect_positive, expect_share

CELL_KINDS: tuple[CellKind, ...] = tuple(CELL_TITLES)
SourceName = Literal["rotten_tomatoes", "imdb", "grammar", "classroom", "table"]
SOURCE_NAMES: tuple[SourceName, ...] = ("rotten_tomatoes", "imdb", "grammar", "classroom", "table")
RecurrentActivation = Literal["tanh", "relu", "sigmoid", "linear"]
RECURRENT_ACTIVATIONS: tuple[RecurrentActivation, ...] = ("tanh", "relu", "sigmoid", "linear")
OptimizerName = Literal["adam", "rmsprop", "sgd"]
OPTIMIZER_TITLES: Mapping[OptimizerName, str] = MappingProxyType(
    {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
)
OPTIMIZERS: tuple[OptimizerName, ...] = tuple(OPTIMIZER_TITLES)
Clipping = Literal["none", "global_clipnorm", "clipnorm", "clipvalue"]
CLIPPINGS: tuple[Clipping, ...] = ("none", "global_clipnorm", "clipnorm", "clipvalue")
PaddingSide = Literal["post", "pre"]
PADDING_SIDES: tuple[PaddingSide, ...] = ("post", "pre")


@dataclass(frozen=True)
class DataSpec:
    """Which texts, and how they become ids.

    Args:
        source: one of SOURCE_NAMES.
        examples: most texts to learn from; 0 takes all that there are.
        words: most words of the vocabulary, the most frequent ones; others are read as unknown.
        length: most words of a text; what follows is not read.
        padding: the side on which shorter texts are filled up.

    Raises:
        ValueError: if a value is out of its range.
    """

    source: SourceName = "rotten_tomatoes"
    examples: int = 0
    words: int = 10_000
    length: int = 40
    padding: PaddingSide = "post"

    def __post_init__(self) -> None:
        expect_one_of(self, "source", SOURCE_NAMES)
        expect_one_of(self, "padding", PADDING_SIDES)
        expect_positive(self, "words", "length")
        if self.examples < 0:
            raise ValueError(f"examples must not be negative, got {self.examples!r}")


@dataclass(frozen=True)
class ModelSpec:
    """Embedding, recurrent layers, one sigmoid unit on the final state.

    Args:
        vocab_size: rows of the embeddings, the two reserved ones among them.
        embedding_dim: columns of the embeddings.
        cell: one of CELL_KINDS.
        units: of each layer, and of each direction.
        layers: how many recurrent layers stand on each other.
        bidirectional: whether each layer also reads from the last word.
        embedding_dropout: share of embedding dimensions silenced in training.
        dropout: share of the final state's units silenced in training.
        seed: of the initial weights and of all dropouts.
        recurrent_dropout: share of the units silenced in training on their way to the next timestep.
        activation: of the state, one of RECURRENT_ACTIVATIONS; gates keep their sigmoid.
        batch_normalization: whether each layer's output is normalised over the batch.
        mask: whether padding is skipped; else it is read like a word.

    Raises:
        ValueError: if a value is out of its range.
    """

    vocab_size: int
    embedding_dim: int = 32
    cell: CellKind = "lstm"
    units: int = 32
    layers: int = 1
    bidirectional: bool = False
    embedding_dropout: float = 0.0
    dropout: float = 0.0
    seed: int = 0
    recurrent_dropout: float = 0.0
    activation: RecurrentActivation = "tanh"
    batch_normalization: bool = False
    mask: bool = True

    def __post_init__(self) -> None:
        expect_one_of(self, "cell", CELL_KINDS)
        expect_one_of(self, "activation", RECURRENT_ACTIVATIONS)
        expect_positive(self, "embedding_dim", "units", "layers")
        expect_share(self, "embedding_dropout", "dropout", "recurrent_dropout")
        if self.vocab_size < 3:
            raise ValueError(f"vocab_size must be at least 3, got {self.vocab_size!r}")


@dataclass(frozen=True)
class TrainingSpec:
    """How to train on the binary cross-entropy.

    Args:
        epochs: passes over the examples.
        batch_size: examples of one update.
        learning_rate: per update.
        decay: whether the learning rate falls linearly, epoch by epoch, towards 0.
        clip_by: one of CLIPPINGS: all gradients together ("global_clipnorm"), those of each weight array
            ("clipnorm") cut to a Euclidean norm, or each number cut to a size ("clipvalue").
        clip: that norm or size.
        word_dropout: share of words read as the unknown word, so that its embedding is trained.
        shuffle: whether the examples come in a new order each epoch; else as they stand.
        seed: of the order and of the dropped words.
        optimizer: one of OPTIMIZERS, with Keras's usual settings.

    Raises:
        ValueError: if a value is out of its range.
    """

    epochs: int = 3
    batch_size: int = 64
    learning_rate: float = 1e-3
    decay: bool = False
    clip_by: Clipping = "none"
    clip: float = 1.0
    word_dropout: float = 0.0
    shuffle: bool = True
    seed: int = 0
    optimizer: OptimizerName = "adam"

    def __post_init__(self) -> None:
        expect_one_of(self, "clip_by", CLIPPINGS)
        expect_one_of(self, "optimizer", OPTIMIZERS)
        expect_positive(self, "epochs", "batch_size", "learning_rate", "clip")
        expect_share(self, "word_dropout")

    @property
    def clipping(self) -> dict[str, float]:
        """The clipping as a Keras optimiser takes it."""
        return {} if self.clip_by == "none" else {self.clip_by: self.clip}


@dataclass(frozen=True)
class RunSpec(PlainValues):
    """Everything that decides how a training goes: the same RunSpec gives the same network again."""

    settings_of: ClassVar[str] = "a training"
    parts: ClassVar[Mapping[str, type[Any]]] = MappingProxyType(
        {"data": DataSpec, "model": ModelSpec, "training": TrainingSpec}
    )

    data: DataSpec = field(default_factory=DataSpec)
    model: ModelSpec = field(default_factory=lambda: ModelSpec(vocab_size=10_002))
    training: TrainingSpec = field(default_factory=TrainingSpec)
