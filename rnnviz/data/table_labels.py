"""The labels of a table: which two values its column holds, and which of them is the positive one."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from rnnviz.data.table_files import TableError, count, quoted

MOST_VALUES = 1_000  # Different ones; a column with more is no column of labels.
PAIRS = (  # Negative, positive.
    ("0", "1"),
    ("-1", "1"),
    ("neg", "pos"),
    ("negative", "positive"),
    ("false", "true"),
    ("no", "yes"),
    ("bad", "good"),
)
KNOWN = frozenset(value for pair in PAIRS for value in pair)

_WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0*)?")
_FEW = 5  # Values that a sentence can list.
_RARE = 0.1  # Share of the rows below which a third value is a slip, not a third class.


class Value(NamedTuple):
    """A value of a column: how it was first written, on which line, and how often it stands there."""

    written: str
    line: int
    rows: int


class Classes(NamedTuple):
    """The two values as they compare, negative first, and whether that order was only guessed."""

    negative: str
    positive: str
    guessed: bool


def spell(cell: str) -> str:
    """A label as it compares: without blanks around it, whatever its case; 1.0 is 1."""
    cell = cell.strip()
    return str(int(float(cell))) if _WHOLE.fullmatch(cell) and cell.isascii() else cell.casefold()


def two_classes(values: Mapping[str, Value], column: str) -> Classes:
    """Tell the two classes of a column apart.

    Args:
        values: the different values by spelling.
        column: its name, for a sentence.

    Raises:
        TableError: if there are not two values.
    """
    if len(values) != 2:
        raise TableError(_says_of_values(values, column))
    one, other = sorted(values, key=_order)
    for negative, positive in PAIRS:
        if {one, other} == {negative, positive}:
            return Classes(negative, positive, guessed=False)
    return Classes(one, other, guessed=True)


def _order(value: str) -> tuple[bool, int, str]:
    """Numbers by size, then all others by the alphabet."""
    number = bool(_WHOLE.fullmatch(value)) and value.isascii()
    return not number, int(value) if number else 0, value


def _says_of_values(values: Mapping[str, Value], column: str) -> str:
    if not values:
        return f"Column {quoted(column)} holds no label."
    if len(values) == 1:
        (only,) = values.values()
        return (
            f"Column {quoted(column)} holds only {quoted(only.written)}, in {count(only.rows, 'row')}. "
            "To learn, a network needs texts of two classes."
        )
    ranked = sorted(values.values(), key=lambda value: (-value.rows, value.line))
    first, second, *others = ranked
    if sum(value.rows for value in others) <= _RARE * sum(value.rows for value in ranked):
        odd = min(others, key=lambda value: value.line)
        return (
            f"Line {odd.line}, column {quoted(column)}: the label must be {quoted(first.written)} or "
            f"{quoted(second.written)}, as in most rows, got {quoted(odd.written)}."
        )
    third = sorted(values.values(), key=lambda value: value.line)[2]
    listed = ", ".join(quoted(value.written) for value in ranked[:_FEW])
    return (
        f"Column {quoted(column)} holds {len(values):,} different values ({listed}"
        f"{', …' if len(ranked) > _FEW else ''}), the third of them on line {third.line}; "
        "exactly two are needed, one for negative and one for positive texts."
    )
