"""What an address may say of a choice, and what is made of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.components.view import COUNTED_FROM, View, address_of

numbers = st.none() | st.integers(0, 9998)
written = st.text() | st.text("0123456789-+.eE_ ", max_size=7) | st.integers().map(str)
unhurried = settings(deadline=None)


@unhurried
@given(numbers, numbers, numbers)
def test_an_address_gives_back_what_was_put_into_it(
    word: int | None, unit: int | None, trace: int | None
) -> None:
    choice = {"word": word, "unit": unit, "trace": trace}
    assert View.from_address(address_of(choice), "normal") == View(word, unit, trace, "normal")


def test_an_address_counts_words_from_one_and_the_rest_from_zero() -> None:
    assert address_of({"word": 0, "unit": 0, "trace": 1}) == {"word": "1", "unit": "0", "trace": "1"}
    assert address_of({"word": None, "unit": None}) == {}
    assert address_of({}) == {}
    assert View.from_address({"word": "4", "unit": "7"}, "presenter") == View(3, 7, None, "presenter")


def test_the_version_of_a_view_is_the_programs_and_never_the_addresss() -> None:
    assert View.from_address({"word": "4", "version": "9"}, "normal", 2) == View(3, version=2)
    assert "version" not in COUNTED_FROM
    assert address_of({"word": 3, "version": 9, "size": 1}) == {"word": "4"}


@pytest.mark.parametrize(
    "hostile",
    ["", " ", "-1", "+1", "1.5", "1e9", "0x10", "²", "½", "一", "None", "NaN", "<b>", "1;2", "9" * 400],
)
@pytest.mark.parametrize("name", ["word", "unit", "trace"])
def test_what_is_no_small_whole_number_names_nothing(name: str, hostile: str) -> None:
    assert View.from_address({name: hostile}, "normal") == View()


def test_there_is_no_word_before_the_first() -> None:
    assert View.from_address({"word": "0"}, "normal") == View()


def test_digits_of_another_script_are_digits() -> None:
    assert View.from_address({"unit": "٣"}, "normal") == View(unit=3)


@unhurried
@given(st.dictionaries(st.sampled_from(["word", "unit", "trace", "other"]), written))
def test_no_address_at_all_is_an_error(address: dict[str, str]) -> None:
    view = View.from_address(address, "normal")
    chosen: list[Any] = [view.word, view.unit, view.trace]
    assert all(number is None or 0 <= number < 100_000 for number in chosen)
