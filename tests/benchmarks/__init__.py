"""Benchmarks: `make bench`. Each module has a `run` that measures and prints; ratios first, for they travel.

Machines are noisy and shared. So the ways to do a thing are timed in turns, in one process, and each
is told by the median of its rounds.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import Any

Way = Callable[[], Any]
TURN = 0.005  # Seconds a quick way is given in each round.


def interleaved(
    ways: Mapping[str, Way], rounds: int, told: Callable[[list[float]], float] = median
) -> dict[str, float]:
    """Seconds of one call of each way: the median of rounds in which each has its turn.

    A quick way is called several times a turn. `told=min` asks for the time nobody else disturbed.
    """
    calls = {}
    for name, way in ways.items():
        way()  # What is compiled or cached at the first call is paid here.
        calls[name] = max(1, round(TURN / _seconds(way, 3)))
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(_seconds(way, calls[name]))
    return {name: told(times) for name, times in taken.items()}


def _seconds(way: Way, calls: int) -> float:
    begun = time.perf_counter()
    for _ in range(calls):
        way()
    return (time.perf_counter() - begun) / calls


def table(title: str, rows: Iterable[Iterable[object]]) -> None:
    """Print rows under a title, every column as wide as its widest cell."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}")
    for first, *rest in cells:
        aligned = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        print("  " + "  ".join((first.ljust(widths[0]), *aligned)))
