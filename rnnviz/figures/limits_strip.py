"""Effective window and sensitivity to length: verdicts as coloured cells, under words or counts, as HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite

from rnnviz.analysis.limits import TOLERANCE, Window
from rnnviz.arrays import FloatArray
from rnnviz.figures.style import MUTED, NOT_A_NUMBER, PAGE, SIGNED, ink, shade, themed
from rnnviz.text import Token, shorten
from rnnviz.written import listed, percent

SHADES = 100
FORGOTTEN = 0.02  # So near to the verdict without the text, it is called the same.
PASSED = (1, 4, 16)  # Neutral words whose columns a phone leaves out.
SCALE = ", ".join(shade(SIGNED, n / 8) for n in range(9))
KEY = '<div class="key">negative, 0 %<i></i>100 %, positive{}</div>'
SWIPE = '<span class="swipe" aria-hidden="true">swipe →</span>'
STYLE = f"""<style>
.limits {{
  --muted: {themed(MUTED)}; --nan: {themed(NOT_A_NUMBER)}; --page: {themed(PAGE)};
  font-size: 0.9rem; line-height: 1.25; font-variant-numeric: tabular-nums; overflow-x: auto;
}}
.limits table {{ border-collapse: separate; border-spacing: 2px 4px; }}
.limits :is(th, td) {{ padding: 0.25rem 0.3rem; font-weight: 400; text-align: center; white-space: nowrap; }}
.limits thead th {{ vertical-align: bottom; font-size: 0.85rem; }}
.limits .unknown {{ border: 1px dashed var(--muted); border-radius: 4px; }}
.limits :is(tbody th, .corner) {{
  position: sticky; left: 0; z-index: 1; background: var(--page); text-align: left; min-width: 8.5rem;
  padding-left: 0;
}}
.limits .corner {{ color: var(--muted); font-size: 0.8rem; }}
.limits td {{ min-width: 2.3rem; padding: 0; }}
.limits .n {{ display: block; border-radius: 3px; padding: 0.2rem 0.3rem; }}
.limits .says {{ text-align: left; padding-left: 0.6rem; }}
.limits small.says {{ display: block; padding: 0; font-size: 0.75rem; color: var(--muted); }}
.limits .key {{
  display: flex; align-items: center; gap: 0.5rem; font-size: 0.8rem; margin-bottom: 0.2rem;
  position: sticky; left: 0; color: var(--muted);
}}
.limits .swipe {{ display: none; }}
.limits .key i {{
  width: 7rem; height: 0.7rem; border-radius: 3px; background: linear-gradient(90deg, {SCALE});
}}
.limits .quiet {{ color: var(--muted); }}
.limits .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.limits .line {{ display: block; height: 3px; margin: 2px -1px 0; }}
.limits .in {{ background: var(--muted); }}
@media (max-width: 640px) {{
  .limits :is(tbody th, .corner) {{ min-width: 5.2rem; max-width: 5.2rem; white-space: normal; }}
  .limits .passed {{ display: none; }}
  .limits td {{ min-width: 1.85rem; }}
  .limits .n {{ padding-inline: 0.1rem; }}
  .limits .swipe {{ display: inline; margin-left: auto; }}
  .limits .moved {{ white-space: normal; padding-left: 0.3rem; }}
}}
</style>"""


def window_strip(columns: Sequence[Token], windows: Mapping[str, Window]) -> str:
    """Draw a row for each network: under each word the verdict when reading begins there, with no state yet.

    A line under the cells is the effective window: beginning before it, the verdict stays that of the whole
    text. The gradient's horizons have a column if any lies within the text.

    Args:
        columns: the words.
        windows: by the titles of the networks.
    """
    heads = "".join(map(_head, columns))
    is_reached = any(window.horizon is not None for window in windows.values())
    horizon = '<th scope="col">gradient’s horizon</th>' * is_reached
    rows = "".join(_window_row(title, window, is_reached) for title, window in windows.items())
    return _table(
        "Where the reading begins",
        f'<th class="corner">reading begins at</th>{heads}{horizon}',
        rows,
        [p for window in windows.values() for p in window.probabilities.tolist()],
        KEY.format(SWIPE),
    )


def _head(column: Token) -> str:
    kind = ' class="unknown"' if column.status == "unknown" else ""
    return f'<th scope="col"{kind}>{escape(shorten(column.text, 16))}</th>'


def _window_row(title: str, window: Window, has_horizon: bool) -> str:
    count = len(window.probabilities)
    cells = "".join(
        _cell(p, f"from word {n + 1} on", is_kept=n >= count - window.words)
        for n, p in enumerate(window.probabilities.tolist())
    )
    horizon = f"{window.horizon} words" if window.horizon is not None else f"&gt; {count} words"
    last = f'<td class="says quiet">{horizon}</td>' * has_horizon
    return (
        f'<tr><th scope="row">{escape(title)}<small class="says">last {window.words} of {count}</small></th>'
        f"{cells}{last}</tr>"
    )


def length_strip(verdicts: Mapping[str, FloatArray], counts: Sequence[int]) -> str:
    """Draw a row for each network: its verdict with so many neutral words behind the text.

    Args:
        verdicts: by the titles of the networks, (counts,).
        counts: of neutral words.
    """
    heads = "".join(f'<th scope="col"{_narrow(count)}>+{count}</th>' for count in counts)
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th>'
        + "".join(
            _cell(p, f"{count} words more", is_kept=False, kind=_narrow(count))
            for p, count in zip(row.tolist(), counts, strict=True)
        )
        + f'<td class="says moved">{_moved(row)}</td></tr>'
        for title, row in verdicts.items()
    )
    every = [p for row in verdicts.values() for p in row.tolist()]
    return _table(
        "The verdict with neutral words behind it",
        f'<th class="corner">neutral words behind</th>{heads}<th scope="col" class="moved">largest move</th>',
        rows,
        every,
        KEY.format(""),
    )


def _table(label: str, heads: str, rows: str, every: Sequence[float], key: str) -> str:
    return (
        f'{STYLE}{_shades(every)}<div class="limits" role="region" tabindex="0" aria-label="{label}">{key}'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _narrow(count: int) -> str:
    """Columns that a phone has no room for."""
    return ' class="passed"' * (count in PASSED)


def _cell(p: float, where: str, is_kept: bool, kind: str = "") -> str:
    line = f'<span class="line{" in" * is_kept}"></span>'
    if not isfinite(p):
        return f'<td{kind} title="{where}: not a number"><span class="n nan">–</span>{line}</td>'
    shaded = f'<span class="n p{round(SHADES * p)}">{_whole(p)}</span>'
    return f'<td{kind} title="{where}: {escape(percent(p))} positive">{shaded}{line}</td>'


def _moved(row: FloatArray) -> str:
    move = float(abs(row - row[0]).max())
    points = round(100 * move) if isfinite(move) else 0
    return f"{points} point{'s' * (points != 1)}" if isfinite(move) else "not a number"


def _whole(p: float) -> str:
    if 0 < p < 0.005:
        return "&lt;1"
    return "&gt;99" if 0.995 <= p < 1 else f"{100 * p:.0f}"


def _shades(every: Sequence[float]) -> str:
    """One class for each colour that occurs, with the ink that can be read on it."""
    places = sorted({round(SHADES * p) for p in every if isfinite(p)})
    rules = (
        f".limits .p{n}{{background:{shade(SIGNED, n / SHADES)};color:{ink(SIGNED, n / SHADES)}}}"
        for n in places
    )
    return f"<style>{''.join(rules)}</style>"


def window_said(windows: Mapping[str, Window], count: int) -> str:
    """What the windows show, from their numbers; the horizon too, where no network has one in the text."""
    shortest = min(windows, key=lambda title: windows[title].words)
    longest = max(windows, key=lambda title: windows[title].words)
    points = f"{100 * TOLERANCE:.0f} points"
    said = (
        f"To stay within {points} of its verdict on the whole text {longest} needs the last "
        f"{windows[longest].words} of {count} words, {shortest} the last {windows[shortest].words}."
    )
    if windows[shortest].words == windows[longest].words:
        said = f"All need the last {windows[longest].words} of {count} words for a verdict within {points}."
    if any(window.horizon is not None for window in windows.values()):
        return said
    return (
        f"{said} The gradient’s horizon, where less than 1 % of a small change still arrives, is not reached "
        "within this text in any network: a word may be felt and yet change no verdict."
    )


def length_said(verdicts: Mapping[str, FloatArray], alone: Mapping[str, float], most: int) -> str:
    """What the longer texts show, from their numbers.

    Args:
        verdicts: by the titles of the networks, (counts,).
        alone: the verdict on the neutral words without a text.
        most: of the counts.
    """
    moves = {title: 100 * float(abs(row - row[0]).max()) for title, row in verdicts.items()}
    turned = [title for title, row in verdicts.items() if ((row > 0.5) != (row[0] > 0.5)).any()]
    said = ", ".join(f"{title} by {move:.0f}" for title, move in moves.items())
    turns = f"The verdict of {listed(turned)} flipped." if turned else "No verdict flipped."
    forgot = [
        title
        for title, row in verdicts.items()
        if abs(row[0] - alone[title]) > TOLERANCE and abs(row[-1] - alone[title]) < FORGOTTEN
    ]
    gone = (
        f" Nothing of the text is left in the verdict of {listed(forgot)}: the {most} neutral words alone "
        f"give the same within {100 * FORGOTTEN:.0f} points."
        if forgot
        else ""
    )
    return f"With up to {most} neutral words behind it, verdicts moved, in points: {said}. {turns}{gone}"
