"""What the session holds and the address shows, also where a browser still sends the address of before."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components.view import COUNTED_FROM, UNFOLDED, address_of, address_of_unfolded


def notes(owner: str = "one") -> None:
    """A text of somebody's to which one adds, as to the numbers written over; and what is forgotten."""
    import streamlit as st

    from rnnviz.components.address import forget, held, hold, version

    def add(letter: str) -> None:
        hold("notes", held("notes", owner) + letter)

    st.button("a", on_click=add, args=("a",))
    st.button("b", on_click=add, args=("b",))
    st.button("undo", on_click=hold, args=("notes", ""))
    st.button("forget", on_click=forget, args=("unit", "units"))
    st.session_state.shown = (held("notes", owner), version())


def opened(owner: str = "one", **address: str) -> AppTest:
    app = AppTest.from_function(notes, args=(owner,))
    app.query_params.update(address)
    return app.run()


def press(app: AppTest, label: str, **address: str) -> None:
    """Press a button; where an address is given, the browser sends that one and not the newest."""
    if address:
        app.query_params = {name: value for name, value in address.items() if value}
    (button,) = [each for each in app.button if each.label == label]
    button.click().run()


def shown(app: AppTest) -> tuple[str, int]:
    """(text, version), as the page had them."""
    assert [each.message for each in app.exception] == []
    found: tuple[str, int] = app.session_state["shown"]
    return found


def test_a_text_is_taken_from_the_address_at_first() -> None:
    app = opened(notes="xy", other="1")
    assert shown(app) == ("xy", 0) == shown(app.run())
    assert app.query_params == {"notes": "xy", "other": "1"}


@pytest.mark.parametrize("address", [{}, {"notes": ""}])
def test_without_one_it_is_empty_and_not_shown(address: dict[str, str]) -> None:
    app = opened(**address)
    assert shown(app) == ("", 0)
    assert not app.query_params.get("notes")


@pytest.mark.parametrize("odd", ["<b>", "a&b=c", "٣", "9" * 10_000, "%00", "a b+c", "ü\n"])
def test_any_text_is_held_as_it_is(odd: str) -> None:
    app = opened(notes=odd)
    press(app, "a")
    assert shown(app) == (f"{odd}a", 0) and app.query_params == {"notes": f"{odd}a"}


def test_what_is_added_goes_to_the_session_and_the_address() -> None:
    app = opened(other="1")
    for label in "aba":
        press(app, label)
    assert shown(app) == ("aba", 0) == shown(app.run())
    assert app.query_params == {"notes": "aba", "other": "1"}


def test_two_fast_events_that_both_send_the_old_address_both_stay() -> None:
    app = opened(notes="x")
    press(app, "a", notes="x")
    press(app, "b", notes="x")
    assert shown(app) == ("xab", 0)
    assert app.query_params == {"notes": "xab"}


def test_a_stale_address_does_not_bring_back_what_was_undone() -> None:
    app = opened(notes="xy")
    press(app, "undo")
    assert shown(app) == ("", 0) and not app.query_params
    app.query_params = {"notes": "xy"}
    assert shown(app.run()) == ("", 0) and not app.query_params
    press(app, "a", notes="xy")
    assert shown(app) == ("a", 0) and app.query_params == {"notes": "a"}


def asked(app: AppTest, owner: str, **address: str) -> tuple[str, int]:
    """The page asks on behalf of this owner; a browser may still send the address of another."""
    app.args = (owner,)
    app.query_params = dict(address)
    return shown(app.run())


def test_each_owner_has_a_text_of_its_own_and_the_address_shows_that_of_the_last() -> None:
    app = opened(notes="xy")
    assert asked(app, "two", notes="xy") == ("", 0) and not app.query_params
    press(app, "a")
    assert asked(app, "one", notes="a") == ("xy", 0) and app.query_params == {"notes": "xy"}
    assert asked(app, "two") == ("a", 0) and app.query_params == {"notes": "a"}
    press(app, "undo")
    assert asked(app, "one") == ("xy", 0) and app.query_params == {"notes": "xy"}
    assert asked(app, "two", notes="xy") == ("", 0) and not app.query_params


def test_a_text_of_an_address_belongs_to_whoever_asks_first() -> None:
    app = opened("two", notes="xy")
    assert shown(app) == ("xy", 0)
    assert asked(app, "one", notes="xy") == ("", 0)


