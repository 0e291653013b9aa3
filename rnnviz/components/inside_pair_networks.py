"""One sentence read by two or three networks: a way to look of the tool "Two sentences"."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.analysis.difference import reads_same_words
from rnnviz.analysis.units import rows_in
from rnnviz.components.address import version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, pack_board
from rnnviz.components.inside_pair_taken import networks_taken
from rnnviz.components.networks import network_and_orders
from rnnviz.components.own import own_networks
from rnnviz.components.shipped import shipped_network
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.pair_board import Seen, networks_board, states_for_head
from rnnviz.figures.pair_said import NETWORKS_HONESTY, networks_said
from rnnviz.network import shipped_networks
from rnnviz.written import listed

USUAL = ("simple-rnn", "gru", "lstm")  # Beside each other at first; as many may be chosen.
_BOARD = "pair_networks_board"


def show_networks(subject: Subject, names: Sequence[str]) -> None:
    """Show the sentence as several networks read it.

    Args:
        subject: the sentence, and the network of the page.
        names: of the others.
    """
    if not subject.reading.columns:
        st.info("Type a sentence above; the networks then read it side by side.")
        return
    others = [_seen_by(name, subject) for name in names]
    fits = [reads_same_words(each.reading, subject.reading) for each in others]
    shown = [_as_seen(subject), *(each for each, fit in zip(others, fits, strict=True) if fit)]
    left_out = [each.network.title for each, fit in zip(others, fits, strict=True) if not fit]
    if left_out:
        st.caption(f"Not shown, because it splits the text into other words: {as_text(listed(left_out))}.")
    said = networks_said(shown)
    st.markdown(as_text(said))
    drawn = networks_board(shown, said)
    board(pack_board(drawn, BoardView(size=subject.size, version=version())), _BOARD)
    st.caption(NETWORKS_HONESTY)
    beside = [name for name, fit in zip(names, fits, strict=True) if fit]
    take_away(subject, networks_taken(shown, beside), [drawn])


def choose_others(subject: Subject) -> list[str]:
    """The networks beside that of the page, which is always there, chosen or not."""
    titles = {name: shipped_network(name).title for name in shipped_networks()} | own_networks()
    chosen = st.multiselect(
        "Networks, beside the one above",
        titles,
        default=USUAL,
        format_func=lambda name: titles.get(name, name),
        key="pair_networks",
        bind="query-params",
        max_selections=len(USUAL),
        width=480,
    )
    return [name for name in chosen if name in titles and name != subject.name]


def _as_seen(subject: Subject) -> Seen:
    rows = [rows.units for rows in subject.rows]
    return Seen(subject.network, subject.reading, states_for_head(subject.network, rows))


def _seen_by(name: str, subject: Subject) -> Seen:
    network, orders = network_and_orders(name)
    rows = [rows.units for rows in rows_in(orders, subject.order)]
    return Seen(network, network.read(subject.reading.text), states_for_head(network, rows))
