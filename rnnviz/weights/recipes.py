"""What each shipped network is and in which stages it is trained."""

from dataclasses import dataclass, replace

from rnnviz.learning.spec import ModelSpec, TrainingSpec

COMMON_WORDS = 12_000  # Of the reviews; the words of the grammar and the sentences come on top.
EMBEDDING_DIM = 64
SEED = 20261123


@dataclass(frozen=True)
class Mixture:
    """What one epoch is made of.

    Args:
        rule: of the grammar, from which the generated sentences are written.
        generated: how many sentences are newly written for each epoch.
        fragments: how many sentences of the long reviews, with the bag of words' verdict.
        rated: whether the rated sentences and the rated snippets are among them.
    """

    rule: str = "sentence"
    generated: int = 0
    fragments: int = 0
    rated: bool = False


@dataclass(frozen=True)
class Stage:
    """Some epochs of the same kind."""

    title: str
    mixture: Mixture
    training: TrainingSpec


@dataclass(frozen=True)
class Recipe:
    """A shipped network: what it is called, what it is, how it is trained, and from which seeds.

    The seed with the best validation is shipped; so is, of its last stage, the best epoch.
    """

    name: str
    title: str
    model: ModelSpec
    stages: tuple[Stage, ...]
    seeds: tuple[int, ...] = (SEED, SEED + 1)


_LESSON = TrainingSpec(
    epochs=2, batch_size=128, learning_rate=1e-3, clip_by="global_clipnorm", word_dropout=0.02
)
# From short to long, from the grammar to people's own words. A SimpleRNN that starts with the mix
# never learns what "not" does.
CURRICULUM = (
    Stage("phrases", Mixture("short", generated=40_000), _LESSON),
    Stage("states", Mixture("state", generated=40_000), _LESSON),
    Stage("clauses", Mixture("clause", generated=40_000), replace(_LESSON, epochs=3)),
    Stage("grammar", Mixture(generated=40_000), replace(_LESSON, epochs=6)),
    Stage("fragments", Mixture(generated=50_000, fragments=60_000), replace(_LESSON, epochs=2)),
    Stage(
        "mix",
        Mixture(generated=16_000, fragments=10_000, rated=True),
        replace(_LESSON, epochs=6, batch_size=64, decay=True),
    ),
)

# What has gates learns the same with fewer lessons.
SHORTER = tuple(
    replace(stage, training=replace(stage.training, epochs=epochs))
    for stage, epochs in zip(CURRICULUM, (1, 1, 2, 3, 2, 6), strict=True)
)

_MODEL = ModelSpec(vocab_size=3, embedding_dim=EMBEDDING_DIM, embedding_dropout=0.3, dropout=0.3)
RECIPES = (
    Recipe("simple-rnn", "SimpleRNN", replace(_MODEL, cell="simple-rnn", units=64), CURRICULUM),
    Recipe("gru", "GRU", replace(_MODEL, cell="gru", units=64), SHORTER),
    Recipe("lstm", "LSTM", replace(_MODEL, cell="lstm", units=64), SHORTER),
    Recipe(
        "bidirectional-lstm",
        "Bidirectional LSTM",
        replace(_MODEL, cell="lstm", units=40, bidirectional=True),
        SHORTER,
    ),
    Recipe("stacked-lstm", "Stacked LSTM", replace(_MODEL, cell="lstm", units=48, layers=2), SHORTER),
)
