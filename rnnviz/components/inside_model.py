"""Your own model: a .keras file and its vocabulary, read without running any of it; a tool of Explore."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.components.inside_model_check import compare_and_show
from rnnviz.components.inside_model_kept import delete_model, keep_model, kept_models
from rnnviz.components.inside_model_upload import Asked, Offer, ask_for_model
from rnnviz.components.networks import take_up
from rnnviz.components.subject import ASKED_TOOL, FIRST_VIEW, Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.trainer import make_known
from rnnviz.components.words import as_text
from rnnviz.figures.model_layers import READABLE_ROWS, layers_figure
from rnnviz.figures.model_outputs import bars_figure, bars_of
from rnnviz.figures.model_said import (
    HONESTY,
    HOW_TO_SAVE,
    READABLE_SAID,
    invitation,
    model_said,
    waiting_said,
)
from rnnviz.network import Reading, words_within
from rnnviz.taken import Taken
from rnnviz.text import first_words

_SCRIPT = """import numpy as np

reading = network.read(text)
arrays = {
    "words": np.array(reading.tokens, dtype=np.str_),
    "initial_outputs": reading.initial_outputs,
    "outputs": reading.outputs,
}
"""
MOST_WORDS = 400  # As on Explore.
_FORGOTTEN = ("unit", "trace")  # Another network has other units.
_CHANGED, _SAID, _READS = "model_changed", "model_said", "model_reads"


def show(subject: Subject) -> None:
    """Show the tool."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # The network above is chosen outside this fragment.
    make_known()
    top = st.container()
    asking, seeing = st.columns([2, 3], gap="large")
    with asking:
        asked = ask_for_model()
        if problem := st.session_state.pop(_SAID, ""):
            st.error(as_text(problem))
        if asked is not None and asked.offer is not None:
            _offer_to_read(asked.offer, _reads(asked.offer, subject))
        _show_kept(subject.name)
    mine = None if asked is None or asked.offer is None else _read_by(asked.offer, subject)
    top.markdown(as_text(_said(subject, asked, mine)))
    with seeing:
        shown = _show_how() if asked is None else _show_model(asked, subject, mine)
    st.caption(HONESTY)
    if mine is not None:
        take_away(mine, model_taken(mine.reading), shown)


def _read_by(offer: Offer, subject: Subject) -> Subject:
    """The sentence as the uploaded model reads it; one that splits it into more words reads the first."""
    network = offer.network
    text, _ = first_words(subject.reading.text, words_within(network, MOST_WORDS), network.vocabulary)
    return replace(subject, network=network, reading=network.read(text))


def _said(subject: Subject, asked: Asked | None, mine: Subject | None) -> str:
    """What is to be seen, in a sentence."""
    if asked is None:
        return invitation(subject.network, subject.reading)
    if asked.offer is None or mine is None:
        return waiting_said(asked.title, asked.found, asked.built)
    other = None if _reads(asked.offer, subject) else subject.reading
    return model_said(mine.network, mine.reading, other, asked.offer.title)


def _reads(offer: Offer, subject: Subject) -> bool:
    """Whether the network chosen above is this model."""
    return bool(st.session_state.get(_READS) == (offer.key, subject.name))


def model_taken(reading: Reading) -> Taken:
    """What an uploaded model says of a sentence, word by word."""
    arrays = {
        "words": np.array(reading.tokens, dtype=np.str_),
        "initial_outputs": reading.initial_outputs,
        "outputs": reading.outputs,
    }
    return Taken("your-own-model", arrays, _SCRIPT)


def _show_how() -> list[str]:
    """What can be uploaded, and how it is saved."""
    st.markdown(READABLE_SAID)
    layers = layers_figure(READABLE_ROWS)
    st.html(layers)
    st.code(HOW_TO_SAVE, "python")
    return [layers]


def _show_model(asked: Asked, subject: Subject, mine: Subject | None) -> list[str]:
    """What the model says, and what it is made of; what is drawn is given back."""
    shown = [layers_figure(asked.built.rows)]
    if asked.offer is not None and mine is not None and mine.reading.columns:
        bars = bars_of(mine.reading, asked.offer.title, subject.reading, subject.network.title)
        is_alone = _reads(asked.offer, subject) and len(bars) == 2
        shown.insert(0, bars_figure(bars[:1] if is_alone else bars))
    for html in shown:
        st.html(html)
    return shown


def _offer_to_read(offer: Offer, reads: bool) -> None:
    st.markdown(as_text(offer.parts.card["summary"]))
    st.button(
        "It reads now" if reads else "Read with it",
        disabled=reads,
        type="primary",
        icon=":material/play_arrow:",
        key="model_read",
        on_click=_keep_and_read,
        args=(offer,),
        help="It then stands among your networks, here and on the other pages, until you delete it.",
    )
    if notes := offer.found.notes if reads else offer.notes:  # The others then stand above the sentence.
        st.caption(as_text(" ".join(notes)))
    compare_and_show(offer)


def _keep_and_read(offer: Offer) -> None:
    try:
        name = keep_model(offer.parts)
    except (ValueError, OSError) as error:
        st.session_state[_SAID] = str(error)
        return
    st.session_state[_READS] = (offer.key, name)
    _read_with(name)


def _read_with(name: str) -> None:
    """Leave the tool for the first view, where this network then reads the sentence."""
    take_up(name, *_FORGOTTEN)
    st.session_state[ASKED_TOOL] = FIRST_VIEW
    st.session_state[_CHANGED] = True


def _show_kept(current: str) -> None:
    """The models that are kept here: one is chosen, to read with or to be deleted."""
    mine = kept_models()
    if not mine:
        return
    chosen = st.selectbox(
        f"Your models here ({len(mine)})",
        mine,
        index=list(mine).index(current) if current in mine else 0,
        format_func=lambda name: str(mine[name].card["kind"]) if name in mine else name,
        key="model_kept",
    )
    if chosen not in mine:
        return
    st.caption(as_text(str(mine[chosen].card.get("summary", ""))))
    with st.container(horizontal=True):
        st.button(
            "Read with it",
            key="model_read_kept",
            on_click=_read_with,
            args=(chosen,),
            disabled=chosen == current,
        )
        st.button(
            "Delete",
            icon=":material/delete:",
            key="model_delete",
            on_click=_delete,
            args=(chosen, current),
        )


def _delete(name: str, current: str) -> None:
    delete_model(name)
    if name == current:
        take_up("", *_FORGOTTEN)
    st.session_state.pop("model_kept", None)
    st.session_state[_CHANGED] = True
