"""Effective window and sensitivity to length: verdicts as coloured cells, under words or counts, as HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite

from rnnviz.analysis.limits import TOLERANCE, Window
from rnnviz.arrays import FloatArray
from rnnviz.figures.contrast import percent
from rnnviz.figures.style import MUTED, NOT_A_NUMBER, PAGE, SIGNED, ink, shade, themed
from rnnviz.text import Token, shorten

SHADES = 100
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
.limits .quiet {{ color: var(--muted); }}
.limits .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.limits .line {{ display: block; height: 3px; margin: 2px -1px 0; }}
.limits .in {{ background: var(--muted); }}
@media (max-width: 640px) {{
  .limits :is(tbody th, .corner) {{ min-width: 5.4rem; max-width: 5.4rem; white-space: normal; }}
}}
</style>"""


def window_strip(columns: Sequence[Token], windows: Mapping[str, Window]) -> str:
    """Draw a row for each network: under each word the verdict when reading begins there, with no state yet.

    A line under the cells is the effective window: beginning before it, the verdict stays that of the whole
    text.

    Args:
        columns: the words.
        windows: by the titles of the networks.
    """
    heads = "".join(map(_head, columns))
    rows = "".join(_window_row(title, window) for title, window in windows.items())
    return _table(
        "Where the reading begins",
        '<th class="corner">reading begins at</th>'
        f'{heads}<th scope="col">needs</th><th scope="col">gradient’s horizon</th>',
        rows,
        [p for window in windows.values() for p in window.probabilities.tolist()],
    )


def _head(column: Token) -> str:
    kind = ' class="unknown"' if column.status == "unknown" else ""
    return f'<th scope="col"{kind}>{escape(shorten(column.text, 16))}</th>'


def _window_row(title: str, window: Window) -> str:
    count = len(window.probabilities)
    cells = "".join(
        _cell(p, f"from word {n + 1} on", is_kept=n >= count - window.words)
        for n, p in enumerate(window.probabilities.tolist())
    )
    horizon = f"{window.horizon} words" if window.horizon is not None else f"over {count}"
    return (
        f'<tr><th scope="row">{escape(title)}</th>{cells}<td class="says"><b>last {window.words}</b> '
        f'of {count}</td><td class="says quiet">{horizon}</td></tr>'
    )


def length_strip(verdicts: Mapping[str, FloatArray], counts: Sequence[int]) -> str:
    """Draw a row for each network: its verdict with so many neutral words behind the text.

    Args:
        verdicts: by the titles of the networks, (counts,).
        counts: of neutral words.
    """
    heads = "".join(f'<th scope="col">+{count}</th>' for count in counts)
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th>'
        + "".join(
            _cell(p, f"{count} words more", is_kept=False)
            for p, count in zip(row.tolist(), counts, strict=True)
        )
        + f'<td class="says">{_moved(row)}</td></tr>'
        for title, row in verdicts.items()
    )
    every = [p for row in verdicts.values() for p in row.tolist()]
    return _table(
        "The verdict with neutral words behind it",
        f'<th class="corner">neutral words behind</th>{heads}<th scope="col">largest move</th>',
        rows,
        every,
    )


def _table(label: str, heads: str, rows: str, every: Sequence[float]) -> str:
    return (
        f'{STYLE}{_shades(every)}<div class="limits" role="region" tabindex="0" aria-label="{label}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(p: float, where: str, is_kept: bool) -> str:
    line = f'<span class="line{" in" * is_kept}"></span>'
    if not isfinite(p):
        return f'<td title="{where}: not a number"><span class="n nan">–</span>{line}</td>'
    shaded = f'<span class="n p{round(SHADES * p)}">{_whole(p)}</span>'
    return f'<td title="{where}: {escape(percent(p))} positive">{shaded}{line}</td>'


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
    """What the windows show, from their numbers."""
    shortest = min(windows, key=lambda title: windows[title].words)
    longest = max(windows, key=lambda title: windows[title].words)
    points = f"{100 * TOLERANCE:.0f} points"
    if windows[shortest].words == windows[longest].words:
        return f"All need the last {windows[longest].words} of {count} words for a verdict within {points}."
    return (
        f"To stay within {points} of its verdict on the whole text {longest} needs the last "
        f"{windows[longest].words} of {count} words, {shortest} the last {windows[shortest].words}."
    )


def length_said(verdicts: Mapping[str, FloatArray], most: int) -> str:
    """What the longer texts show, from their numbers."""
    moves = {title: 100 * float(abs(row - row[0]).max()) for title, row in verdicts.items()}
    turned = [title for title, row in verdicts.items() if ((row > 0.5) != (row[0] > 0.5)).any()]
    said = ", ".join(f"{title} by {move:.0f}" for title, move in moves.items())
    turns = f" {' and '.join(turned)} changed sides." if turned else " None changed sides."
    return f"With up to {most} words behind it that judge nothing, verdicts moved, in points: {said}.{turns}"
