"""What an address may say of a choice, and what is made of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.components.view import (
    COUNTED_FROM,
    MOST_UNITS,
    UNFOLDED,
    WAYS,
    UnfoldView,
    View,
    address_of,
    address_of_unfolded,
)

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


few_units = st.lists(st.integers(0, 9998), max_size=MOST_UNITS, unique=True)


@unhurried
@given(st.tuples(numbers, numbers, numbers), few_units, st.sampled_from(WAYS), st.booleans())
def test_an_address_gives_back_what_was_chosen_of_an_unfolded_network(
    places: tuple[int | None, int | None, int | None], units: list[int], way: str, folded: bool
) -> None:
    choice = dict(zip(COUNTED_FROM, places, strict=True)) | {"units": units, "way": way, "folded": folded}
    address = address_of_unfolded(choice)
    assert set(address) <= set(UNFOLDED)
    assert UnfoldView.from_address(address, "normal", 3) == UnfoldView(
        *places, "normal", 3, units=tuple(units), way=way, folded=folded
    )


def test_an_address_of_an_unfolded_network_leaves_out_what_is_usual() -> None:
    assert address_of_unfolded({"way": "forward", "folded": False, "units": None, "word": None}) == {}
    assert address_of_unfolded({}) == {}
    choice = {"word": 2, "units": [3, 11, 0], "way": "backward", "folded": True, "version": 5}
    named = {"word": "3", "columns": "3-11-0", "way": "backward", "folded": "1"}
    assert address_of_unfolded(choice) == named
    assert UnfoldView.from_address({}, "presenter", 2) == UnfoldView(size="presenter", version=2)


@pytest.mark.parametrize(
    "choice",
    [
        {"units": "3-4"},
        {"units": ["3", 4]},
        {"units": [1.5]},
        {"units": {"0": 1}},
        {"way": "sideways"},
        {"way": 1},
        {"way": ["backward"]},
        {"folded": "1"},
        {"folded": 1},
        {"word": "3"},
    ],
)
def test_a_choice_that_means_nothing_puts_nothing_into_the_address(choice: dict[str, object]) -> None:
    assert address_of_unfolded(choice) == {}


def test_of_many_units_the_first_are_named_and_read() -> None:
    many = list(range(40))
    assert address_of_unfolded({"units": many}) == {"columns": "0-1-2-3-4-5"}
    assert UnfoldView.from_address({"columns": "-".join(map(str, many))}, "normal").units == (
        0,
        1,
        2,
        3,
        4,
        5,
    )


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("", ()),
        ("-", ()),
        ("--3--", (3,)),
        ("3-3-4-3", (3, 4)),
        ("0-x-2-<b>-1.5", (0, 2)),
        ("²-½-一-NaN", ()),
        ("1e9-+1", ()),
        ("999999-7", (7,)),
        ("9" * 400, ()),
        ("8" + "-" * 10_000 + "9", (8,)),
        ("٣", (3,)),
    ],
)
def test_units_of_an_address_are_small_whole_numbers_each_once(written: str, units: tuple[int, ...]) -> None:
    assert UnfoldView.from_address({"columns": written}, "normal") == UnfoldView(units=units)


@pytest.mark.parametrize("hostile", ["", "sideways", "Backward", "backward ", "<b>", "x" * 10_000])
def test_a_way_that_there_is_not_is_forward(hostile: str) -> None:
    assert UnfoldView.from_address({"way": hostile}, "normal").way == "forward"


@pytest.mark.parametrize("hostile", ["", "0", "true", "True", "١", "11", " 1"])
def test_only_a_one_folds(hostile: str) -> None:
    assert UnfoldView.from_address({"folded": hostile}, "normal") == UnfoldView()


@unhurried
@given(st.dictionaries(st.sampled_from([*UNFOLDED, "other"]), written | st.text("0123456789-", max_size=80)))
def test_no_address_of_an_unfolded_network_is_an_error(address: dict[str, str]) -> None:
    view = UnfoldView.from_address(address, "normal")
    assert len(view.units) <= MOST_UNITS and len(set(view.units)) == len(view.units)
    assert all(0 <= unit < 100_000 for unit in view.units)
    assert view.way in WAYS and isinstance(view.folded, bool)
    assert (
        UnfoldView.from_address(address_of_unfolded(vars(view) | {"units": [*view.units]}), "normal") == view
    )
