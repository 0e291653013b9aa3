"""Scrub through the epochs of a run and see Explore's picture of one's own sentence change."""

import streamlit as st

from rnnviz.analysis.units import rows_as_trained
from rnnviz.components.address import remember_choice, version
from rnnviz.components.instrument import instrument
from rnnviz.components.own import Run, address_of_run, network_of_epoch, run_of
from rnnviz.components.payload import pack_reading
from rnnviz.components.view import COUNTED_FROM, View, address_of
from rnnviz.components.watch import SCORES, curve_of, show_curve, standing_of
from rnnviz.data.sentences import FIRST_SENTENCE
from rnnviz.figures.curves import overfit_sentence
from rnnviz.text import first_words

MOST_WORDS = 100
BEFORE = "before"  # What the address calls the network before training.


def show_time_machine(id: str, scale: float, size: str) -> None:
    """The network of one epoch reads; a slider goes from before training to the last epoch."""
    st.fragment(_show)(id, scale, size)


def _show(id: str, scale: float, size: str) -> None:
    standing = standing_of(id)
    run = run_of(standing) if standing else None
    if run is None or not run.finished:
        st.info("There is no epoch yet. As soon as one is finished, its network can be looked at here.")
        return
    epoch = _choose_epoch(run)
    typed = st.text_input(
        "Your sentence", FIRST_SENTENCE, key="text", bind="query-params", live="0ms",
        placeholder="Type a sentence", label_visibility="collapsed",
    )  # fmt: skip
    network = network_of_epoch(id, epoch, run.name)
    reading = network.read(first_words(typed or "", MOST_WORDS)[0])
    view = View.from_address(st.query_params, size, version())
    instrument(pack_reading(network, reading, rows_as_trained(network), view), "time_machine", _remember)
    charts = st.columns(2)
    for column, quantity in zip(charts, SCORES, strict=True):
        with column:
            show_curve(quantity, [curve_of(run)], scale, epoch)
    if sentence := overfit_sentence(run.epochs):
        st.caption(sentence)


def _choose_epoch(run: Run) -> int:
    """The slider, with the best epoch marked in words; and the ways out into other pages."""
    names = {_name(number): number for number in run.finished}
    last = list(names)[-1]
    if st.session_state.get("epoch") not in names:
        st.session_state.pop("epoch", None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.select_slider(_slider_title(run), list(names), last, key="epoch", bind="query-params")
        number = names.get(str(chosen), names[last])
        network = address_of_run(run.id, number)
        for page, label in (("explore", "Open in Explore"), ("unfold", "Unfold it")):
            address = {"own": network, "text": st.session_state.get("text", "")}
            st.page_link(f"pages/{page}.py", label=label, query_params=address)
    return number


def _name(number: int) -> str:
    return BEFORE if number < 0 else str(number + 1)


def _slider_title(run: Run) -> str:
    best = run.best
    return "Epoch" if best is None else f"Epoch (the validation loss is lowest after {_name(best)})"


def _remember() -> None:
    remember_choice("time_machine", COUNTED_FROM, address_of)
