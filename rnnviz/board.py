"""What a tool shows, as plain data: one time axis, many tracks. The browser draws it, a file holds it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from rnnviz.arrays import FloatArray
from rnnviz.tracks import Scale

# A gap stands where two sentences that are compared have no common word.
WordKind = Literal["known", "unknown", "respelled", "padding", "gap"]


class Word(NamedTuple):
    """One column's word, and a few letters below it; of padding they say which of its places this is.

    Columns that hold nothing but padding are drawn thin, so that the words keep their room.
    """

    text: str
    kind: WordKind = "known"
    note: str = ""


@dataclass(frozen=True, eq=False)
class Words:
    """A row of words; the first row of a board."""

    key: str
    label: str
    words: tuple[Word, ...]


@dataclass(frozen=True, eq=False)
class Heat:
    """Many values below each word, as colours.

    Attributes:
        key: of the row, in an address too.
        label: what is drawn.
        letter: as a formula calls it; may be empty.
        values: (columns, rows); `values[:, k]` is row k from the top and called `names[k]`; NaN is hatched.
        scale: of the colours.
        names: what each row is called, a number: of units, as trained.
        noun: what a row is.
        note: a sentence beside the label.
        is_tall: drawn large at first.
        absent: columns in which there is nothing at all; drawn as the page's ground. (columns,)
        marked: (column, number of the row as in `names`) of values with a frame.
    """

    key: str
    label: str
    letter: str
    values: FloatArray
    scale: Scale
    names: tuple[int, ...]
    noun: str = "unit"
    note: str = ""
    is_tall: bool = False
    absent: tuple[bool, ...] = ()
    marked: tuple[tuple[int, int], ...] = ()


class Series(NamedTuple):
    """One line, or one bar in each column.

    colour: "signed" is blue above the middle and orange below it; a number is one of `style.RUNS`; "quiet"
        steps back, as what something else is compared with.
    values: (columns,); NaN is left out.
    """

    name: str
    values: FloatArray
    colour: Literal["signed", "quiet"] | int = "signed"
    is_dashed: bool = False


@dataclass(frozen=True, eq=False)
class Curve:
    """One or a few values below each word, as bars or lines over one axis.

    Attributes:
        key: of the row.
        label: what is drawn.
        series: bars of several stand side by side.
        low: foot of the axis.
        high: top of the axis; what lies beyond is cut off and marked by an arrow.
        middle: where bars begin: 0 of a signed quantity, 0.5 of a probability.
        form: how a value is written. "percent" is a probability, never 0 or 100; a "share" may be nothing,
            all or more than all; a "number" of a series of whole ones is written as one.
        style: "bars" or "lines".
        note: a sentence beside the label.
        line: a value at which a dashed line stands, e.g. a threshold.
    """

    key: str
    label: str
    series: tuple[Series, ...]
    low: float
    high: float
    middle: float = 0.0
    form: Literal["percent", "share", "number"] = "number"
    style: Literal["bars", "lines"] = "bars"
    note: str = ""
    line: float | None = None


class Span(NamedTuple):
    """Some columns with a ground of their own, from the first to the last, and what they are."""

    first: int
    last: int
    label: str
    kind: Literal["chosen", "quiet"] = "quiet"


Row = Words | Heat | Curve


@dataclass(frozen=True, eq=False)
class Board:
    """Rows on the same columns.

    Attributes:
        title: of the picture, also of a file.
        said: what it shows, in a sentence that is computed from the numbers; read out by a screen reader.
        rows: from top to bottom, the first one `Words`.
        spans: grounds, over all rows.
        source: which network, and that it is random or generated if it is; written at the foot of a file.

    Raises:
        ValueError: if the rows have different numbers of columns, or two rows have one key.
    """

    title: str
    said: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if not self.rows or not isinstance(self.rows[0], Words):
            raise ValueError("a board begins with a row of words")
        if len({row.key for row in self.rows}) != len(self.rows):
            raise ValueError("each row of a board has a key of its own, two have the same")
        for row in self.rows:
            for count in _columns(row):
                if count != self.columns:
                    raise ValueError(f"{row.key} must have {self.columns} columns, got {count}")

    @property
    def columns(self) -> int:
        """How many columns there are."""
        first = self.rows[0]
        return len(first.words) if isinstance(first, Words) else 0


def _columns(row: Row) -> list[int]:
    """How many columns each part of a row has."""
    if isinstance(row, Words):
        return [len(row.words)]
    if isinstance(row, Heat):
        return [len(row.values), *([len(row.absent)] if row.absent else [])]
    return [len(series.values) for series in row.series]
