"""Architectures: the five wirings, each a small trained network that answers."""

import streamlit as st

from rnnviz.components.controls import choose_one
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.trainer import make_known
from rnnviz.components.view import PRESENTER_STYLE, SIZES
from rnnviz.components.wired_more import (
    VIEWS,
    said_of_network,
    show_beam,
    show_lengths,
    show_scores,
    show_tags,
    show_teacher_forcing,
)
from rnnviz.components.wired_train import choose_whose, train_again
from rnnviz.components.wired_view import answer, give, offer_examples, say, show_run
from rnnviz.components.wirings import Chosen, choose_wiring, show_wiring
from rnnviz.tasks.task import Input
from rnnviz.wired_archive import Saved

enter_through_the_app("pages/architectures.py")


def choose_view(chosen: Chosen) -> str:
    """What is asked, how it is shown, and examples to press."""
    writes = chosen.task.wiring in ("one-to-many", "encoder-decoder") and chosen.task.name != "melody"
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header(chosen.task.title, anchor=False, width="content")
        view = choose_one("Show", VIEWS, "view") if writes else "live"
    offer_examples(chosen)
    return view


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def answer_live(chosen: Chosen, saved: Saved, how: tuple[str, str]) -> None:
    if chosen.task.pixels:
        board, beside = st.columns([10, 31])
        with board:
            given = give(chosen)
        with beside:
            show_view(chosen, saved, given, how)
    else:
        given = give(chosen)
        show_view(chosen, saved, given, how)


def show_view(chosen: Chosen, saved: Saved, given: Input, how: tuple[str, str]) -> None:
    view, size = how
    if view != "live" and not given.is_empty:
        if given.says:
            st.text(given.says)
        show = show_teacher_forcing if view == "teacher" else show_beam
        show(chosen, saved, given, size)
    else:
        result = answer(chosen, saved, given)
        say(given, result)
        show_run(result, size)
        if chosen.task.name == "tags" and result:
            st.markdown("**What reading ahead is worth**")
            show_tags(chosen, saved, given)


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Five wirings, each one trained and running", anchor=False, width="content")
    with st.popover("View", icon=":material/tune:"):
        size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
if size == "presenter":
    st.html(PRESENTER_STYLE)
chosen = choose_wiring()
with st.container():  # There before there is anything to choose, so that nothing below is made anew.
    saved = choose_whose(chosen)
show_wiring(saved.spec)
answer_live(chosen, saved, (choose_view(chosen), size))
st.caption(said_of_network(chosen, saved))
st.subheader("How well do these networks do?", anchor=False)
show_scores(chosen, saved)
if chosen.task.wiring == "encoder-decoder":
    show_lengths(chosen, saved)
with st.expander("Train it again", icon=":material/model_training:"):
    train_again(chosen)
make_known()
