"""A view as one file: it asks nobody for anything, bears any text, and has the colours of the page."""

import re
import tomllib

import pytest

from rnnviz.components.door import BrowserFiles
from rnnviz.components.standalone import Piece, standalone
from rnnviz.figures.style import BORDER, PAGE, PRIMARY, RAISED, TEXT, THEMES
from tests.components.registered import DOORS, registered
from tests.figures.markup import Markup
from tests.house.source import TOP


def test_the_colours_are_those_of_the_page() -> None:
    themes = tomllib.loads((TOP / ".streamlit/config.toml").read_text())["theme"]
    named = {
        "primary": PRIMARY,
        "background": PAGE,
        "secondaryBackground": RAISED,
        "text": TEXT,
        "border": BORDER,
    }
    for theme in THEMES:
        assert {name: themes[theme][f"{name}Color"] for name in named} == {
            name: colours[theme] for name, colours in named.items()
        }


@pytest.mark.parametrize("door", DOORS)
def test_every_instrument_can_be_a_piece(door: str) -> None:
    page = standalone("title", [Piece(registered(door).files, b"\x00\xff")], [])  # type: ignore[arg-type]
    assert page.count("const mountPiece = function") == 1 and "export default" not in page
    assert page.count('atob("AP8=")') == 1
    # What an instrument asks Streamlit's page for, the file has.
    asked = set(re.findall(r"var\((--st-[\w-]+)", page)) | set(re.findall(r'variable\("(--st-[\w-]+)', page))
    assert asked and asked <= set(re.findall(r"(--st-[\w-]+):", page))
    if door in ("instrument", "board"):  # What stays in sight does so below a header that is not here.
        assert re.search(r"top: (calc\()?var\(--header", page) and "--header: 0px" in page


def test_nothing_is_asked_for_and_nothing_typed_is_markup() -> None:
    typed = "</title></script><img src=x onerror=alert(1)> & “it”"
    page = standalone(typed, ["<b>ours</b>"], [typed, ""])
    assert "<img" not in page and page.count("</script>") == 0
    assert "default-src 'none'" in page
    inside = Markup(re.sub(r"<!doctype html>|<meta[^>]*>", "", page))
    assert (
        inside.of_tag("title")[0].text == inside.of_tag("h1")[0].text == inside.of_tag("p")[0].text == typed
    )
    assert inside.of_tag("b")[0].text == "ours" and len(inside.of_tag("p")) == 1


@pytest.mark.parametrize("end", ["</script>", "</SCRIPT>", "</Script >"])
def test_a_script_cannot_be_ended_by_its_own_texts(end: str) -> None:
    script = f'const odd = "{end}<!-- x";\nexport default function mount(component) {{}}'
    page = standalone("t", [Piece(BrowserFiles(html="", css="", js=script), b"")], [])
    assert page.lower().count("</script") == 1 and "<!--" not in page
    assert end.replace("/", "\\/") in page  # As a string it is the same.


def test_what_cannot_be_mounted_is_refused() -> None:
    with pytest.raises(ValueError, match="export one function that mounts it, got 0"):
        standalone("t", [Piece(BrowserFiles(html="", css="", js="const x = 1;"), b"")], [])
