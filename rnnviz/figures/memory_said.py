"""What the memory bench shows, in sentences made of its numbers."""

from collections.abc import Iterable, Sequence
from math import isfinite

from rnnviz.cells import CELL_TITLES
from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Result
from rnnviz.experiments.memory_tasks import TASKS, MemoryTask


def conclusion_said(lag: int, results: Sequence[Result]) -> str:
    """Who solves a task at a lag and who does not; the seeds are counted where they differ."""
    here = [result for result in results if result.point.lag == lag]
    groups: dict[str, list[str]] = {"all": [], "some": [], "none": []}
    for case in CASES.values():
        solved = [result.is_solved for result in here if result.point.case == case.name]
        if solved:
            group = "all" if all(solved) else "some" if any(solved) else "none"
            count = f" ({sum(solved)} of {len(solved)})" if group == "some" else ""
            groups[group].append(f"“{case.title}”{count}")
    if not any(groups.values()):
        return f"At lag {lag} nothing is trained yet."
    if not groups["all"] and not groups["some"]:
        return f"At lag {lag}: solved by none of the eight within the updates allowed. {_best_said(here)}"
    if len(groups["all"]) == len(CASES):
        return f"At lag {lag}: solved by all eight, with every seed."
    titles = {"all": "solved by every seed of", "some": "by some of", "none": "by none of"}
    parts = [f"{titles[group]} {_listed(names)}" for group, names in groups.items() if names]
    return f"At lag {lag}: {'; '.join(parts)}."


def score_said(result: Result) -> str:
    """How well a network does, in the measure of its task."""
    if not isfinite(result.loss):
        return "the loss is no number any more"
    if TASKS[result.point.task].is_number:
        return f"mean squared error {result.loss:.3g}"
    return f"{result.right:.0%} right, loss {result.loss:.3g} nats"


def _best_said(here: Sequence[Result]) -> str:
    """Where nobody solves it: who comes closest, beside what needs no memory."""
    task = TASKS[here[0].point.task]
    known = [result for result in here if isfinite(result.score)]
    if not known:
        return "Every loss is no number any more."
    best = max(known, key=lambda one: one.score if task.measure == "right" else -one.score)
    baseline = task.baseline(best.point.lag)
    score, base = (
        f"{value:.0%} right" if task.measure == "right" else f"a loss of {value:.3f}"
        for value in (best.score, baseline)
    )
    return f"“{CASES[best.point.case].title}” comes closest with {score}; {base} is reached without memory."


def starts_said(task: MemoryTask, results: Sequence[Result]) -> str:
    """How far each cell comes with its worst and its best first weights: the longest lag most seeds solve."""
    parts = []
    for cell, title in CELL_TITLES.items():
        reached = {case.title: longest(results, case.name) for case in CASES.values() if case.cell == cell}
        worst, best = min(reached, key=reached.__getitem__), max(reached, key=reached.__getitem__)
        if not reached[best]:
            parts.append(f"{title} solves none")
        elif reached[worst] == reached[best]:
            parts.append(f"{title} {_lag(reached[best])} whatever they are")
        else:
            first = f"{_lag(reached[worst])} ({_start(worst)})"
            parts.append(f"{title} from {first} to {_lag(reached[best])} ({_start(best)})")
    if all(part.endswith("solves none") for part in parts):
        return ""
    return f"What the first weights decide ({task.title}, longest lag most seeds solve): {'; '.join(parts)}."


def longest(results: Iterable[Result], case: str) -> int:
    """The longest lag that more than half of the seeds of a case solve; 0 if there is none."""
    by_lag: dict[int, list[bool]] = {}
    for result in results:
        if result.point.case == case:
            by_lag.setdefault(result.point.lag, []).append(result.is_solved)
    return max((lag for lag, solved in by_lag.items() if 2 * sum(solved) > len(solved)), default=0)


def own_said(result: Result, shipped: Sequence[Result]) -> str:
    """A result of one's own beside the shipped seeds of the same point."""
    point = result.point
    same = [one.is_solved for one in shipped if (one.point.case, one.point.lag) == (point.case, point.lag)]
    what = f"{CASES[point.case].title}, lag {point.lag}, seed {point.seed}, {point.units} units"
    ended = {"solved": "solved", "diverged": "exploded: the loss was no number any more"}
    how = ended.get(result.how, "not solved")
    beside = f" Of the shipped seeds {sum(same)} of {len(same)} solve it." if same else ""
    return f"Yours: {what}: {how} after {result.updates:,} updates, {score_said(result)}.{beside}"


def _start(title: str) -> str:
    return title.partition(", ")[2]


def _lag(lag: int) -> str:
    return str(lag) if lag else "none"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
