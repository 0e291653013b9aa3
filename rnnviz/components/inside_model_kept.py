"""The uploaded models of whoever asks: kept on disk, read, and removed."""

import os

import streamlit as st

from rnnviz.archive import Parts
from rnnviz.components.trainer import asker, has_asked
from rnnviz.learning.folders import runs_folder_from, runs_limit_from
from rnnviz.learning.upload_store import NAME, Kept, ModelStore
from rnnviz.network import Network


@st.cache_resource(show_spinner=False)
def _store() -> ModelStore:
    """The one of this server.

    Raises:
        ValueError: if a variable of the environment is not understood.
    """
    return ModelStore(runs_folder_from(os.environ), runs_limit_from(os.environ))


def is_model(name: str) -> bool:
    """Whether a name is that of an uploaded model, of whomever."""
    return NAME.fullmatch(name) is not None


def kept_models() -> dict[str, Kept]:
    """The models of whoever asks, newest first; none where nothing can be kept here."""
    if not has_asked():
        return {}
    try:
        owner = asker().owner
        found = [_card(owner, name) for name in _store().names(owner)]
    except ValueError:
        return {}
    return {kept.name: kept for kept in found if kept is not None}


def keep_model(parts: Parts) -> str:
    """Keep a model for whoever asks; its name.

    Raises:
        ValueError, OSError: if it cannot be kept; the message says why.
    """
    return _store().keep(asker().owner, parts)


def model_network(name: str) -> Network:
    """The network of a model of whoever asks.

    Raises:
        LookupError: if there is none, or it belongs to somebody else.
    """
    owner = asker().owner
    try:
        if name not in _store().names(owner):
            raise LookupError("No model of your own of that name can be read here.")
        return _network(owner, name)
    except ValueError as error:
        raise LookupError(str(error)) from error


def delete_model(name: str) -> None:
    """Remove a model of whoever asks."""
    _store().delete(asker().owner, name)


@st.cache_resource(max_entries=200, show_spinner=False)
def _card(owner: str, name: str) -> Kept | None:
    try:
        return _store().kept(owner, name)
    except LookupError:
        return None


@st.cache_resource(max_entries=20, show_spinner="Reading the model …")
def _network(owner: str, name: str) -> Network:
    return Network(*_store().parts(owner, name))
