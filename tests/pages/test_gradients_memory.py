"""The memory bench on its page: what is chosen is drawn and said, and a hostile address changes nothing."""

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_shipped import SHIPPED_LAGS, shipped_bench
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.figures.memory_frame import Frame
from rnnviz.figures.memory_grid import memory_grid
from rnnviz.figures.memory_said import headline_said
from tests.house.source import TOP


def opened(**address: str) -> AppTest:
    """The section with an address."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).run()
    for name, value in {"look": "Memory", **address}.items():
        app.query_params[name] = value
    page = app.switch_page("pages/gradients.py").run()
    assert [each.message for each in page.exception] == []
    return page


def pressable(page: AppTest) -> Any:
    """The grid as it was sent."""
    found = [each.proto for each in page.get("bidi_component")]
    return next(proto for proto in found if proto.component_name.endswith("rnnviz_pressable"))


def press(page: AppTest, part: str) -> None:
    """What a browser sends when a part of the grid is pressed."""
    states = page._tree.get_widget_states()
    trigger = _make_trigger_id(pressable(page).id, "events")
    written = json.dumps([{"event": "pressed", "value": part}])
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    page._run(states)
    assert [each.message for each in page.exception] == []


def test_what_is_chosen_is_drawn_and_said() -> None:
    page = opened(m_lag="80", m_start="Made to last", m_task="First symbol, faint")
    mine = shipped_bench().of("faint")
    shown = ("irnn", "gru-chrono", "lstm-chrono")
    assert memory_grid(Frame(TASKS["faint"], shown, 80), mine, SHIPPED_LAGS) == json.loads(
        pressable(page).json
    )
    assert any(headline_said(80, mine) in each.value for each in page.markdown)
    success, learning, reach = (json.loads(each.proto.spec) for each in page.get("plotly_chart"))
    names = {trace["name"] for trace in success["data"]}
    assert names == {"guessing: 1 in 8", "SimpleRNN, identity + ReLU", "GRU, chrono", "LSTM, chrono"}
    assert len(learning["data"]) == 9 and len(reach["data"]) == 1 + len(CASES)
    page.select_slider(key="m_lag").set_value(5).run()
    assert [each.message for each in page.exception] == []
    assert any(headline_said(5, mine) in each.value for each in page.markdown)
    press(page, "20")
    assert page.select_slider(key="m_lag").value == 20
    assert any(headline_said(20, mine) in each.value for each in page.markdown)
    press(page, "<b>")
    assert page.select_slider(key="m_lag").value == 20


def test_an_address_that_makes_no_sense_changes_nothing() -> None:
    page = opened(
        m_lag="77", m_start="<b>", m_task="Sing", m_seed="1e99", m_example="-5", m_units="nan", m_rate="x",
        m_case="<b>", m_updates="9" * 40, m_own_seed="-1", m_when="never",
    )  # fmt: skip
    mine = shipped_bench().of(next(iter(TASKS)))
    assert any(headline_said(40, mine) in each.value for each in page.markdown)
    assert "<b>" not in {each.value for each in page.markdown}
    values = {key: page.number_input(key=key).value for key in ("m_units", "m_updates", "m_own_seed")}
    assert values == {"m_units": 32, "m_updates": 1_500, "m_own_seed": 3}
