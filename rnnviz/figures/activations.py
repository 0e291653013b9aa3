"""What activations do to states: curve, slope, states and one measured sentence for each, as HTML."""

from collections.abc import Sequence

import numpy as np

from rnnviz.activations import activation
from rnnviz.analysis.squash import BOUND, FLAT, Squashed
from rnnviz.arrays import FloatArray
from rnnviz.figures.style import LINE, MUTED, NOT_A_NUMBER, SIGNED, shade, themed
from rnnviz.tracks import TANH, UNBOUNDED, Scale

REACH = 4.0  # Both axes of the curves run from -4 to 4, so that curves can be compared.
RATIO = 8 / 5  # Width to height of that frame.
BIN = 0.2  # Pre-activations this close share a dot.
STROKE = 0.05  # Half the width of a curve, in units of a.
SHADES = 64
MEANINGS = {
    "tanh": "between −1 and 1",
    "sigmoid": "between 0 and 1",
    "relu": "max(0, a): no upper end",
    "linear": "a itself: no end at all",
}
STYLE = f"""<style>
.squash {{
  --faint: color-mix(in srgb, currentColor 22%, transparent); --line: {themed(LINE)};
  --muted: {themed(MUTED)}; --nan: {themed(NOT_A_NUMBER)};
  font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums;
  display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1.5rem 2rem;
}}
.squash section {{ min-width: 0; display: grid; gap: 0.4rem; align-content: start; }}
.squash.squash :is(p, h3) {{ margin: 0; padding: 0; font-size: inherit; text-wrap: pretty; }}
.squash h3 {{ font-weight: 600; border-top: 3px solid transparent; }}
.squash [aria-current] h3 {{ border-color: currentColor; }}
.squash h3 span, .squash .quiet {{ font-weight: 400; color: var(--muted); }}
.squash .quiet {{ display: flex; justify-content: space-between; font-size: 0.8rem; line-height: 1.2; }}
.squash .quiet i {{ font-style: normal; }}
.squash .frame {{ position: relative; overflow: hidden; border: 1px solid var(--faint); border-radius: 4px; }}
.squash .frame > * {{ position: absolute; }}
.squash .curve-frame {{ aspect-ratio: 8 / 5; }}
.squash .slope-frame {{ height: 2.5rem; }}
.squash .flat {{ top: 0; bottom: 0; background: color-mix(in srgb, currentColor 11%, transparent); }}
.squash .across {{ left: 0; right: 0; top: 50%; border-top: 1px solid var(--faint); }}
.squash .up {{ top: 0; bottom: 0; left: 50%; border-left: 1px solid var(--faint); }}
.squash .curve {{ inset: 0; background: var(--line); }}
.squash .limit {{ left: 0; right: 0; bottom: {100 * FLAT:.0f}%; border-top: 1px dashed var(--muted); }}
.squash .dot {{
  width: var(--d); height: var(--d); translate: -50% -50%; border-radius: 50%; border: 1px solid currentColor;
}}
.squash .beyond {{ font-size: 0.8rem; font-weight: 600; }}
.squash .states {{ display: grid; grid-auto-rows: 0.75rem; border: 1px solid var(--faint); }}
.squash .states i, .squash .key i {{ display: block; }}
.squash .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 4px); }}
.squash .inf {{ background-image: repeating-linear-gradient(45deg, transparent 0 2px, Canvas 2px 3px); }}
.squash .key {{ display: flex; align-items: center; gap: 0.5em; font-size: 0.8rem; color: var(--muted); }}
.squash .bar {{
  flex: none; width: 5em; height: 0.7em; border-radius: 2px;
  background: linear-gradient(90deg, {", ".join(shade(SIGNED, n / 8) for n in range(9))});
}}
.squash-table {{ overflow: auto; max-height: 24rem; font-size: 0.85rem; font-variant-numeric: tabular-nums; }}
.squash-table table {{ border-collapse: collapse; }}
.squash-table :is(th, td) {{ padding: 0.15rem 0.6rem; text-align: right; white-space: nowrap; }}
.squash-table th {{ font-weight: 400; }}
.squash-table thead th {{ position: sticky; top: 0; background: Canvas; font-weight: 600; }}
</style>"""


