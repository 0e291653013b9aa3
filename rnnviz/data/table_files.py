"""A CSV file as it comes: bytes become rows with the line number that an editor shows."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import NamedTuple

from rnnviz.text import shorten

MOST_BYTES = 200_000_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 1_000_000  # Characters; a longer one is a quotation mark that was not closed.
LONGEST_LINE = 2_000_000  # Characters; a longer one may hold millions of cells.
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
HEAD = 200  # Lines to judge a file by.

_CHUNK = 1 << 20
_NO_TABLES = {
    b"PK\x03\x04": "This is an Excel file or another zip archive, not a CSV file. "
    "Open it in the program that wrote it and save it as CSV.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file. Open it in Excel and save it as CSV.",
    b"\x89PNG": "This is a picture (PNG), not a CSV file.",
    b"\xff\xd8\xff": "This is a picture (JPEG), not a CSV file.",
    b"%PDF": "This is a PDF, not a CSV file.",
    b"\x1f\x8b": "This file is compressed (gzip). Unpack it first.",
    b"PAR1": "This is a Parquet file. Save the table as CSV.",
    b"[{": "This is JSON, not a CSV file. Save the table as CSV.",
    b'{"': "This is JSON, not a CSV file. Save the table as CSV.",
    b"<!": "This is a web page, not a CSV file. Download the table itself, as CSV.",
    b"<html": "This is a web page, not a CSV file. Download the table itself, as CSV.",
    b"{\\rtf": "This is a formatted text (RTF). Save it as plain text.",
}
_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))  # What hardly stands in any text.


class TableError(ValueError):
    """Why a table cannot be read, in one or two sentences that name the line and the column."""


class Encoding(NamedTuple):
    """How bytes become characters.

    codec: as Python names it. name: as people do. note: what to look out for, or nothing.
    """

    codec: str
    name: str
    note: str = ""


class Row(NamedTuple):
    """The line on which a row begins, from 1, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class TableFile:
    """A table whose encoding, delimiter and columns are known; its rows are read when asked for."""

    raw: bytes
    encoding: Encoding
    delimiter: str
    names: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """The rows below the names; blank ones are left out.

        Raises:
            TableError: if a row has more or fewer cells than there are names, or is never closed.
        """
        width = len(self.names)
        for row in islice(_read(_lines(self.raw, self.encoding), self.delimiter), 1, None):
            if len(row.cells) == width:
                yield row
            elif "".join(row.cells).strip():
                raise TableError(self._says_of_width(row))

    def head(self) -> list[Row]:
        """The rows among the first HEAD lines, whatever their widths."""
        return _read_head(_head_of(self.raw, self.encoding), self.delimiter)[1:]

    def _says_of_width(self, row: Row) -> str:
        width, found = len(self.names), len(row.cells)
        says = f"Line {row.line} has {count(found, 'column')}, but the first line names {width}."
        if any("\n" in cell or "\r" in cell for cell in row.cells):
            return f"{says} Is a quotation mark not closed there?"
        if found == 1:
            return f"{says} Columns must be parted by a {DELIMITERS[self.delimiter]}, as on the first line."
        if found > width:
            return f"{says} A text with a {DELIMITERS[self.delimiter]} in it must stand in quotation marks."
        return says


def open_file(raw: bytes) -> TableFile:
    """Find out how a file is to be read.

    Raises:
        TableError: if it is empty, too large, not a text, or its first line does not name two columns.
    """
    if len(raw) > MOST_BYTES:
        raise TableError(
            f"The file has {len(raw) / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB can be read. "
            "Keep a part of its rows, from all over the file."
        )
    encoding = find_encoding(raw)
    head = _head_of(raw, encoding)
    delimiter = choose_delimiter(head)
    names = next((row.cells for row in _read_head(head, delimiter)), [])
    if not any(name.strip() for name in names):
        raise TableError("The first line must name the columns, such as text,label; it is empty.")
    if len(names) == 1:
        raise TableError(
            "The first line must name at least two columns, such as text,label; it holds only "
            f"{quoted(names[0])}. Columns are parted by a comma, semicolon, tab or pipe."
        )
    if len(names) > MOST_COLUMNS:
        raise TableError(
            f"The first line names {len(names):,} columns; at most {MOST_COLUMNS:,} can be read."
        )
    return TableFile(raw, encoding, delimiter, distinct_names(names))


def find_encoding(raw: bytes) -> Encoding:
    """UTF-8, or by its mark UTF-16 or UTF-32; else Windows-1252 or, where that has no sign, Latin-1.

    Raises:
        TableError: if the bytes are no text.
    """
    if not raw.strip():
        raise TableError("The file is empty.")
    for beginning, says in _NO_TABLES.items():
        if raw.startswith(beginning):
            raise TableError(says)
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            wrong = first_undecodable(raw, codec)
            if wrong is not None:
                raise TableError(f"The file begins as {name}, but its byte {wrong + 1:,} is not {name}.")
            return Encoding(codec, name)
    if (place := raw.find(b"\0")) >= 0:
        raise TableError(
            f"This is not a CSV file: line {line_at(raw, place)} holds a zero byte, which no text has. "
            "Save the table as CSV, with the encoding UTF-8."
        )
    wrong = first_undecodable(raw, "utf-8")
    if wrong is None:
        return Encoding("utf-8", "UTF-8")
    return _guess_encoding(raw, line_at(raw, wrong))


