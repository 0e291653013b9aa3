"""The shipped networks that choose between "was" and "were", and what all seeds did."""

import json
from pathlib import Path
from typing import Any

from rnnviz.network import SHIPPED, Network, read_network

FOLDER = SHIPPED / "agreement"
RESULTS = FOLDER / "results.json"


def path_of(case: str) -> Path:
    """The file of the network of a case, of seed 0."""
    return FOLDER / f"{case}.npz"


def load_agreement(case: str) -> Network:
    """The shipped network of a case of `agreement_training.CASES`, trained on all distances with seed 0."""
    return read_network(path_of(case))


def load_results() -> dict[str, Any]:
    """What `python -m rnnviz.weights agreement` measured."""
    results: dict[str, Any] = json.loads(RESULTS.read_text())
    return results
