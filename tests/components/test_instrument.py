"""The door: everything the browser needs goes through it, in one piece and under one key."""

import json
import re
from pathlib import Path

from rnnviz.components import instrument
from rnnviz.figures.style import palette
from tests.components.registered import registered

FOLDER = Path(instrument.__file__).with_suffix("")


def test_every_file_of_the_instrument_is_sent_once() -> None:
    sent = registered().files
    scripts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
    assert scripts
    for name, text in scripts.items():
        assert sent["js"].count(text.strip()) == 1, name
    assert sent["html"] == (FOLDER / "instrument.html").read_text(encoding="utf-8")
    assert sent["css"] == (FOLDER / "instrument.css").read_text(encoding="utf-8")
    kinds = {path.suffix for path in FOLDER.iterdir() if path.is_file()}
    assert kinds == {".js", ".html", ".css"}


def test_the_script_is_one_module_that_exports_its_mount_last() -> None:
    script = registered().files["js"]
    exports = re.findall(r"^export .*", script, re.MULTILINE)
    assert exports == ["export default function mount(component) {"]
    assert not re.search(r"^\s*import\b|\bimport\(|\brequire\(", script, re.MULTILINE)


def test_no_name_is_declared_twice_in_the_script() -> None:
    script = registered().files["js"]
    declared = re.findall(r"^(?:export default )?(?:function|const|let|class) (\w+)", script, re.MULTILINE)
    assert len(declared) == len(set(declared))


def test_the_colours_stand_before_whatever_asks_for_them() -> None:
    script = registered().files["js"]
    found = re.match(r"const PALETTE = (\{.*\});\n", script)
    assert found
    assert json.loads(found[1]) == json.loads(json.dumps(palette()))


def test_every_part_that_the_script_asks_for_stands_in_the_page() -> None:
    files = registered().files
    parts = set(re.findall(r'part\("([\w-]+)"\)', files["js"]))
    classes = {name for found in re.findall(r'class="([^"]+)"', files["html"]) for name in found.split()}
    assert parts and parts <= classes


def test_nothing_that_was_typed_can_become_markup() -> None:
    script = registered().files["js"]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script
    )


def test_every_animation_of_the_stylesheet_is_too_short_to_be_seen() -> None:
    # Beyond that, prefers-reduced-motion would have to switch it off.
    styles = registered().files["css"]
    durations = [
        float(number) * (1 if unit == "ms" else 1000)
        for number, unit in re.findall(r"(?:transition|animation)[^;]*?([\d.]+)(ms|s)\b", styles)
    ]
    assert all(duration <= 1 for duration in durations)
    assert "scroll-behavior: smooth" not in styles


def test_a_reading_is_mounted_under_its_key_with_its_callback() -> None:
    registration = registered()

    def listener() -> None:
        """Stand in for the page's callback."""

    registration.module.instrument(b"bytes", key="one", on_choice=listener)
    assert registration.name == "rnnviz_instrument"
    assert registration.mounted == [{"data": b"bytes", "key": "one", "on_choice_change": listener}]
