"""A loss surface with a cliff: what each step of a descent did, in words, and the surface in space."""

from collections.abc import Sequence
from math import hypot, inf, isfinite, isinf, isnan, log10
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.cliff import FOUND, CliffSpec, Clip, Descent, Surface, loss_of
from rnnviz.arrays import FloatArray
from rnnviz.figures.curve_chart import CLEAR
from rnnviz.figures.sheet import Sheet
from rnnviz.figures.style import LINE, MUTED, RUNS, TERRAIN, TEXT
from rnnviz.written import scientific

LOWEST = 1e-6  # Losses below are drawn as this.
HIGHEST = 1e6  # And those above as this, on every logarithmic scale of colours.


class Look(NamedTuple):
    """How a descent is drawn wherever it is: its title, place among the colours of runs, marker and dash."""

    title: str
    colour: int
    symbol: str
    dash: str


LOOKS = MappingProxyType[Clip, Look](
    {
        "none": Look("not clipped", 3, "x", "dot"),
        "norm": Look("clipped by norm", 1, "circle", "solid"),
        "value": Look("clipped by value", 0, "square", "dash"),
    }
)


def number(value: float, digits: int = 3) -> str:
    """A number for a sentence: few digits, and plain words for what is none."""
    if isnan(value):
        return "no number"
    if isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        text = f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{digits}g}"
        return text.replace("-", "−")
    return scientific(value)


def place_said(place: FloatArray) -> str:
    """A pair of parameters."""
    return f"w = {number(place[0])}, b = {number(place[1])}"


def step_said(spec: CliffSpec, descent: Descent, step: int) -> str:
    """What the step that led to a place did, in one or two sentences; at 0, where it starts.

    Args:
        spec: the unit and its training.
        descent: one of the three.
        step: 0 to the number of steps.
    """
    now = descent.places[step]
    if step == 0:
        return f"It starts at {place_said(now)}, with a loss of {number(descent.losses[0])}."
    before = descent.places[step - 1]
    if not np.isfinite(before).all():
        return "Its parameters are not finite any more: no step can bring them back."
    return f"{_cut_said(spec, descent, step - 1)} {_arrival_said(spec, descent, step)}"


def _cut_said(spec: CliffSpec, descent: Descent, n: int) -> str:
    """From the gradient at a place to the step that was taken along it."""
    length, cut = descent.norms[n], descent.clipped[n]
    met = f"From step {n} to {n + 1}: the gradient at step {n} was"
    if isnan(length):
        return f"{met} NaN: the way back through time met infinity times zero."
    shortened = hypot(*cut)
    moved = f"the step {number(spec.learning_rate * shortened)}"
    if length == 0:
        return f"{met} exactly 0, so that nothing moved."
    grown = f"{met} {number(length)}" + (" long" if isfinite(length) else "")
    if descent.clip == "none":
        return f"{grown}, {moved}."
    if not np.isfinite(cut).all():
        return f"{grown}; divided by that length it is NaN."
    if np.array_equal(cut, descent.gradients[n]):
        return f"{grown}, within the threshold; {moved}."
    if descent.clip == "norm":
        how = "in the same direction"
    else:
        turned = descent.turned[n]
        how = "and has no angle to compare" if isnan(turned) else f"and turned by {turned:.0f}°"
    return f"{grown}, cut to {number(shortened)} {how}; {moved}."


def _arrival_said(spec: CliffSpec, descent: Descent, step: int) -> str:
    now, was_in = descent.places[step], spec.window.holds(*descent.places[step - 1])
    loss, is_in = descent.losses[step], spec.window.holds(*now)
    if not np.isfinite(now).all():
        return "It ends nowhere: the parameters are not finite."
    if was_in and not is_in:
        return f"It left the picture, to {place_said(now)}. Loss now: {number(loss)}."
    if not is_in:
        return f"It is outside of the picture, at {place_said(now)}. Loss now: {number(loss)}."
    back = "" if was_in else "It is back in the picture. "
    return f"{back}Loss now: {number(loss)}."


