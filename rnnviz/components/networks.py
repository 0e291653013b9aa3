"""Which network reads: one that comes with the program, one of one's own runs, or an uploaded one."""

from collections.abc import Mapping

import streamlit as st

from rnnviz.analysis.units import Places, UnitOrder, unit_orders
from rnnviz.components.address import forget
from rnnviz.components.own import is_own, own_network, own_networks
from rnnviz.components.shipped import shipped_network
from rnnviz.components.words import as_text
from rnnviz.data.sentences import EXAMPLES
from rnnviz.network import Network
from rnnviz.text import encode

OWN = "own"  # In the address and in the session: the network of a run, whatever page reads with it.
_BOX = "own_network"
Orders = tuple[dict[UnitOrder, Places], ...]


def choose_network(key: str, titles: Mapping[str, str], usual: str, forgets: tuple[str, ...]) -> str:
    """A row of buttons, and behind it one's own networks if there are any; one of all is chosen.

    Args:
        key: of the buttons, in the address and in the session.
        titles: of the networks that come with the program.
        usual: the one of them that is chosen at first.
        forgets: what an address may name that another choice makes meaningless.

    Returns:
        The name of the network. One's own that is gone is not returned.
    """
    if _BOX not in st.session_state and st.query_params.get(OWN):
        st.session_state[OWN] = st.query_params[OWN]  # A link leads here, and is newer than the session.
    mine = _own_titles()
    asked = _still_there(mine)
    if asked:
        st.session_state[key] = None
        st.query_params[OWN] = asked  # It may have been chosen on another page.
    chosen: str | None = st.segmented_control(
        "Network",
        titles,
        default=None if asked else usual,
        format_func=titles.__getitem__,
        key=key,
        bind="query-params",
        on_change=_leave_own,
        args=forgets,
        required=not asked,
        label_visibility="collapsed",
    )
    if not mine:
        return chosen or usual
    st.session_state[_BOX] = asked or None
    own: str | None = st.selectbox(
        "Your networks",
        mine,
        index=None,
        format_func=lambda name: mine.get(name, name),
        placeholder="Your networks",
        key=_BOX,
        on_change=_choose_own,
        args=(key, usual, forgets),
        label_visibility="collapsed",
        width=260,
    )
    return own or chosen or usual


def take_up(name: str, *forgets: str) -> None:
    """Let a network of one's own read from now on, or with an empty name the usual one; in a callback.

    Args:
        name: of the network.
        forgets: what an address may name that another choice makes meaningless.
    """
    _ask_for(name)
    forget(*forgets)


def say_note(name: str) -> None:
    """Where a network of one's own reads otherwise than it was trained: how."""
    if is_own(name) and (note := str(own_network(name).card["note"])):
        st.caption(as_text(note))


def network_and_orders(name: str) -> tuple[Network, Orders]:
    """A network by the name that `choose_network` gave, and for each trace the orders of its units.

    If it is one's own and gone since, the whole page is run again, which says so.
    """
    try:
        network = own_network(name) if is_own(name) else shipped_network(name)
    except LookupError:
        st.rerun()
    return network, _orders(network.name, network)


@st.cache_resource(max_entries=100, show_spinner=False)
def _orders(name: str, _network: Network) -> Orders:
    known = [text for text in EXAMPLES if encode(text, _network.vocabulary)]
    # One that leaves unknown words out may be of another language.
    return unit_orders(_network, known or [" ".join(_network.vocabulary.words[2:42])])


def _still_there(mine: Mapping[str, str]) -> str:
    """The network of a run that was asked for; empty, and said so, if it is gone."""
    asked = _asked()
    if asked and asked not in mine:
        _ask_for("")
        st.toast("This network of your own is not here any more.", icon=":material/delete:")
        return ""
    return asked


def _asked() -> str:
    """The network of a run that was chosen last, on whatever page; on entering one, that in the address."""
    if OWN not in st.session_state:
        st.session_state[OWN] = st.query_params.get(OWN, "")
    return str(st.session_state[OWN])


def _ask_for(name: str) -> None:
    st.session_state[OWN] = name
    if name:
        st.query_params[OWN] = name
    else:
        st.query_params.pop(OWN, None)


def _own_titles() -> dict[str, str]:
    """The newest runs' networks, and the epoch that was asked for."""
    mine, asked = own_networks(), _asked()
    if asked in mine or not is_own(asked):
        return mine
    try:
        network = own_network(asked)
    except LookupError:
        return mine
    return {asked: f"{network.title}, epoch {asked.rsplit('-', 1)[-1]}", **mine}


def _leave_own(*forgets: str) -> None:
    _ask_for("")
    forget(*forgets)


def _choose_own(key: str, usual: str, forgets: tuple[str, ...]) -> None:
    name = st.session_state[_BOX]
    st.session_state[key] = None if name else usual
    _ask_for(name or "")
    forget(*forgets)
