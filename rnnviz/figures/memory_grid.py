"""All eight ways to begin against all lags: for every seed a mark, full where it solved its task."""

from collections.abc import Iterator, Sequence
from html import escape
from statistics import median

from rnnviz.experiments.memory_cases import CASES, Case
from rnnviz.experiments.memory_results import Reach, Result
from rnnviz.experiments.memory_tasks import MOST_LAG
from rnnviz.figures.memory_frame import look_of
from rnnviz.figures.memory_said import score_said
from rnnviz.figures.style import LINE, MUTED, TEXT, Theme, themed

_STYLE = f"""<style>
.memory-grid {{ overflow-x: auto; color: {themed(TEXT)}; }}
.memory-grid table {{ border-collapse: collapse; font-size: 0.9rem; line-height: 1.2; width: 100%; }}
.memory-grid caption {{ text-align: left; color: {themed(MUTED)}; padding-bottom: 0.5rem; }}
.memory-grid :is(th, td) {{
  border: 0; border-bottom: 1px solid color-mix(in srgb, {themed(LINE)} 30%, transparent);
  padding: 0.42rem 0.3rem; text-align: center; font-weight: 400; white-space: nowrap;
}}
.memory-grid th[scope=row] {{ text-align: left; padding-left: 0; white-space: normal; }}
.memory-grid thead th {{ color: {themed(MUTED)}; }}
.memory-grid .first > * {{ border-top: 2px solid {themed(LINE)}; }}
.memory-grid .chosen {{ background: color-mix(in srgb, {themed(LINE)} 22%, transparent); }}
.memory-grid thead .chosen {{ color: {themed(TEXT)}; font-weight: 700; }}
.memory-grid .shown th[scope=row] {{ font-weight: 700; }}
.memory-grid .marks {{ letter-spacing: 0.08em; font-size: 1.15em; line-height: 1; }}
.memory-grid small {{ display: block; font-size: 0.8em; }}
</style>"""
_FULL, _EMPTY = "●", "○"


def memory_grid(
    results: Sequence[Result], lags: Sequence[int], chosen: int, shown: Sequence[str], theme: Theme
) -> str:
    """A table as HTML.

    Args:
        results: of one task.
        lags: the columns.
        chosen: the lag that is marked.
        shown: names of the cases whose lines are drawn beside it.
        theme: of the page.
    """
    heads = "".join(f'<th scope="col" class="{_chosen(lag == chosen)}">{lag}</th>' for lag in lags)
    rows, before = [], ""
    for case in CASES.values():
        mine = [result for result in results if result.point.case == case.name]
        kind = " ".join(
            name for name, holds in (("first", case.cell != before), ("shown", case.name in shown)) if holds
        )
        rows.append(f'<tr class="{kind}">{_row(case, mine, lags, chosen, theme)}</tr>')
        before = case.cell
    caption = f"Solved, by lag: {_FULL} a seed that did, {_EMPTY} one that did not."
    return (
        f"{_STYLE}<div class='memory-grid' tabindex='0' role='region' aria-label='Solved, by lag'><table>"
        f"<caption>{caption}</caption><thead><tr>"
        f"<th scope='col'></th>{heads}<th scope='col'>horizon <small>before → after</small></th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(case: Case, results: Sequence[Result], lags: Sequence[int], chosen: int, theme: Theme) -> str:
    colour = look_of(case, theme).colour
    head = f'<th scope="row" title="{escape(case.says, quote=True)}">{escape(case.title)}</th>'
    cells = []
    for lag in lags:
        found = [result for result in results if result.point.lag == lag]
        solved = sum(result.is_solved for result in found)
        marks = "".join(_FULL if result.is_solved else _EMPTY for result in found)
        title = "; ".join(
            f"seed {one.point.seed}: {one.how} after {one.updates:,} updates, {score_said(one)}"
            for one in found
        )
        said = f"{solved} of {len(found)}" if found else "not trained"
        cells.append(
            f'<td class="{_chosen(lag == chosen)}" title="{escape(title, quote=True)}">'
            f'<span class="marks" style="color:{colour}" role="img" aria-label="{said}">{marks or "–"}</span>'
            "</td>"
        )
    here = [result for result in results if result.point.lag == chosen]
    return f"{head}{''.join(cells)}<td>{_horizons(here)}</td>"


def _horizons(results: Sequence[Result]) -> str:
    if not results:
        return "–"
    return " → ".join(_median([one.before for one in results], [one.after for one in results]))


def _median(*times: Sequence[Reach]) -> Iterator[str]:
    """The median horizon of the seeds at each time; seeds whose state explodes have none."""
    for reaches in times:
        known = [MOST_LAG + 1 if one.horizon is None else one.horizon for one in reaches if not one.exploded]
        middle = median(known) if known else 0
        yield "explodes" if not known else f"&gt; {MOST_LAG}" if middle > MOST_LAG else f"{middle:.0f}"


def _chosen(is_chosen: bool) -> str:
    return "chosen" if is_chosen else ""
