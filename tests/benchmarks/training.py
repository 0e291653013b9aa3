"""Training: examples a second, and seconds to an accuracy, against Keras in two ways and PyTorch.

PyTorch is looked for where this runs, or behind RNNVIZ_TORCH_PYTHON: the Python of an environment with it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np

from rnnviz.data.reviews import split_sentences
from rnnviz.learning.encoded import Encoded
from rnnviz.learning.material import filled, prepare
from rnnviz.learning.spec import CELL_KINDS, DataSpec
from tests.benchmarks import _training_rivals as rivals
from tests.benchmarks import table

ROUNDS = 3
WANTED = {"simple-rnn": 4.5, "gru": 3.0, "lstm": 3.0}  # Times the examples of `fit`.
# What our workers are started with: glibc then keeps the memory of large arrays instead of giving it back.
KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "2147483648",
    "MALLOC_TOP_PAD_": "67108864",
}
WAYS = {
    "ours": ("ours", KEPT_MEMORY),
    "ours, memory given back": ("ours", {}),
    "model.fit": ("fit", {}),
    "Keras layers, XLA": ("xla", {}),
    "PyTorch": ("torch", {}),
}


def run() -> None:
    """Measure and print."""
    torch = os.environ.get("RNNVIZ_TORCH_PYTHON") or (sys.executable if find_spec("torch") else None)
    rates: dict[tuple[str, str], list[float]] = defaultdict(list)
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        _write_data(Path(folder))
        for seed in range(ROUNDS):
            for cell in CELL_KINDS:
                for way, (rival, memory) in WAYS.items():
                    if rival != "torch" or torch:
                        found = _train((rival, cell, str(seed), folder), memory, torch)
                        rates[way, cell].append(found["rate"] or 0)
                        seconds[way, cell].append(found["seconds"] or float("inf"))
    ways = [way for way in WAYS if (way, CELL_KINDS[0]) in rates]
    _print_ratios({key: median(each) for key, each in rates.items()}, ways)
    _print_seconds({key: median(each) for key, each in seconds.items()}, ways)
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(
        f"\n{free} cores; ours computes on one thread, the others on as many as they choose; one at a time."
    )
    if not torch:
        print("PyTorch is not installed and was left out.")


def _write_data(folder: Path) -> None:
    """Rotten Tomatoes as a run prepares them."""
    data = DataSpec()
    texts = prepare(data, split_sentences())

    def of(part: Encoded, prefix: str = "") -> dict[str, object]:
        lengths = np.array([len(ids) for ids in part.ids])
        return {
            f"{prefix}x": np.stack(filled(part.ids, data)),
            f"{prefix}y": part.labels,
            f"{prefix}lengths": lengths,
        }

    arrays = {**of(texts.train), **of(texts.validation, "v"), "words": len(texts.vocabulary)}
    np.savez(folder / "data.npz", **arrays)  # type: ignore[arg-type]


def _train(
    what: tuple[str, str, str, str], memory: dict[str, str], torch: str | None
) -> dict[str, float | None]:
    quiet = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    root = str(Path(__file__).parents[2])
    python = (torch if what[0] == "torch" else None) or sys.executable
    done = subprocess.run(
        [python, rivals.__file__, *what],
        env=os.environ | quiet | memory | {"PYTHONPATH": root},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    found: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print_ratios(rates: dict[tuple[str, str], float], ways: list[str]) -> None:
    rows: list[list[str]] = [["", *CELL_KINDS]]
    for way in ways[1:]:
        rows.append([f"ours / {way}", *(f"{rates['ours', c] / rates[way, c]:.2f}" for c in CELL_KINDS)])
    rows.append(["wanted of model.fit", *(f">= {WANTED[c]}" for c in CELL_KINDS)])
    table("Times the examples a second: 40 words, 32 units, batches of 128", rows)
    rows = [["", *CELL_KINDS], *([way, *(f"{rates[way, c]:,.0f}" for c in CELL_KINDS)] for way in ways)]
    table("Examples a second, on this machine only", rows)


def _print_seconds(seconds: dict[tuple[str, str], float], ways: list[str]) -> None:
    goals = [f"{cell} {rivals.TARGETS[cell]:.2f}" for cell in CELL_KINDS]
    rows: list[list[str]] = [["", *goals]]
    for way in ways:
        if WAYS[way][0] != "xla":
            rows.append([way, *(f"{seconds[way, c]:.2f}" for c in CELL_KINDS)])
    rows.append(["wanted", *["ours least"] * len(CELL_KINDS)])
    table("Seconds to a validation accuracy, building and compiling counted", rows)
