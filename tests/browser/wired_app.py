"""A page with the running network, the drawing board and the beam's tree, and payloads made up for tests."""

import math
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.arrays import FloatArray
from rnnviz.components.beam import beam
from rnnviz.components.payload import pack
from rnnviz.components.pixels import pixels
from rnnviz.components.wired import wired

READ, WRITTEN = "3 may", ("0", "5", "⟨end⟩")
SYMBOLS = ("", "⟨start⟩", "⟨end⟩", "0", "3", "5")
CERTAINTY = (0.97, 0.55, 0.99)
UNITS = 8


def states(steps: int, seed: int) -> FloatArray:
    """Invented states, (steps, UNITS)."""
    return np.tanh(np.random.default_rng(seed).normal(size=(steps, UNITS)))


def attention() -> FloatArray:
    """Each step of writing looks at the letter of its own number most, (steps written, steps read)."""
    weights = np.full((len(WRITTEN), len(READ)), 0.05)
    weights[range(len(WRITTEN)), range(len(WRITTEN))] = 0.8
    return weights


def network(forced: dict[int, int], size: str = "normal") -> dict[str, Any]:
    """A reader of a date and a writer that looks back, as a header."""
    written = [SYMBOLS[forced[n]] if n in forced else symbol for n, symbol in enumerate(WRITTEN)]
    layer = {"cell": "GRU", "reverse": False, "kind": "signed", "limit": 1}
    known = {"note": "", "status": "known"}
    start = {"text": "⟨start⟩", "note": "", "status": "start"}
    reader = {
        "key": "reader",
        "title": "The encoder reads",
        "columns": [{"text": letter} | known for letter in READ],
        "layers": [layer | {"label": "Encoder", "values": states(len(READ), 1)}],
        "answers": None,
    }
    writer = {
        "key": "writer",
        "title": "The decoder writes",
        "columns": [start, *({"text": symbol} | known for symbol in written[:-1])],
        "layers": [layer | {"label": "Decoder", "values": states(len(WRITTEN), 2)}],
        "answers": [answer(n, symbol, n in forced) for n, symbol in enumerate(written)],
    }
    return {
        "network": "dates",
        "blocks": [reader, writer],
        "context": states(1, 3),
        "attention": attention(),
        "view": {"size": size, "version": 4},
        "said": f"It writes {''.join(written[:-1])}.",
    }


def answer(step: int, symbol: str, is_forced: bool) -> dict[str, Any]:
    """One step's answer: the likeliest first, whatever was written."""
    shares = [CERTAINTY[step], *((1 - CERTAINTY[step]) * share for share in (0.6, 0.3, 0.1))]
    order = [WRITTEN[step], *(other for other in SYMBOLS[2:] if other != WRITTEN[step])]
    top = [[name, share, SYMBOLS.index(name)] for name, share in zip(order, shares, strict=True)]
    return {
        "symbol": symbol,
        "probability": shares[order.index(symbol)],
        "number": SYMBOLS.index(symbol),
        "forcible": True,
        "forced": is_forced,
        "right": WRITTEN[step],
        "wrong": symbol != WRITTEN[step],
        "loss": -math.log(shares[0]),
        "top": top,
        "rest": 0.0,
        "others": 0,
    }


def tree() -> dict[str, Any]:
    """A beam of two: what begins less well ends better."""
    branches = [
        (None, 0, "a", 0.5, 0.5, True),
        (None, 0, "b", 0.4, 0.4, True),
        (1, 1, "⟨end⟩", 0.9, 0.36, True),
        (0, 1, "⟨end⟩", 0.4, 0.2, True),
        (0, 1, "c", 0.3, 0.15, False),
    ]
    names = ("parent", "depth", "symbol", "probability", "total", "kept")
    rows = [
        dict(zip(names, (*branch[:4], math.log(branch[4]), branch[5]), strict=True)) for branch in branches
    ]
    return {"network": "b", "branches": rows, "ended": [2, 3], "width": 2, "said": "The beam finds b."}


def hear_press() -> None:
    pressed = st.session_state.network.force
    forced = st.session_state.setdefault("forced", {})
    forced.pop(pressed["step"], None)
    if pressed["number"] is not None:
        forced[pressed["step"]] = pressed["number"]
    st.session_state.heard = str(dict(pressed))


def hear_drawing() -> None:
    st.session_state.picture = st.session_state.board.picture


def take_example() -> None:
    st.session_state.picture = "yy" + "." * 14


if __name__ == "__main__":
    st.session_state.setdefault("picture", "." * 16)
    wired(pack(network(st.session_state.get("forced", {}))), "network", hear_press)
    st.text(f"heard {st.session_state.get('heard')}")
    pixels(st.session_state.picture, "board", hear_drawing, size=4)
    st.button("Example", on_click=take_example)
    st.text(f"drawn {st.session_state.picture}")
    beam(pack(tree()), "tree")