def outcome_said(spec: CliffSpec, descent: Descent) -> str:
    """How a descent ended, as the end of a sentence."""
    steps = len(descent.losses) - 1
    lost = np.flatnonzero(~np.isfinite(descent.places).all(axis=1))
    if len(lost):
        length = descent.norms[lost[0] - 1]
        met = "a gradient without a value" if isnan(length) else f"a gradient of length {number(length)}"
        if isinf(length):
            met = "an infinite gradient"
        return f"step {lost[0]} meets {met}, and there are no parameters any more"
    end = descent.losses[-1]
    found = _found_after(descent)
    left = descent.left_at(spec.window)
    if left is not None:
        moved = spec.learning_rate * hypot(*descent.clipped[left - 1])
        thrown = (
            f"step {left} meets a gradient of length {number(descent.norms[left - 1])} and goes "
            f"{number(moved)} far, out of the picture"
        )
        tail = (
            f"it came back, to a loss of {number(end)}"
            if found is not None
            else f"the loss ends at {number(end)}"
        )
        return f"{thrown}; {tail}"
    steepest = float(np.nanmax(descent.norms))
    met = f"the steepest gradient it meets is {number(steepest)} long"
    if found is not None:
        return f"{met}, and after step {found} the loss stays below {FOUND:g}"
    return f"{met}, and after {steps} steps the loss is {number(end)}"


def _found_after(descent: Descent) -> int | None:
    """The step from which on the loss stays below `FOUND`; None if it is not below at the end."""
    above = np.flatnonzero(~(descent.losses < FOUND))
    if len(above) and above[-1] == len(descent.losses) - 1:
        return None
    return int(above[-1]) + 1 if len(above) else 0


def conclusion(spec: CliffSpec, descents: Sequence[Descent]) -> str:
    """All three in one sentence each."""
    return " ".join(
        f"{LOOKS[each.clip].title.capitalize()}: {outcome_said(spec, each)}." for each in descents
    )


def headline(spec: CliffSpec, descents: Sequence[Descent]) -> str:
    """The picture in one short sentence: who was thrown away, and who found the target."""
    thrown = [each for each in descents if is_thrown(spec, each)]
    found = [each for each in descents if _found_after(each) is not None]
    if not spec.window.holds(*spec.start) and not found:
        return "The start lies outside of the picture, and no descent finds its way to the target."
    if not thrown:
        return f"From this start no descent is thrown away, {_arrivals(descents, found)}."
    names = [LOOKS[each.clip].title for each in thrown]
    others = " or ".join(LOOKS[each.clip].title for each in found if each not in thrown)
    tail = f", while {others} it reaches the target" if others else ", and none reaches the target"
    if len(names) == len(descents):
        return "All three descents are thrown away, clipped or not."
    return f"The descent that is {' or '.join(names)} is thrown away{tail}."


def _arrivals(descents: Sequence[Descent], found: Sequence[Descent]) -> str:
    """Which descents have reached the target, where none was thrown away."""
    steps = len(descents[0].losses) - 1
    if len(found) == len(descents):
        return "and all three reach the target: here it can be done without clipping"
    if not found:
        return f"but none reaches the target in {steps} steps"
    late = " and ".join(LOOKS[each.clip].title for each in descents if each not in found)
    said = f"but {late} it has not reached the target after {steps} steps"
    if descents[0] in found:
        said += ": clipping to so little makes the way longer"
    return said


def is_thrown(spec: CliffSpec, descent: Descent) -> bool:
    """Whether it left the picture, or what can be counted, and did not come back to the target."""
    is_lost = not np.isfinite(descent.places).all()
    return is_lost or (descent.left_at(spec.window) is not None and _found_after(descent) is None)


