"""Controls that live in the address: the settings of a page, each by its key."""

import re
from collections.abc import Mapping
from typing import Literal

import streamlit as st

from rnnviz.components.address import forget
from rnnviz.figures.style import Theme

_WHOLE = re.compile(r"[0-9]{1,9}")
_REAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{0,9})?")


def choose_one(
    label: str,
    options: Mapping[str, str],
    key: str,
    forgets: tuple[str, ...] = (),
    says: str = "",
) -> str:
    """A row of buttons, one of them pressed; the first is the usual one.

    Args:
        label: what is chosen.
        options: with their titles.
        key: in the address and in the session.
        forgets: what an address may name that another choice makes meaningless.
        says: what the setting does, in a sentence, for who asks.
    """
    usual = next(iter(options))
    chosen: str | None = st.segmented_control(
        label,
        options,
        default=usual,
        format_func=options.__getitem__,
        key=key,
        bind="query-params",
        required=True,
        on_change=forget if forgets else "rerun",
        args=forgets,
        help=says or None,
    )
    return chosen or usual  # None where an address names what there is not.


def choose_number(label: str, bounds: tuple[int, int, int], key: str, width: int, says: str = "") -> int:
    """A whole number with its buttons; `bounds` are the least, the greatest and the usual one."""
    least, most, usual = bounds
    return st.number_input(
        label,
        least,
        most,
        usual,
        key=key,
        bind=_binding(key, _WHOLE),
        width=width,
        help=says or None,
    )


def choose_real(
    label: str, bounds: tuple[float, float, float], key: str, step: float, says: str = ""
) -> float:
    """A number with its buttons; `bounds` are the least, the greatest and the usual one."""
    return st.number_input(label, *bounds, step, key=key, bind=_binding(key, _REAL), help=says or None)


def type_sentence(usual: str, key: str) -> str:
    """The box in which a sentence is typed, told with every key, and in the address; without a label."""
    typed = st.text_input(
        "Your sentence",
        usual,
        key=key,
        bind="query-params",
        live="0ms",
        label_visibility="collapsed",
        placeholder="Type a sentence",
    )
    return typed or ""


def page_theme() -> Theme:
    """The theme in which the page is seen."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _binding(key: str, pattern: re.Pattern[str]) -> Literal["query-params"] | None:
    """Plain numbers only: Streamlit's own reading of an endless or a huge one ends in an exception."""
    if pattern.fullmatch(st.query_params.get(key, "0")):
        return "query-params"
    st.query_params.pop(key, None)
    return None
