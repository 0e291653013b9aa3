"""Dates in the styles of everyday English, and the same dates as ISO 8601 writes them: letters to letters."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np

from rnnviz.data import dates_styles as styles
from rnnviz.data.drawn import Pair, falls_out, pick, take, take_distinct

TRAINED_ON = (
    "Trained on days of the years 1900 to 2099, written by rules of ours in forty-eight English styles. Where"
    " a date is numbers only, the day comes before the month, except in year-month-day; two digits of a year"
    " mean 1930 to 2029."
)
EXAMPLES = (
    "the third of May 1979",
    "Thursday, 3 May 1979",
    "May 3, 1979",
    "3/5/1979",
    "21 Dec 99",
    "the twenty-first of September nineteen ninety-nine",
    "on the thirty-first day of December 1999",
    "July the 4th, 2026",
    "29 February 2000",
)
STYLES = len(styles.STYLES)
LONGEST = 60  # Letters of a text that is read.
DIGITS = tuple("0123456789")
ISO_LETTERS = (*DIGITS, "-")
_SPACES = re.compile(r"\s+")
# The same sign for a network that saw one of them only.
_SIGNS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-"})
_FIRST = date(styles.FIRST_YEAR, 1, 1).toordinal()
_DAYS = date(styles.LAST_YEAR, 12, 31).toordinal() - _FIRST + 1
_FIRST_SHORT = date(styles.TWO_DIGITS[0], 1, 1).toordinal()
_SHORT_DAYS = date(styles.TWO_DIGITS[-1], 12, 31).toordinal() - _FIRST_SHORT + 1
_WORDS = (
    *styles.STYLES,
    *styles.MONTHS,
    *styles.DOTTED_MONTHS,
    *styles.WEEKDAYS,
    *styles.ORDINALS,
    *styles.SPOKEN,
    *map(styles.nth, range(1, 32)),
)
LETTERS = tuple(sorted(set("".join(_WORDS)) - set("{}") | set(DIGITS)))
_READ_AS = {
    "day": ("day", r"0?[1-9]|[12]\d|3[01]"),
    "dd": ("day", r"0[1-9]|[12]\d|3[01]"),
    "nth": ("day", r"\d\d?(?:st|nd|rd|th)"),
    "ordinal": ("day", "|".join(styles.ORDINALS)),
    "month": ("month", "|".join(styles.MONTHS)),
    "short": ("month", "|".join(styles.SHORT_MONTHS)),
    "dotted": ("month", "|".join(styles.SHORT_MONTHS)),
    "shorter": ("month", "|".join(styles.SHORTER_MONTHS)),
    "number": ("month", r"0?[1-9]|1[0-2]"),
    "mm": ("month", r"0[1-9]|1[0-2]"),
    "year": ("year", r"\d{4}"),
    "yy": ("year", r"\d\d"),
    "spoken": ("year", "|".join(styles.SPOKEN)),
    "weekday": ("weekday", "|".join(styles.WEEKDAYS)),
}


def normalise(text: str) -> str:
    """A typed text as the network reads it: lower-cased, single spaces, at most LONGEST letters."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).translate(_SIGNS).lower()
    return _SPACES.sub(" ", plain).strip()[:LONGEST].strip()


def spelled(day: date, style: int) -> str:
    """Write a day in one of the STYLES.

    Raises:
        ValueError: if the style has two digits for a year that needs four, or the year is none of ours.
    """
    if not styles.FIRST_YEAR <= day.year <= styles.LAST_YEAR:
        raise ValueError(f"a year is {styles.FIRST_YEAR} to {styles.LAST_YEAR}, got {day.year}")
    if not fits(day, style):
        raise ValueError(f"style {style} has two digits for a year, and {day.year} needs four")
    return styles.STYLES[style].format_map(styles.values_of(day))


def fits(day: date, style: int) -> bool:
    """Whether this style tells the year of the day without doubt."""
    return day.year in styles.TWO_DIGITS or "yy" not in styles.FIELDS[style]


