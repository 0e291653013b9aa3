"""The networks of one's own: each epoch of each run, and uploaded models, read like a shipped network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.analysis.verdicts import best_epoch
from rnnviz.components.inside_model_kept import is_model, kept_models, model_network
from rnnviz.components.trainer import asker, service, standings
from rnnviz.learning.assemble import network_of, note_on
from rnnviz.learning.service import Standing
from rnnviz.learning.spec import RunSpec
from rnnviz.learning.store import Epoch, Material, StoreError
from rnnviz.network import Network
from rnnviz.text import Vocabulary, first_words

_NAME = re.compile(r"run-([0-9a-f]{12})(?:-([0-9]{1,4}))?")  # The second number is the epoch, counted from 1.


@dataclass(frozen=True)
class Run:
    """A run as a page shows it.

    Attributes:
        standing: how it stands.
        progress: what it told within epochs.
        epochs: what it told after each epoch; the one before training has the number -1.
    """

    standing: Standing
    progress: Sequence[Mapping[str, Any]]
    epochs: Sequence[Mapping[str, Any]]

    @property
    def id(self) -> str:
        """Of its folder."""
        return self.standing.record.id

    @property
    def name(self) -> str:
        """As its person called it."""
        return self.standing.record.name

    @property
    def spec(self) -> RunSpec:
        """Its settings."""
        return self.standing.record.spec

    @property
    def finished(self) -> list[int]:
        """The numbers of the epochs that are kept, -1 for the network before training."""
        return [epoch["epoch"] for epoch in self.epochs]

    @property
    def best(self) -> int | None:
        """The epoch with the lowest validation loss; the last one where nothing was held out."""
        best = best_epoch(self.epochs)
        return best if best is not None else max((n for n in self.finished if n >= 0), default=None)


def run_of(standing: Standing) -> Run:
    """A run with its curves."""
    history = service().store.history(standing.record.id)
    return Run(standing, history.progress, history.epochs)


def read_as_trained(run: Run, text: str) -> str:
    """As much of a text as the network was trained to read."""
    return first_words(text, run.spec.data.length)[0]


def address_of_run(id: str, epoch: int) -> str:
    """The name of the network of an epoch, as an address has it."""
    return f"run-{id}-{epoch + 1}"


def open_in(address: Mapping[str, str]) -> None:
    """Links to the pages that read with a network of one's own."""
    for page, label, icon in (
        ("explore", "Open in Explore", "timeline"),
        ("unfold", "Unfold it", "account_tree"),
    ):
        st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params=dict(address))


def own_networks() -> dict[str, str]:
    """The networks of whoever asks, with their titles: of runs, newest first, and uploaded ones."""
    runs = [run_of(standing) for standing in standings()]
    titles = {f"run-{run.id}": run.name for run in runs if run.best is not None}
    return titles | {name: str(kept.card["kind"]) for name, kept in kept_models().items()}


def is_own(name: str) -> bool:
    """Whether a name is that of a network of a run, or of an uploaded one, of whomever."""
    return _NAME.fullmatch(name) is not None or is_model(name)


def own_network(name: str) -> Network:
    """A network of whoever asks: uploaded, or of an epoch of a run, the best one where none is named.

    Raises:
        LookupError: if there is none, or it belongs to somebody else.
    """
    if is_model(name):
        return model_network(name)
    match = _NAME.fullmatch(name)
    if match is None:
        raise LookupError(f"a network of one's own is called run-… or model-…, got {name!r}")
    try:
        record = service().store.get(asker().owner, match[1])
    except (StoreError, ValueError, ConnectionError) as error:
        raise LookupError(f"No network of your own can be read here: {error}") from error
    number = int(match[2]) - 1 if match[2] else run_of(Standing(record)).best
    if number is None:
        raise LookupError("This run has not finished an epoch yet.")
    return network_of_epoch(match[1], number, record.name)


@st.cache_resource(max_entries=60, show_spinner=False)
def network_of_epoch(id: str, number: int, title: str) -> Network:
    """The network after an epoch of a run; whose run it is was asked before."""
    epoch, material = epoch_of(id, number), material_of(id)
    spec = service().store.get(asker().owner, id).spec
    card = {"kind": title, "note": note_on(spec)}
    return network_of(spec.model, epoch.weights, Vocabulary(material.words), address_of_run(id, number), card)


@st.cache_resource(max_entries=20, show_spinner=False)
def material_of(id: str) -> Material:
    """The vocabulary and the held out texts of a run."""
    return service().store.material(id)


@st.cache_resource(max_entries=12, show_spinner=False)
def epoch_of(id: str, number: int) -> Epoch:
    """Weights and verdicts after an epoch of a run; an epoch that is computed again is the same."""
    return service().store.epoch(id, number)
