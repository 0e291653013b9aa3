"""Controls that live in the address: what they make of it, and what they forget."""

import pytest
from streamlit.testing.v1 import AppTest

ENDLESS = ("inf", "-inf", "nan", "1e999", "1e5", "9" * 400, "-" + "9" * 400, "0." + "1" * 400)
NO_NUMBERS = (
    "",
    " ",
    "-",
    "--1",
    "+1",
    "1,5",
    "0x10",
    "1_0",
    "٣",
    "²",
    "½",
    "一",
    "<b>",
    "None",
    "1;2",
    "1\n",
)
HOSTILE = pytest.mark.parametrize("hostile", ENDLESS + NO_NUMBERS, ids=lambda text: repr(text[:6]))


def panel() -> None:
    """One control of each kind; the first of them forgets."""
    import streamlit as st

    from rnnviz.components.controls import choose_number, choose_one, choose_real

    cell = choose_one("Cell", {"SimpleRNN": "Simple", "GRU": "Gated"}, "cell", ("unit", "units"))
    way = choose_one("Way", {"forward": "Forward", "backward": "Backward"}, "way")
    seed = choose_number("Seed", (0, 99, 1), "seed", 120)
    steps = choose_number("Steps", (1, 12, 3), "steps", 120)
    target = choose_real("Target", (-9.0, 9.0, 1.0), "target", 0.1)
    st.session_state.chosen = {"cell": cell, "way": way, "seed": seed, "steps": steps, "target": target}


USUAL = {"cell": "SimpleRNN", "way": "forward", "seed": 1, "steps": 3, "target": 1.0}


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(panel)
    app.query_params.update(address)
    return app.run()


def chosen(app: AppTest) -> dict[str, object]:
    """What the controls returned."""
    assert [each.message for each in app.exception] == []
    found: dict[str, object] = app.session_state["chosen"]
    return found


def test_without_an_address_everything_is_as_usual() -> None:
    app = opened()
    assert chosen(app) == USUAL
    assert not app.query_params and "version" not in app.session_state


def test_an_address_names_an_option_by_its_title_and_a_number_by_its_digits() -> None:
    address = {"cell": "Gated", "way": "Backward", "seed": "0", "steps": "12", "target": "-2.5"}
    app = opened(**address)
    assert chosen(app) == {"cell": "GRU", "way": "backward", "seed": 0, "steps": 12, "target": -2.5}
    assert app.query_params == address
    assert chosen(app.run()) == chosen(opened(**address))


@pytest.mark.parametrize(
    "unknown", ["LSTM", "gated", "GRU", "", "Gated ", "<b>", "٣", "9" * 400, "x" * 10_000]
)
def test_an_option_that_there_is_not_is_the_first(unknown: str) -> None:
    app = opened(cell=unknown, way=unknown)
    assert chosen(app) == USUAL
    assert chosen(app.run()) == USUAL


@HOSTILE
@pytest.mark.parametrize("key", ["seed", "steps", "target"])
def test_what_is_no_plain_number_is_the_usual_one(key: str, hostile: str) -> None:
    app = opened(**{key: hostile}, way="Backward")
    assert chosen(app) == USUAL | {"way": "backward"}
    assert app.query_params == {"way": "Backward"}  # The others stay.
    assert chosen(app.run()) == chosen(app)


@pytest.mark.parametrize(
    "wrong",
    [
        *("seed=-1", "seed=100", "seed=999999999", "seed=1.5", "seed=1234567890"),
        *("steps=0", "steps=13", "steps=-3", "target=-9.1", "target=9.000001", "target=1234567890"),
        *("target=.5", "target=-", "target=1.1234567891"),
    ],
)
def test_a_number_beyond_its_bounds_is_the_usual_one(wrong: str) -> None:
    app = opened(**dict([wrong.split("=")]))
    assert chosen(app) == USUAL and not app.query_params


@pytest.mark.parametrize(
    ("key", "written", "number"),
    [
        ("seed", "0", 0),
        ("seed", "99", 99),
        ("seed", "007", 7),
        ("steps", "1", 1),
        ("target", "9", 9.0),
        ("target", "-9.0", -9.0),
        ("target", "2.", 2.0),
        ("target", "0.123456789", 0.123456789),
    ],
)
def test_a_number_within_its_bounds_is_taken(key: str, written: str, number: float) -> None:
    app = opened(**{key: written})
    assert chosen(app) == USUAL | {key: number}
    assert app.query_params == {key: written}


@pytest.mark.parametrize("hostile", ["inf", "9" * 400, "-1", "٣"])
def test_after_an_address_that_meant_nothing_a_control_works_as_ever(hostile: str) -> None:
    app = opened(seed=hostile, steps=hostile)
    app.number_input(key="seed").set_value(7).run()
    assert chosen(app) == USUAL | {"seed": 7}
    app.number_input(key="steps").set_value(5).run()
    assert chosen(app) == USUAL | {"seed": 7, "steps": 5}


def test_another_choice_forgets_what_it_makes_meaningless_and_raises_the_version() -> None:
    app = opened(unit="3", units="3-4", trace="1")
    app.button_group(key="cell").set_value("GRU").run()
    assert chosen(app) == USUAL | {"cell": "GRU"}
    assert app.query_params == {"trace": "1"}
    assert app.session_state["version"] == 1


def test_a_choice_that_forgets_nothing_leaves_address_and_version_alone() -> None:
    app = opened(unit="3", units="3-4")
    app.button_group(key="way").set_value("backward").run()
    app.number_input(key="steps").set_value(5).run()
    app.number_input(key="target").set_value(-0.5).run()
    assert chosen(app) == USUAL | {"way": "backward", "steps": 5, "target": -0.5}
    assert app.query_params == {"unit": "3", "units": "3-4"} and "version" not in app.session_state


def test_controls_show_what_they_were_given() -> None:
    app = opened()
    options = {key: app.button_group(key=key).options for key in ("cell", "way")}
    assert options == {"cell": ["Simple", "Gated"], "way": ["Forward", "Backward"]}
    bounds = {each.key: (each.min, each.max, each.value, each.step) for each in app.number_input}
    assert bounds == {"seed": (0, 99, 1, 1), "steps": (1, 12, 3, 1), "target": (-9.0, 9.0, 1.0, 0.1)}
    assert [each.label for each in app.number_input] == ["Seed", "Steps", "Target"]
