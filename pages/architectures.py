"""Architectures: the five wirings, each a small trained network that answers."""

import streamlit as st

from rnnviz.components.controls import choose_one
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.trainer import make_known
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


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def answer_live(chosen: Chosen, saved: Saved) -> None:
    writes = chosen.task.wiring in ("one-to-many", "encoder-decoder") and chosen.task.name != "melody"
    view = choose_one("View", VIEWS, "view") if writes else "live"
    if chosen.task.pixels:
        board, beside = st.columns([2, 5])
        with board:
            given = give(chosen)
        with beside:
            show_view(chosen, saved, given, view)
    else:
        given = give(chosen)
        show_view(chosen, saved, given, view)


def show_view(chosen: Chosen, saved: Saved, given: Input, view: str) -> None:
    if view == "teacher" and not given.is_empty:
        show_teacher_forcing(chosen, saved, given)
    elif view == "beam" and not given.is_empty:
        show_beam(chosen, saved, given)
    else:
        result = answer(chosen, saved, given)
        say(given, result)
        show_run(result)
        if chosen.task.name == "tags" and result:
            st.markdown("**What reading ahead is worth**")
            show_tags(chosen, given)


st.title("Five wirings of a recurrent network, each one trained and running", anchor=False)
chosen = choose_wiring()
show_wiring(chosen.saved.spec)
st.header(chosen.task.title, anchor=False)
saved = choose_whose(chosen)
st.caption(said_of_network(chosen, saved))
offer_examples(chosen)
answer_live(chosen, saved)
st.subheader("How well do these networks do?", anchor=False)
show_scores(chosen, saved)
if chosen.task.wiring == "encoder-decoder":
    show_lengths(chosen)
with st.expander("Train it again", icon=":material/model_training:"):
    train_again(chosen)
make_known()
