"""A reading as the bytes that the browser instrument draws: a JSON header, then plain float32."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnviz.analysis.units import Places
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import QUANTITIES, Track, TraceTracks, embedding_track, tracks_of


@dataclass(frozen=True)
class View:
    """How a reading is to be looked at first; the person goes on from there.

    Attributes:
        word: column chosen, counted from 0; None follows the last word.
        unit: unit chosen, as trained; None leaves it to the instrument.
        trace: which layer and direction, in the order of `tracks_of`.
        size: "normal", or "presenter" for a projector.
    """

    word: int | None = None
    unit: int | None = None
    trace: int | None = None
    size: str = "normal"


@dataclass
class _Floats:
    """Collects arrays one behind another; a reference is [offset, rows, columns]."""

    blocks: list[FloatArray] = field(default_factory=list)
    length: int = 0

    def add(self, values: FloatArray) -> list[int]:
        block = np.ascontiguousarray(np.atleast_2d(values), dtype="<f4")
        self.blocks.append(block)
        reference = [self.length, *block.shape]
        self.length += block.size
        return reference


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
    floats = _Floats()
    traces = tracks_of(reading)
    weights = verdict_weights(network)
    in_last_layer = [trace for trace in traces if trace.layer == len(reading.layers)]
    ends = np.cumsum([trace.trace.cell.units for trace in in_last_layer])[:-1]
    weights_of = dict(zip(map(id, in_last_layer), np.split(weights, ends), strict=True))
    header = {
        "network": network.card.get("title", network.name),
        "columns": [list(column) for column in reading.columns],
        "probabilities": floats.add(np.append(reading.initial_probability, reading.probabilities)),
        "embedding": _track(embedding_track(reading), floats),
        "traces": [
            _trace(trace, order, weights_of.get(id(trace)), floats)
            for trace, order in zip(traces, orders, strict=True)
        ],
        "view": {"word": view.word, "unit": view.unit, "trace": view.trace, "size": view.size},
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join([len(text).to_bytes(4, "little"), text, *(block.tobytes() for block in floats.blocks)])


def _track(track: Track, floats: _Floats) -> dict[str, Any]:
    quantity = QUANTITIES[track.name]
    return {
        "name": track.name,
        "label": quantity.label,
        "letter": quantity.letter,
        "meaning": quantity.meaning,
        "kind": track.scale.kind,
        "limit": track.scale.limit,
        "bounded": track.scale.bounded,
        "values": floats.add(track.values),
    }


def _trace(
    tracks: TraceTracks, order: Places, weights: FloatArray | None, floats: _Floats
) -> dict[str, Any]:
    cell = tracks.trace.cell
    return {
        "layer": tracks.layer,
        "direction": tracks.direction,
        "cell": cell.title,
        "units": cell.units,
        "activation": cell.activation,
        "gates": cell.gates,
        "order": order.tolist(),
        "weights": None if weights is None else floats.add(weights),
        "tracks": [_track(track, floats) for track in tracks.tracks],
        "inputShare": floats.add(tracks.shares.input_share),
        "stateShare": floats.add(tracks.shares.state_share),
        "biasShare": floats.add(tracks.shares.bias_share),
        "inputWeight": floats.add(tracks.input_weight),
    }
