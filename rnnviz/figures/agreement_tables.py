"""Was or were: the two charts as a table, a row for each distance."""

from html import escape
from statistics import median

from rnnviz.experiments.agreement_training import CASES
from rnnviz.figures.agreement_curves import Results, Way, points_of
from rnnviz.figures.agreement_curves_said import when_of
from rnnviz.figures.agreement_strip import in_digits


def curves_table(results: Results, way: Way, between: str, epoch: int) -> str:
    """The share right (the median of the seeds, then each) and the median gradient at the subject.

    Args:
        results: of `agreement_shipped.load_results`.
        way: as of the charts.
        between: as of the charts.
        epoch: as of the charts.
    """
    when = when_of(way)
    right = {case: points_of(results, way, case, between, epoch) for case in CASES}
    rows = []
    for distance in next(iter(right.values())):
        place = results["distances"].index(distance) if distance in results["distances"] else None
        cells = []
        for case in CASES:
            shares = right[case][distance]
            each = " · ".join(f"{100 * share:.1f}" for share in shares)
            cells.append(f"<td>{100 * median(shares):.1f} % ({each})</td>")
            runs = results["together"][case] if place is not None else ()
            reached = [run["reaching"][when][place] for run in runs]
            cells.append(f"<td>{in_digits(median(reached)) if reached else ''}</td>")
        rows.append(f"<tr><th>{distance}</th>{''.join(cells)}</tr>")
    heads = "".join(
        f"<th>{escape(case.title)}: right</th><th>gradient {when} training</th>" for case in CASES.values()
    )
    return (
        '<div style="overflow-x: auto" tabindex="0" role="region" aria-label="The charts as a table"><table>'
        f"<tr><th>words between</th>{heads}</tr>{''.join(rows)}</table></div>"
    )
