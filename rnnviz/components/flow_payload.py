"""A gradient on its way back as bytes: its norms at every timestep, and the one step that is looked at.

Norms are sent as their logarithms, so that none is lost in a float32 on the way: −∞ is exactly 0, ∞ an
overflow. All arrays stand in the order of reading, whatever the direction: t = 0 is before the first word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rnnviz.analysis.flow import Flow, Tried, flow_of
from rnnviz.analysis.gradient import ReadingGradient
from rnnviz.arrays import FloatArray
from rnnviz.components.flow_words import conclude, read_words, say_tried
from rnnviz.components.payload import pack
from rnnviz.components.view import View, address_of
from rnnviz.network import Network, Reading
from rnnviz.worked import trace_of

QUANTITIES = ("chain", "loss")  # ∂h_T/∂h_t or ∂L/∂h_t.
PREFIX = "chain_"  # Of everything this section says in an address.
NAMED = tuple(PREFIX + name for name in ("word", "trace", "of"))


@dataclass(frozen=True)
class FlowView(View):
    """A view of a gradient on its way back.

    Attributes:
        quantity: which of `QUANTITIES` the arrows are drawn by.
    """

    quantity: str = QUANTITIES[0]

    @classmethod
    def from_address(cls, address: Mapping[str, str], size: str, version: int = 0) -> "FlowView":
        """Read what an address names; what means nothing counts as not named."""
        named = {name: address.get(PREFIX + name, "") for name in ("word", "trace")}
        plain = View.from_address(named, size, version)
        asked = address.get(f"{PREFIX}of", "")
        quantity = asked if asked in QUANTITIES else QUANTITIES[0]
        return cls(plain.word, None, plain.trace, size, version, quantity)


def address_of_flow(choice: Mapping[str, object]) -> dict[str, str]:
    """What an address says of a choice; the inverse of `FlowView.from_address`."""
    named = address_of({name: choice.get(name) for name in ("word", "trace")})
    address = {PREFIX + name: text for name, text in named.items()}
    if choice.get("quantity") == QUANTITIES[1]:
        address[f"{PREFIX}of"] = QUANTITIES[1]
    return address


@dataclass(frozen=True, eq=False)
class Carried:
    """A loss of a reading, carried back; what the instrument shows.

    Attributes:
        network: which read.
        reading: what it computed.
        gradient: of a loss of this reading.
        tried: where the chain rule was checked, if it was.
    """

    network: Network
    reading: Reading
    gradient: ReadingGradient
    tried: Sequence[Tried] = ()


@np.errstate(all="ignore")  # Logarithms of 0, and whatever an overflow leads to.
def pack_flow(carried: Carried, view: FlowView) -> bytes:
    """Everything the instrument shows; the layout is that of `pack_reading`."""
    network, reading = carried.network, carried.reading
    number = trace_of(network, view.trace)
    header = {
        "name": network.name,
        "network": network.title,
        "view": asdict(view),
        "columns": [list(column) for column in reading.columns],
        "traces": _traces(reading),
        "trace": number,
        "probability": np.array(reading.probability),
        "loss": {"target": carried.gradient.loss.target, "total": np.array(carried.gradient.total)},
        "flow": None,
    }
    if reading.columns:
        header["flow"] = _flow(carried, number, view.word)
    return pack(header)


def _flow(carried: Carried, number: int, word: int | None) -> dict[str, Any]:
    flow = flow_of(carried.reading, carried.gradient, number)
    words = read_words(carried.reading, flow.trace.reverse)
    t = flow.usual_step if word is None else _time_of(flow, min(word, len(words) - 1))
    logarithms = {
        name: np.log10(values)
        for name in ("hidden", "memory", "state", "factors", "bounds", "gate", "matrix")
        if (values := getattr(flow, name)) is not None
    }
    return {
        **logarithms,
        "lossHidden": np.log10(flow.loss_hidden),
        "lossMemory": None if flow.loss_memory is None else np.log10(flow.loss_memory),
        "taught": flow.taught / flow.taught.sum(),
        "horizon": flow.horizon,
        "usual": flow.usual_step,
        "says": conclude(flow, words)._asdict(),
        "step": _step(flow, t),
        "tried": _tried(carried.tried, words),
    }


def _time_of(flow: Flow, word: int) -> int:
    """The t of the word in a column."""
    return len(flow.trace) - word if flow.trace.reverse else word + 1


def _step(flow: Flow, t: int) -> dict[str, Any]:
    """The one step whose matrices are shown."""
    jacobian, has_gate = flow.jacobian(t), len(flow.trace.cell.gates) > 1
    whole = jacobian.whole
    return {
        "t": t,
        "whole": whole,
        "gate": jacobian.gate if has_gate else None,
        "matrix": jacobian.matrix if has_gate else None,
        "product": flow.product(t - 1),
        "singular": _singular_values(whole),
    }


def _singular_values(matrix: FloatArray) -> FloatArray:
    """The largest first; all nan where the matrix has one or an overflow."""
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), np.nan)
    return np.linalg.svd(matrix, compute_uv=False)


def _tried(tried: Sequence[Tried], words: Sequence[str]) -> dict[str, Any] | None:
    if not tried:
        return None
    return {
        "times": [each.t for each in tried],
        "norms": np.log10([each.norm for each in tried]),
        "deviations": np.array([each.deviation for each in tried]),
        "says": say_tried(tried, words),
    }


def _traces(reading: Reading) -> list[dict[str, Any]]:
    """All layers and directions in the order of computation."""
    return [
        {
            "layer": number,
            "direction": "backward" if trace.reverse else "forward",
            "cell": trace.cell.title,
            "units": trace.cell.units,
        }
        for number, layer in enumerate(reading.layers, start=1)
        for trace in layer.traces
    ]
