"""A view as one file of HTML: the very instrument of the page with its data, without program and network."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from rnnviz.components.door import BrowserFiles
from rnnviz.figures.style import BORDER, MUTED, PAGE, PRIMARY, RAISED, TEXT, THEMES
from rnnviz.network import Network
from rnnviz.text import shorten

# What Streamlit gives an instrument, and where it comes from here.
_VARIABLES = {
    "--st-background-color": PAGE,
    "--st-secondary-background-color": RAISED,
    "--st-text-color": TEXT,
    "--st-primary-color": PRIMARY,
    "--st-border-color": BORDER,
    "--quiet-text": MUTED,
}
_FONT = '"Source Sans", "Source Sans 3", system-ui, sans-serif'
# Whatever the file holds, a browser loads nothing for it.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "form-action 'none'; base-uri 'none'"
)
_STYLE = """
:root { color-scheme: light dark; --st-font: %s; --header: 0px; }
body {
  margin: 0; padding: 1.25rem 1.5rem; font: 1rem / 1.45 var(--st-font);
  color: var(--st-text-color); background: var(--st-background-color);
}
h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
.piece { margin-top: 1rem; }
footer { margin-top: 1.5rem; font-size: 0.88rem; color: var(--quiet-text); max-width: 60rem; }
footer p { margin: 0.2rem 0; overflow-wrap: anywhere; }
@media (max-width: 640px) { body { padding: 0.75rem 1rem; } }
"""
# Nobody hears what is pressed; and a picture that has the page to itself need not fill it.
_INSIDE = (
    "<style>[data-press] { cursor: default !important; } .saving { display: none !important; }"
    " figure { max-width: 60rem; }</style>"
)
_LONGEST = 120  # Letters of a sentence in a title.
_MADE = "Made by the visual RNN explorer."
_END_OF_SCRIPT = re.compile("</(?=script)", re.IGNORECASE)
_EXPORT = re.compile(r"^export default function(?: mount)?(?= ?\()", re.MULTILINE)


class Piece(NamedTuple):
    """An instrument with what it shows.

    files: its html, css and js, from `browser_files`. data: the bytes that Python sends it.
    """

    files: BrowserFiles
    data: bytes


def page_of_view(
    network: Network, text: str, view: str, pieces: Sequence[Piece | str], notes: Sequence[str] = ()
) -> str:
    """What a network did with a text, as one document: `standalone` with the title and the foot of it.

    Args:
        network: which read.
        text: as typed.
        view: what it is called, such as "two sentences".
        pieces: as of `standalone`.
        notes: for the foot, such as where the numbers of each picture come from; a sentence stands once.
    """
    title = shorten(" ".join(text.split()), _LONGEST)
    foot = [f"Network: {network.title}. View: {view}. {_MADE}", *notes, str(network.card.get("note", ""))]
    return standalone(f"“{title}”" if title else "No word yet", pieces, list(dict.fromkeys(foot)))


def standalone(title: str, pieces: Sequence[Piece | str], foot: Sequence[str]) -> str:
    """One document that shows what a page shows, in the light or the dark theme of whoever opens it.

    Args:
        title: of the document.
        pieces: instruments, and HTML of our own, from top to bottom.
        foot: sentences below them, such as where the numbers come from.

    Raises:
        ValueError: if an instrument has no function to mount it with.
    """
    body = "".join(_piece(number, piece) for number, piece in enumerate(pieces))
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in foot if sentence)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<style>{_STYLE % _FONT}{_themes()}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}<footer>{said}</footer></body></html>\n"
    )


def _themes() -> str:
    """The variables of both themes, as plain colours: instruments read them."""
    blocks = []
    for theme in THEMES:
        values = "".join(f"{name}: {colours[theme]};" for name, colours in _VARIABLES.items())
        blocks.append(f"@media (prefers-color-scheme: {theme}) {{ :root {{ {values} }} }}")
    return "".join(blocks)


def _piece(number: int, piece: Piece | str) -> str:
    host = f'<div class="piece" id="piece-{number}">'
    if isinstance(piece, str):
        return f'{host}<template shadowrootmode="open">{_INSIDE}{piece}</template></div>'
    files, data = piece
    inside = _INSIDE + f"<style>{files['css']}</style>{files['html']}"
    script, count = _EXPORT.subn("const mountPiece = function", files["js"])
    if count != 1:
        raise ValueError(f"an instrument must export one function that mounts it, got {count}")
    return (
        f'{host}<template shadowrootmode="open">{inside}</template></div>'
        f'<script type="module">\n{_in_script(script)}\n{_call(number, data)}</script>'
    )


def _call(number: int, data: bytes) -> str:
    """Mount an instrument in its place, as Streamlit does; nobody is told what is chosen."""
    packed = json.dumps(b64encode(data).decode())
    return (
        f'const parentElement = document.getElementById("piece-{number}").shadowRoot;\n'
        f"const data = Uint8Array.from(atob({packed}), (letter) => letter.charCodeAt(0));\n"
        "mountPiece({ parentElement, data, setTriggerValue: () => {}, setStateValue: () => {} });\n"
    )


def _in_script(script: str) -> str:
    """A script whose own texts cannot end it."""
    return _END_OF_SCRIPT.sub(r"<\\/", script).replace("<!--", "<\\!--")
