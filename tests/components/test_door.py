"""What all doors share: all the browser needs of an instrument goes through its door in one piece."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from rnnviz.components import door as door_module
from rnnviz.components.door import PARTS
from rnnviz.figures.style import palette
from tests.components.registered import DOORS, STAGES, registered

FOLDER = Path(door_module.__file__).parent
OWN_PARTS = {"instrument": {"inspector", "headline", "turn"}, "unfolder": {"lines", "scrub", "back"}}
each_door = pytest.mark.parametrize("door", DOORS)
each_stage = pytest.mark.parametrize("door", STAGES)  # What extends Stage, with all its parts.
TOP_NAME = re.compile(
    r"^(?:export default )?(?:async )?(?:function\*?|const|let|var|class) (?:(\w+)|[\[{]([^\]}]*)[\]}])",
    re.MULTILINE,
)


def texts(folder: str, suffix: str) -> dict[str, str]:
    """The files of a folder with this ending, by their names."""
    paths = (FOLDER / folder).glob(f"*{suffix}")
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(paths)}


def classes_of(html: str) -> Counter[str]:
    """Every class that stands in a page, and how often."""
    return Counter(name for found in re.findall(r'class="([^"]+)"', html) for name in found.split())


@each_door
def test_every_file_of_the_parts_and_of_the_instrument_is_sent_once(door: str) -> None:
    sent = registered(door).files
    scripts = texts("parts", ".js") | texts(door, ".js")
    assert len(scripts) == len(texts("parts", ".js")) + len(texts(door, ".js"))
    for name, text in scripts.items():
        assert text.strip() and sent["js"].count(text.strip()) == 1, name
    assert sent["html"] == (FOLDER / door / f"{door}.html").read_text(encoding="utf-8")
    styles = {**texts("parts", ".css"), **texts(door, ".css")}
    assert len(styles) == 2
    assert all(sent["css"].count(text.strip()) == 1 for text in styles.values())
    assert len(sent["css"]) == sum(map(len, styles.values()))
    assert len(texts(door, ".html")) == 1


@each_door
def test_nothing_of_another_instrument_is_sent(door: str) -> None:
    sent = registered(door).files
    for other in DOORS.keys() - {door}:
        strange = texts(other, ".js") | texts(other, ".html") | texts(other, ".css")
        assert not [name for name, text in strange.items() if text.strip() in "".join(sent.values())]


@pytest.mark.parametrize("folder", ["parts", *DOORS])
def test_a_folder_holds_nothing_that_no_door_sends(folder: str) -> None:
    kinds = {path.suffix for path in (FOLDER / folder).iterdir() if path.is_file()}
    assert kinds == {".js", ".css"} | ({".html"} if folder in DOORS else set())
    assert not [path.name for path in (FOLDER / folder).iterdir() if path.is_dir()]


def test_every_script_of_the_parts_is_named_in_the_order_of_use() -> None:
    assert sorted(PARTS) == sorted(name.removesuffix(".js") for name in texts("parts", ".js"))


@each_door
def test_parts_stand_before_the_instrument_that_is_built_of_them(door: str) -> None:
    script = registered(door).files["js"]
    places = [script.index(text.strip()) for text in texts("parts", ".js").values()]
    own = [script.index(text.strip()) for text in texts(door, ".js").values()]
    assert max(places) < min(own)
    order = [script.index((FOLDER / "parts" / f"{name}.js").read_text(encoding="utf-8")) for name in PARTS]
    assert order == sorted(order)


@each_stage
def test_a_class_stands_before_the_class_that_extends_it(door: str) -> None:
    script = registered(door).files["js"]
    pairs = re.findall(r"^class (\w+) extends (\w+)", script, re.MULTILINE)
    assert pairs
    for name, base in pairs:
        assert f"class {base} " in script[: script.index(f"class {name} extends")]


@each_door
def test_the_script_is_one_module_that_exports_its_mount_last(door: str) -> None:
    script = registered(door).files["js"]
    exports = re.findall(r"^export .*", script, re.MULTILINE)
    assert exports == ["export default function mount(component) {"]
    assert script.rstrip().endswith("}") and "\nclass " not in script[script.index(exports[0]) :]
    assert not re.search(r"^\s*import\b|\bimport\(|\brequire\(", script, re.MULTILINE)


@each_door
def test_no_name_is_declared_twice_in_the_script(door: str) -> None:
    found = TOP_NAME.findall(registered(door).files["js"])
    declared = [
        name.strip() for one, several in found for name in (one or several).split(",") if name.strip()
    ]
    assert declared[0] == "PALETTE" and "mount" in declared
    assert [name for name in declared if declared.count(name) > 1] == []


@each_door
def test_the_colours_stand_before_whatever_asks_for_them(door: str) -> None:
    script = registered(door).files["js"]
    found = re.match(r"const PALETTE = (\{.*\});\n", script)
    assert found
    assert json.loads(found[1]) == json.loads(json.dumps(palette()))


def listed_parts(script: str) -> set[str]:
    """The classes of the page that every stage, and each kind of it, names in its constructor."""
    lists = re.findall(r"super\(\w+, \[([^\]]*)\]\)|for \(const name of \[([^\]]*)\]\)", script)
    return {name for found in lists for part in found for name in re.findall(r'"([\w-]+)"', part)}


def asked_parts(script: str) -> set[str]:
    """Every class of the page that a script asks for, from a list or one at a time."""
    alone = re.findall(r'\bpart\("([\w-]+)"\)', script)
    return listed_parts(script) | {*alone, *re.findall(r'\.querySelector\("\.([\w-]+)"\)', script)}


def made_parts(script: str) -> set[str]:
    """The classes of what a script makes itself, where they are written out."""
    found = re.findall(r'\belement\("\w+", "([\w -]*)"', script)
    return {name for names in found for name in names.split()}


@each_stage
def test_every_part_that_the_script_asks_for_stands_in_the_page(door: str) -> None:
    files = registered(door).files
    asked, standing = asked_parts(files["js"]), classes_of(files["html"]).keys()
    assert {"instrument", "scroller", "picture", "labels", "table", "play"} | OWN_PARTS[door] <= asked
    assert listed_parts(files["js"]) - standing == set()
    assert asked - standing - made_parts(files["js"]) == set()


@each_stage
def test_a_part_that_every_stage_asks_for_stands_in_the_page_once(door: str) -> None:
    files = registered(door).files
    counts = classes_of(files["html"])
    assert {name: counts[name] for name in listed_parts(files["js"]) if counts[name] != 1} == {}


@each_door
def test_nothing_that_was_typed_can_become_markup(door: str) -> None:
    script = registered(door).files["js"]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser"
        r"|setHTMLUnsafe|srcdoc|\beval\(|new Function|javascript:",
        script,
    )
    handlers = re.findall(r"\bon[a-z]+\s*=\s*[\"']", registered(door).files["html"])
    assert handlers == [] and "<script" not in registered(door).files["html"]


@each_door
def test_every_animation_of_the_stylesheet_is_too_short_to_be_seen(door: str) -> None:
    # Beyond that, prefers-reduced-motion would have to switch it off.
    styles = registered(door).files["css"]
    durations = [
        float(number) * (1 if unit == "ms" else 1000)
        for number, unit in re.findall(r"(?:transition|animation)[^;]*?([\d.]+)(ms|s)\b", styles)
    ]
    assert all(duration <= 1 for duration in durations)
    assert "scroll-behavior: smooth" not in styles and "@keyframes" not in styles


def motions(script: str) -> list[str]:
    """What stands before each function that asks for a frame of itself: one frame alone is a repaint."""
    loops = re.finditer(r"const (\w+) = \(\w*\) => \{[^}]*requestAnimationFrame\(\1\)", script)
    return [script[: loop.start()] for loop in loops]


@each_door
def test_a_motion_that_a_script_draws_asks_whether_motion_is_wanted(door: str) -> None:
    assert not re.search(r'\.animate\(|behavior: "smooth"|setInterval\(', registered(door).files["js"])
    for name, text in (texts("parts", ".js") | texts(door, ".js")).items():
        for before in motions(text):
            assert 'matchMedia("(prefers-reduced-motion: reduce)").matches) return' in before, name


def test_the_loop_that_opens_and_the_wiring_that_moves_are_such_motions() -> None:
    assert len(motions(registered("unfolder").files["js"])) == 1
    assert len(motions(registered("diagram").files["js"])) == 1
    assert motions(registered("instrument").files["js"]) == []


@each_stage
def test_keys_and_their_description_belong_together(door: str) -> None:
    html = registered(door).files["html"]
    described = re.findall(r'aria-describedby="([\w-]+)"', html)
    ids = re.findall(r'\bid="([\w-]+)"', html)
    assert described == ids and len(ids) == 1
    for other in STAGES.keys() - {door}:
        assert ids[0] not in registered(other).files["html"]


def test_each_door_registers_a_component_of_its_own() -> None:
    names = [registered(door).name for door in DOORS]
    assert names == [f"rnnviz_{door}" for door in DOORS]
