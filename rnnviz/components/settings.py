"""The settings of a training, each with a sentence on what it does, and each in the address."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from rnnviz.components.controls import choose_number, choose_one, choose_real
from rnnviz.components.table_upload import choose_table
from rnnviz.data.examples import Example
from rnnviz.data.sources import SOURCES
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec

CELLS = {"lstm": "LSTM", "gru": "GRU", "simple-rnn": "SimpleRNN"}
ACTIVATIONS = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "linear": "linear"}
OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
CLIPPINGS = {
    "global_clipnorm": "by norm, all together",
    "clipnorm": "by norm, each weight array",
    "clipvalue": "by value",
    "none": "none",
}
PADDINGS = {"post": "behind the text", "pre": "before the text"}
MOST_SEEDS = 5
LONGEST = {"imdb": 200}  # Words of a text, where the usual number is too few.
HALF = 150  # Pixels of a field of which two stand side by side.


class Chosen(NamedTuple):
    """What is to be trained; no runs where something is missing or wrong."""

    specs: tuple[RunSpec, ...]
    table: tuple[Example, ...]
    source: str


def choose_settings() -> Chosen:
    """All settings, the important ones in sight, the others folded."""
    source = _choose_source()
    table = choose_table() if source == "table" else ()
    model = _choose_network()
    training, seeds = _choose_training()
    with st.expander("More about the network", icon=":material/lan:"):
        model |= _choose_more_network()
    with st.expander("More about the training", icon=":material/moving:"):
        training |= _choose_more_training()
    with st.expander("More about the texts", icon=":material/notes:"):
        data, mask = _choose_texts(source)
    specs = []
    for seed in seeds:
        built = ModelSpec(vocab_size=data["words"] + 2, mask=mask, seed=seed, **model)
        specs.append(RunSpec(DataSpec(**data), built, TrainingSpec(seed=seed, **training)))
    return Chosen(() if table is None else tuple(specs), table or (), source)


def _choose_source() -> str:
    titles = {name: about.title for name, about in SOURCES.items()}
    usual = next(iter(titles))
    chosen: str | None = st.selectbox(
        "Texts to learn from",
        titles,
        format_func=titles.__getitem__,
        key="data",
        bind="query-params",
        help="What the network reads while it learns; some of the texts are held out to test it.",
    )
    st.caption(SOURCES[chosen or usual].says)
    return chosen or usual


def _choose_network() -> dict[str, Any]:
    cell = choose_one("Cell", CELLS, "kind")
    st.caption("SimpleRNN has no gates; GRU and LSTM have gates that decide what is kept.")
    with st.container(horizontal=True):
        units = choose_number("Units", (1, 256, 32), "hidden", HALF)
        layers = choose_number("Layers", (1, 3, 1), "depth", HALF)
    st.caption("Units are the numbers of the hidden state; a layer above reads the states of the one below.")
    both = st.toggle(
        "Bidirectional",
        key="two_way",
        bind="query-params",
        help="A second set of cells reads from the last word to the first; the verdict sees both.",
    )
    return {"cell": cell, "units": units, "layers": layers, "bidirectional": both}


def _choose_training() -> tuple[dict[str, Any], range]:
    with st.container(horizontal=True):
        epochs = choose_number("Epochs", (1, 100, 6), "epochs", HALF)
        rate = _choose_rate()
    st.caption("An epoch is one pass over all texts; the learning rate is how far each update goes.")
    with st.container(horizontal=True):
        seed = choose_number("Seed", (0, 9999, 0), "init", HALF)
        runs = choose_number("Runs", (1, MOST_SEEDS, 1), "runs", HALF)
    st.caption("The seed draws the first weights and the order; more runs take the seeds that follow.")
    return {"epochs": epochs, "learning_rate": rate}, range(seed, seed + runs)


def _choose_rate() -> float:
    rates = [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0]
    chosen = st.selectbox(
        "Learning rate", rates, rates.index(0.001), format_func=lambda rate: f"{rate:g}", key="rate",
        bind="query-params", width=HALF,
    )  # fmt: skip
    return chosen or 0.001


def _choose_more_network() -> dict[str, Any]:
    values: dict[str, Any] = {
        "embedding_dim": choose_number("Embedding size", (1, 256, 32), "embedding", HALF)
    }
    st.caption("So many numbers stand for each word.")
    values["activation"] = choose_one("Activation of the state", ACTIVATIONS, "squash")
    st.caption("What squashes the state; relu and linear do not bound it, so that it may explode.")
    for name, key, label, says in (
        (
            "embedding_dropout",
            "drop_words",
            "Dropout of the embedding",
            "silences some numbers of every word",
        ),
        (
            "recurrent_dropout",
            "drop_state",
            "Recurrent dropout",
            "silences some units on their way to the next word",
        ),
        ("dropout", "drop_last", "Dropout before the verdict", "silences some units of the final state"),
    ):
        values[name] = st.slider(label, 0.0, 0.8, 0.0, 0.05, key=key, bind="query-params")
        st.caption(f"In training, {says}, so that no single one is relied upon.")
    values["batch_normalization"] = st.toggle("Batch normalisation", key="normalise", bind="query-params")
    st.caption("Brings each unit of a layer's output to mean 0 and variance 1 over the batch.")
    return values


def _choose_more_training() -> dict[str, Any]:
    optimizer = choose_one("Optimiser", OPTIMIZERS, "optimizer")
    st.caption("SGD takes plain steps; Adam and RMSprop size the step of each weight by its past gradients.")
    batch = choose_number("Batch size", (1, 1024, 64), "batch", HALF)
    st.caption("So many texts make one update together: fewer are noisier, more are quicker.")
    by = _select("Clip the gradient", CLIPPINGS, "clip_by")
    st.caption("Shortens a gradient that has grown too long, before it throws the weights away.")
    clip = choose_real("Clip at", (0.01, 100.0, 1.0), "clip", 0.1) if by != "none" else 1.0
    return {"optimizer": optimizer, "batch_size": batch, "clip_by": by, "clip": clip}


def _choose_texts(source: str) -> tuple[dict[str, Any], bool]:
    data: dict[str, Any] = {"source": source}
    data["examples"] = choose_number(
        "Most texts to learn from", (0, 50_000, _usual_examples(source)), _key("texts", source), HALF * 2
    )
    st.caption("0 takes all that there are.")
    data["words"] = choose_number("Words it knows", (10, 50_000, 10_000), "words", HALF)
    st.caption("The most frequent words; all others are read as one unknown word.")
    data["length"] = choose_number(
        "Longest text", (1, 500, LONGEST.get(source, 40)), _key("length", source), HALF
    )
    st.caption("In words; what follows is cut off in training.")
    mask = st.toggle("Mask the padding", True, key="mask", bind="query-params")
    data["padding"] = choose_one("Padding", PADDINGS, "padding")
    st.caption(
        "Shorter texts are filled up to one length. With a mask the cell skips the filling, and the side "
        "makes no difference; without one it reads it like words."
    )
    return data, mask


def _key(name: str, source: str) -> str:
    """A setting whose usual value depends on the texts has a place of its own for them."""
    return f"{name}_imdb" if source == "imdb" else name


def _usual_examples(source: str) -> int:
    return 5000 if source == "imdb" else 0


def _select(label: str, options: Mapping[str, str], key: str) -> str:
    usual = next(iter(options))
    chosen = st.selectbox(label, options, format_func=options.__getitem__, key=key, bind="query-params")
    return chosen or usual


def settings_said(chosen: Chosen) -> str:
    """What the button will do, in a few words."""
    if not chosen.specs:
        return "Choose a table first"
    specs, spec = chosen.specs, chosen.specs[0]
    epochs = f"{spec.training.epochs} epoch{'s' if spec.training.epochs > 1 else ''}"
    return f"Train {len(specs)} × {epochs}" if len(specs) > 1 else f"Train {epochs}"
