"""Train the cures before and after, and write what came out: python -m rnnviz.weights cures."""

import json
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rnnviz.arrays import compute_on_one_thread
from rnnviz.data.sources import split_of
from rnnviz.experiments.cures_plan import COMMAND, CURES, SEEDS, seeded
from rnnviz.experiments.cures_run import record_of
from rnnviz.experiments.cures_shipped import PATH, name_of
from rnnviz.learning.material import Material, prepare
from rnnviz.learning.spec import DataSpec, RunSpec

_UNFINISHED = PATH.with_name(f".{PATH.name}.part")


def make(say: Callable[[str], None] = lambda what: None, again: bool = True) -> None:
    """Train every arm from every seed; what is there is written after each, beside the file until all are.

    Settings that stand in several comparisons are trained once.

    Args:
        say: is told of each run.
        again: whether runs that an unfinished attempt has left are trained again.
    """
    compute_on_one_thread()
    kept = {} if again else _kept(_UNFINISHED)
    runs: dict[str, Any] = {}
    for cure in CURES.values():
        for arm in cure.arms:
            for seed in SEEDS:
                name = name_of(seeded(arm.spec, seed))
                if name not in runs:
                    runs[name] = kept.get(name) or _trained(seeded(arm.spec, seed))
                    write(runs, _UNFINISHED)
                    say(f"{cure.key}, {arm.key}, seed {seed}: {said(runs[name])}")
    _UNFINISHED.replace(PATH)


def _trained(spec: RunSpec) -> dict[str, Any]:
    return record_of(spec, _material(spec.data))


@cache
def _material(data: DataSpec) -> Material:
    return prepare(data, split_of(data.source, data.examples))


def write(runs: dict[str, Any], path: Path) -> None:
    """Write all runs, a line for each."""
    head = {"command": COMMAND, "seeds": list(SEEDS), "numpy": version("numpy")}
    lines = (f"{json.dumps(name)}: {json.dumps(record)}" for name, record in runs.items())
    body = ",\n".join(lines)
    path.write_text(f'{{"made": {json.dumps(head)}, "runs": {{\n{body}\n}}}}\n', encoding="utf-8")


def _kept(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return found


def said(record: dict[str, Any]) -> str:
    """A run in a few words."""
    if record["died"]:
        return f"not finite after update {record['died']}"
    return f"test accuracy {record['test_accuracy']:.1%} after {record['seconds']:.0f} s"


def report(say: Callable[[str], None]) -> None:
    """Say what the file says."""
    runs = _kept(PATH)
    for cure in CURES.values():
        for arm in cure.arms:
            scores = (said(runs[name_of(seeded(arm.spec, seed))]) for seed in SEEDS)
            say(f"{cure.title}, {arm.title}: {'; '.join(scores)}")