def parse(text: str) -> str | None:
    """The day of a text in one of the styles, as ISO writes it; None for any other text.

    Commas and the full stop of a short month may be left out. A weekday is not checked.
    """
    plain = _bare(normalise(text))
    for pattern in _patterns():
        if found := pattern.fullmatch(plain):
            return _iso(found)
    return None


def why_no_day(text: str) -> str | None:
    """What is wrong with a text in the form of a day: its "year" is none of ours, or its "day" is none."""
    plain = _bare(normalise(text))
    if parse(text) is not None:
        return None
    found = [match for pattern in _patterns() if (match := pattern.fullmatch(plain))]
    if not found:
        return None
    return "year" if all(match["year"] not in styles.YEAR_NUMBERS for match in found) else "day"


def looks_like_date(text: str) -> bool:
    """Whether a text, in any style, has a month's name and a number, or three numbers in a row."""
    plain = normalise(text)
    named = re.search(rf"\b(?:{'|'.join(styles.SHORTER_MONTHS)})", plain)
    numbered = re.search(r"\d", plain) or re.search(rf"\b(?:{'|'.join(styles.ORDINALS)})\b", plain)
    return bool(named and numbered) or re.search(r"\d+\W+\d+\W+\d+", plain) is not None


def is_held_out(day: date) -> bool:
    """Whether no text about this day is learnt from."""
    return falls_out(day.isoformat()) or day in _shown_days()


def draw(count: int, seed: int) -> tuple[Pair, ...]:
    """Texts to learn from, each with its date."""
    days = take(count, _days(np.random.default_rng(seed)), lambda one: not is_held_out(one[0]))
    return tuple(_pair(day, style) for day, style in days)


def draw_held_out(count: int, seed: int) -> tuple[Pair, ...]:
    """Texts about days that are not learnt from, no text twice."""
    days = take_distinct(count, _days(np.random.default_rng(seed)), lambda one: is_held_out(one[0]))
    return tuple(_pair(day, style) for day, style in days)


def draw_of_length(low: int, high: int, count: int, seed: int) -> tuple[Pair, ...]:
    """Texts of `low` to `high` letters about days that are not learnt from, no text twice.

    Raises:
        ValueError: if there are too few of them.
    """
    held_out = (_pair(*one) for one in _days(np.random.default_rng(seed)) if is_held_out(one[0]))
    return take_distinct(count, held_out, lambda pair: low <= len(pair.read) <= high)


def _days(rng: np.random.Generator) -> Iterator[tuple[date, int]]:
    """Days and styles without end."""
    numbers = range(STYLES)
    while True:
        style = pick(numbers, rng)
        first, days = (_FIRST_SHORT, _SHORT_DAYS) if "yy" in styles.FIELDS[style] else (_FIRST, _DAYS)
        yield date.fromordinal(first + int(rng.random() * days)), style


def _pair(day: date, style: int) -> Pair:
    return Pair(tuple(spelled(day, style)), tuple(day.isoformat()))


@cache
def _shown_days() -> frozenset[date]:
    return frozenset(date.fromisoformat(iso) for text in EXAMPLES if (iso := parse(text)))


def _bare(text: str) -> str:
    """A text without commas, and without full stops behind letters."""
    return _SPACES.sub(" ", re.sub(r",|(?<=[a-z])\.", " ", text)).strip()


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """A regular expression of each style."""
    bare = dict.fromkeys(_bare(style) for style in styles.STYLES)
    return tuple(re.compile(re.sub(r"\\\{(\w+)\\\}", _group, re.escape(style))) for style in bare)


def _group(field: re.Match[str]) -> str:
    name, pattern = _READ_AS[field[1]]
    return f"(?P<{name}>{pattern})"


def _iso(found: re.Match[str]) -> str | None:
    """The day that a style's expression has found, if there is such a day."""
    numbers = (
        styles.YEAR_NUMBERS.get(found["year"]),
        styles.MONTH_NUMBERS.get(found["month"]),
        styles.DAY_NUMBERS.get(found["day"]),
    )
    if None in numbers:
        return None
    try:
        return date(*(number for number in numbers if number is not None)).isoformat()
    except ValueError:  # The thirtieth of February.
        return None
