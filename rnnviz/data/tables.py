"""A table of one's own: a CSV file becomes examples to learn from, or a sentence says why not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.table_columns import Columns, expect_header, find_columns
from rnnviz.data.table_files import MOST_BYTES, Row, TableError, TableFile, count, open_file, quoted
from rnnviz.data.table_labels import MOST_VALUES, Classes, Value, spell, two_classes
from rnnviz.text import shorten, tokenize

__all__ = ["MOST_BYTES", "MOST_EXAMPLES", "Preview", "Table", "TableError", "preview_table", "read_table"]

MOST_EXAMPLES = 50_000
FEWEST_ROWS = 10
FEWEST_OF_A_CLASS = 2
LONGEST_TEXT = 20_000  # Characters; far more words than any training reads of a text.
MOST_UNLABELLED = 0.05  # Share of the rows that may lack a label.
SHOWN_ROWS, SHOWN_LETTERS = 5, 80  # Of a preview.

_LISTED = 5  # Lines that a note names.
_DRAWN = 1 << 16  # Random numbers at a time.
_CERTAINLY_A_WORD = re.compile("[a-zA-Z0-9]")
Drawn = TypeVar("Drawn")


class Preview(NamedTuple):
    """What one sees of a file before it is read.

    columns: names, all different. rows: the first few, cut short. delimiter: the character.
    encoding: its usual name. text_column, label_column: guessed names, or "".
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    encoding: str
    text_column: str
    label_column: str


class Table(NamedTuple):
    """What was read of a file.

    examples: in the order of the file. classes: what label 0 and label 1 are called in it.
    notes: sentences on what was left out or guessed.
    """

    examples: tuple[Example, ...]
    classes: tuple[str, str]
    notes: tuple[str, ...]


class Labelled(NamedTuple):
    """A text with its label as it compares."""

    text: str
    label: str


class Findings:
    """What is learnt of the rows while they go by; made anew for each reading."""

    def __init__(self) -> None:
        self.rows = 0
        self.first: dict[str, tuple[str, int]] = {}  # Per label: as it was first written, and on which line.
        self.rows_of: Counter[str] = Counter()
        self.without: dict[str, list[int]] = {"text": [], "a word": [], "a label": []}
        self.cut: list[int] = []

    @property
    def labelled(self) -> int:
        """How many rows have a text and a label."""
        return self.rows_of.total()

    @property
    def values(self) -> dict[str, Value]:
        """The different labels."""
        return {label: Value(*first, self.rows_of[label]) for label, first in self.first.items()}

    def notes(self) -> Iterator[str]:
        """Sentences on the rows that were left out or cut."""
        for what, lines in self.without.items():
            if lines:
                be = "was" if len(lines) == 1 else "were"
                yield f"{count(len(lines), 'row')} without {what} {be} left out: {_list(lines)}."
        if self.cut:
            be = "was" if len(self.cut) == 1 else "were"
            yield (
                f"{count(len(self.cut), 'text')} of more than {LONGEST_TEXT:,} characters {be} cut there: "
                f"{_list(self.cut)}."
            )


def preview_table(raw: bytes) -> Preview:
    """Look at the first lines of a file.

    Raises:
        TableError: if it is not a table with a first line that names its columns.
    """
    file = open_file(raw)
    expect_header(file)
    at = find_columns(file, thorough=False)
    width = len(file.names)
    rows = [(*row.cells, *[""] * width)[:width] for row in file.head()[:SHOWN_ROWS]]
    return Preview(
        file.names,
        tuple(tuple(shorten(" ".join(cell.split()), SHOWN_LETTERS) for cell in cells) for cells in rows),
        file.delimiter,
        file.encoding.name,
        file.names[at.text],
        file.names[at.label] if at.label >= 0 else "",
    )


def read_table(raw: bytes, text_column: str = "", label_column: str = "") -> Table:
    """Read the examples of a file.

    Args:
        raw: the file.
        text_column: the name of the column of texts, as in the preview; "" to find it.
        label_column: the name of the column of labels; "" to find it.

    Returns:
        At most MOST_EXAMPLES examples with a label of 0 or 1: of more, that many drawn evenly from all
        over the file, for many a file is sorted by its labels.

    Raises:
        TableError: if there is anything that the reader of the results should rather know before.
    """
    file = open_file(raw)
    expect_header(file)
    at = find_columns(file, text_column, label_column)
    findings = Findings()
    usable = _labelled(_texts(file.rows(), at, findings), file.names[at.label], findings)
    drawn = draw(usable, MOST_EXAMPLES)
    _expect_labels(findings, file, at)
    classes = two_classes(findings.values, file.names[at.label])
    examples = tuple(Example(one.text, int(one.label == classes.positive)) for one in drawn)
    names = (findings.first[classes.negative][0], findings.first[classes.positive][0])
    _expect_enough(examples, names)
    notes = (file.encoding.note, *findings.notes(), *_notes_on(examples, findings, classes))
    return Table(examples, names, tuple(note for note in notes if note))


