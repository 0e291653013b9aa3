"""Train every point of the memory bench; an interrupted run goes on where it was."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from rnnviz.arrays import compute_on_one_thread
from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import EXAMPLES, Result, measure_point
from rnnviz.experiments.memory_shipped import (
    PATH,
    SHIPPED_LAGS,
    SHIPPED_SEEDS,
    as_shipped,
    larger_points,
)
from rnnviz.experiments.memory_tasks import TASKS, MemoryTask
from rnnviz.experiments.memory_training import HELD_OUT, Point

Say = Callable[[str], object]
COMMAND = "python -m rnnviz.weights memory"
_EVERY = 10  # Results between two writings.


def points() -> Iterator[Point]:
    """Every point that is shipped; a whole seed of all tasks before the next one, then the larger ones."""
    for seed in SHIPPED_SEEDS:
        for task in TASKS:
            for lag in SHIPPED_LAGS:
                yield from (as_shipped(Point(task, case, lag, seed)) for case in CASES)
    yield from larger_points()


def make(say: Say) -> None:
    """Train what is not there yet, with the settings of today."""
    compute_on_one_thread()
    known = {result.point: result for result in read()}
    started, wanted = time.perf_counter(), list(points())
    done = {point: known[point] for point in wanted if point in known}
    for n, point in enumerate(wanted, 1):
        if point in done:
            continue
        *_, result = measure_point(point)
        if not isinstance(result, Result):
            raise TypeError("a training ends with its result")
        done[point] = result
        if n % _EVERY == 0 or n == len(wanted):
            write(done)
            say(f"{time.perf_counter() - started:6.0f} s  {n} of {len(wanted)}  {said(result)}")


def said(result: Result) -> str:
    """A result in a line."""
    point = result.point
    return f"{point.task} {point.case} lag {point.lag} seed {point.seed}: {result.how}, {result.score:.3g}"


def read() -> Iterator[Result]:
    """What was written before."""
    if PATH.exists():
        yield from map(Result.from_values, json.loads(PATH.read_text(encoding="utf-8"))["results"])


def write(results: Mapping[Point, Result]) -> None:
    """Write all results, a line each, whole whatever happens meanwhile."""
    head = {
        "command": COMMAND,
        "made": date.today().isoformat(),
        "held_out": HELD_OUT,
        "examples": {
            name: {str(lag): example(task, lag) for lag in SHIPPED_LAGS} for name, task in TASKS.items()
        },
    }
    lines = ",\n".join(json.dumps(result.as_values()) for result in results.values())
    text = json.dumps(head)[:-1] + ',\n"results": [\n' + lines + "\n]}\n"
    fresh = PATH.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(PATH)


def example(task: MemoryTask, lag: int) -> list[dict[str, Any]]:
    """The held-out sequences whose answers are kept: what is read, and the right answers."""
    batch = task.held_out(lag, HELD_OUT)
    found = []
    for row in range(min(EXAMPLES, batch.packing.counts[0])):
        here = batch.row(row)
        asked = batch.packing.rows[batch.places] == row
        found.append(
            {
                "symbols": batch.symbols[here].tolist(),
                "values": [round(float(x), 3) for x in batch.inputs[here, 0]] if task.is_number else [],
                "targets": [round(float(x), 3) for x in batch.targets[asked]],
            }
        )
    return found


def report(say: Say) -> None:
    """Say how many of the points of each case are solved."""
    known, larger = list(read()), set(larger_points())
    results = [one for one in known if one.point not in larger]
    for name, task in TASKS.items():
        for case in CASES.values():
            mine = [one for one in results if (one.point.task, one.point.case) == (name, case.name)]
            parts = []
            for lag in SHIPPED_LAGS:
                here = [one.is_solved for one in mine if one.point.lag == lag]
                parts.append(f"{lag}: {sum(here)} of {len(here)}")
            say(f"memory, {task.title}, {case.title}: solved at lag {', '.join(parts)}")
    for one in known:
        if one.point in larger:
            say(f"memory, {one.point.units} units, {said(one)}")
