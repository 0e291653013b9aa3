"""The door of the chain: what is sent, and what is mounted."""

import re

from rnnviz.components.payload import pack
from tests.components.registered import registered
from tests.components.test_door import asked_parts, classes_of, made_parts, texts


def test_every_part_that_the_script_asks_for_stands_in_the_page_once() -> None:
    standing = classes_of(registered("flow").files["html"])
    own = "\n".join(texts("flow", ".js").values())
    asked = asked_parts(own)
    assert {"picture", "axes", "detail", "check", "start", "spoken", "play"} <= asked
    assert asked - standing.keys() - made_parts(own) == set()
    assert [name for name in asked if standing[name] > 1] == []


def test_keys_are_described() -> None:
    html = registered("flow").files["html"]
    assert re.findall(r'aria-describedby="([\w-]+)"', html) == re.findall(r'\bid="([\w-]+)"', html)


def test_it_is_mounted_with_its_payload_and_what_hears_of_choices() -> None:
    registration, payload = registered("flow"), pack({"network": "GRU", "flow": None})
    registration.module.flow(payload, "here", on_choice=print, on_check=repr)
    expected = {"data": payload, "key": "here", "on_choice_change": print, "on_check_change": repr}
    assert registration.mounted == [expected]
