"""How numbers and lists are written in sentences, on every page alike."""

from collections.abc import Sequence

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


def listed(names: Sequence[str]) -> str:
    """Names with commas, and an "and" before the last; at least one."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
