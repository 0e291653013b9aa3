"""All eight ways to begin against all lags: for every seed a mark, full where it solved its task."""

from collections.abc import Iterator, Sequence
from html import escape
from statistics import median

from rnnviz.experiments.memory_cases import CASES, Case
from rnnviz.experiments.memory_results import Reach, Result
from rnnviz.experiments.memory_tasks import MOST_LAG
from rnnviz.figures.memory_frame import Frame, look_of
from rnnviz.figures.memory_said import score_said
from rnnviz.figures.style import LINE, MUTED, TEXT, themed

_STYLE = f"""<style>
.memory-grid {{ container-type: inline-size; color: {themed(TEXT)}; }}
.memory-grid table {{ border-collapse: collapse; font-size: 0.9rem; line-height: 1.2; width: 100%; }}
.memory-grid caption {{ text-align: left; color: {themed(MUTED)}; padding-bottom: 0.4rem; }}
.memory-grid :is(th, td) {{
  border: 0; border-bottom: 1px solid color-mix(in srgb, {themed(LINE)} 30%, transparent);
  padding: 0.3rem 0.2rem; text-align: center; font-weight: 400; white-space: nowrap;
}}
.memory-grid td[data-press] {{ cursor: pointer; }}
.memory-grid th[scope=row] {{ text-align: left; padding-left: 0; white-space: normal; }}
.memory-grid thead th {{ color: {themed(MUTED)}; padding: 0; }}
.memory-grid button {{
  all: unset; cursor: pointer; box-sizing: border-box; width: 100%; padding: 0.3rem 0.2rem; font: inherit;
  border-radius: 4px 4px 0 0; color: {themed(MUTED)};
}}
.memory-grid button:hover {{ color: {themed(TEXT)}; text-decoration: underline; }}
.memory-grid button:focus-visible {{ outline: 2px solid {themed(TEXT)}; outline-offset: -2px; }}
.memory-grid .first > * {{ border-top: 2px solid {themed(LINE)}; }}
.memory-grid .chosen {{ background: color-mix(in srgb, {themed(LINE)} 14%, transparent); }}
.memory-grid .chosen button {{ color: {themed(TEXT)}; font-weight: 700; }}
.memory-grid .shown th[scope=row] {{ font-weight: 700; }}
.memory-grid .marks {{ letter-spacing: 0.06em; font-size: 1.1em; line-height: 1; }}
.memory-grid small {{ display: block; font-size: 0.8rem; font-weight: 400; color: {themed(MUTED)}; }}
.memory-grid p {{ margin: 0.5rem 0 0; font-size: 0.875rem; line-height: 1.4; color: {themed(MUTED)}; }}
@container (max-width: 460px) {{
  .memory-grid :is(table, tbody, thead, caption) {{ display: block; }}
  .memory-grid tr {{ display: grid; grid-template-columns: repeat(5, 1fr) 1.9fr; align-items: end; }}
  .memory-grid tr > th:first-child {{ grid-column: 1 / -1; border-bottom: 0; padding-bottom: 0; }}
  .memory-grid tr > :not(th:first-child) {{ align-self: stretch; font-size: 0.85rem; }}
  .memory-grid thead th:first-child {{ display: none; }}
  .memory-grid .first > :not(th:first-child) {{ border-top: 0; }}
}}
</style>"""
_FULL, _EMPTY = "●", "○"


def memory_grid(
    frame: Frame, results: Sequence[Result], lags: Sequence[int], larger: Sequence[Result] = ()
) -> str:
    """A table as HTML; the head of a column, or a column, can be pressed: `data-press` is its lag.

    The roles are written down, for a narrow screen shows the rows as blocks.

    Args:
        frame: what is chosen; the cases whose lines are drawn are bold.
        results: of the task.
        lags: the columns.
        larger: networks with other settings than all the others, in rows of their own.
    """
    rows, before = [], ""
    for case in CASES.values():
        kinds = [("first", case.cell != before), ("shown", case.name in frame.cases)]
        rows.append(_row(frame, case, [one for one in results if one.point.case == case.name], lags, kinds))
        before = case.cell
    for n, name in enumerate(dict.fromkeys(one.point.case for one in larger)):
        mine = [one for one in larger if one.point.case == name]
        rows.append(_row(frame, CASES[name], mine, lags, [("first", n == 0), ("larger", True)]))
    heads = "".join(_head(lag, lag == frame.lag) for lag in lags)
    last = '<th scope="col" role="columnheader">horizon <small>before → after</small></th>'
    return (
        f"{_STYLE}<div class='memory-grid'><table role='table'>"
        f"<caption>{_FULL} a seed that solved it, {_EMPTY} one that did not. Press a lag to see it.</caption>"
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"></th>{heads}{last}</tr>'
        f'</thead><tbody role="rowgroup">{"".join(rows)}</tbody></table>{_note(frame)}</div>'
    )


def _note(frame: Frame) -> str:
    return (
        "<p>Horizon: the lag beyond which less than 1 % of a change of the state reaches the end, before →"
        f" after training at lag {frame.lag}; of the middle seed.</p>"
    )


def _head(lag: int, is_chosen: bool) -> str:
    return (
        f'<th scope="col" role="columnheader" class="{_chosen(is_chosen)}"><button type="button"'
        f' data-press="{lag}" aria-pressed="{str(is_chosen).lower()}">lag {lag}</button></th>'
    )


def _row(
    frame: Frame,
    case: Case,
    results: Sequence[Result],
    lags: Sequence[int],
    kinds: Sequence[tuple[str, bool]],
) -> str:
    colour = look_of(case, frame.theme).colour
    is_larger = ("larger", True) in kinds
    short = _settings(results[0]) if is_larger else case.short
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
            f'<td role="cell" data-press="{lag}" class="{_chosen(lag == frame.lag)}"'
            f' title="{escape(title, quote=True)}"><span class="marks" style="color:{colour}" role="img"'
            f' aria-label="{said}">{marks or "–"}</span></td>'
        )
    here = [result for result in results if result.point.lag == frame.lag]
    kind = " ".join(name for name, holds in kinds if holds)
    return (
        f'<tr role="row" class="{kind}"><th scope="row" role="rowheader"'
        f' title="{escape(case.says, quote=True)}">{escape(case.title)} <small>{escape(short)}</small></th>'
        f'{"".join(cells)}<td role="cell">{_horizons(here)}</td></tr>'
    )


def _settings(result: Result) -> str:
    return f"{result.point.units} units, {result.point.updates:,} updates"


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
