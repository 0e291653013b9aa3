"""A run of a wired network as the bytes that the browser draws."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.components.payload import pack
from rnnviz.data import melodies
from rnnviz.decoding import NEVER, Beam
from rnnviz.layers import LayerReading
from rnnviz.symbols import START
from rnnviz.tasks.running import Run, shown
from rnnviz.tasks.task import Column

MOST_NAMED = 8  # Symbols of a distribution that are shown by name.
# The page says what a symbol is, where it would be hard to see or to read.
Shown = Mapping[str, str]
_SHOWN: Shown = {" ": "␣"}


def pack_run(run: Run, version: int = 0, size: str = "normal", notes: Sequence[Any] = ()) -> bytes:
    """Everything that the picture of a running network shows; see `wired` for the header."""
    blocks = [block for block in (_eyes(run), _reader(run), _writer(run)) if block]
    header: dict[str, Any] = {
        "network": run.network.name,
        "blocks": blocks,
        "view": {"size": size, "version": version},
        "said": said(run),
    }
    if run.writing and (run.seen or run.read):
        header["context"] = run.read.final if run.read else run.seen[-1]
    if run.attention is not None:
        header["attention"] = run.attention
    if notes:
        header |= {"notes": [list(note) for note in notes], "eighth": 30_000 / melodies.BEATS_A_MINUTE}
    if run.temperature:
        header["temperature"] = run.temperature
    return pack(header)


def pack_nothing(version: int = 0) -> bytes:
    """The picture before anything was given."""
    return pack({"network": "", "blocks": [], "view": {"size": "normal", "version": version}, "said": ""})


def pack_beam(run: Run, beam: Beam, width: int, size: str = "normal") -> bytes:
    """The tree of a beam search."""
    symbols = run.symbols
    branches = [
        {
            "parent": branch.parent,
            "depth": branch.depth,
            "symbol": _name(run, branch.symbol),
            "probability": branch.probability,
            "total": branch.log_probability,
            "kept": branch.kept,
        }
        for branch in beam.branches
    ]
    texts = [run.task.joined(symbols.decode(beam.text_of(place))) for place in beam.ended]
    best = f"The best of {len(texts)} texts is {texts[0]}." if texts else "No text came to an end."
    return pack(
        {
            "network": run.network.name,
            "branches": branches,
            "ended": list(beam.ended),
            "texts": texts,
            "width": width,
            "size": size,
            "said": best,
        }
    )


def said(run: Run) -> str:
    """The result in a sentence."""
    if run.network.wiring == "many-to-many":
        pairs = zip(run.given.columns, run.answer, strict=True)
        return ", ".join(f"{column.text}: {answer}" for column, answer in pairs)
    if run.writing:
        return f"It wrote {run.text or 'nothing'}"
    return f"{run.text}, {float(run.probabilities[-1, run.chosen[-1]]):.0%}"


def _eyes(run: Run) -> dict[str, Any] | None:
    if not run.seen:
        return None
    context = run.seen[-1]  # The maps of a convolution before it are no column of numbers.
    cell = "CNN" if len(run.seen) > 1 else "Dense"
    most = max(float(context.max()), 1e-6)
    layers = [_layer("Dense, relu", cell, context[None], kind="gate", limit=most)]
    answers = None if run.writing else [_answer(run, 0)]
    block = _block("eyes", "It sees", [Column("picture", f"{run.task.pixels} numbers")], layers, answers)
    return block | {"columns": [{**block["columns"][0], "picture": run.given.shown}]}


def _reader(run: Run) -> dict[str, Any] | None:
    if run.read is None:
        return None
    count = len(run.given.columns)
    answers: list[Any] | None = None
    if run.outputs is not None:
        first = count - len(run.outputs)
        answers = [None] * first + [_answer(run, step) for step in range(len(run.outputs))]
    title = "The encoder reads" if run.writing else "It reads"
    return _block("reader", title, run.given.columns, _layers(run.read.layers), answers)


def _layers(readings: Sequence[LayerReading]) -> list[dict[str, Any]]:
    layers = []
    for n, reading in enumerate(readings, start=1):
        both = reading.backward is not None
        for trace in reading.traces:
            way = (" ←" if trace.reverse else " →") if both else ""
            label = f"Layer {n}{way}" if len(readings) > 1 or both else "Hidden state"
            layers.append(_layer(label, trace.cell.title, trace.steps.hidden_state, reverse=trace.reverse))
    return layers


def _writer(run: Run) -> dict[str, Any] | None:
    if run.writing is None or run.network.writer is None:
        return None
    steps, symbols = run.writing.steps, run.symbols
    columns = []
    for n, step in enumerate(steps):
        given = n > 0 and (n - 1 in run.writing.forced or run.taught)
        status = "start" if step.symbol == START else "forced" if given else "known"
        columns.append({"text": _name(run, step.symbol), "note": "", "status": status})
    layers = []
    for n in range(len(run.network.writer.layers)):
        states = np.stack([step.steps[n].hidden_state for step in steps])
        label = f"Layer {n + 1}" if len(run.network.writer.layers) > 1 else "Hidden state"
        layers.append(_layer(label, run.network.writer.layers[n].forward.title, states))
    block = _block("writer", "The decoder writes" if run.read else "It writes", (), layers, None)
    answers = [_answer(run, step) for step in range(len(steps))]
    return block | {"columns": columns, "answers": answers, "symbols": len(symbols)}


def _block(
    key: str, title: str, columns: Sequence[Column], layers: list[dict[str, Any]], answers: list[Any] | None
) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "columns": [
            {"text": one.text, "note": one.note, "status": "known" if one.known else "unknown"}
            for one in columns
        ],
        "layers": layers,
        "answers": answers,
    }


def _layer(label: str, cell: str, values: FloatArray, reverse: bool = False, **scale: Any) -> dict[str, Any]:
    return {
        "label": label,
        "cell": cell,
        "reverse": reverse,
        "kind": "signed",
        "limit": 1.0,
        **scale,
        "values": values,
    }


def _answer(run: Run, step: int) -> dict[str, Any]:
    """What is written at a step, and what else it might have been."""
    probabilities = run.drawn_from[step]
    chosen = run.chosen[step]
    order = [
        n for n in np.argsort(-probabilities, kind="stable").tolist() if not run.writing or n not in NEVER
    ]
    best = order[:MOST_NAMED]
    forced = bool(run.writing and step in run.writing.forced and not run.taught)
    right = run.right[step] if run.right is not None and step < len(run.right) else None
    loss = run.loss_at(step) if run.taught else None
    return {
        "symbol": _name(run, chosen),
        "number": chosen,
        "probability": float(probabilities[chosen]),
        "forcible": bool(run.writing) and not run.taught and step >= len(run.given.begun),
        "forced": forced,
        "right": _name(run, right) if right is not None else None,
        "wrong": right is not None and right != chosen,
        "loss": loss,
        "top": [[_name(run, n), float(probabilities[n]), n] for n in best],
        "rest": max(0.0, 1.0 - float(probabilities[best].sum())),
        "others": len(order) - len(best),
    }


def _name(run: Run, number: int) -> str:
    name = run.task.pretty(shown(run.symbols, number))
    return _SHOWN.get(name, name)
