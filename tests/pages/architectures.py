"""The Architectures page as its tests open it, and what rnnviz says should be shown there."""

import json
from dataclasses import replace
from typing import Any, cast

import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.components.wired_payload import pack_run
from rnnviz.components.wirings import WIRINGS
from rnnviz.data import melodies, pictures
from rnnviz.decoding import drawing
from rnnviz.tasks.registry import TITLES, task_of
from rnnviz.tasks.running import Run, run
from rnnviz.tasks.shipped import load_wired
from rnnviz.tasks.task import Modifier, Task
from rnnviz.wired import Wiring
from tests.components.test_payload import Packet
from tests.house.source import TOP


def first_task(wiring: str) -> Task:
    """The demonstration that a wiring begins with."""
    return task_of(next(iter(TITLES[cast(Wiring, wiring)])))


def address_of(task: Task, **more: str) -> dict[str, str]:
    """What stands in the address of a demonstration."""
    example = {f"example-{task.wiring}": TITLES[task.wiring][task.name]}
    return {"wiring": WIRINGS[task.wiring], **(example if len(TITLES[task.wiring]) > 1 else {}), **more}


def opened(**address: str) -> AppTest:
    """The page of an address, the first that its visitor asks for; there is no exception."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).switch_page("pages/architectures.py")
    for name, value in address.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(page: AppTest) -> AppTest:
    """The same page, if it shows no exception."""
    shown = [each.message for each in page.exception]
    assert not shown, shown
    return page


def component(page: AppTest, name: str) -> Any:
    """What a component of this name was given."""
    (found,) = [each.proto for each in page.get("bidi_component") if each.proto.component_name == name]
    return found


def sent(page: AppTest) -> bytes:
    """The bytes of the picture of the running network."""
    payload: bytes = component(page, "rnnviz_wired").bytes
    return payload


def version_of(page: AppTest) -> int:
    return int(Packet(sent(page)).header["view"]["version"])


def says(page: AppTest) -> str:
    """The notes under the field."""
    return " ".join(each.value for each in page.text)


def report(page: AppTest, name: str, event: str, value: object) -> AppTest:
    """What a browser sends when the script of an instrument reports."""
    states = page._tree.get_widget_states()
    trigger = _make_trigger_id(component(page, name).id, "events")
    written = json.dumps([{"event": event, "value": value}])
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    return checked(page._run(states))


def press(page: AppTest, step: int, number: int | None) -> AppTest:
    """Make the writer write something else, or let it choose again."""
    return report(
        page, "rnnviz_wired", "force", {"step": step, "number": number, "version": version_of(page)}
    )


def ran(task: Task, given: str, modifiers: tuple[Modifier, ...] = (), **more: Any) -> Run:
    """What the shipped network makes of it, computed here."""
    return run(task, load_wired(task, modifiers).network, task.understand(given), **more)


def assert_answers(page: AppTest, expected: Run) -> None:
    """The page shows this run, and its answer in the notes where a rule knows better."""
    notes: list[Any] = []
    if expected.task.name == "melody" and expected.writing:
        names = [expected.symbols.names[n] for n in expected.writing.symbols]
        notes = [(melodies.midi(name), melodies.length(name)) if " " in name else (None, 0) for name in names]
    assert sent(checked(page)) == pack_run(expected, version_of(page), notes=notes)
    assert expected.given.says in says(page)
    if expected.is_right is False and expected.given.right and not expected.writing:
        assert expected.task.joined(expected.given.right) in says(page)


def first_given(task: Task) -> str:
    """What stands there for a new visitor."""
    return pictures.EXAMPLES[1] if task.name == "captions" else task.examples[0]


def melody(note: str, seed: int = 1, temperature: float = 0.7, modifiers: tuple[Modifier, ...] = ()) -> Run:
    """A melody drawn as the page draws it, usually or as its controls say."""
    choose = drawing(np.random.default_rng(seed), temperature)
    return replace(ran(task_of("melody"), note, modifiers, choose=choose), temperature=temperature)
