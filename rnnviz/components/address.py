"""The address of a page: what a person chose in an instrument stands there, so that a link restores it."""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st


def version() -> int:
    """How often the program, not the person, has changed what is chosen in this session."""
    return int(st.session_state.get("version", 0))


def forget(*names: str) -> None:
    """Take what was chosen out of the address and the session, and tell the instrument so."""
    for name in names:
        st.query_params.pop(name, None)
        for key in (name, f"{name}_by_owner"):  # What is held for other owners goes, too.
            st.session_state.pop(key, None)
    st.session_state.version = version() + 1


def held(name: str, owner: str) -> str:
    """A text that the session holds and the address shows, taken from the address at first.

    It belongs to an owner; each has one of its own, and the address shows that of the last one asked for.
    A browser sends its address along with every event, and two that come fast both bring the old one: what
    adds to what was there must not read it from the address.
    """
    is_first = f"{name}_of" not in st.session_state
    st.session_state[f"{name}_of"] = owner
    texts: dict[str, str] = st.session_state.setdefault(f"{name}_by_owner", {})
    if is_first:
        texts[owner] = st.query_params.get(name, "")
    text = texts.get(owner, "")
    if st.query_params.get(name, "") != text:
        hold(name, text)
    return text


def hold(name: str, text: str) -> None:
    """Hold another text for the owner that was asked for last, and show it; an empty one is not shown."""
    st.session_state.setdefault(f"{name}_by_owner", {})[st.session_state.get(f"{name}_of", "")] = text
    if text:
        st.query_params[name] = text
    else:
        st.query_params.pop(name, None)


def remember_choice(
    key: str, names: Iterable[str], address_of: Callable[[Mapping[str, object]], dict[str, str]]
) -> None:
    """Put what was chosen in the instrument of this key into the address.

    Args:
        key: of the instrument.
        names: what an address can say of a choice.
        address_of: what it says of this one.
    """
    choice = st.session_state[key].choice or {}
    if choice.get("version") == version():  # Else the program has overtaken it.
        for name in names:
            st.query_params.pop(name, None)
        st.query_params.update(address_of(choice))
