"""The doors of the running network, the drawing board and the beam's tree: what is sent and mounted."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from rnnviz.components import beam, pixels, wired
from rnnviz.components.payload import pack
from tests.components import registered as doors
from tests.components.registered import Registration, registered
from tests.components.test_door import TOP_NAME, asked_parts, classes_of, made_parts, texts

OWN = {"wired": wired, "pixels": pixels, "beam": beam}
each_door = pytest.mark.parametrize("door", OWN)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These doors stand beside those that are known already."""
    for name, module in OWN.items():
        monkeypatch.setitem(doors.DOORS, name, module)
    yield


@each_door
def test_every_file_is_sent_once_and_the_parts_before_it(door: str) -> None:
    sent = registered(door).files
    own = texts(door, ".js")
    for text in (texts("parts", ".js") | own).values():
        assert sent["js"].count(text.strip()) == 1
    last_part = max(sent["js"].index(text.strip()) for text in texts("parts", ".js").values())
    assert last_part < min(sent["js"].index(text.strip()) for text in own.values())
    assert all(sent["css"].count(text.strip()) == 1 for text in texts(door, ".css").values())


@each_door
def test_the_script_is_one_module_without_a_name_declared_twice(door: str) -> None:
    script = registered(door).files["js"]
    found = TOP_NAME.findall(script)
    counts = Counter(
        name.strip() for one, several in found for name in (one or several).split(",") if name.strip()
    )
    assert {name: count for name, count in counts.items() if count > 1} == {}
    assert re.findall(r"^export .*", script, re.MULTILINE) == ["export default function mount(component) {"]


@each_door
def test_every_part_that_the_script_asks_for_stands_in_the_page_once(door: str) -> None:
    files = registered(door).files
    own = "\n".join(texts(door, ".js").values())
    standing = classes_of(files["html"])
    asked = asked_parts(own)
    assert {"picture", "spoken"} <= asked
    assert asked - standing.keys() - made_parts(own) == set()
    assert [name for name in asked - {"play"} if standing[name] > 1] == []


@each_door
def test_nothing_that_was_typed_can_become_markup(door: str) -> None:
    script = registered(door).files["js"]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script
    )


@each_door
def test_keys_are_described(door: str) -> None:
    html = registered(door).files["html"]
    assert re.findall(r'aria-describedby="([\w-]+)"', html) == re.findall(r'\bid="([\w-]+)"', html)


def test_names_are_the_components_own() -> None:
    assert [registered(door).name for door in OWN] == ["rnnviz_wired", "rnnviz_pixels", "rnnviz_beam"]


def mounted(registration: Registration) -> dict[str, object]:
    """The one call that mounted a component."""
    (options,) = registration.mounted
    return options


def test_a_running_network_is_mounted_with_its_payload_and_what_hears_of_a_press() -> None:
    registration, payload = registered("wired"), pack({"network": "dates", "blocks": []})
    registration.module.wired(payload, "here", on_force=print)
    assert mounted(registration) == {"data": payload, "key": "here", "on_force_change": print}


def test_a_board_is_mounted_with_its_picture_and_its_size() -> None:
    registration = registered("pixels")
    registration.module.pixels("r" * 16, "board", on_picture=print, size=4)
    data = {"text": "r" * 16, "size": 4}
    assert mounted(registration) == {"data": data, "key": "board", "on_picture_change": print}


def test_a_tree_is_mounted_with_its_payload() -> None:
    registration, payload = registered("beam"), pack({"network": "dates", "branches": []})
    registration.module.beam(payload, "tree")
    assert mounted(registration) == {"data": payload, "key": "tree"}
