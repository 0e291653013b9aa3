"""A text and its verdict."""

from typing import NamedTuple


class Example(NamedTuple):
    """A text and whether it is positive: 1 or 0, or a probability between them."""

    text: str
    label: float
