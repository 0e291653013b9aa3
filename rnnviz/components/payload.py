"""A reading as the bytes that the browser instrument draws: a JSON header, then plain float32."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.analysis.units import Places
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import QUANTITIES, TraceTracks, Track, embedding_track, tracks_of

COUNTED_FROM = {"word": 1, "unit": 0, "trace": 0}  # What an address names, and its first number there.


@dataclass(frozen=True)
class View:
    """How a reading is to be looked at first; the person goes on from there.

    Attributes:
        word: column chosen, counted from 0; None follows the last word.
        unit: unit chosen, as trained; None leaves it to the instrument.
        trace: which layer and direction, in the order of `tracks_of`.
        size: "normal", or "presenter" for a projector.
        unit_order: what the order of the rows is called.
    """

    word: int | None = None
    unit: int | None = None
    trace: int | None = None
    size: str = "normal"
    unit_order: str = ""

    @classmethod
    def from_address(cls, address: Mapping[str, str], size: str, unit_order: str = "") -> "View":
        """Read what an address names; anything but a small whole number counts as not named."""
        word, unit, trace = (_number(address.get(name, ""), COUNTED_FROM[name]) for name in COUNTED_FROM)
        return cls(word, unit, trace, size, unit_order)


def _number(text: str, first: int) -> int | None:
    """A number as an address counts it, from `first` on, as it is counted here, from zero."""
    named = text.isdecimal() and len(text) < 6 and int(text) >= first
    return int(text) - first if named else None


def address_of(choice: Mapping[str, object]) -> dict[str, str]:
    """What an address says of a choice that the instrument reports; the inverse of `View.from_address`."""
    numbers = {name: choice.get(name) for name in COUNTED_FROM}
    return {
        name: str(number + COUNTED_FROM[name]) for name, number in numbers.items() if isinstance(number, int)
    }


def pack_reading(network: Network, reading: Reading, orders: Sequence[Places], view: View) -> bytes:
    """Everything the instrument shows of one reading.

    Layout: four bytes, little endian, with the length of the header; the header, JSON in UTF-8; then
    float32, little endian. An array is referred to by [offset in floats, rows, columns].

    Args:
        network: which read.
        reading: what it computed.
        orders: for each trace the unit that stands in each row.
        view: what is chosen at first.
    """
    traces = tracks_of(reading)
    weights = verdict_weights(network)
    in_last_layer = [trace for trace in traces if trace.layer == len(reading.layers)]
    ends = np.cumsum([trace.trace.cell.units for trace in in_last_layer])[:-1]
    weights_of = dict(zip(map(id, in_last_layer), np.split(weights, ends), strict=True))
    header = {
        "network": network.title,
        "columns": [list(column) for column in reading.columns],
        "probabilities": np.append(reading.initial_probability, reading.probabilities),
        "turningPoint": reading.turning_point,
        "unitOrder": view.unit_order,
        "embedding": _track(embedding_track(reading)),
        "traces": [
            _trace(trace, order, weights_of.get(id(trace)))
            for trace, order in zip(traces, orders, strict=True)
        ],
        "view": {"word": view.word, "unit": view.unit, "trace": view.trace, "size": view.size},
    }
    return _pack(header)


def _pack(header: dict[str, Any]) -> bytes:
    """Write arrays behind the header, and in their places the references to them."""
    blocks: list[FloatArray] = []

    def refer(values: FloatArray) -> list[int]:
        offset = sum(block.size for block in blocks)
        blocks.append(np.ascontiguousarray(np.atleast_2d(values), dtype="<f4"))
        return [offset, *blocks[-1].shape]

    text = json.dumps(header, separators=(",", ":"), default=refer).encode()
    return b"".join([len(text).to_bytes(4, "little"), text, *(block.tobytes() for block in blocks)])


def _track(track: Track) -> dict[str, Any]:
    quantity = QUANTITIES[track.name]
    return {
        "name": track.name,
        "label": quantity.label,
        "letter": quantity.letter,
        "meaning": quantity.meaning,
        "kind": track.scale.kind,
        "limit": track.scale.limit,
        "bounded": track.scale.bounded,
        "values": track.values,
    }


def _trace(tracks: TraceTracks, order: Places, weights: FloatArray | None) -> dict[str, Any]:
    cell = tracks.trace.cell
    return {
        "layer": tracks.layer,
        "direction": tracks.direction,
        "cell": cell.title,
        "units": cell.units,
        "activation": cell.activation,
        "gates": cell.gates,
        "order": order.tolist(),
        "weights": weights,
        "tracks": [_track(track) for track in tracks.tracks],
        "inputShare": tracks.shares.input_share,
        "stateShare": tracks.shares.state_share,
        "biasShare": tracks.shares.bias_share,
        "inputWeight": tracks.input_weight,
    }
