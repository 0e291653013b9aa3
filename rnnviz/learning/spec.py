"""Settings of a model and of its training, as plain values: a cache key, and fit for an address."""

from dataclasses import dataclass
from typing import Literal

CellKind = Literal["simple-rnn", "gru", "lstm"]
CELL_KINDS: tuple[CellKind, ...] = ("simple-rnn", "gru", "lstm")


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
        seed: of the initial weights and of both dropouts.

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

    def __post_init__(self) -> None:
        if self.cell not in CELL_KINDS:
            raise ValueError(f"cell must be one of {', '.join(CELL_KINDS)}, got {self.cell!r}")
        _expect_positive(self, "embedding_dim", "units", "layers")
        _expect_share(self, "embedding_dropout", "dropout")
        if self.vocab_size < 3:
            raise ValueError(f"vocab_size must be at least 3, got {self.vocab_size!r}")


@dataclass(frozen=True)
class TrainingSpec:
    """How to train: Adam on the binary cross-entropy.

    Args:
        epochs: passes over the examples.
        batch_size: examples of one update.
        learning_rate: per update.
        decay: whether the learning rate falls linearly, epoch by epoch, towards 0.
        gradient_norm: the Euclidean norm that all gradients together are cut to; 0 cuts nothing.
        word_dropout: share of words read as the unknown word, so that its embedding is trained.
        shuffle: whether batches are of similar lengths and in a new order each epoch; else the
            examples come as they stand.
        seed: of the order and of the dropped words.

    Raises:
        ValueError: if a value is out of its range.
    """

    epochs: int = 3
    batch_size: int = 64
    learning_rate: float = 1e-3
    decay: bool = False
    gradient_norm: float = 0.0
    word_dropout: float = 0.0
    shuffle: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        _expect_positive(self, "epochs", "batch_size", "learning_rate")
        _expect_share(self, "word_dropout")
        if self.gradient_norm < 0:
            raise ValueError(f"gradient_norm must not be negative, got {self.gradient_norm!r}")


def _expect_positive(spec: object, *names: str) -> None:
    for name in names:
        if not getattr(spec, name) > 0:
            raise ValueError(f"{name} must be positive, got {getattr(spec, name)!r}")


def _expect_share(spec: object, *names: str) -> None:
    for name in names:
        if not 0 <= getattr(spec, name) < 1:
            raise ValueError(f"{name} must be at least 0 and below 1, got {getattr(spec, name)!r}")
