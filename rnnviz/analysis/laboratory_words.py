"""What an experiment of the laboratory shows, in sentences made of its numbers."""

import math
from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.laboratory import CHOICES
from rnnviz.analysis.laboratory_measure import Cause, Measured, Plane, cause_of
from rnnviz.written import lowered, power_of_ten, raised, scientific

# A step that multiplies by 1 to this much neither keeps nor loses anything to speak of; nor is a radius of 1
# more or less than 1 for the sake of a rounding.
_EVEN = 0.002
_ALMOST = 0.02  # Within two per cent a law is said to hold.
_SQUASHING = {
    "tanh": "the saturation of tanh",
    "relu": "ReLU switching units off",
    "sigmoid": "the sigmoid's slope (at most 0.25)",
    "linear": "the activation",
}
_STEEPEST = {"tanh": 1.0, "relu": 1.0, "sigmoid": 0.25, "linear": 1.0}


def number(value: float) -> str:
    """A size in few digits: 13,781, 58.4, 0.652, 2.7·10⁻⁵; and what is no plain number by its name."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞"
    if value == 0:
        return "exactly 0"
    if 1000 <= value < 999_999.5:
        return f"{value:,.0f}"
    if 0.00995 <= value < 1000:
        return f"{value:.3g}" if value < 999.5 else "1,000"
    return scientific(value)


def number_of_log(exponent: float) -> str:
    """The same for a size that is given by its log10, and so may be beyond every float."""
    if not math.isfinite(exponent) or -300 < exponent < 300:
        return number(10**exponent if exponent < 300 else math.inf)
    whole = math.floor(exponent)
    mantissa = f"{10 ** (exponent - whole):.1f}"
    if mantissa == "10.0":
        mantissa, whole = "1.0", whole + 1
    return f"{mantissa}·{power_of_ten(whole)}"


def headline(measured: Sequence[Measured]) -> str:
    """What is left of a change at h_0, for each cell."""
    knobs, seeds = measured[0].knobs, len(measured[0].reaches)
    ends = ", ".join(f"{each.title} {number(each.end)}" for each in measured)
    drawn = f"medians of {seeds} random networks" if seeds > 1 else "one random network each"
    return (
        f"A small change at t = 0 arrives at h{lowered(knobs.timesteps)} multiplied by at most:"
        f" {ends} ({drawn})."
    )


def explanation(measured: Measured) -> str:
    """What makes the gradient of one cell vanish, explode, or neither."""
    lost_at = _lost_at(measured)
    if lost_at is not None:
        return (
            f"{measured.title}: its states outgrow {measured.knobs.precision} and are no numbers from"
            f" t = {lost_at} on. What depends on them, the gradient too, is not a number either."
        )
    cause = cause_of(measured)
    said = _of_simple(measured, cause) if cause.kept is None else _of_gated(measured, cause)
    return f"{measured.title}: {said}{_of_limits(measured)}".strip()


def saturation(measured: Measured) -> str:
    """What the map of slopes shows."""
    if measured.knobs.activation == "linear":
        return "A linear activation has slope 1 everywhere: nothing saturates."
    shares = measured.saturated
    flat, dead = float(shares.mean()), int(np.sum(np.all(measured.slopes == 0, axis=0)))
    whose = "The candidate's slope" if measured.kept is not None else "The slope"
    if flat == 0:
        return f"{whose} is nowhere below 0.1: nothing saturates."
    worst = int(np.argmax(shares))
    said = (
        f"{whose} is below 0.1 in {_per_cent(flat)} of the map, and a gradient all but stops there;"
        f" most often in unit {worst}, {_per_cent(float(shares[worst]))} of the steps."
    )
    return f"{said} {_counted(dead, 'unit')} let nothing through at any step." if dead else said


def spectrum(plane: Plane, measured: Measured) -> str:
    """What eigenvalues and singular values of a block say."""
    radius, largest = float(np.abs(plane.eigenvalues).max()), float(plane.singular_values[0])
    said = (
        f"The matrix as drawn had radius {plane.drawn:.3g}; scaled to {radius:.3g}."
        f" Largest singular value {largest:.3g}."
    )
    steepest = _STEEPEST[measured.knobs.activation]
    if measured.kept is None and largest * steepest < 1:
        times = f", times the steepest slope, {steepest}," if steepest < 1 else ""
        return f"{said} That{times} is below 1: every change must shrink."
    if measured.kept is None and radius < 1 + _EVEN and largest > 1 + _EVEN:
        return f"{said} No eigenvalue lies outside of the unit circle, and yet a step can stretch a change."
    return said


def _of_simple(measured: Measured, cause: Cause) -> str:
    knobs, lag = measured.knobs, measured.knobs.timesteps
    if not knobs.radius:
        return "W_hh is 0, so that nothing passes from one step to the next. "
    if cause.rate is None:
        return f"nothing of a change is left after {_counted(measured.zero_lag or 0, 'step')}. "
    expected = lag * math.log10(knobs.radius)
    if _follows_the_law(measured, cause.rate):
        law = f"{knobs.radius:g}{raised(lag)} = {number_of_log(expected)}"
        if not 0 < measured.end < math.inf:
            return f"the law holds as far as {knobs.precision} reaches, {law}: W_hh alone decides. "
        law = f"{law}, measured {number(measured.end)}"
        if cause.slope < 1 - _EVEN:
            mean = f"the slope is ×{cause.slope:.2f} on average"
            return f"{law}. Some direction passes every step unhurt, although {mean}. "
        return f"the law holds, {law}: W_hh alone decides. "
    parts = f"W_hh has radius {cause.radius:.2f}"
    if knobs.activation != "linear":
        name = CHOICES["activation"][knobs.activation]
        whole = f"together ×{cause.radius * cause.slope:.2f}"
        parts += f", the slope of {name} is {cause.slope:.2f} (root mean square): {whole}"
    return f"×{cause.rate:.3g} a step, measured; {parts}. So {_verdict(measured, cause)}. "


def _follows_the_law(measured: Measured, rate: float) -> bool:
    """Whether the norm is ρ^lag, as far as its precision reaches."""
    deviation = abs(math.log(rate / measured.knobs.radius))
    is_plain = math.isfinite(measured.end) and measured.end > 0
    return deviation * measured.knobs.timesteps < _ALMOST if is_plain else deviation < _EVEN


def _verdict(measured: Measured, cause: Cause) -> str:
    """Which of the two causes is the stronger one."""
    rate, squashing = cause.rate or 0.0, _SQUASHING[measured.knobs.activation]
    of_spectrum, of_slope = (math.log(max(part, 1e-9)) for part in (cause.radius, cause.slope))
    if abs(rate - 1) <= _EVEN:
        return "a change is neither lost nor blown up"
    if rate > 1:
        if cause.radius > 1 + _EVEN:
            return "the spectrum makes the gradient explode"
        return "W_hh stretches some directions although its radius is not above 1"
    if of_spectrum > -_EVEN:
        return f"{squashing}, not the spectrum, makes the gradient vanish"
    if of_slope > -_EVEN:
        return "the spectrum makes the gradient vanish"
    if of_spectrum < of_slope:
        return f"the spectrum takes more than {squashing}"
    return f"{squashing} takes more than the spectrum"


def _of_gated(measured: Measured, cause: Cause) -> str:
    gate = "forget gate f" if measured.kind == "lstm" else "update gate z"
    if cause.rate is None or cause.kept is None:
        return f"nothing of a change is left after {_counted(measured.zero_lag or 0, 'step')}. "
    difference = math.log(cause.rate / cause.kept)
    if measured.knobs.radius == 0:
        rest = "W_hh is 0: there is no other path"
    elif difference > _ALMOST:
        rest = "the paths through W_hh carry the rest"
    elif difference < -_ALMOST:
        others = "W_hh and the output gate" if measured.kind == "lstm" else "the paths through W_hh"
        rest = f"{others} take away from it"
    else:
        rest = "the gate alone explains it"
    trend = " The gradient grows." if cause.rate > 1 + _EVEN else ""
    return f"×{cause.rate:.3g} a step. Its {gate} keeps ×{cause.kept:.2f} on average, and {rest}.{trend} "


def _of_limits(measured: Measured) -> str:
    """Where the numbers end: exactly zero, or beyond the largest."""
    precision = measured.knobs.precision
    info = np.finfo(precision)
    broken, zero = measured.broken_lag, measured.zero_lag
    if broken is not None:
        largest = number(float(info.max))
        return f"By {broken} steps back it is beyond {largest}, where {precision} ends: overflow."
    if zero is None:
        return _of_horizon(measured)
    if measured.kind == "simple-rnn":
        if not measured.knobs.radius:
            return ""
        dead = np.flatnonzero(np.all(measured.slopes == 0, axis=1))
        if len(dead) and measured.knobs.timesteps - dead[-1] <= zero:  # Else it was 0 before it came there.
            return (
                f"At t = {dead[-1] + 1} the slope of every unit is 0 (seed {measured.knobs.seed}): whatever"
                " came before is cut off, exactly 0."
            )
    smallest = number(float(info.tiny))
    floor = f"in {precision}, numbers below {smallest} are set to 0"
    return f"At the latest {zero} steps back it is exactly 0: {floor}."


def _of_horizon(measured: Measured) -> str:
    horizon = measured.horizon
    if horizon is None:
        return ""
    return f"Less than 1 % is left after {_counted(horizon, 'step')}."


def _lost_at(measured: Measured) -> int | None:
    """The timestep, from 1, from which on a state is no number, where that is so in most networks."""
    lost = sorted(reach.lost_at for reach in measured.reaches if reach.lost_at is not None)
    return lost[0] if 2 * len(lost) > len(measured.reaches) else None


def _per_cent(share: float) -> str:
    if 0 < share < 0.005:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
