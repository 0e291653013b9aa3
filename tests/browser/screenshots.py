"""Photograph every page, whole: `python -m tests.browser.screenshots [--out DIR] [--only NAME]`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page

from rnnviz.learning.spec import ModelSpec, RunSpec, TrainingSpec
from tests.browser.architectures import link_to
from tests.browser.rig import View, exceptions_shown, new_context, running_browser, visit, wait_until_at_rest
from tests.browser.server import TOP, Server
from tests.browser.training import make_run, own, serving, train, wait_for_progress

VIEWS = {
    "1440-light": View(1440, 900, "light"),
    "1440-dark": View(1440, 900, "dark"),
    "390-light": View(390, 844, "light"),
    "390-dark": View(390, 844, "dark"),
    "1920-presenter": View(1920, 1080, "light"),
}
DESK = ("1440-light", "1440-dark")
CONTENT_HEIGHT = """() => Math.max(...['stMain', 'stSidebarContent'].map(
    name => document.querySelector(`[data-testid="${name}"]`)?.scrollHeight ?? 0))"""
GROWTH_ROUNDS = 3  # A chart may grow with its window, so the content is measured again.


class Scene(NamedTuple):
    """One page to photograph, what to do there first, whether its browser has trained, and in which views."""

    name: str
    path: str
    act: Callable[[Page], None] | None = None
    has_runs: bool = False
    views: tuple[str, ...] = tuple(VIEWS)

    @property
    def page(self) -> str:
        """The module in pages/ that it shows."""
        return self.name.partition("-")[0]


def _open_everything(page: Page) -> None:
    """Open the table twin and the scores."""
    page.get_by_text("The same as a table").click()
    page.get_by_text("How well do these networks read?").click()


def _open_all_settings(page: Page) -> None:
    """Open everything that is folded below the button that trains."""
    for title in (
        "Several at once",
        "About the network",
        "More about the network",
        "More about the training",
    ):
        if (found := page.get_by_text(title, exact=True)).count():
            found.click()
            wait_until_at_rest(page)


def _read_with_own(page: Page) -> None:
    """Choose the newest of one's own networks."""
    page.get_by_role("combobox", name="Your networks").click()
    page.get_by_role("option").first.click()
    page.locator(".st-key-own_network input:not([value=''])").wait_for()


def _train_for_a_while(page: Page) -> None:
    """Begin a training, and look on until the first epochs are over."""
    train(page)
    wait_for_progress(page, 2)


def _wait_for_the_study(page: Page) -> None:
    """The unit finder first reads its corpus."""
    page.locator(".instrument[data-read]").first.wait_for(state="attached", timeout=60_000)
    wait_until_at_rest(page)


OWNER = "5eed" * 8
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
    Scene("explore-pair", "/?inside=Two+sentences"),
    Scene("explore-difference", "/?inside=Two+sentences&pair_mode=Difference", views=DESK),
    Scene("explore-networks", "/?inside=Two+sentences&pair_mode=Several+networks", views=DESK),
    Scene("explore-words", "/?inside=Which+words+mattered"),
    Scene("explore-intervene", "/?inside=Intervene"),
    Scene("explore-units", "/?inside=Unit+finder", _wait_for_the_study),
    Scene("explore-path", "/?inside=Where+the+state+goes"),
    Scene("explore-padding", "/?inside=Padding"),
    Scene("explore-model", "/?inside=Your+own+model"),
    Scene("order", "/order"),
    Scene("unfold", "/unfold"),
    Scene("layer", "/layer"),
    Scene("architectures", "/architectures", views=DESK),
    Scene("architectures-shapes", link_to("shapes"), views=DESK),
    Scene("architectures-sentiment", link_to("sentiment", bidirectional="true"), views=DESK),
    Scene("architectures-critics", link_to("critics"), views=DESK),
    Scene("architectures-captions", link_to("captions")),
    Scene("architectures-melody", link_to("melody"), views=DESK),
    Scene("architectures-tags", link_to("tags", bidirectional="true"), views=DESK),
    Scene("architectures-dates", link_to("dates", attention="true")),
    Scene("architectures-translation", link_to("translation"), views=DESK),
    Scene("architectures-forced", link_to("dates", force="2-4"), views=DESK),
    Scene("architectures-teacher", link_to("translation", view="Teacher forcing"), views=DESK),
    Scene("architectures-beam", link_to("translation", view="Beam search"), views=DESK),
    Scene("gradients", "/gradients"),
    Scene("gradients-chain", "/gradients?chain_network=LSTM", views=DESK),
    Scene("gradients-knobs", "/gradients?look=The+knobs"),
    Scene("gradients-law", "/gradients?look=The+knobs&knobs=radius-1.1~activation-linear", views=DESK),
    Scene("gradients-clipping", "/gradients?look=Clipping"),
    Scene("gradients-memory", "/gradients?look=Memory"),
    Scene("gradients-sentence", "/gradients?look=The+sentence"),
    Scene("gradients-limits", "/gradients?look=Limits"),
    Scene("gradients-cures", "/gradients?look=Cures"),
    Scene("training", "/training"),
    Scene("training-settings", "/training?kind=GRU", _open_all_settings),
    Scene("training-live", "/training?epochs=30", _train_for_a_while),
    Scene("training-watch", "/training", has_runs=True),
    Scene("training-time", "/training?view=Time+machine&epoch=3", has_runs=True),
    Scene("training-results", "/training?view=Results", has_runs=True),
    Scene("training-compare", "/training?view=Compare", has_runs=True),
    Scene("training-keras", "/training?view=Keras", has_runs=True),
    Scene("explore-own", "/", _read_with_own, has_runs=True),
    Scene("lesson", "/lesson"),
)


def train_before(folder: Path) -> None:
    """Put runs into a folder that are worth looking at: three that differ, one of them in its seed only."""
    for cell, seed in (("gru", 0), ("lstm", 1), ("lstm", 0)):
        spec = RunSpec(
            model=ModelSpec(10_002, cell=cell, seed=seed),  # type: ignore[arg-type]
            training=TrainingSpec(epochs=8, seed=seed, learning_rate=0.002),
        )
        make_run(folder, OWNER, spec)


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
        for scene in (each for each in scenes if view_name in each.views):
            faults: list[str] = []
            context = new_context(browser, view, faults)
            size = ("&" if "?" in scene.path else "?") + "size=Presenter" if "presenter" in view_name else ""
            if scene.has_runs:
                own(context, OWNER)
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
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if any(scene.has_runs for scene in scenes):
            train_before(Path(folder))
        server = stack.enter_context(serving(Path(folder), RNNVIZ_GRACE="1"))
        browser = stack.enter_context(running_browser())
        for name, faults in take(scenes, server, browser, arguments.out):
            print("\n  ".join((name, *faults)), flush=True)
            faulty = faulty or bool(faults)
    return int(faulty)


if __name__ == "__main__":
    sys.exit(main())