def activation_figure(results: Sequence[Squashed], chosen: str = "") -> str:
    """One column for each activation: where its pre-activations fell, its slope there, its states.

    Colours are those of signed quantities: tanh and sigmoid on [-1, 1], the unbounded ones on a range
    that is printed. A state beyond it keeps the end's colour; infinity is that colour, hatched, and NaN
    is hatched grey.

    Args:
        results: columns, in this order.
        chosen: name of the activation that is emphasised, if it is among them.
    """
    columns = "".join(_column(result, result.activation == chosen) for result in results)
    return f'{STYLE}{_shade_classes()}<div class="squash">{columns}</div>'


def sentence(result: Squashed) -> str:
    """What was measured, in words."""
    where = "0" if result.activation == "relu" else f"below {FLAT:g}"
    flat = f"{100 * result.flat_share:.0f} % of the states sit where the slope is {where}."
    parts = ["The slope is 1 everywhere." if result.activation == "linear" else flat]
    if result.dead_units:
        units = result.slopes.shape[1]
        parts.append(f"Dead: {result.dead_units} of {units} units, with slope 0 at every step.")
    if np.isinf(result.largest):
        parts.append(f"At step {result.largest_at} it overflows what a float32 can hold.")
    elif result.escaped_at:
        parts.append(f"|h| passes {BOUND:g} at step {result.escaped_at}.")
        parts.append(f"Largest: {written(result.largest)} after {result.largest_at} steps.")
    else:
        largest = "just below 1" if 0.9995 <= result.largest < 1 else written(result.largest)
        parts.append(f"Largest |h|: {largest}.")
    return " ".join(parts)


def written(value: float) -> str:
    """A number with three digits, a large one by its power of ten, and what is no number as such."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= 1e5:
        digits, power = f"{abs(value):.1e}".split("e")
        text = f"{digits} × 10{str(int(power)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
    else:
        text = f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):#.3g}".rstrip(".")
        text = f"{abs(value):.3f}" if abs(value) < 1 else text
    return f"−{text}" if value < 0 else text


def states_table(results: Sequence[Squashed]) -> str:
    """The states of the figure as a table: a row for each step, a column for each unit."""
    units = results[0].states.shape[1]
    groups = "".join(f'<th scope="colgroup" colspan="{units}">{each.activation}</th>' for each in results)
    names = "".join(f'<th scope="col">unit {unit}</th>' for _ in results for unit in range(units))
    rows = "".join(
        f'<tr><th scope="row">{t + 1}</th>'
        + "".join(f"<td>{written(h)}</td>" for each in results for h in each.states[t])
        + "</tr>"
        for t in range(len(results[0].states))
    )
    return (
        f'<div class="squash-table" role="region" tabindex="0" aria-label="States"><table><thead>'
        f'<tr><th scope="col" rowspan="2">step</th>{groups}</tr><tr>{names}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def scale_of(name: str) -> Scale:
    """The range that states are drawn on."""
    return TANH if name in ("tanh", "sigmoid") else UNBOUNDED


def _shade_classes() -> str:
    """One class for each colour, so that a state costs few letters."""
    rules = (f".squash .c{n}{{background-color:{shade(SIGNED, n / SHADES)}}}" for n in range(SHADES + 1))
    return f"<style>{''.join(rules)}</style>"


def _column(result: Squashed, is_chosen: bool) -> str:
    name, current = result.activation, ' aria-current="true"' if is_chosen else ""
    said = sentence(result)
    return (
        f'<section aria-label="{name}"{current}><h3>{name} <span>{MEANINGS[name]}'
        f"{', chosen above' * is_chosen}</span></h3>"
        f'<div class="frame curve-frame" role="img" aria-label="The curve of {name} from {-REACH:g} to '
        f'{REACH:g}, with a dot where pre-activations fell. {said}">{_flat_zones(name)}'
        f'<b class="across"></b><b class="up"></b><b class="curve" style="clip-path:{_curve(name)}"></b>'
        f"{_dots(result)}</div>"
        f'<div class="quiet"><i>−{REACH:g}</i><i>pre-activation a</i><i>{REACH:g}</i></div>'
        f'<div class="frame slope-frame" role="img" aria-label="Its slope, from 0 to 1">{_flat_zones(name)}'
        f'<b class="curve" style="clip-path:{_slope(name)}"></b><b class="limit"></b></div>'
        f'<div class="quiet"><i>slope, from 0 to 1</i><i>dashed: {FLAT:g}</i></div>'
        f"{_states(result)}<p>{said}</p></section>"
    )


def _grid() -> FloatArray:
    return np.linspace(-REACH, REACH, 81)


def _flat_zones(name: str) -> str:
    """Shaded where the slope is below `FLAT`."""
    grid, function = np.linspace(-REACH, REACH, 1601), activation(name)
    flat = np.concatenate([[False], function.slope(function.value(grid)) < FLAT, [False]])
    edges = np.flatnonzero(flat[1:] != flat[:-1]).reshape(-1, 2)
    across = 100 / (len(grid) - 1)
    return "".join(
        f'<b class="flat" style="left:{start * across:.1f}%;width:{(end - 1 - start) * across:.1f}%"></b>'
        for start, end in edges
    )


def _place(a: FloatArray, h: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Percent from the left and from the top of the frame."""
    return 50 + 50 * a / REACH, 50 - 50 * h / REACH


