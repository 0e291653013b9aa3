"""Photograph every page, whole: `python -m tests.browser.screenshots [--out DIR] [--only NAME]`."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page

from tests.browser.rig import View, exceptions_shown, new_context, running_browser, visit, wait_until_at_rest
from tests.browser.server import TOP, Server, running_app

VIEWS = {
    "1440-light": View(1440, 900, "light"),
    "1440-dark": View(1440, 900, "dark"),
    "390-light": View(390, 844, "light"),
    "390-dark": View(390, 844, "dark"),
    "1920-presenter": View(1920, 1080, "light"),
}
CONTENT_HEIGHT = """() => Math.max(...['stMain', 'stSidebarContent'].map(
    name => document.querySelector(`[data-testid="${name}"]`)?.scrollHeight ?? 0))"""
GROWTH_ROUNDS = 3  # A chart may grow with its window, so the content is measured again.


class Scene(NamedTuple):
    """One page to photograph, and what to do there first."""

    name: str
    path: str
    act: Callable[[Page], None] | None = None

    @property
    def page(self) -> str:
        """The module in pages/ that it shows."""
        return self.name.partition("-")[0]


def _open_everything(page: Page) -> None:
    """Open the table twin and the scores."""
    page.get_by_text("The same as a table").click()
    page.get_by_text("How well do these networks read?").click()


LONG = " ".join(["the film was long but the end was so very good that I forgot the rest"] * 6)
ODD = "a flim by Xqzyw was not gooood :( 👍 <b>שלום</b>"

SCENES = (
    Scene("explore", "/"),
    Scene("explore-bidirectional", "/?network=Bidirectional+LSTM&word=3"),
    Scene("explore-stacked", "/?network=Stacked+LSTM&order=By+similarity"),
    Scene("explore-simple", "/?network=SimpleRNN"),
    Scene("explore-gru", "/?network=GRU"),
    Scene("explore-long", f"/?text={quote_plus(LONG)}"),
    Scene("explore-odd", f"/?text={quote_plus(ODD)}"),
    Scene("explore-empty", "/?text=+"),
    Scene("explore-scores", "/", _open_everything),
    Scene("order", "/order"),
    Scene("unfold", "/unfold"),
    Scene("layer", "/layer"),
    Scene("architectures", "/architectures"),
    Scene("gradients", "/gradients"),
    Scene("training", "/training"),
    Scene("lesson", "/lesson"),
)


def photograph(page: Page, path: Path) -> None:
    """Save the whole page. Streamlit scrolls inside the window, so the window grows to the content."""
    window = page.viewport_size or {"width": 1440, "height": 900}
    height = window["height"]
    for _ in range(GROWTH_ROUNDS):
        needed = max(window["height"], int(page.evaluate(CONTENT_HEIGHT)))
        if needed == height:
            break
        height = needed
        page.set_viewport_size({"width": window["width"], "height": height})
        wait_until_at_rest(page)
    page.screenshot(path=path)
    page.set_viewport_size(window)


def take(scenes: list[Scene], server: Server, browser: Browser, out: Path) -> Iterator[tuple[str, list[str]]]:
    """Photograph each scene in each view; yields the file's name and the faults met."""
    for view_name, view in VIEWS.items():
        for scene in scenes:
            faults: list[str] = []
            context = new_context(browser, view, faults)
            size = ("&" if "?" in scene.path else "?") + "size=Presenter" if "presenter" in view_name else ""
            page = visit(context.new_page(), server.url + scene.path + size)
            if scene.act:
                scene.act(page)
                wait_until_at_rest(page)
            name = f"{scene.name}-{view_name}.png"
            photograph(page, out / name)
            faults += exceptions_shown(page)
            context.close()
            yield name, faults


def main() -> int:
    """Read the arguments, take the pictures, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TOP / ".screenshots", help="folder for the pictures")
    parser.add_argument("--only", help="name of one scene")
    arguments = parser.parse_args()
    scenes = [scene for scene in SCENES if (TOP / f"pages/{scene.page}.py").exists()]
    scenes = [scene for scene in scenes if arguments.only in (None, scene.name, scene.page)]
    if not scenes:
        known = ", ".join(scene.name for scene in SCENES)
        print(f"--only must name a page that exists, of {known}, got {arguments.only}", file=sys.stderr)
        return 2
    arguments.out.mkdir(parents=True, exist_ok=True)
    faulty = False
    with running_app() as server, running_browser() as browser:
        for name, faults in take(scenes, server, browser, arguments.out):
            print("\n  ".join((name, *faults)), flush=True)
            faulty = faulty or bool(faults)
    return int(faulty)


if __name__ == "__main__":
    sys.exit(main())