def _texts(rows: Iterable[Row], at: Columns, findings: Findings) -> Iterator[tuple[int, str, str]]:
    """Line, text and cell of the label of each row that has a text; the findings grow on the way."""
    for line, cells in rows:
        findings.rows += 1
        text = cells[at.text].strip()
        if len(text) > LONGEST_TEXT:
            findings.cut.append(line)
            text = text[:LONGEST_TEXT]
        if has_words(text):
            yield line, text, cells[at.label]
        else:
            findings.without["a word" if text else "text"].append(line)


def _labelled(texts: Iterable[tuple[int, str, str]], column: str, findings: Findings) -> Iterator[Labelled]:
    """The texts that have a label, with its spelling; the findings grow on the way."""
    spelt: dict[str, str] = {}
    for line, text, cell in texts:
        label = spelt.get(cell)
        if label is None:
            label = spelt[cell] = spell(cell)
            if label:
                findings.first.setdefault(label, (cell.strip(), line))
            if len(findings.first) > MOST_VALUES:
                raise TableError(
                    f"Column {quoted(column)} holds more than {MOST_VALUES:,} different values; exactly two "
                    "are needed, one for negative and one for positive texts."
                )
        if label:
            findings.rows_of[label] += 1
            yield Labelled(text, label)
        else:
            findings.without["a label"].append(line)


def has_words(text: str) -> bool:
    """Whether a network would read anything of a text; quick, for it is asked of every row."""
    return bool(_CERTAINLY_A_WORD.search(text) or tokenize(text[:40]) or tokenize(text))


def draw(items: Iterable[Drawn], most: int) -> list[Drawn]:
    """Draw up to `most` items, each with equal chance, and keep their order.

    Each item gets a random number, and those with the smallest numbers are kept: so it need not be
    known how many will come. Every n-th one would be one class only where the classes take turns.
    """
    kept: list[tuple[float, Drawn]] = []
    below = 1.0
    for item, number in zip(items, _numbers(), strict=False):
        if number < below:
            kept.append((number, item))
        if len(kept) >= 2 * most:
            below = sorted(number for number, _ in kept)[most]
            kept = [pair for pair in kept if pair[0] < below]
    if len(kept) > most:
        below = sorted(number for number, _ in kept)[most]
    return [item for number, item in kept if number < below]


def _numbers() -> Iterator[float]:
    """Random numbers from 0 to 1 without end, the same ones every time."""
    rng = np.random.default_rng(0)
    while True:
        yield from rng.random(_DRAWN).tolist()


def _expect_labels(findings: Findings, file: TableFile, at: Columns) -> None:
    """Look whether there are texts, and nearly all have a label.

    Raises:
        TableError: if not.
    """
    missing = findings.without["a label"]
    total = findings.labelled + len(missing)
    if not total:
        raise TableError(
            f"No row has a text in column {quoted(file.names[at.text])}, "
            f"of {count(findings.rows, 'row')} below the first line."
        )
    if len(missing) >= MOST_UNLABELLED * total:
        raise TableError(
            f"Line {missing[0]}, column {quoted(file.names[at.label])}: the label is missing, "
            f"as in {len(missing):,} of {count(total, 'row')} with a text."
        )


def _expect_enough(examples: tuple[Example, ...], classes: tuple[str, str]) -> None:
    """Look whether there is something to learn from.

    Raises:
        TableError: if there are too few texts, or of one class.
    """
    positive = sum(example.label == 1 for example in examples)
    negative = len(examples) - positive
    if len(examples) < FEWEST_ROWS or min(positive, negative) < FEWEST_OF_A_CLASS:
        raise TableError(
            f"At least {FEWEST_ROWS} rows with a text and a label are needed, and {FEWEST_OF_A_CLASS} of "
            f"each class; there are {negative:,} of {quoted(classes[0])} and "
            f"{positive:,} of {quoted(classes[1])}."
        )


def _notes_on(examples: tuple[Example, ...], findings: Findings, classes: Classes) -> Iterator[str]:
    """Sentences on what was read."""
    if findings.labelled > len(examples):
        yield (
            f"Of {findings.labelled:,} rows {len(examples):,} are used, drawn evenly from all over the file."
        )
    if classes.guessed:
        one, other = (quoted(findings.first[label][0]) for label in (classes.negative, classes.positive))
        yield f"Of the labels {one} and {other}, the second is taken as positive, as it comes later in order."
    labels: dict[str, set[float]] = {}
    for example in examples:
        labels.setdefault(" ".join(example.text.casefold().split()), set()).add(example.label)
    if torn := sum(len(given) > 1 for given in labels.values()):
        stand = "stands" if torn == 1 else "stand"
        yield f"{count(torn, 'text')} {stand} in the file with both labels; only the first is learnt from."


def _list(lines: list[int]) -> str:
    """Numbers of lines, the first few of many."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    more = f" and {len(lines) - _LISTED:,} more" if len(lines) > _LISTED else ""
    return f"lines {', '.join(map(str, lines[:_LISTED]))}{more}"
