"""What the memory bench shows, in sentences made of its numbers."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from math import isfinite

from rnnviz.cells import CELL_TITLES
from rnnviz.experiments.memory_cases import CASES, KERAS, Case
from rnnviz.experiments.memory_results import Result
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.written import listed


def headline_said(lag: int, results: Sequence[Result]) -> str:
    """What decides at a lag of a task: the first weights, where one cell fails with some and not with others.

    Args:
        lag: the chosen one.
        results: of one task, all lags.
    """
    here = [result for result in results if result.point.lag == lag]
    solved = sum(result.is_solved for result in here)
    if not here:
        return f"At lag {lag} nothing is trained yet."
    if not any(result.is_solved for result in results):
        return f"{_unsolved_said(results)} {_best_said(here)}"
    if contrast := _contrast_said(lag, results):
        return f"The start decides: {contrast}"
    if solved < len(here):
        closest = "" if solved else f" {_best_said(here)}"
        return f"At lag {lag} {_count(here)}, whatever the first weights.{closest}"
    longer = sorted({result.point.lag for result in results if result.point.lag > lag})
    easy = f"Lag {lag} is easy: all {solved} networks solve it."
    for each in longer:
        if contrast := _contrast_said(each, results):
            return f"{easy} Further on the start decides: {contrast}"
        there = [result for result in results if result.point.lag == each]
        if not all(result.is_solved for result in there):
            return f"{easy} At lag {each} {_count(there)}, whatever the first weights."
    return easy


def _count(here: Sequence[Result]) -> str:
    solved = sum(result.is_solved for result in here)
    if solved < 2:
        return f"{'only one' if solved else 'none'} of {len(here)} networks solves it"
    return f"{solved} of {len(here)} networks solve it"


def _unsolved_said(results: Sequence[Result]) -> str:
    usual = results[0].point
    settings = f"{usual.units} units, {max(one.point.updates for one in results):,} updates"
    return f"Too hard for these settings ({settings}): none of {len(results)} networks solves it at any lag."


def _contrast_said(lag: int, results: Sequence[Result]) -> str:
    """What the first weights of one cell change for more than half of its seeds; "" if they do not.

    Rather where Keras's own fail, or else where they do not; then the greatest change, then the longest lag.
    """
    found: list[tuple[int, float, int, Case, Case]] = []
    trained = [case for case in CASES.values() if _solved(results, case.name, lag)]
    for weak, strong in permutations(trained, 2):
        shares = [_share(results, case.name, lag) for case in (weak, strong)]
        if weak.cell == strong.cell and shares[1] - shares[0] > 0.5:
            usual = 2 * (weak.begins == KERAS) + (strong.begins == KERAS)
            found.append((usual, shares[1] - shares[0], longest(results, strong.name), weak, strong))
    if not found:
        return ""
    *_, far, weak, strong = max(found, key=lambda one: one[:3])
    cell = CELL_TITLES[weak.cell]
    fails = f"fails at lag {lag} ({_seeds(results, weak.name, lag)})"
    same = "the same" if weak.activation == strong.activation else "a"
    what = f"even lag {far}" if far > lag else "it"
    mostly = "mostly " if _share(results, weak.name, lag) else ""
    return (
        f"with {weak.begins} the {cell} {mostly}{fails}; with {strong.begins} {same} {cell} solves {what}"
        f" ({_seeds(results, strong.name, max(far, lag))})."
    )


def _solved(results: Iterable[Result], case: str, lag: int) -> list[bool]:
    return [one.is_solved for one in results if (one.point.case, one.point.lag) == (case, lag)]


def _share(results: Iterable[Result], case: str, lag: int) -> float:
    solved = _solved(results, case, lag)
    return sum(solved) / len(solved)


def _seeds(results: Iterable[Result], case: str, lag: int) -> str:
    solved = _solved(results, case, lag)
    return f"{sum(solved)} of {len(solved)} seeds"


def larger_said(larger: Sequence[Result]) -> str:
    """What more units and more updates change, where they were tried; "" where they were not."""
    if not larger:
        return ""
    point = larger[0].point
    settings = f"{point.units} units, up to {point.updates:,} updates, seed {point.seed}"
    parts = []
    for lag in sorted({one.point.lag for one in larger}):
        done = [one for one in larger if one.is_solved and one.point.lag == lag]
        if done:
            parts.append(f"lag {lag} by {listed([f'{_named(one)} after {one.updates:,}' for one in done])}")
    missed = [
        f"{_named(one)} at lag {one.point.lag} ({one.right:.0%} right)" for one in larger if not one.is_solved
    ]
    learnt = f"it is learnt: {'; '.join(parts)}" if parts else "it is not learnt either"
    return f"With more room and time ({settings}) {learnt}.{f' Not by {listed(missed)}.' if missed else ''}"


def _named(result: Result) -> str:
    return f"“{CASES[result.point.case].title}”"


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
    return (
        f"At lag {best.point.lag} “{CASES[best.point.case].title}” comes closest with {score};"
        f" {base} is reached without memory."
    )


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
