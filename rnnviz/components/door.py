"""What both doors share: the files of an instrument in the browser, joined into one module."""

import json
from pathlib import Path
from typing import TypedDict

from rnnviz.figures.style import palette

FOLDER = Path(__file__).parent
# In the order in which they build on each other; every instrument begins with these.
PARTS = (
    "dom",
    "arithmetic",
    "data",
    "layout",
    "paint",
    "diagram",
    "tracks",
    "labels",
    "table",
    "host",
    "stage",
)


class BrowserFiles(TypedDict):
    """What a component of Streamlit is made of."""

    html: str
    css: str
    js: str


def browser_files(folder: str, *scripts: str) -> BrowserFiles:
    """The html, css and js of an instrument, as Streamlit's components take them.

    Args:
        folder: beside this file, with one .html and one .css of its own name.
        scripts: names of its scripts in the order in which they build on each other.
    """
    names = [*(f"parts/{name}.js" for name in PARTS), *(f"{folder}/{name}.js" for name in scripts)]
    return {
        "html": _source(f"{folder}/{folder}.html"),
        "css": _source("parts/stage.css") + _source(f"{folder}/{folder}.css"),
        "js": "\n".join([f"const PALETTE = {json.dumps(palette())};", *map(_source, names)]),
    }


def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
