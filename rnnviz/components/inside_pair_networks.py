"""One sentence read by two or three networks: a way to look of the tool "Two sentences"."""

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from rnnviz.analysis.difference import reads_same_words
from rnnviz.analysis.units import rows_in
from rnnviz.components.address import version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.inside_pair_taken import networks_taken
from rnnviz.components.networks import network_and_orders
from rnnviz.components.own import own_networks
from rnnviz.components.shipped import shipped_network
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.pair_board import Seen, networks_board, states_for_head
from rnnviz.figures.pair_said import NETWORKS_HONESTY, networks_said
from rnnviz.network import Network, shipped_networks
from rnnviz.written import listed

USUAL = ("simple-rnn", "gru", "lstm")  # Beside each other at first; as many may be chosen.
_BOARD = "pair_networks_board"
_EPOCH = re.compile(r"run-[0-9a-f]{12}-([0-9]{1,4})")  # Of the name of a network of a run.


def show_networks(subject: Subject, names: Sequence[str]) -> None:
    """Show the sentence as several networks read it.

    Args:
        subject: the sentence, and the network of the page.
        names: of the others.
    """
    if not subject.reading.columns:
        st.info("Type a sentence above; the networks then read it side by side.")
        return
    shown, left_out = _read_by_all(subject, names)
    if left_out:
        st.caption(f"Not shown, because it splits the text into other words: {as_text(listed(left_out))}.")
    said = networks_said(shown)
    st.markdown(as_text(said))
    drawn = networks_board(shown, said)
    view = BoardView.of(board_choice(_BOARD, version()), subject.size, version())
    board(pack_board(drawn, view), _BOARD)
    st.caption(NETWORKS_HONESTY)
    taken, missing = networks_taken(shown)
    if missing:
        st.caption(f"Not in the arrays below, for a script cannot load it: {as_text(listed(missing))}.")
    take_away(subject, taken, [drawn])


def _read_by_all(subject: Subject, names: Sequence[str]) -> tuple[list[Seen], list[str]]:
    """The network of the page and the others, each once; and the titles of those that read other words."""
    networks = {subject.network.name: (subject.network, subject.orders)}
    for name in names:
        network, orders = network_and_orders(name)
        networks.setdefault(network.name, (network, orders))  # An epoch may also be the best one.
    shown, left_out = [], []
    titles = titles_of([network for network, _ in networks.values()])
    for title, (network, orders) in zip(titles, networks.values(), strict=True):
        units = states_for_head(network, [rows.units for rows in rows_in(orders, subject.order)])
        is_page = network is subject.network
        reading = subject.reading if is_page else network.read(subject.reading.text)
        if is_page or reads_same_words(reading, subject.reading):
            shown.append(Seen(network, reading, units, title))
        else:
            left_out.append(title)
    return shown, left_out


def titles_of(networks: Sequence[Network]) -> tuple[str, ...]:
    """What each is called beside the others: a run with its epoch, and where two have one title, its name.

    Args:
        networks: each with a name of its own.
    """
    titles = [f"{network.title}{_epoch_of(network.name)}" for network in networks]
    return tuple(
        f"{title} ({network.name})" if titles.count(title) > 1 else title
        for title, network in zip(titles, networks, strict=True)
    )


def _epoch_of(name: str) -> str:
    match = _EPOCH.fullmatch(name)
    if match is None:
        return ""
    return ", before training" if int(match[1]) == 0 else f", epoch {int(match[1])}"


def choose_others(subject: Subject) -> list[str]:
    """The networks beside that of the page, which is always there, chosen or not."""
    titles = _option_titles()
    chosen = st.multiselect(
        "Networks, beside the one above",
        titles,
        default=USUAL,
        format_func=lambda name: titles.get(name, name),
        key="pair_networks",
        bind="query-params",
        max_selections=len(USUAL) + 1,  # The page's own may be one of them.
        width=480,
    )
    others = [name for name in chosen if name in titles and name != subject.name]
    if len(others) > len(USUAL):
        st.caption(f"Beside the one above, the first {len(USUAL)} are shown.")
    return others[: len(USUAL)]


def _option_titles() -> dict[str, str]:
    """All networks by name; an address has their titles, so two of one title have their names beside it."""
    titles = {name: shipped_network(name).title for name in shipped_networks()} | own_networks()
    several = {title for title, count in Counter(titles.values()).items() if count > 1}
    return {name: f"{title} ({name})" if title in several else title for name, title in titles.items()}
