"""Was or were: what the charts over distance show, in words, from their numbers."""

from collections.abc import Mapping, Sequence
from statistics import median

from rnnviz.data.agreement import TRAINED_TO
from rnnviz.experiments.agreement_training import ALONE_AT, CASES, EPOCHS
from rnnviz.figures.agreement_curves import Results, Way, points_of
from rnnviz.figures.agreement_strip import in_digits
from rnnviz.written import listed

ABLE = 0.9  # Share of right answers from which on a network is said to manage.
GUESSING = 0.5
CLEAR = 0.1  # Two shares of right answers that differ by less are called alike.
BETWEEN_WORDS = {
    "same": "the nouns between of the subject's number",
    "other": "every noun between of the other number",
    "mixed": "nouns of either number between",
}


def verdict_said(results: Results, way: Way, between: str, epoch: int = EPOCHS) -> str:
    """Who manages the greatest distance; of those that learn at it alone, with what gradient they began."""
    last = _last(results, way)
    shares = {case: median(points_of(results, way, case, between, epoch)[last]) for case in CASES}
    able = [case for case in CASES if shares[case] >= ABLE]
    unable = [case for case in CASES if shares[case] < ABLE]
    if way == "together":
        return (
            f"Trained on 0 to {TRAINED_TO} words in between, asked with {last}, {BETWEEN_WORDS[between]}: at "
            f"least {_share(ABLE)} right are {_names(able)}; less than that {_names(unable)}."
        )
    return (
        f"With {last} words between in every sentence this is learnt by {_names(able, results)}; not by "
        f"{_names(unable, results)}. In brackets: the gradient that reached the subject before training."
    )


def _names(cases: Sequence[str], results: Results | None = None) -> str:
    """Cases by their titles, with the gradient before training where results are given."""
    if not cases:
        return "none"
    names = [CASES[case].title for case in cases]
    if results is not None:
        at = ALONE_AT[-1]
        names = [
            f"{name} ({in_digits(_reached(results, case, 'before', at))})"
            for name, case in zip(names, cases, strict=True)
        ]
    return listed(names)


def _reached(results: Results, case: str, when: str, distance: int) -> float:
    """The typical gradient of all seeds at a distance."""
    place = results["distances"].index(distance)
    return float(median(run["reaching"][when][place] for run in results["together"][case]))


def _last(results: Results, way: Way) -> int:
    """The greatest distance that was measured."""
    return ALONE_AT[-1] if way == "alone" else int(results["distances"][-1])


def _share(share: float) -> str:
    """A share of sentences; 100 % is all of them."""
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def right_said(results: Results, way: Way, between: str, epoch: int = EPOCHS) -> str:
    """What the first figure shows at the greatest distance, in words, from its numbers."""
    last, parts = _last(results, way), []
    for case, each in CASES.items():
        points = points_of(results, way, case, between, epoch)[last]
        spread = "" if len(set(points)) == 1 else f" ({_share(min(points))} to {_share(max(points))})"
        parts.append(f"{each.title} {_share(median(points))}{spread}")
    kind = BETWEEN_WORDS["mixed" if way == "alone" else between]
    count = len(results["seeds"])
    return f"Right at {last} words, {kind}: {', '.join(parts)}; the median and the spread of {count} seeds."


def reaching_said(results: Results, way: Way) -> str:
    """What the second figure shows at the greatest distance, the largest gradient first."""
    when, last = when_of(way), _last(results, way)
    reached = {each.title: _reached(results, case, when, last) for case, each in CASES.items()}
    order = sorted(reached, key=lambda title: -reached[title])
    said = ", ".join(f"{title} {in_digits(reached[title])}" for title in order)
    return f"With {last} words in between, {when} training, the median: {said}."


def when_of(way: Way) -> str:
    """What can be learnt from far is decided before training; what is kept shows after it."""
    return "before" if way == "alone" else "after"


def ranks_said(results: Results, way: Way, between: str) -> str:
    """Where a curve is below guessing, and whether the gradient tells who is right; empty if neither.

    Args:
        results: of `agreement_shipped.load_results`, after the last epoch.
        way: as of the charts.
        between: as of the charts.
    """
    points = {case: points_of(results, way, case, between, EPOCHS)[_last(results, way)] for case in CASES}
    return " ".join(
        filter(None, (_below_said(results, way, between, points), _order_said(results, way, points)))
    )


def _below_said(results: Results, way: Way, between: str, points: Mapping[str, Sequence[float]]) -> str:
    """Whom the nouns between mislead: where all are of the other number, a wrong answer is the nearest's."""
    if way == "alone" or between != "other" or results["nearest_noun"][between][-1] > 0:
        return ""
    shares = {CASES[case].title: median(values) for case, values in points.items()}
    misled = [
        f"{title} in {_share(1 - share)} of the sentences"
        for title, share in shares.items()
        if share < GUESSING
    ]
    if not misled:
        return ""
    return f"Less than half is worse than guessing; the nearest noun is followed by {listed(misled)}."


def _order_said(results: Results, way: Way, points: Mapping[str, Sequence[float]]) -> str:
    """The two networks whose gradients stand most clearly against their right answers."""
    when, last = when_of(way), _last(results, way)
    reached = {case: _reached(results, case, when, last) for case in CASES}
    right = {case: median(values) for case, values in points.items()}
    against = [
        (right[better] - right[worse], better, worse)
        for better in CASES
        for worse in CASES
        if reached[worse] > reached[better] and right[better] - right[worse] > CLEAR
    ]
    if not against:
        return ""
    _, better, worse = max(against)
    return (
        f"The gradient {when} training does not rank them: it is larger in {CASES[worse].title} "
        f"({in_digits(reached[worse], 2)}, {_share(right[worse])} right) than in {CASES[better].title} "
        f"({in_digits(reached[better], 2)}, {_share(right[better])} right, its seeds from "
        f"{_share(min(points[better]))} to {_share(max(points[better]))})."
    )
