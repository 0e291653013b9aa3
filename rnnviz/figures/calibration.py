"""How far a network's percentages can be taken at their word: a picture, a sentence and a table, as HTML."""

from math import sqrt

from rnnviz.analysis.verdicts import BELIEVED, Bin, Calibration
from rnnviz.figures.style import LINE, MUTED, PAGE, themed

LARGEST, SMALLEST = 22, 6  # Pixels across: the fullest bin, and the least that is seen.
STYLE = f"""<style>
.calibration {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  --faint: color-mix(in srgb, currentColor 18%, transparent);
  font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums; max-width: 46rem;
  display: grid; gap: 0.7rem;
}}
.calibration.calibration p {{ margin: 0; font-size: inherit; text-wrap: pretty; }}
.calibration .plot {{
  display: grid; grid-template-columns: 2.6rem minmax(0, 17rem); grid-template-rows: auto auto auto auto;
  column-gap: 0.4rem; font-size: 0.8rem; line-height: 1.2; color: var(--muted);
}}
.calibration .plot > .up {{ grid-column: 1 / -1; padding-bottom: 0.5rem; }}
.calibration .ticks {{ display: flex; justify-content: space-between; }}
.calibration .ticks.at-side {{ flex-direction: column-reverse; text-align: right; margin: -0.5em 0; }}
.calibration .ticks.below span {{ flex: 1; text-align: center; }}
.calibration .ticks.below :first-child {{ text-align: left; }}
.calibration .ticks.below :last-child {{ text-align: right; }}
.calibration .ticks.below {{ grid-column: 2; padding-top: 0.4rem; }}
.calibration .across {{ grid-column: 2; text-align: center; }}
.calibration .frame {{
  position: relative; aspect-ratio: 1; border: 1px solid var(--line); color: CanvasText;
  background:
    linear-gradient(to bottom right, transparent calc(50% - 1px), var(--line) calc(50% - 1px),
      var(--line) calc(50% + 0.5px), transparent calc(50% + 0.5px)),
    linear-gradient(var(--faint), var(--faint)) 50% 0 / 1px 100% no-repeat,
    linear-gradient(var(--faint), var(--faint)) 0 50% / 100% 1px no-repeat;
}}
.calibration .frame > * {{ position: absolute; }}
.calibration .gap {{ border-left: 2px solid; opacity: 0.55; translate: -1px 0; }}
.calibration .dot {{
  width: var(--d); height: var(--d); box-sizing: border-box; border-radius: 50%; translate: -50% 50%;
  background: currentColor; border: 1px solid {themed(PAGE)};
}}
.calibration .beside {{ color: var(--muted); font-size: 0.75rem; }}
.calibration table {{ border-collapse: collapse; margin-top: 0.4rem; }}
.calibration :is(th, td) {{ padding: 0.15rem 0.9rem 0.15rem 0; text-align: right; font-weight: 400; }}
.calibration thead th {{ font-weight: 600; vertical-align: bottom; }}
.calibration summary {{ cursor: pointer; }}
</style>"""


def calibration_picture(calibration: Calibration) -> str:
    """Draw what the network says against what is so, with the sentence to read it by and a table.

    A dot for each bin, its area proportional to the number of texts (the smallest are drawn larger); a
    line from it to the diagonal, on which a network stands that can be taken at its word.
    """
    if not calibration.bins:
        return f'{STYLE}<div class="calibration"><p>No texts to judge yet.</p></div>'
    return (
        f'{STYLE}<div class="calibration"><p>{reading(calibration)}</p>{_plot(calibration)}'
        f"<p>{_scores(calibration)}</p>{_table(calibration)}</div>"
    )


def reading(calibration: Calibration) -> str:
    """Say what the picture shows, by the bin that adds most to the calibration error."""
    worst = max(calibration.bins, key=lambda each: each.texts * abs(each.mean - each.positive))
    says_positive = worst.mean > BELIEVED
    sure, right = (worst.mean, worst.positive) if says_positive else (1 - worst.mean, 1 - worst.positive)
    word = "positive" if says_positive else "negative"
    texts = "the one text" if worst.texts == 1 else f"{worst.texts:,} texts"
    return (
        f"When it says “{word}” with about {100 * sure:.0f} %, it is right in {100 * right:.0f} % of the "
        f"cases ({texts}): {_judgement(sure, right, worst.texts)}."
    )


def _judgement(sure: float, right: float, count: int) -> str:
    """Too sure or too careful only where chance, two standard errors of its own claim, is no excuse."""
    if abs(sure - right) <= 2 * sqrt(sure * (1 - sure) / count):
        return "that is as close as so many texts can tell"
    return "too sure of itself" if sure > right else "more careful than it need be"


def _plot(calibration: Calibration) -> str:
    most = max(each.texts for each in calibration.bins)
    dots = "".join(_gap(each) + _dot(each, most) for each in calibration.bins)
    ticks = "".join(f"<span>{n} %</span>" for n in (0, 50, 100))
    return (
        '<div class="plot" aria-hidden="true"><span class="up">↑ of those, so many are positive</span>'
        f'<div class="ticks at-side">{ticks}</div><div class="frame">'
        '<span class="beside" style="left:4%;top:3%">above the line:<br>too careful with “positive”</span>'
        '<span class="beside" style="right:4%;bottom:3%;text-align:right">below it:<br>'
        f'too sure of “positive”</span>{dots}</div><div class="ticks below">{ticks}</div>'
        '<span class="across">how likely “positive” is, as the network says →</span></div>'
    )


def _gap(each: Bin) -> str:
    low, high = sorted((each.mean, each.positive))
    return (
        f'<i class="gap" style="left:{100 * each.mean:.2f}%;bottom:{100 * low:.2f}%;'
        f'height:{100 * (high - low):.2f}%"></i>'
    )


def _dot(each: Bin, most: int) -> str:
    size = max(LARGEST * sqrt(each.texts / most), SMALLEST)
    return (
        f'<i class="dot" style="left:{100 * each.mean:.2f}%;bottom:{100 * each.positive:.2f}%;'
        f'--d:{size:.1f}px" title="{_range(each)}: says {100 * each.mean:.1f} %, '
        f'{100 * each.positive:.1f} % are positive, {each.texts:,} texts"></i>'
    )


def _scores(calibration: Calibration) -> str:
    return (
        f"On average it is <strong>{100 * calibration.expected_error:.1f} points</strong> off (expected "
        f"calibration error). Brier score <strong>{calibration.brier:.3f}</strong>: 0 is perfect, 0.250 is "
        "what always saying 50 % would get."
    )


def _table(calibration: Calibration) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_range(each)}</th><td>{100 * each.mean:.1f} %</td>'
        f"<td>{100 * each.positive:.1f} %</td><td>{each.texts:,}</td></tr>"
        for each in calibration.bins
    )
    return (
        "<details><summary>The same as a table</summary><table><thead><tr>"
        '<th scope="col">says</th><th scope="col">on average</th><th scope="col">are positive</th>'
        f'<th scope="col">texts</th></tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _range(each: Bin) -> str:
    return f"{100 * each.low:.0f} to {100 * each.high:.0f} %"
