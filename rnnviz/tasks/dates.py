"""Written dates to ISO dates, letter by letter."""

from rnnviz.data import dates
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import Symbols
from rnnviz.tasks.task import Column, Input, Sizes, Task, data_of, unknown_among
from rnnviz.wired_archive import Alphabets

ALPHABETS = Alphabets(Symbols.to_read(dates.LETTERS), Symbols.to_write(dates.ISO_LETTERS))


_NO_DAY = {
    "day": "There is no such day. The network was never told which days there are.",
    "year": "It knows the years 1900 to 2099 only, and writes one of them.",
}


def understand(text: str) -> Input:
    """The letters of a typed date; what is no letter of any date is read as unknown."""
    plain = dates.normalise(text)
    ids = ALPHABETS.reads.encode(plain) if ALPHABETS.reads else ()
    columns = tuple(
        Column("␣" if letter == " " else letter, known=letter in dates.LETTERS) for letter in plain
    )
    right = dates.parse(plain)
    return Input(columns, ids, says=_says(text, plain, columns), right=tuple(right) if right else None)


def _says(text: str, plain: str, columns: tuple[Column, ...]) -> str:
    """What must be said of a text that is none of the dates that it learnt from."""
    if not plain:
        return ""
    said = []
    if unknown := unknown_among(columns):
        letters = ", ".join(f"“{letter}”" for letter in unknown[:6])
        said.append(f"It has never read {letters}.")
    if len(" ".join(text.split())) > dates.LONGEST:
        said.append(f"It reads the first {dates.LONGEST} letters.")
    if reason := dates.why_no_day(plain):
        said.append(_NO_DAY[reason])
    elif not dates.looks_like_date(plain):
        said.append("This is no date. The network writes one all the same: it can write nothing else.")
    elif dates.parse(plain) is None:
        said.append(
            "This is none of the ways of writing a date that it was trained on, so it may well be wrong."
        )
    return " ".join(said)


def _draw(count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, dates.draw(count, seed))


def _draw_held_out(count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, dates.draw_held_out(count, seed))


def _draw_of_length(low: int, high: int, count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, dates.draw_of_length(low, high, count, seed))


TASK = Task(
    "dates",
    "Dates to ISO",
    "encoder-decoder",
    ALPHABETS,
    dates.TRAINED_ON,
    understand,
    _draw,
    _draw_held_out,
    dates.EXAMPLES,
    ("stacked", "bidirectional", "attention"),
    Sizes(examples=60_000, updates=4_000, quick=1_000, batch_size=128),
    most=12,
    joined="".join,
    draw_of_length=_draw_of_length,
    asks="A date, written in any way",
    scored="held-out dates that are right to the last digit",
)
