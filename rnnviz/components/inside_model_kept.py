"""The uploaded models of whoever asks: kept on disk, read, and removed."""

import os
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import streamlit as st

from rnnviz.archive import Parts
from rnnviz.components.trainer import asker, has_asked
from rnnviz.learning.folders import runs_folder_from, runs_limit_from
from rnnviz.learning.upload_store import NAME, Kept, ModelStore
from rnnviz.network import Network

MOST_HELD_BYTES = 400_000_000  # Of networks that were read last, of all owners; the latest is always held.


class Held:
    """The networks that were read last, as many as fit into so many bytes."""

    def __init__(self, most: int = MOST_HELD_BYTES) -> None:
        self._most, self._lock = most, Lock()
        self._networks = OrderedDict[tuple[str, str], Network]()

    def of(self, owner: str, name: str, read: Callable[[], Network]) -> Network:
        """A network, read if it is not held."""
        key = owner, name
        with self._lock:
            if (held := self._networks.get(key)) is not None:
                self._networks.move_to_end(key)
                return held
        network = read()
        with self._lock:
            network = self._networks.setdefault(key, network)
            while len(self._networks) > 1 and sum(map(bytes_of, self._networks.values())) > self._most:
                self._networks.popitem(last=False)
        return network

    def forget(self, owner: str, name: str) -> None:
        """Hold it no longer."""
        with self._lock:
            self._networks.pop((owner, name), None)


def bytes_of(network: Network) -> int:
    """What the weights of a network take."""
    return sum(array.nbytes for array in network.arrays)


@st.cache_resource(show_spinner=False)
def _held() -> Held:
    """Those of this server."""
    return Held()


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
        return _held().of(owner, name, lambda: Network(*_store().parts(owner, name)))
    except ValueError as error:
        raise LookupError(str(error)) from error


def delete_model(name: str) -> None:
    """Remove a model of whoever asks."""
    _store().delete(asker().owner, name)
    _held().forget(asker().owner, name)


@st.cache_resource(max_entries=200, show_spinner=False)
def _card(owner: str, name: str) -> Kept | None:
    try:
        return _store().kept(owner, name)
    except LookupError:
        return None
