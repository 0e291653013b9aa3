"""What was made last in a session, so that it need not be made again while nothing it is made of changes."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

Made = TypeVar("Made")


def latest(key: str, parts: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """What was made of these parts; made anew where they are not those of the last time.

    One is kept under each key, and goes with its session: nobody else is shown it, and what a person has
    deleted is not held for others. A network is the same where it is the same object.

    Args:
        key: in the session.
        parts: all that it is made of.
        make: makes it.
    """
    kept: tuple[tuple[object, ...], Made] | None = st.session_state.get(key)
    if kept is None or kept[0] != parts:
        kept = st.session_state[key] = parts, make()
    return kept[1]
