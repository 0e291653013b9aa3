"""Numbers and lists in sentences."""

import math
import unicodedata

import pytest

from rnnviz.written import listed, lowered, number, often, percent, power_of_ten, raised, scientific, share


def plain(text: str) -> str:
    """Letters above and below the line, on the line."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


@pytest.mark.parametrize("value", [0.9**100, -3.26e-5, 1.1**100, 1e-300, 9.96e9])
def test_two_digits_and_a_power_are_the_number(value: float) -> None:
    mantissa, ten = plain(scientific(value)).split("·")
    assert float(mantissa) * 10.0 ** int(ten.removeprefix("10")) == pytest.approx(value, rel=0.05)
    assert 1 <= abs(float(mantissa)) < 10


def test_whole_numbers_leave_the_line() -> None:
    for whole in (-120, 0, 7, 9_876_543_210):
        assert plain(raised(whole)) == str(whole) and raised(whole) != str(whole)
        assert plain(power_of_ten(whole)) == f"10{whole}"
    assert plain(lowered(1_234_567_890)) == "1234567890"


def test_a_list_has_an_and_before_its_last() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_a_number_has_three_digits_or_is_called_none() -> None:
    assert [number(value) for value in (math.nan, math.inf)] == ["no number"] * 2
    assert [number(value) for value in (-1.25, 0.0, 4.86e19)] == ["−1.25", "0", "4.9·10¹⁹"]
    assert [number(value) for value in (999.4, 999.6, -5234.2)] == ["999", "1,000", "−5,234"]


@pytest.mark.parametrize(
    ("probability", "written"),
    [
        (0, "<0.1 %"), (0.0004, "<0.1 %"), (0.0006, "0.1 %"), (0.5, "50.0 %"), (math.nan, "no number"),
        (0.9994, "99.9 %"), (0.9996, ">99.9 %"), (1, ">99.9 %"),
    ],
)  # fmt: skip
def test_a_percentage_is_never_rounded_to_nothing_or_all(probability: float, written: str) -> None:
    assert percent(probability) == written


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (0, "0 %"), (1e-9, "<0.1 %"), (0.5, "50.0 %"), (0.9999, ">99.9 %"), (1, "100 %"), (1.004, ">100 %"),
        (1.05, "105 %"), (12.5, "1,250 %"), (math.nan, "no number"), (math.inf, "no number"),
    ],
)  # fmt: skip
def test_a_share_may_be_all_or_nothing_or_more(part: float, written: str) -> None:
    assert share(part) == written


def test_once_and_twice_are_words() -> None:
    assert [often(count) for count in (1, 2, 3, 1234)] == ["once", "twice", "3 times", "1,234 times"]
