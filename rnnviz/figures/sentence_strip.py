"""Watch it learn: what a network said of some sentences before training and after each epoch, as HTML."""

from collections.abc import Sequence
from html import escape
from math import isfinite

from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.style import MUTED, NEGATIVE, NOT_A_NUMBER, PAGE, POSITIVE, SIGNED, ink, shade, themed
from rnnviz.figures.verdicts import CLASSES
from rnnviz.written import percent

UNDECIDED = 0.05  # So near to one half it is called neither.
SHADES = 100  # Steps of colour, one for each per cent.
STYLE = f"""<style>
.strip {{
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --nan: {themed(NOT_A_NUMBER)};
  font-size: 0.9rem; line-height: 1.3; font-variant-numeric: tabular-nums;
}}
.strip .frame {{ overflow-x: auto; }}
.strip table {{ border-collapse: separate; border-spacing: 2px; }}
.strip caption {{ text-align: left; padding-bottom: 0.5rem; color: var(--muted); font-size: 0.8rem; }}
.strip caption span {{ position: sticky; left: 0; display: inline-block; max-width: min(46rem, 80vw); }}
.strip :is(th, td) {{ padding: 0.4rem 0.35rem; font-weight: 400; text-align: center; white-space: nowrap; }}
.strip thead th {{ vertical-align: bottom; font-size: 0.8rem; line-height: 1.15; }}
.strip thead th:nth-child(2) {{ white-space: normal; max-width: 4rem; }}
.strip thead small {{ display: block; font-size: 0.95em; color: var(--muted); }}
.strip :is(tbody th, .corner) {{
  position: sticky; left: 0; z-index: 1; background: {themed(PAGE)}; text-align: left; padding-left: 0;
  white-space: normal; min-width: 9rem; max-width: 22rem; overflow-wrap: anywhere;
}}
.strip .cell {{ min-width: 2.2rem; border-radius: 3px; }}
.strip .chosen {{ outline: 2px solid currentColor; outline-offset: -1px; font-weight: 700; }}
.strip thead .chosen {{ outline: none; text-decoration: underline 2px; text-underline-offset: 0.25em; }}
.strip td.chosen {{ outline-color: CanvasText; }}
.strip .nan {{
  background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px);
}}
.strip .verdict {{ display: block; font-size: 0.8rem; font-weight: 600; color: var(--muted); }}
.strip.strip .said-positive {{ color: var(--positive); }}
.strip.strip .said-negative {{ color: var(--negative); }}
@media (max-width: 640px) {{
  .strip :is(tbody th, .corner) {{ min-width: 7.5rem; max-width: 7.5rem; font-size: 0.8rem; }}
}}
</style>"""


def sentence_strip(
    texts: Sequence[str],
    probabilities: FloatArray,
    epochs: Sequence[str],
    chosen: int | None = None,
    best: int | None = None,
) -> str:
    """Draw a row for each sentence and a cell for each epoch, in the colours of the two verdicts.

    A cell has the number it is coloured by, 50 % being neutral. What is not a number is hatched.

    Args:
        texts: the sentences.
        probabilities: of positive, (sentences, epochs).
        epochs: the heads of the columns, such as "before training", "1", "2".
        chosen: the column that stands out, if any.
        best: the column that is called so, if any.

    Raises:
        ValueError: if the shape is not (sentences, epochs).
    """
    if probabilities.shape != (len(texts), len(epochs)):
        raise ValueError(
            f"probabilities of shape {(len(texts), len(epochs))} were expected, got {probabilities.shape}"
        )
    if not probabilities.size:
        return ""
    heads = "".join(
        f'<th scope="col"{_class("chosen" if n == chosen else "")}{_current(n == chosen)}>'
        f"{'<small>best</small>' if n == best else ''}{escape(epoch)}</th>"
        for n, epoch in enumerate(epochs)
    )
    rows = "".join(_row(text, row, epochs, chosen) for text, row in zip(texts, probabilities, strict=True))
    return (
        f'{STYLE}{_shades(probabilities)}<div class="strip"><div class="frame" role="region" tabindex="0" '
        'aria-label="Your sentences, epoch by epoch"><table><caption><span>How likely “positive” is, in per '
        "cent, before training and after each epoch. 50 is undecided.</span></caption><thead><tr>"
        f'<th scope="col" class="corner">Sentence</th>{heads}</tr></thead><tbody>{rows}</tbody>'
        "</table></div></div>"
    )


def _row(text: str, row: FloatArray, epochs: Sequence[str], chosen: int | None) -> str:
    cells = "".join(_cell(float(p), epochs[n], n == chosen) for n, p in enumerate(row))
    return f'<tr><th scope="row">{escape(text)}{_verdict(float(row[-1]))}</th>{cells}</tr>'


def _cell(p: float, epoch: str, is_chosen: bool) -> str:
    mark = " chosen" * is_chosen
    if not isfinite(p):
        return f'<td class="cell nan{mark}" title="{escape(epoch)}: not a number">–</td>'
    title = f"{escape(epoch)}: {escape(percent(p))} positive"
    return f'<td class="cell p{_place(p)}{mark}" title="{title}">{_whole(p)}</td>'


def _verdict(p: float) -> str:
    """What it says now, below the sentence, where it is seen however far the table is scrolled."""
    if not isfinite(p):
        return '<small class="verdict">not a number</small>'
    if abs(p - BELIEVED) < UNDECIDED:
        return '<small class="verdict">undecided</small>'
    said = CLASSES[p > BELIEVED]
    return f'<small class="verdict said-{said}">{said}, {escape(percent(max(p, 1 - p)))}</small>'


def _whole(p: float) -> str:
    """Per cent in two digits; 0 and 100 only where it is that."""
    if 0 < p < 0.005:
        return "&lt;1"
    return "&gt;99" if 0.995 <= p < 1 else f"{100 * p:.0f}"


def _place(p: float) -> int:
    return round(SHADES * p)


def _shades(probabilities: FloatArray) -> str:
    """One class for each colour that occurs, with the ink that can be read on it."""
    places = sorted({_place(float(p)) for p in probabilities.flat if isfinite(p)})
    rules = (
        f".strip .p{n}{{background:{shade(SIGNED, n / SHADES)};color:{ink(SIGNED, n / SHADES)}}}"
        for n in places
    )
    return f"<style>{''.join(rules)}</style>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _current(is_current: bool) -> str:
    return ' aria-current="true"' if is_current else ""
