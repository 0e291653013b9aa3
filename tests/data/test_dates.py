"""Dates: every style is written and read alike, and nothing held out is learnt from."""

from datetime import date, timedelta

import numpy as np
import pytest

from rnnviz.data import dates
from rnnviz.data.dates_styles import WEEKDAYS, spoken_year

DAY = date(1979, 5, 3)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 May 1979", "1979-05-03"),
        ("May 3, 1979", "1979-05-03"),
        ("the third of May 1979", "1979-05-03"),
        ("the 3rd of May, 1979", "1979-05-03"),
        ("Thursday, 3 May 1979", "1979-05-03"),
        ("3.5.1979", "1979-05-03"),
        ("03/05/1979", "1979-05-03"),
        ("3/5/79", "1979-05-03"),
        ("1979-05-03", "1979-05-03"),
        ("3-May-79", "1979-05-03"),
        ("3 May 79", "1979-05-03"),
        ("May the 3rd 1979", "1979-05-03"),
        ("on 3rd May, 1979", "1979-05-03"),
        ("Sept. 3, 1979", "1979-09-03"),
        ("sept 3 1979", "1979-09-03"),
        ("the third of May nineteen seventy-nine", "1979-05-03"),
        ("4 June two thousand and four", "2004-06-04"),
        ("the twelfth of December twenty twelve", "2012-12-12"),
        ("  THE  31ST of\tDecember, 1999 ", "1999-12-31"),
        ("1–1–1999", None),
        ("1999\u201301\u201302", "1999-01-02"),
        ("1/1/29", "2029-01-01"),
        ("1/1/30", "1930-01-01"),
        ("29 February 2000", "2000-02-29"),
        ("29 February 1900", None),
        ("30 Feb 1979", None),
        ("5/79", None),
        ("3 May 1899", None),
        ("13/13/1979", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates_as_people_write_them(text: str, iso: str | None) -> None:
    assert dates.parse(text) == iso


@pytest.mark.parametrize("style", range(dates.STYLES))
def test_what_a_style_writes_is_read_as_the_same_day(style: int) -> None:
    rng = np.random.default_rng(style)
    for _ in range(60):
        day = date(1900, 1, 1) + timedelta(int(rng.integers(73_049)))
        if dates.fits(day, style):
            text = dates.spelled(day, style)
            assert dates.parse(text) == day.isoformat(), text
            assert text == dates.normalise(text) and set(text) <= set(dates.LETTERS)


def test_the_weekday_is_that_of_the_calendar() -> None:
    assert WEEKDAYS[DAY.weekday()] == "thursday"
    named = [pair for pair in dates.draw(2_000, 3) if "day" in "".join(pair.read).replace(" day ", "")]
    assert len(named) > 200
    for pair in named:
        weekday = WEEKDAYS[date.fromisoformat("".join(pair.written)).weekday()]
        assert weekday in "".join(pair.read)


@pytest.mark.parametrize(
    ("year", "spoken"),
    [
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (1912, "nineteen twelve"),
        (1979, "nineteen seventy-nine"),
        (1980, "nineteen eighty"),
        (2000, "two thousand"),
        (2004, "two thousand and four"),
        (2012, "twenty twelve"),
        (2099, "twenty ninety-nine"),
    ],
)
def test_years_as_one_says_them(year: int, spoken: str) -> None:
    assert spoken_year(year) == spoken


def test_every_day_of_some_years_has_a_text_of_its_own_in_every_style() -> None:
    seen: dict[str, date] = {}
    for number in range(0, 73_049, 11):
        day = date(1900, 1, 1) + timedelta(number)
        for style in range(dates.STYLES):
            if dates.fits(day, style):
                text = dates.spelled(day, style)
                assert 6 <= len(text) <= dates.LONGEST
                assert seen.setdefault(text, day) == day


def test_pairs_are_right_and_made_of_known_letters() -> None:
    for pair in dates.draw(1_000, 0):
        assert dates.parse("".join(pair.read)) == "".join(pair.written)
        assert set(pair.read) <= set(dates.LETTERS) and set(pair.written) <= set(dates.ISO_LETTERS)


def test_no_day_that_is_held_out_or_shown_is_learnt_from() -> None:
    learnt = {"".join(pair.written) for pair in dates.draw(10_000, 1)}
    held_out = dates.draw_held_out(1_000, 2)
    assert not learnt & {"".join(pair.written) for pair in held_out}
    assert not learnt & {dates.parse(text) for text in dates.EXAMPLES}
    assert len(set(held_out)) == 1_000
    assert None not in {dates.parse(text) for text in dates.EXAMPLES}
    # About a tenth, and the same in every process.
    days = [DAY + timedelta(n) for n in range(1_000)]
    assert 70 <= sum(map(dates.is_held_out, days)) <= 130
    assert dates.is_held_out(DAY) and not dates.is_held_out(date(1979, 5, 4))


@pytest.mark.parametrize("low", range(6, 60, 6))
def test_held_out_texts_of_every_length(low: int) -> None:
    pairs = dates.draw_of_length(low, low + 5, 50, 0)
    assert all(low <= len(pair.read) <= low + 5 for pair in pairs) and len(set(pairs)) == 50
    assert all(dates.is_held_out(date.fromisoformat("".join(pair.written))) for pair in pairs)


def test_what_cannot_be_drawn_or_written_is_refused() -> None:
    with pytest.raises(ValueError, match="could be drawn"):
        dates.draw_of_length(70, 80, 1, 0)
    with pytest.raises(ValueError, match="two digits"):
        dates.spelled(date(2050, 1, 1), next(n for n in range(dates.STYLES) if not dates.fits(date.max, n)))
    with pytest.raises(ValueError, match="1900 to 2099"):
        dates.spelled(date(1066, 10, 14), 0)


def test_the_same_seed_draws_the_same() -> None:
    assert dates.draw(50, 7) == dates.draw(50, 7) != dates.draw(50, 8)


def test_a_typed_text_is_bounded_and_says_whether_it_looks_like_a_date() -> None:
    assert len(dates.normalise("x " * 10_000)) <= dates.LONGEST
    assert dates.looks_like_date("3 May in some year") and dates.looks_like_date("1 2 3")
    assert not dates.looks_like_date("good morning") and not dates.looks_like_date("5/79")
