"""The settings of a training, each with a sentence on what it does, and each in the address."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.components.controls import choose_number, choose_one, choose_real
from rnnviz.components.table_upload import choose_table
from rnnviz.data.examples import Example
from rnnviz.data.sources import SOURCES
from rnnviz.learning.sizes import recurrent_parameters, units_for
from rnnviz.learning.spec import (
    CELL_KINDS,
    CELL_TITLES,
    OPTIMIZER_TITLES,
    DataSpec,
    ModelSpec,
    RunSpec,
    TrainingSpec,
)

CELLS = {kind: CELL_TITLES[kind] for kind in ("lstm", "gru", "simple-rnn")}  # The usual one first.
OPTIMIZERS: dict[str, str] = {name: title for name, title in OPTIMIZER_TITLES.items()}
ACTIVATIONS = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "linear": "linear"}
CLIPPINGS = {
    "global_clipnorm": "by norm, all together",
    "clipnorm": "by norm, each weight array",
    "clipvalue": "by value",
    "none": "none",
}
PADDINGS = {"post": "behind the text", "pre": "before the text"}
SEVERAL = {
    "one": "This network",
    "units": "All three cells, equal units",
    "parameters": "All three cells, equal parameters",
}
RATES = (0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)
USUAL = RunSpec(
    model=ModelSpec(vocab_size=10_002), training=TrainingSpec(epochs=6, clip_by="global_clipnorm")
)
MOST_SEEDS = 3  # Of three cells that are nine runs.
# Where 40 words of all texts will not do.
USUAL_LENGTH = {"imdb": 200}
USUAL_EXAMPLES = {"imdb": 5000}
HALF = 150  # Pixels of a field of which two stand side by side.


class Chosen(NamedTuple):
    """What is to be trained; no runs where something is missing or wrong."""

    specs: tuple[RunSpec, ...]
    table: tuple[Example, ...]
    button: DeltaGenerator  # Where the page puts what starts it.


class Several(NamedTuple):
    """What the button trains one after another: which cells, and from which seeds."""

    cells: str
    seeds: range


def choose_settings() -> Chosen:
    """All settings: the important ones in sight, the others folded below the place of the button."""
    source = _choose_source()
    table = choose_table() if source == "table" else ()
    model = _choose_network()
    training = _choose_training()
    button = st.container()
    with st.expander("Train several networks", icon=":material/stacks:"):
        several = _choose_several()
    with st.expander("More about the network", icon=":material/lan:"):
        model |= _choose_more_network()
    with st.expander("More about the training", icon=":material/moving:"):
        training |= _choose_more_training()
    with st.expander("More about the texts", icon=":material/notes:"):
        data, mask = _choose_texts(source)
    spec = RunSpec(
        DataSpec(**data),
        ModelSpec(vocab_size=data["words"] + 2, mask=mask, **model),
        TrainingSpec(**training),
    )
    specs = () if table is None else tuple(_all_of(spec, several))
    return Chosen(specs, table or (), button)


def _all_of(spec: RunSpec, several: Several) -> Iterator[RunSpec]:
    """The runs of one press: every cell from every seed."""
    cells = CELL_KINDS if several.cells != "one" else (spec.model.cell,)
    wanted = recurrent_parameters(spec.model)
    for cell in cells:
        model = replace(spec.model, cell=cell)
        if several.cells == "parameters":
            model = replace(model, units=units_for(model, wanted))
        for seed in several.seeds:
            seeded = replace(spec.training, seed=seed)
            yield RunSpec(spec.data, replace(model, seed=seed), seeded)


def _choose_source() -> str:
    titles = {name: about.title for name, about in SOURCES.items()}
    usual = next(iter(titles))
    chosen: str | None = st.selectbox(
        "Texts to learn from", titles, format_func=titles.__getitem__, key="data", bind="query-params",
        help="What the network reads while it learns. Some texts are held out to test it.",
    )  # fmt: skip
    st.caption(SOURCES[chosen or usual].says)
    return chosen or usual


def _choose_network() -> dict[str, Any]:
    cell = choose_one(
        "Cell", CELLS, "kind", says="A SimpleRNN has no gates; those of GRU and LSTM decide what is kept."
    )
    with st.container(horizontal=True):
        units = choose_number(
            "Units", (1, 256, 32), "hidden", HALF, "How many numbers make up the hidden state of a layer."
        )
        layers = choose_number(
            "Layers", (1, 3, 1), "depth", HALF, "A layer reads the hidden states of the one below it."
        )
    return {"cell": cell, "units": units, "layers": layers}


def _choose_training() -> dict[str, Any]:
    with st.container(horizontal=True):
        epochs = choose_number("Epochs", (1, 100, 6), "epochs", HALF, "How often it passes over all texts.")
        rate = st.selectbox(
            "Learning rate", RATES, RATES.index(0.001), format_func="{:g}".format, key="rate",
            bind="query-params", width=HALF,
            help="How far each update goes: too small learns slowly, too large never settles.",
        )  # fmt: skip
    return {"epochs": epochs, "learning_rate": rate or 0.001}


def _choose_several() -> Several:
    cells = _select("What to train", SEVERAL, "several")
    st.caption(
        "Equal units give each cell a state of the same size. Equal parameters change the units until the "
        "recurrent layers have about as many numbers."
    )
    with st.container(horizontal=True):
        seed = choose_number("First seed", (0, 9999, 0), "init", HALF)
        count = choose_number("Number of seeds", (1, MOST_SEEDS, 1), "seeds", HALF)
    st.caption("A seed draws the first weights and the order of the texts. Several show how much is chance.")
    return Several(cells, range(seed, seed + count))


def _choose_more_network() -> dict[str, Any]:
    values: dict[str, Any] = {"bidirectional": st.toggle("Bidirectional", key="two_way", bind="query-params")}
    st.caption("A second set of cells reads from the last word to the first; the verdict sees both.")
    values["embedding_dim"] = choose_number("Embedding size", (1, 256, 32), "embedding", HALF)
    st.caption("Each word becomes this many numbers.")
    values["activation"] = choose_one("Activation of the state", ACTIVATIONS, "squash")
    st.caption("Keeps the state in range; relu and linear do not, so that it may explode.")
    for name, key, label, says in (
        ("embedding_dropout", "drop_words", "Dropout of the embedding", "some numbers of every word"),
        ("recurrent_dropout", "drop_state", "Recurrent dropout", "some units on their way to the next word"),
        ("dropout", "drop_last", "Dropout before the verdict", "some units of the final state"),
    ):
        values[name] = st.slider(label, 0.0, 0.8, 0.0, 0.05, key=key, bind="query-params")
        st.caption(f"Randomly switches off {says} in training, against overfitting.")
    values["batch_normalization"] = st.toggle("Batch normalisation", key="normalise", bind="query-params")
    st.caption("Brings each unit of a layer's output to mean 0 and variance 1 over the batch.")
    return values


def _choose_more_training() -> dict[str, Any]:
    optimizer = choose_one("Optimiser", OPTIMIZERS, "optimizer")
    st.caption("SGD takes plain steps; Adam and RMSprop size the step of each weight by its past gradients.")
    batch = choose_number("Batch size", (1, 1024, 64), "batch", HALF)
    st.caption("This many texts make one update together: fewer are noisier, more are quicker.")
    by = _select("Clip the gradient", CLIPPINGS, "clip_by")
    clip = choose_real("Clip at", (0.01, 100.0, 1.0), "clip", 0.1) if by != "none" else 1.0
    st.caption("Shortens a gradient that has grown too long, before it throws the weights away.")
    return {"optimizer": optimizer, "batch_size": batch, "clip_by": by, "clip": clip}


def _choose_texts(source: str) -> tuple[dict[str, Any], bool]:
    data: dict[str, Any] = {"source": source}
    bounds = (0, 50_000, USUAL_EXAMPLES.get(source, 0))
    data["examples"] = choose_number("Most texts to learn from", bounds, key_of("texts", source), 2 * HALF)
    st.caption("0 takes all that there are.")
    data["words"] = choose_number("Words it knows", (10, 50_000, 10_000), "words", HALF)
    st.caption("The most frequent words; all others are read as one unknown word.")
    bounds = (1, 500, USUAL_LENGTH.get(source, 40))
    data["length"] = choose_number("Longest text", bounds, key_of("length", source), HALF)
    st.caption("In words; what follows is cut off in training.")
    mask = st.toggle("Mask the padding", True, key="mask", bind="query-params")
    data["padding"] = choose_one("Padding", PADDINGS, "padding")
    st.caption(
        "Shorter texts are filled up to one length. With a mask the cell skips the filling, and the side "
        "makes no difference; without one it reads it like words."
    )
    return data, mask


def key_of(name: str, source: str) -> str:
    """A setting whose usual value depends on the texts has a place of its own for them."""
    return f"{name}_{source}" if source in USUAL_LENGTH else name


def _select(label: str, options: Mapping[str, str], key: str) -> str:
    usual = next(iter(options))
    chosen = st.selectbox(label, options, format_func=options.__getitem__, key=key, bind="query-params")
    return chosen or usual


def settings_said(chosen: Chosen) -> str:
    """What the button will do, in a few words."""
    if not chosen.specs:
        return "Choose a table first"
    epochs = chosen.specs[0].training.epochs
    said = f"{epochs} epoch{'s' if epochs > 1 else ''}"
    return f"Train {len(chosen.specs)} networks, {said} each" if len(chosen.specs) > 1 else f"Train {said}"
