"""Numbers and lists in sentences."""

import unicodedata

import pytest

from rnnviz.written import listed, lowered, power_of_ten, raised, scientific


def plain(text: str) -> str:
    """Letters above and below the line, on the line."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


@pytest.mark.parametrize("value", [0.9**100, -3.26e-5, 1.1**100, 1e-300, 9.96e9])
def test_two_digits_and_a_power_are_the_number(value: float) -> None:
    mantissa, ten = plain(scientific(value)).split("·")
    assert float(mantissa) * 10.0 ** int(ten.removeprefix("10")) == pytest.approx(value, rel=0.05)
    assert 1 <= abs(float(mantissa)) < 10


def test_whole_numbers_leave_the_line() -> None:
    for number in (-120, 0, 7, 9_876_543_210):
        assert plain(raised(number)) == str(number) and raised(number) != str(number)
        assert plain(power_of_ten(number)) == f"10{number}"
    assert plain(lowered(1_234_567_890)) == "1234567890"


def test_a_list_has_an_and_before_its_last() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
