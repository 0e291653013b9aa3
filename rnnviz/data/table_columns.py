"""Which column of a table holds the texts and which the labels, by their names or by what is in them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rnnviz.data.table_files import Row, TableError, TableFile, quoted
from rnnviz.data.table_labels import PAIRS, spell

TEXT_NAMES = (
    "text sentence review comment content body message tweet document phrase opinion feedback post utterance "
    "reviewtext texte kommentar satz"
).split()
LABEL_NAMES = (
    "label sentiment class target polarity category labels y verdict airlinesentiment rating score stars"
).split()

_FEW = 2  # Values in a column that repeats itself, as labels do.


class Columns(NamedTuple):
    """The places of the two columns, from 0; -1 where none was found."""

    text: int
    label: int


def expect_header(file: TableFile) -> None:
    """Look whether the first line names the columns.

    Raises:
        TableError: if it looks like a text and its label instead.
    """
    if any(_plain(name) in (*TEXT_NAMES, *LABEL_NAMES) for name in file.names):
        return
    rows = [row.cells for row in _fitting(file)]
    for place, name in enumerate(file.names):
        if _is_value(spell(name), {spell(cells[place]) for cells in rows}):
            found = " and ".join(map(quoted, file.names[:2]))
            raise TableError(
                "The first line must name the columns, such as text,label; it holds "
                f"{found}{', …' if len(file.names) > 2 else ''}, which looks like a text with its label."
            )


def _is_value(name: str, values: set[str]) -> bool:
    """Whether what stands over a column is one more value of it."""
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?", name):
        return True
    if len(values) > _FEW:
        return False
    return name in values or any(values < set(pair) and name in pair for pair in PAIRS if values)


def find_columns(file: TableFile, text: str = "", label: str = "", thorough: bool = True) -> Columns:
    """Find the columns of texts and labels.

    Args:
        file: whose columns.
        text: the name of the column of texts, if it is known.
        label: the name of the column of labels, if it is known.
        thorough: whether labels must be found, in the whole file if need be; else its first lines will do.

    Raises:
        TableError: if there is no column of a name that was given, both are the same, or no labels are found.
    """
    at = Columns(_place(file, text), _place(file, label))
    if at.text == at.label >= 0:
        raise TableError(f"Texts and labels cannot both stand in column {quoted(file.names[at.text])}.")
    if at.text < 0:
        at = at._replace(text=_by_name(file.names, TEXT_NAMES, at.label))
    if at.label < 0:
        at = at._replace(label=_by_name(file.names, LABEL_NAMES, at.text))
    return at if min(at) >= 0 else _by_content(file, at, thorough)


def _place(file: TableFile, name: str) -> int:
    if not name:
        return -1
    if name.strip() not in file.names:
        raise TableError(f"There is no column {quoted(name)}; {_named(file)}.")
    return file.names.index(name.strip())


def _named(file: TableFile) -> str:
    names = ", ".join(map(quoted, file.names[:10]))
    return f"the first line names {names}{', …' if len(file.names) > 10 else ''}"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _by_name(names: Sequence[str], wanted: Sequence[str], taken: int) -> int:
    """The column whose name is wanted, or has a wanted word in it; earlier words go first."""
    for known in wanted:
        for place, name in enumerate(names):
            if place != taken and _plain(name) == known:
                return place
    for known in wanted:
        for place, name in enumerate(names):
            if place != taken and known in re.split(r"[\W_]+", name.casefold()):
                return place
    return -1


def _by_content(file: TableFile, at: Columns, thorough: bool) -> Columns:
    """The label is the column with two different values, the text the one with most letters."""
    width = len(file.names)
    values: list[set[str]] = [set() for _ in range(width)]
    seen: list[set[str]] = [set() for _ in range(width)]  # As written, for this is quicker to compare.
    letters = [0] * width
    for row in file.rows() if thorough and at.label < 0 else _fitting(file):
        for place, cell in enumerate(row.cells):
            letters[place] += len(cell)
            if len(values[place]) <= _FEW and cell not in seen[place]:
                seen[place].add(cell)
                values[place] |= {spell(cell)} - {""}
    label = at.label
    if label < 0:
        twofold = [place for place in range(width) if len(values[place]) == 2 and place != at.text]
        known = [place for place in twofold if any(values[place] == set(pair) for pair in PAIRS)]
        label = (known or twofold or [-1])[0]
    if label < 0 and thorough:
        raise TableError(
            "Which column holds the labels? No column is named “label”, and none holds exactly two "
            f"different values; {_named(file)}."
        )
    text = at.text
    if text < 0:
        text = max((place for place in range(width) if place != label), key=letters.__getitem__)
    return Columns(text, label)


def _fitting(file: TableFile) -> list[Row]:
    return [row for row in file.head() if len(row.cells) == len(file.names)]