def surface_figure(
    spec: CliffSpec, surface: Surface, descents: Sequence[Descent], step: int, sheet: Sheet
) -> go.Figure:
    """The surface in space with the three descents on it, each up to where it leaves the window.

    A large mark is where a descent stands after a number of steps, or where it left.

    Height is the loss; for relu, which has no bound, its logarithm. Colour is the logarithm for all.

    Args:
        spec: the unit.
        surface: from `surface_of`.
        descents: on it.
        step: that is looked at.
        sheet: theme and scale.
    """
    is_log, theme, scale = spec.is_boundless, sheet.theme, sheet.scale
    stops = TERRAIN[theme]
    colours = [[n / (len(stops) - 1), stop] for n, stop in enumerate(stops)]
    figure = go.Figure(
        go.Surface(
            x=surface.w, y=surface.b, z=_height(surface.loss, is_log), surfacecolor=logarithm(surface.loss),
            colorscale=colours, showscale=False, name="loss", hoverinfo="skip",
            contours_z={"show": True, "color": LINE[theme], "width": 1},
        )
    )  # fmt: skip
    for descent in descents:
        look, colour = LOOKS[descent.clip], RUNS[theme][LOOKS[descent.clip].colour]
        w, b = _path(spec, descent).T
        figure.add_scatter3d(
            x=w, y=b, z=_height(loss_of(spec, w, b), is_log) + (0.06 if descent.clip == "none" else 0.02),
            mode="lines+markers", name=look.title, hovertemplate="w %{x:.3g}, b %{y:.3g}",
            line={"color": colour, "width": 6},
            marker={
                "color": colour, "symbol": look.symbol,
                "size": [11 if n == min(step, len(w) - 1) else 3 for n in range(len(w))],
            },
        )  # fmt: skip
    axis = {"gridcolor": LINE[theme], "color": TEXT[theme], "backgroundcolor": CLEAR, "showspikes": False}
    title = "log₁₀ loss" if is_log else "loss"
    figure.update_layout(
        height=round(460 * scale), margin={"l": 0, "r": 0, "t": 0, "b": 0}, paper_bgcolor=CLEAR,
        font={"size": round(12 * scale), "color": TEXT[theme]},
        legend={"orientation": "h", "y": 1, "x": 0, "font": {"color": MUTED[theme], "size": 12 * scale}},
        scene={
            "xaxis": axis | {"title": "w"}, "yaxis": axis | {"title": "b"}, "zaxis": axis | {"title": title},
            "camera": {"eye": {"x": -1.5, "y": 1.5, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.12}},
            "aspectratio": {"x": 1.2, "y": 1.2, "z": 0.7},
        },
        uirevision=spec.squash,
    )  # fmt: skip
    return figure


def _path(spec: CliffSpec, descent: Descent) -> FloatArray:
    """The places up to the edge of the window, (points, 2); the last one is where the way meets the edge."""
    left = descent.left_at(spec.window)
    if left is None:
        return descent.places
    (w, b), (to_w, to_b) = descent.places[left - 1], descent.places[left]
    if not np.isfinite([to_w, to_b]).all() or not spec.window.holds(w, b):
        return descent.places[:left]
    share = min(_share(w, to_w, spec.window.w), _share(b, to_b, spec.window.b))
    return np.array([*descent.places[:left], (w + share * (to_w - w), b + share * (to_b - b))])


def _share(start: float, end: float, bounds: tuple[float, float]) -> float:
    """Which part of a way is within bounds."""
    edge = bounds[1] if end > bounds[1] else bounds[0] if end < bounds[0] else end
    return 1.0 if end == start else (edge - start) / (end - start)


def _height(loss: FloatArray, is_log: bool) -> FloatArray:
    return logarithm(loss) if is_log else np.where(np.isfinite(loss), loss, np.nan)


def logarithm(loss: FloatArray) -> FloatArray:
    """log₁₀ of losses, from LOWEST to HIGHEST; infinite and missing ones stay what they are."""
    with np.errstate(all="ignore"):
        found = np.clip(np.log10(loss), log10(LOWEST), log10(HIGHEST))
    found[np.isinf(loss)] = inf
    found[np.isnan(loss)] = np.nan
    return np.asarray(found)
