"""What the tests of the Architectures page look at, and what rnnviz says should be seen there."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from rnnviz.components.wirings import WIRINGS
from rnnviz.tasks.registry import TITLES, task_of
from rnnviz.tasks.running import Run, run
from rnnviz.tasks.shipped import load_wired
from rnnviz.tasks.task import Modifier

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def link_to(task: str, **more: str) -> str:
    """The address of a demonstration."""
    wiring = task_of(task).wiring
    named = {"wiring": WIRINGS[wiring], f"example-{wiring}": TITLES[wiring][task], **more}
    return "/architectures?" + "&".join(f"{name}={quote_plus(value)}" for name, value in named.items())


def ran(task: str, given: str, modifiers: tuple[Modifier, ...] = (), **more: Any) -> Run:
    """What the shipped network makes of it, computed here."""
    found = task_of(task)
    return run(found, load_wired(found, modifiers).network, found.understand(given), **more)


def typed_into(page: "Page", task: str) -> "Locator":
    """Where one types what a demonstration reads."""
    return page.locator(f".st-key-text-{task} input")


def network(page: "Page") -> "Locator":
    """The picture of the running network."""
    return page.locator(".st-key-wired .instrument")


def board(page: "Page") -> "Locator":
    """Where one draws."""
    return page.locator(".st-key-board .instrument")


def tree(page: "Page") -> "Locator":
    """The tree of the beam search."""
    return page.locator(".st-key-beam_tree .instrument")


def diagram(page: "Page") -> "Locator":
    """The wiring on paper."""
    return page.locator(".st-key-wiring_diagram canvas.picture")


def look_at(page: "Page", back: int) -> None:
    """Look at a step by the keyboard, counted from the last one."""
    network(page).locator(".scroller").focus()
    page.keyboard.press("End")
    for _ in range(back):
        page.keyboard.press("ArrowLeft")


def shown(root: "Locator", name: str = "read") -> str:
    """What an instrument says of itself."""
    return str(root.evaluate("(root, name) => root.dataset[name] ?? ''", name))


def assert_shows(root: "Locator", wanted: str, name: str = "read") -> None:
    """The instrument shows this."""
    assert shown(root, name) == wanted
