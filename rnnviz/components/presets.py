"""Settings put in place by the program: experiments worth a press, and those of an earlier run."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from rnnviz.components import settings
from rnnviz.learning.spec import RunSpec

# What each experiment sets; all else is as usual.
EXPERIMENTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "Overfitting": {"epochs": 12},
        "… and dropout against it": {"epochs": 12, "drop_words": 0.5, "drop_last": 0.5},
        "Three cells, two seeds": {"several": "units", "seeds": 2, "epochs": 4},
        "Five texts learnt by heart": {"data": "classroom", "epochs": 40, "rate": 0.01},
        "An explosion": {"kind": "simple-rnn", "squash": "relu", "clip_by": "none", "rate": 1.0},
        "Padding without a mask": {"kind": "simple-rnn", "mask": False},
    }
)


def show_experiments() -> None:
    """A row of experiments; pressing one changes the settings and starts nothing."""
    st.pills(
        "Try an experiment", EXPERIMENTS, key="experiment", on_change=_choose, label_visibility="collapsed"
    )


def _choose() -> None:
    name = st.session_state.experiment
    st.session_state.experiment = None  # The pill itself does not stay pressed.
    if name:
        put(EXPERIMENTS[name])


def put(values: Mapping[str, Any]) -> None:
    """Set the widgets of the settings by their keys; those that are not named become as usual again."""
    usual = values_of(settings.USUAL) | {"several": "one", "seeds": 1}
    for key, value in (usual | dict(values)).items():
        st.session_state[key] = value


def values_of(spec: RunSpec) -> dict[str, Any]:
    """What the widgets show of the settings of a run."""
    data, model, training = spec.data, spec.model, spec.training
    return {
        "data": data.source, "kind": model.cell, "hidden": model.units, "depth": model.layers,
        "epochs": training.epochs, "rate": nearest_rate(training.learning_rate), "init": model.seed,
        "two_way": model.bidirectional, "embedding": model.embedding_dim, "squash": model.activation,
        "drop_words": model.embedding_dropout, "drop_state": model.recurrent_dropout,
        "drop_last": model.dropout, "normalise": model.batch_normalization,
        "optimizer": training.optimizer, "batch": training.batch_size, "clip_by": training.clip_by,
        settings.key_of("texts", data.source): data.examples, "words": data.words,
        settings.key_of("length", data.source): data.length, "mask": model.mask, "padding": data.padding,
        "clip": training.clip,
    }  # fmt: skip


def nearest_rate(rate: float) -> float:
    """The one of the rates on offer that is nearest."""
    return min(settings.RATES, key=lambda each: abs(each - rate))


def offer_settings(spec: RunSpec) -> None:
    """A button that puts the settings of a run in place."""
    st.button(
        "Use its settings again",
        icon=":material/tune:",
        key="again",
        on_click=put,
        args=(values_of(spec),),
    )
