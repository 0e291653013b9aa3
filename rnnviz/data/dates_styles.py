"""The styles in which a day can be written in English, and the words they are made of.

A style is a text with fields in braces. The same table writes dates and, as regular expressions, reads them.
"""

import re
from collections.abc import Mapping
from datetime import date

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
SHORT_MONTHS = tuple("jan feb mar apr may june july aug sept oct nov dec".split())
DOTTED_MONTHS = tuple(short if short in MONTHS else f"{short}." for short in SHORT_MONTHS)
SHORTER_MONTHS = tuple(month[:3] for month in MONTHS)
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
UNITS = tuple(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen".split()
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
_ORDINAL_UNITS = tuple(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth".split()
)
ORDINALS = (
    *_ORDINAL_UNITS,
    "twentieth",
    *(f"twenty-{unit}" for unit in _ORDINAL_UNITS[:9]),
    "thirtieth",
    "thirty-first",
)
FIRST_YEAR, LAST_YEAR = 1900, 2099
TWO_DIGITS = range(1930, 2030)  # The years that two digits stand for.

STYLES = (
    "{day} {month} {year}",
    "{day} {short} {year}",
    "{nth} {month} {year}",
    "{nth} of {month} {year}",
    "the {nth} of {month} {year}",
    "the {nth} of {month}, {year}",
    "on the {nth} of {month} {year}",
    "on {nth} {month}, {year}",
    "{month} {day}, {year}",
    "{dotted} {day}, {year}",
    "{month} {nth}, {year}",
    "{month} the {nth} {year}",
    "{month} the {nth}, {year}",
    "{day}.{number}.{year}",
    "{dd}/{mm}/{year}",
    "{day}/{number}/{year}",
    "{year}-{mm}-{dd}",
    "{day}-{shorter}-{year}",
    "{day} {shorter} {yy}",
    "{day}-{shorter}-{yy}",
    "{dd}/{mm}/{yy}",
    "{day}/{number}/{yy}",
    "{day}.{number}.{yy}",
    "{weekday}, {day} {month} {year}",
    "{weekday} {nth} {month} {year}",
    "{weekday}, {month} {day}, {year}",
    "{weekday}, the {nth} of {month} {year}",
    "on {weekday}, {day} {dotted} {year}",
    "on {weekday} the {nth} of {month}, {year}",
    "{weekday} the {ordinal} of {month} {year}",
    "{weekday}, the {ordinal} of {month}, {year}",
    "the {ordinal} of {month} {year}",
    "the {ordinal} of {month}, {year}",
    "{month} the {ordinal}, {year}",
    "{ordinal} {month} {year}",
    "on the {ordinal} of {month} {year}",
    "on the {ordinal} day of {month} {year}",
    "on the {ordinal} day of {month} in the year {year}",
    "on {weekday}, the {ordinal} day of {month}, {year}",
    "the {ordinal} of {month} {spoken}",
    "on the {ordinal} of {month}, {spoken}",
    "the {ordinal} day of {month}, {spoken}",
    "{month} the {ordinal}, {spoken}",
    "{day} {month} {spoken}",
    "{month} {nth}, {spoken}",
    "the {nth} of {month}, {spoken}",
    "on {weekday} {day} {month} {spoken}",
    "{weekday}, {nth} {month} {spoken}",
)
FIELDS = tuple(tuple(re.findall(r"\{(\w+)\}", style)) for style in STYLES)


def below_hundred(number: int) -> str:
    """The words of a number from 1 to 99: twenty-one."""
    if number < 20:
        return UNITS[number - 1]
    tens = TENS[number // 10 - 2]
    return f"{tens}-{UNITS[number % 10 - 1]}" if number % 10 else tens


def spoken_year(year: int) -> str:
    """A year as one says it: nineteen hundred, nineteen oh four, two thousand and four, twenty twelve."""
    century, rest = divmod(year, 100)
    if rest == 0:
        return "two thousand" if century == 20 else f"{UNITS[century - 1]} hundred"
    if rest < 10:
        return f"two thousand and {UNITS[rest - 1]}" if century == 20 else f"nineteen oh {UNITS[rest - 1]}"
    return f"{below_hundred(century)} {below_hundred(rest)}"


def nth(day: int) -> str:
    """A number with the ending of an ordinal: 1st, 12th, 23rd."""
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def values_of(day: date) -> Mapping[str, str]:
    """What the fields of a style say of a day."""
    return {
        "day": str(day.day),
        "dd": f"{day.day:02}",
        "nth": nth(day.day),
        "ordinal": ORDINALS[day.day - 1],
        "month": MONTHS[day.month - 1],
        "short": SHORT_MONTHS[day.month - 1],
        "dotted": DOTTED_MONTHS[day.month - 1],
        "shorter": SHORTER_MONTHS[day.month - 1],
        "number": str(day.month),
        "mm": f"{day.month:02}",
        "year": str(day.year),
        "yy": f"{day.year % 100:02}",
        "spoken": SPOKEN[day.year - FIRST_YEAR],
        "weekday": WEEKDAYS[day.weekday()],
    }


def _numbered(*names: tuple[str, ...]) -> dict[str, int]:
    """The number of each name, counted from one, whichever list it stands in."""
    return {name: number for each in names for number, name in enumerate(each, 1)}


SPOKEN = tuple(spoken_year(year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
DAY_NUMBERS = _numbered(
    ORDINALS,
    tuple(map(str, range(1, 32))),
    tuple(f"{day:02}" for day in range(1, 32)),
    tuple(map(nth, range(1, 32))),
)
MONTH_NUMBERS = _numbered(
    MONTHS,
    SHORT_MONTHS,
    SHORTER_MONTHS,
    tuple(map(str, range(1, 13))),
    tuple(f"{month:02}" for month in range(1, 13)),
)
YEAR_NUMBERS = (
    {spoken: FIRST_YEAR + n for n, spoken in enumerate(SPOKEN)}
    | {str(year): year for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    | {f"{year % 100:02}": year for year in TWO_DIGITS}
)
