"""The doors of the running network, the drawing board and the beam's tree: what is sent and mounted."""

import re

import pytest

from rnnviz.components.payload import pack
from tests.components.registered import Registration, registered
from tests.components.test_door import asked_parts, classes_of, made_parts, texts

OWN = ("wired", "pixels", "beam")
each_door = pytest.mark.parametrize("door", OWN)


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
def test_keys_are_described(door: str) -> None:
    html = registered(door).files["html"]
    assert re.findall(r'aria-describedby="([\w-]+)"', html) == re.findall(r'\bid="([\w-]+)"', html)


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
