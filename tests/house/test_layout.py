"""Where things stand, and what they say of themselves."""

import ast
import re
from pathlib import Path

from tests.house import plan
from tests.house.source import TOP, ask, modules

# A home, a temporary or a mounted folder, at the beginning of a path.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:home|root|Users|work|workspace|mnt|tmp|opt|srv|media)/\w[\w./-]*|\b[A-Z]:\\\\?\w+"
)
WRITTEN = ("*.md", "*.toml", "*.txt", "Makefile")


def test_the_top_level_holds_the_agreed_entries() -> None:
    ask(
        "A reader sees the top level first. Does this belong in a folder?",
        (
            path.name
            for path in TOP.iterdir()
            if path.name not in plan.TOP_LEVEL | {"__pycache__"} and not path.name.startswith(".")
        ),
    )


def test_every_module_says_what_it_is() -> None:
    ask(
        "What is this module, in one sentence? Begin it with a docstring.",
        (module.path for module in modules("rnnviz", "tests") if not ast.get_docstring(module.tree)),
    )


def test_every_room_is_tested_where_one_would_look() -> None:
    rooms = {module.room for module in modules("rnnviz") if module.room}
    ask(
        "Which test would fail if this room were wrong? Tests mirror rnnviz.",
        (f"rnnviz {room}: tests/test_{room}.py or tests/{room}/" for room in rooms if not _is_tested(room)),
    )


def _is_tested(room: str) -> bool:
    tests = TOP / "tests"
    places = (f"test_{room}.py", f"test_{room}_*.py", f"{room}/test_*.py")
    return any(True for place in places for _ in tests.glob(place))


def test_nothing_names_a_path_of_one_machine() -> None:
    python = [(module.path, module.text) for module in modules("app.py", "pages", "rnnviz", "tests")]
    ask(
        "Whose machine is this? Name the path from the top of the repository.",
        (
            f"{path}: {found[0]}"
            for path, text in (*_documents(), *python)
            if path != Path(__file__).relative_to(TOP).as_posix()
            for found in MACHINE_PATH.finditer(text)
        ),
    )


def _documents() -> list[tuple[str, str]]:
    """(path, text) of what is written for people and tools, at the top and beside the code."""
    places = [TOP, TOP / "pages", TOP / "rnnviz", TOP / "tests", TOP / ".streamlit", TOP / ".ci"]
    paths = {path for place in places for pattern in WRITTEN for path in place.glob(pattern)}
    paths |= {path for place in places[1:4] for path in place.rglob("*.md")}
    return [(path.relative_to(TOP).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths)]
