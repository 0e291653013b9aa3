"""Controls that live in the address: the settings of a page, each by its key."""

import re
from collections.abc import Mapping
from typing import Literal

import streamlit as st

from rnnviz.components.address import forget

_WHOLE = re.compile(r"[0-9]{1,9}")
_REAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{0,9})?")


def choose_one(
    label: str,
    options: Mapping[str, str],
    key: str,
    forgets: tuple[str, ...] = (),
    is_named: bool = True,
) -> str:
    """A row of buttons, one of them pressed; the first is the usual one.

    Args:
        label: what is chosen.
        options: with their titles.
        key: in the address and in the session.
        forgets: what an address may name that another choice makes meaningless.
        is_named: whether the label is seen, and not only said.
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
        label_visibility="visible" if is_named else "collapsed",
    )
    return chosen or usual  # None where an address names what there is not.


def choose_number(
    label: str, bounds: tuple[int, int, int], key: str, width: int, forgets: tuple[str, ...] = ()
) -> int:
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
        on_change=forget if forgets else "rerun",
        args=forgets,
    )


def choose_real(label: str, bounds: tuple[float, float, float], key: str, step: float) -> float:
    """A number with its buttons; `bounds` are the least, the greatest and the usual one."""
    return st.number_input(label, *bounds, step, key=key, bind=_binding(key, _REAL))


def _binding(key: str, pattern: re.Pattern[str]) -> Literal["query-params"] | None:
    """Plain numbers only: Streamlit's own reading of an endless or a huge one ends in an exception."""
    if pattern.fullmatch(st.query_params.get(key, "0")):
        return "query-params"
    st.query_params.pop(key, None)
    return None