def test_what_is_held_before_anybody_asked_is_nobodys() -> None:
    def hasty() -> None:
        import streamlit as st

        from rnnviz.components.address import held, hold

        hold("notes", "z")
        st.session_state.shown = (held("notes", "one"), 0)

    assert shown(AppTest.from_function(hasty).run()) == ("z", 0)


def test_forgetting_leaves_the_rest_alone_and_is_told_each_time() -> None:
    app = opened(notes="xy", unit="3", units="3-4", trace="1")
    press(app, "forget")
    assert app.query_params == {"notes": "xy", "trace": "1"} and shown(app) == ("xy", 1)
    press(app, "forget")  # Also where there is nothing left to forget.
    assert app.query_params == {"notes": "xy", "trace": "1"} and shown(app) == ("xy", 2)


def test_forgetting_takes_a_name_out_of_the_session_too() -> None:
    app = opened()
    app.session_state["unit"], app.session_state["trace"] = 3, 1
    press(app, "forget")
    assert "unit" not in app.session_state and app.session_state["trace"] == 1


def test_another_visitor_has_a_version_and_a_text_of_his_own() -> None:
    one, other = opened(notes="x"), opened(notes="y")
    press(one, "forget")
    press(one, "a")
    assert (shown(one), shown(other.run())) == (("xa", 1), ("y", 0))


def choice(kind: str) -> None:
    """What a page does when its instrument reports."""
    from rnnviz.components.address import remember_choice
    from rnnviz.components.view import COUNTED_FROM, UNFOLDED, address_of, address_of_unfolded

    if kind == "unfolded":
        remember_choice("instrument", UNFOLDED, address_of_unfolded)
    else:
        remember_choice("instrument", COUNTED_FROM, address_of)


def remembered(chosen: dict[str, object] | None, version: int = 0, kind: str = "plain") -> dict[str, Any]:
    """The address after a report, in a session that the program has changed so often."""
    app = AppTest.from_function(choice, args=(kind,))
    app.query_params.update(word="9", unit="9", text="good", way="backward")
    app.session_state["instrument"] = SimpleNamespace(choice=chosen)
    if version:
        app.session_state["version"] = version
    app.run()
    assert [each.message for each in app.exception] == []
    return app.query_params


BEFORE = {"word": "9", "unit": "9", "text": "good", "way": "backward"}


def test_a_choice_replaces_all_that_an_address_says_of_one_and_nothing_else() -> None:
    found = remembered({"word": 1, "unit": None, "trace": 0, "version": 0})
    assert found == {"text": "good", "way": "backward", "word": "2", "trace": "0"}
    assert remembered({"version": 3}, 3) == {"text": "good", "way": "backward"}


def test_a_choice_of_the_unfolded_network_replaces_what_it_may_name() -> None:
    chosen = {"word": 1, "units": [3, 0], "way": "forward", "folded": True, "version": 2}
    found = remembered(chosen, 2, "unfolded")
    assert found == {"text": "good", "word": "2", "columns": "3-0", "folded": "1"}


@pytest.mark.parametrize("kind", ["plain", "unfolded"])
@pytest.mark.parametrize(
    ("chosen", "version"),
    [
        (None, 0),
        ({}, 0),
        ({"word": 1}, 0),
        ({"word": 1, "version": None}, 0),
        ({"word": 1, "version": "0"}, 0),
        ({"word": 1, "version": 0}, 1),
        ({"word": 1, "version": 2}, 1),
    ],
)
def test_a_choice_that_the_program_has_overtaken_is_passed_over(
    kind: str, chosen: dict[str, object] | None, version: int
) -> None:
    assert remembered(chosen, version, kind) == BEFORE


@pytest.mark.parametrize("names", [COUNTED_FROM, UNFOLDED], ids=["plain", "unfolded"])
def test_every_name_that_a_choice_puts_into_an_address_is_one_that_is_taken_out_of_it(names: Any) -> None:
    numbers = {"word": 1, "unit": 2, "trace": 0, "line": 1}
    every = numbers | {"units": [1], "way": "backward", "folded": True}
    address = address_of(every) if names is COUNTED_FROM else address_of_unfolded(every)
    assert address.keys() == set(names)
