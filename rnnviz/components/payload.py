"""A reading as the bytes that the browser instrument draws: a JSON header, then plain float32."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from rnnviz.analysis.units import UNIT_ORDERS, Rows
from rnnviz.arrays import FloatArray
from rnnviz.components.view import View
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import QUANTITIES, TraceTracks, Track, embedding_track, tracks_of


def pack_reading(network: Network, reading: Reading, rows: Sequence[Rows], view: View) -> bytes:
    """Everything the instrument shows of one reading.

    Layout: four bytes, little endian, with the length of the header; the header, JSON in UTF-8; then
    float32, little endian. An array is referred to by [offset in floats, rows, columns].

    Args:
        network: which read.
        reading: what it computed.
        rows: for each trace the unit that stands in each row.
        view: what is chosen at first.
    """
    traces = tracks_of(reading)
    header = reading_header(network, reading, rows, traces)
    for trace, tracks in zip(header["traces"], traces, strict=True):
        inputs, state, bias = tracks.parts
        trace |= {"inputPart": inputs, "statePart": state, "biasPart": bias}
    return pack(header | {"view": asdict(view)})


def reading_header(
    network: Network, reading: Reading, rows: Sequence[Rows], traces: Sequence[TraceTracks]
) -> dict[str, Any]:
    """What every instrument is sent of a reading and its tracks; arrays stand in it as they are."""
    return {
        "network": network.title,
        "columns": [list(column) for column in reading.columns],
        "probabilities": np.append(reading.initial_probability, reading.probabilities),
        "turningPoint": reading.turning_point,
        "embedding": _track(embedding_track(reading)),
        "traces": [
            _trace(trace, of_trace, weights)
            for trace, of_trace, weights in zip(traces, rows, _weights(network, traces), strict=True)
        ],
    }


def _weights(network: Network, traces: Sequence[TraceTracks]) -> list[FloatArray | None]:
    """For each trace the weight of its units to the verdict; None where the head does not read it."""
    last = [trace.trace.cell.units for trace in traces if trace.layer == len(network.layers)]
    read = np.split(verdict_weights(network), np.cumsum(last)[:-1])
    return [None] * (len(traces) - len(last)) + read


def pack(header: dict[str, Any]) -> bytes:
    """Write arrays behind the header, each once, and in their places the references to them."""
    blocks: dict[tuple[bytes, tuple[int, ...]], int] = {}  # Where each begins, in floats.
    end = 0

    def refer(values: FloatArray) -> list[int]:
        nonlocal end
        with np.errstate(over="ignore"):  # What is too large for a float32 is infinite, and drawn as that.
            block = np.ascontiguousarray(np.atleast_2d(values), dtype="<f4")
        key = (block.tobytes(), block.shape)
        if key not in blocks:
            blocks[key] = end
            end += block.size
        return [blocks[key], *block.shape]

    text = json.dumps(header, separators=(",", ":"), default=refer).encode()
    return b"".join([len(text).to_bytes(4, "little"), text, *(block for block, _ in blocks)])


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


def _trace(tracks: TraceTracks, rows: Rows, weights: FloatArray | None) -> dict[str, Any]:
    cell = tracks.trace.cell
    return {
        "layer": tracks.layer,
        "direction": tracks.direction,
        "cell": cell.title,
        "units": cell.units,
        "activation": cell.activation,
        "recurrentActivation": getattr(cell, "recurrent_activation", None),
        "gates": cell.gates,
        "rows": rows.units.tolist(),
        "order": UNIT_ORDERS[rows.order],
        "weights": weights,
        "tracks": [_track(track) for track in tracks.tracks],
        "inputShare": tracks.input_share,
    }
