"""How numbers and lists are written in sentences, on every page alike."""

from collections.abc import Sequence
from math import isfinite

NO_NUMBER = "no number"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def raised(exponent: int) -> str:
    """A whole number above the line: ⁻⁵."""
    return str(exponent).translate(_RAISED)


def lowered(index: int) -> str:
    """A whole number below the line, from 0: ₁₀₀."""
    return str(index).translate(_LOWERED)


def power_of_ten(exponent: int) -> str:
    """A power of ten: 10⁻⁵."""
    return f"10{raised(exponent)}"


def scientific(value: float) -> str:
    """Two digits and a power of ten: 2.7·10⁻⁵; the number must be finite."""
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}".replace("-", "−")


def number(value: float) -> str:
    """A length or a difference in three digits, or where that is long in two and a power of ten."""
    if not isfinite(value):
        return NO_NUMBER
    if value and not 1e-3 <= abs(value) < 1e4:
        return scientific(value)
    return (f"{value:,.0f}" if abs(value) >= 999.5 else f"{value:.3g}").replace("-", "−")


def percent(probability: float) -> str:
    """A probability in per cent; never 0 or 100, for what a network computes is that only by rounding."""
    if not isfinite(probability):
        return NO_NUMBER
    if probability >= 0.9995:
        return ">99.9 %"
    return f"{100 * probability:.1f} %" if probability >= 0.0005 else "<0.1 %"


def share(part: float) -> str:
    """A part of a whole in per cent: 0 and 100 where it is exactly that, and above 100 if it has grown."""
    if not isfinite(part):
        return NO_NUMBER
    if part in (0, 1) or part >= 1.005:
        return f"{100 * part:,.0f} %"
    return ">100 %" if part > 1 else percent(part)


def often(count: int) -> str:
    """How often something happens, from once on."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def capital(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names with commas, and an "and" before the last; at least one."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
