"""Experiments to press, and the settings of an earlier run put in place again."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components.presets import EXPERIMENTS, values_of
from rnnviz.components.settings import USUAL
from tests.pages.trainings import checked, opened, somebody

WIDGETS = ("selectbox", "number_input", "slider", "toggle", "button_group")


def shown(page: AppTest) -> dict[str, object]:
    """What every keyed widget of the page says."""
    found = (each for kind in WIDGETS for each in getattr(page, kind))
    return {each.key: each.value for each in found if each.key}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_sets_what_it_names_and_all_else_as_usual(name: str) -> None:
    page = opened(somebody(), hidden="7", drop_state="0.3", optimizer="SGD")
    checked(page.button_group(key="experiment").set_value(name).run())
    usual = values_of(USUAL) | {"several": "one", "seeds": 1}
    now = shown(page)
    for key, value in (usual | dict(EXPERIMENTS[name])).items():
        if key in now:  # "clip" is shown only where something is clipped.
            assert now[key] == value, key
    assert page.button_group(key="experiment").value is None
    assert page.button(key="train").label.startswith("Train")


def test_the_settings_of_a_run_are_those_the_widgets_then_show() -> None:
    spec = replace(USUAL, model=replace(USUAL.model, cell="gru", units=9, dropout=0.25, seed=3))
    values, page = values_of(spec), opened(somebody())
    for key, value in values.items():
        page.session_state[key] = value
    now = shown(checked(page.run()))
    assert {key: now[key] for key in values if key in now} == {
        key: values[key] for key in values if key in now
    }
    assert {"kind", "hidden", "drop_last", "init"} <= now.keys()
