"""Run in a process of its own: `python -m tests.house.light imports` or `... app`.

Imports every room outside learning, or opens and uses the light pages, and then prints which of
the heavy packages are loaded. It says by its exit code whether everything went without an exception.
"""

import pkgutil
import sys
from importlib import import_module

import rnnviz
from tests.house import plan
from tests.house.source import TOP

SENTENCE = "not a bad film at all"


def import_the_rooms() -> None:
    """Import every module of rnnviz that a server may load."""
    for module in pkgutil.walk_packages(rnnviz.__path__, "rnnviz."):
        room, _, inner = module.name.removeprefix("rnnviz.").partition(".")
        if room != "learning" and not (room == plan.COMMAND and inner):
            import_module(module.name)


def use_the_pages() -> None:
    """Open each light page and type a sentence wherever one can be typed."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).run()
    for page in plan.LIGHT_PAGES:
        if (TOP / f"pages/{page}.py").exists():
            app.switch_page(f"pages/{page}.py").run()
            for place in range(len(app.text_input)):
                app.text_input[place].set_value(SENTENCE).run()
            if app.exception:
                sys.exit(f"pages/{page}.py: {app.exception[0].message}")


if __name__ == "__main__":
    {"imports": import_the_rooms, "app": use_the_pages}[sys.argv[1]]()
    print(*sorted(plan.HEAVY & sys.modules.keys()))