def _curve(name: str) -> str:
    """A line along the curve, as an outline: up one side and back along the other."""
    a = _grid()
    h = activation(name).value(a)
    along = np.stack([np.gradient(a), np.gradient(h) / RATIO])  # As drawn.
    nx, ny = np.array([-along[1], along[0]]) / np.hypot(*along) * STROKE
    sides = [_place(a + sign * nx, h + sign * ny * RATIO) for sign in (1, -1)]
    (left, top), (back_left, back_top) = sides
    return _polygon(np.concatenate([left, back_left[::-1]]), np.concatenate([top, back_top[::-1]]))


def _slope(name: str) -> str:
    """The area under the slope."""
    a, function = np.linspace(-REACH, REACH, 161), activation(name)
    slopes = function.slope(function.value(a))
    left = 50 + 50 * a / REACH
    return _polygon(np.array([0, *left, 100]), np.array([100, *(100 - 100 * slopes), 100]))


def _polygon(left: FloatArray, top: FloatArray) -> str:
    points = ",".join(f"{x:.1f}% {y:.1f}%" for x, y in zip(left, top, strict=True))
    return f"polygon({points})"


def _dots(result: Squashed) -> str:
    """A dot for each bin that something fell into, its area the share; what lies beyond, as numbers."""
    a, scale = result.pre_activations.ravel(), scale_of(result.activation)
    edges = np.linspace(-REACH, REACH, round(2 * REACH / BIN) + 1)
    counts, _ = np.histogram(a[np.isfinite(a)], edges)
    middles = (edges[1:] + edges[:-1]) / 2
    heights = activation(result.activation).value(middles)
    lefts, tops = _place(middles, heights)
    html = ""
    for count, middle, h, left, top in zip(counts, middles, heights, lefts, tops, strict=True):
        if count:
            size = 4 + 40 * (count / a.size) ** 0.5
            html += (
                f'<i class="dot c{_shade(h, scale)}" '
                f'style="left:{left:.1f}%;top:{top:.1f}%;--d:{size:.0f}px" '
                f'title="{count} of {a.size} pre-activations near {middle:.1f}"></i>'
            )
    below, above = int((a < -REACH).sum()), int((a > REACH).sum())
    html += f'<b class="beyond" style="left:0.4rem;top:0.2rem">◂ {below:,} beyond</b>' if below else ""
    html += f'<b class="beyond" style="right:0.4rem;bottom:0.2rem">{above:,} beyond ▸</b>' if above else ""
    return html


def _states(result: Squashed) -> str:
    """Units × timesteps, unit 0 on top, and the scale below."""
    timesteps, units = result.states.shape
    scale = scale_of(result.activation)
    cells = "".join(
        f'<i class="{_class(result.states[t, unit], scale)}" '
        f'title="step {t + 1}, unit {unit}: h = {written(result.states[t, unit])}"></i>'
        for unit in range(units)
        for t in range(timesteps)
    )
    beyond = "" if scale.bounded else ", beyond: end colour"
    beyond += "" if np.isfinite(result.states).all() else "; hatched: ∞, then no number"
    return (
        f'<div class="states" role="img" aria-label="States of {units} units over {timesteps} steps" '
        f'style="grid-template-columns:repeat({timesteps},1fr)">{cells}</div>'
        f'<div class="quiet"><i>step 1</i><i>states h, one row a unit</i><i>step {timesteps}</i></div>'
        f'<div class="key">−{scale.limit:g}<i class="bar"></i>{scale.limit:g}{beyond}</div>'
    )


def _class(h: float, scale: Scale) -> str:
    if np.isnan(h):
        return "nan"
    return f"c{_shade(h, scale)}" + (" inf" if np.isinf(h) else "")


def _shade(h: float, scale: Scale) -> int:
    return round(SHADES * float(np.clip((h / scale.limit + 1) / 2, 0, 1)))
