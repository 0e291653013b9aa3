"""Who may know whom (invariants 1 to 3)."""

import re
import sys

import pytest

from tests.house import plan
from tests.house.source import TOP, ask, imports, imports_at_start, modules

DEPTH = {room: depth for depth, rooms in enumerate(plan.LAYERS) for room in rooms}


@pytest.mark.parametrize(("package", "room"), [*plan.DOORS.items(), *plan.OPTIONAL.items()])
def test_a_package_with_a_door_is_imported_in_one_room(package: str, room: str) -> None:
    ask(
        f"{package} is imported by rnnviz/{room} alone. Does this belong there?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("rnnviz")
            if module.room != room
            for found in imports(module)
            if found.package == package
        ),
    )


def test_an_optional_package_is_imported_where_it_is_asked_for_only() -> None:
    ask(
        "Without this package the module cannot be imported. Can the function that needs it import it?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("app.py", "pages", "rnnviz")
            for found in imports_at_start(module)
            if found.package in plan.OPTIONAL
        ),
    )


def test_pages_import_streamlit_rnnviz_and_the_standard_library() -> None:
    allowed = {"streamlit", "rnnviz", *sys.stdlib_module_names}
    ask(
        "Pages read widgets, call rnnviz and show. Can rnnviz do what this package is for?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("app.py", "pages")
            for found in imports(module)
            if found.package not in allowed
        ),
    )


def test_every_room_has_its_place_in_the_plan() -> None:
    ask(
        "Which rooms may this one know? Name it in LAYERS of tests/house/plan.py.",
        (module.path for module in modules("rnnviz") if module.room and module.room not in DEPTH),
    )


def test_computation_goes_one_way() -> None:
    ask(
        "Nothing imports upward or sideways. Should a value be passed instead, or the code change rooms?",
        (
            f"{found.place}: {module.room} imports {found.name}"
            for module in modules("rnnviz")
            for found in imports(module)
            if found.room in DEPTH
            and module.room in DEPTH
            and found.room != module.room
            and DEPTH[found.room] >= DEPTH[module.room]
        ),
    )


def test_rnnviz_itself_imports_none_of_its_rooms() -> None:
    ask(
        "rnnviz/__init__.py would load every room for whoever asks for one. Is a plain import too long?",
        (
            found.place
            for module in modules("rnnviz/__init__.py")
            for found in imports(module)
            if found.package == "rnnviz"
        ),
    )


def test_nobody_imports_tests_pages_or_the_app() -> None:
    ask(
        "A page is the end of the walk. Does what it holds belong in rnnviz?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("app.py", "pages", "rnnviz", "tests")
            for found in imports(module)
            if found.package in ("app", "pages")
            or (found.package == "tests" and not module.path.startswith("tests/"))
        ),
    )


def test_what_is_imported_is_a_pinned_requirement() -> None:
    pinned = _pinned("requirements.txt")
    pinned_for_commands = pinned | _pinned("tests/requirements.txt")
    ask(
        "This package comes with another one by chance. Is it needed, and if so, pinned?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("app.py", "pages", "rnnviz", "tests")
            if not module.path.startswith(plan.COMPARISONS)
            for found in imports(module)
            if found.package not in {"rnnviz", "tests", *sys.stdlib_module_names}
            and plan.DISTRIBUTIONS.get(found.package, found.package)
            not in (pinned_for_commands if _may_lack(module.room, found.package) else pinned)
        ),
    )


def test_requirements_are_pinned() -> None:
    ask(
        "Will this be the same next year? Pin it with ==.",
        (
            f"{file}: {line}"
            for file in ("requirements.txt", "tests/requirements.txt")
            for line in (TOP / file).read_text().splitlines()
            if line and not line.startswith(("#", "-r")) and "==" not in line
        ),
    )


def _may_lack(room: str, package: str) -> bool:
    """Whether a package need not be there when the app runs."""
    return room in ("", plan.COMMAND) or plan.OPTIONAL.get(package) == room


def _pinned(file: str) -> set[str]:
    """The names in a file of requirements."""
    return set(re.findall(r"^([\w-]+)==", (TOP / file).read_text(), re.MULTILINE))