def _guess_encoding(raw: bytes, line: int) -> Encoding:
    """One of the encodings with one byte a character, for a text that is not UTF-8 from this line on."""
    head = raw[:_CHUNK]
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 100:
        raise TableError("This is not a CSV file: it holds bytes that no text has. Save the table as CSV.")
    windows = first_undecodable(raw, "cp1252") is None
    codec, name = ("cp1252", "Windows-1252") if windows else ("latin-1", "Latin-1")
    note = f"Line {line} is not UTF-8, so the file was read as {name}. Look whether its accents are right."
    return Encoding(codec, name, note)


def first_undecodable(raw: bytes, codec: str) -> int | None:
    """The place of the first byte that does not fit an encoding; read in chunks, to spare memory."""
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(raw) + 1, _CHUNK):
        chunk = raw[start : start + _CHUNK]
        waiting = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=start + _CHUNK > len(raw))
        except UnicodeDecodeError as error:
            return start - len(waiting) + error.start
    return None


def line_at(raw: bytes, place: int) -> int:
    """The number of the line, from 1, in which a byte stands."""
    return 1 + raw.count(b"\n", 0, place) + raw.count(b"\r", 0, place) - raw.count(b"\r\n", 0, place)


def choose_delimiter(head: Sequence[str]) -> str:
    """The delimiter with which most rows have as many cells as the first, if that has two or more."""

    def fit(delimiter: str) -> tuple[bool, float, int]:
        try:
            widths = [len(row.cells) for row in _read_head(head, delimiter)] or [0]
        except TableError:
            return False, 0.0, 0
        return widths[0] > 1, sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names of columns without blanks around them; a missing or repeated one with its number."""
    found: list[str] = []
    for place, given in enumerate(names, 1):
        name = given.strip()
        numbered = f"{name} (column {place})" if name else f"column {place}"
        name = name if name and name not in found else numbered
        while name in found:
            name += "'"
        found.append(name)
    return tuple(found)


def _lines(raw: bytes, encoding: Encoding) -> Iterator[str]:
    """The lines of a file with their ends, read as they are asked for.

    Raises:
        TableError: if one is longer than LONGEST_LINE.
    """
    file = TextIOWrapper(BytesIO(raw), encoding.codec, newline="")
    number = 1
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise TableError(f"Line {number} has more than {LONGEST_LINE:,} characters; no table looks so.")
        yield line
        number += 1


def _head_of(raw: bytes, encoding: Encoding) -> list[str]:
    return list(islice(_lines(raw, encoding), HEAD))


def _read_head(head: Sequence[str], delimiter: str) -> list[Row]:
    """The rows of the first lines; a last one that may go on behind them is left out."""
    rows = list(_read(head, delimiter, strict=False))
    return rows[:-1] if len(head) == HEAD and len(rows) > 1 else rows


def _read(lines: Iterable[str], delimiter: str, strict: bool = True) -> Iterator[Row]:
    """Read rows; lines without any cell are left out.

    Args:
        lines: with their ends.
        delimiter: one of DELIMITERS.
        strict: whether quotation marks must be set right. One that is missing makes one text of
            many rows, and of this nobody would hear.

    Raises:
        TableError: if a quotation mark is not closed or not doubled.
    """
    # This limit holds for all of Python. It is only ever raised, so no two readers disturb each other.
    if csv.field_size_limit() < LONGEST_CELL:
        csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(_says_of_quotes(str(error), line, reader.line_num)) from None


def _says_of_quotes(error: str, begun: int, line: int) -> str:
    """What the csv module found, for the row that begun on a line and was read up to another."""
    if "end of data" in error:
        return f"A quotation mark in the row that begins on line {begun} is never closed."
    if "expected after" in error:
        there = f"on line {line}" if begun == line else f"in the row from line {begun} to line {line}"
        return (
            f"A text in quotation marks goes on behind its end {there}. Quotation marks inside such a "
            'text must be doubled (""), and each text must be closed by one.'
        )
    if "limit" in error:
        return (
            f"The row that begins on line {begun} has a text of more than {LONGEST_CELL:,} characters. "
            "Is a quotation mark not closed?"
        )
    return f"Line {line} cannot be read as a row: {error}."


def count(number: int, thing: str) -> str:
    """A number with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def quoted(cell: str) -> str:
    """A cell as a sentence about it can bear it: in quotation marks, in one line, cut if long."""
    return f"“{shorten(' '.join(cell.split()), 40)}”"
