"""The door of the laboratory, and the section of the page that mounts it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.components import lab
from tests.components import registered as doors
from tests.components.registered import Registration, registered
from tests.components.test_door import asked_parts, classes_of, made_parts, texts
from tests.components.test_payload import Packet

PAGE = """
from rnnviz.components import gradients_knobs
gradients_knobs.show("normal")
"""


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registration]:
    """The door, loaded with a Streamlit that only listens."""
    monkeypatch.setitem(doors.DOORS, "lab", lab)
    yield registered("lab")


def test_every_part_that_the_script_asks_for_stands_in_the_page_once(door: Registration) -> None:
    own = "\n".join(texts("lab", ".js").values())
    standing = classes_of(door.files["html"])
    asked = asked_parts(own)
    assert {"picture", "map", "plane", "panel", "spoken"} <= asked
    assert asked - standing.keys() - made_parts(own) == set()
    assert [name for name in asked - {"play"} if standing[name] > 1] == []


def test_keys_are_described(door: Registration) -> None:
    html = door.files["html"]
    described = set(re.findall(r'aria-describedby="([\w-]+)"', html))
    assert described == set(re.findall(r'\bid="([\w-]+)"', html))


def test_it_is_mounted_with_its_payload_and_what_hears_of_a_turn(door: Registration) -> None:
    door.module.lab(b"payload", "here", on_turn=print)
    assert door.mounted == [{"data": b"payload", "key": "here", "on_turn_change": print}]


def opened(address: str) -> AppTest:
    """The section as the visitor of an address finds it; there is no exception."""
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["knobs"] = address
    return checked(app.run())


def checked(page: AppTest) -> AppTest:
    assert [each.message for each in page.exception] == []
    return page


def sent(page: AppTest) -> dict[str, Any]:
    """The header of the bytes that the instrument was given."""
    (component,) = page.get("bidi_component")
    header: dict[str, Any] = Packet(component.proto.bytes).header
    return header


def turn(page: AppTest, turned: object) -> dict[str, Any]:
    """What a browser sends when a knob was turned, and what it is sent back."""
    states = page._tree.get_widget_states()
    trigger = _make_trigger_id(page.get("bidi_component")[0].proto.id, "events")
    written = json.dumps([{"event": "turn", "value": turned}])
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    return sent(checked(page._run(states)))


def test_a_link_is_restored_turned_and_kept_in_the_address_once_the_hand_rests() -> None:
    page = opened("timesteps-12~units-4~activation-linear~radius-99")
    first = sent(page)
    assert (first["settings"]["timesteps"], first["settings"]["radius"], first["stage"]) == (12, 1, 1)
    assert first["problems"] == ["“99” cannot be the radius, which is a number from 0 to 2: 1 is taken."]
    more = turn(page, {"settings": first["settings"], "stage": 2, "number": 0})  # By itself, for more seeds.
    assert (more["stage"], more["problems"]) == (2, first["problems"])
    settings = first["settings"] | {"radius": 0.9}
    draft = turn(page, {"settings": settings, "stage": 0, "number": 1})
    assert (draft["number"], draft["stage"], draft["settings"], draft["problems"]) == (1, 0, settings, [])
    assert page.query_params["knobs"] == "timesteps-12~units-4~activation-linear~radius-99"
    rest = turn(page, {"settings": settings, "stage": 2, "number": 2})
    assert "medians of 2 random networks" in rest["headline"] and rest["settings"] == settings
    assert page.query_params["knobs"] == "timesteps-12~radius-0.9~activation-linear~units-4"
    for nonsense in ("text", {}, {"settings": 1}, {"settings": {}, "stage": "9", "number": 3}, None):
        assert turn(page, nonsense)["settings"] == settings
    usual = turn(page, {"settings": {"timesteps": 3, "units": 2}, "stage": 99, "number": 4})
    assert usual["stage"] == 5
    assert turn(page, {"settings": {}, "stage": 1, "number": 5})["settings"]["units"] == 64
    assert "knobs" not in page.query_params
