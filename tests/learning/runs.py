"""Runs to test with: settings, and messages whose numbers say which epoch they are of."""

from typing import Any

import numpy as np

from rnnviz.learning.messages import pack
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.learning.store import RunStore

SPEC = RunSpec()
OTHERS = RunSpec(
    DataSpec("grammar", 20, 50, 9, "pre"),
    ModelSpec(52, cell="gru", units=8, layers=2, bidirectional=True, dropout=0.25),
    TrainingSpec(epochs=8, clip_by="clipnorm", clip=0.5),
)


def again(store: RunStore) -> RunStore:
    """What another server, or this one after a start, finds in the same folder."""
    return RunStore(store.folder, store.limit_bytes)


def progress(epoch: int, done: int, **others: Any) -> bytes:
    return pack({"kind": "progress", "epoch": epoch, "done": done, "of": 10, "loss": 0.5} | others)


def epoch(number: int, size: int = 6) -> bytes:
    """An epoch whose every array says which one it is."""
    weights = {f"weight{n}": np.full((n + 1, size), number + n / 16, np.float32) for n in range(12)}
    return pack(
        {"kind": "epoch", "epoch": number, "loss": 1 / (number + 1)},
        weights | {"validation": np.full(3, number), "test": np.full(2, -number)},
    )


def resume(number: int) -> bytes:
    return pack({"kind": "resume", "epoch": number}, {"state0": np.full(4, number, np.float32)})


def places(store: RunStore, id: str) -> list[tuple[int, int]]:
    return [(line["epoch"], line["done"]) for line in store.history(id).progress]


def numbers(store: RunStore, id: str) -> list[int]:
    return [header["epoch"] for header in store.history(id).epochs]
