"""Take it away: the view as a page that works offline, its numbers, the Python that computes them, a link."""

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.board import Board
from rnnviz.components.board import SCRIPTS as BOARD_SCRIPTS
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, pack_board
from rnnviz.components.door import browser_files
from rnnviz.components.instrument import SCRIPTS as INSTRUMENT_SCRIPTS
from rnnviz.components.standalone import Piece, page_of_view
from rnnviz.components.subject import Subject
from rnnviz.figures.reading_board import reading_board
from rnnviz.network import Network, save_network, shipped_networks
from rnnviz.taken import Taken, file_name, reading_taken, to_csv, to_npz, whole_script

_SHIPPED = "from rnnviz.network import load_network\n\nnetwork = load_network({name!r})"
_OWN = (
    "from rnnviz.network import read_network\n\n"
    "network = read_network({file!r})  # Downloaded together with this script."
)
Shown = Board | str | Piece


class File(NamedTuple):
    """One file to take away; its content is made when it is asked for."""

    label: str
    ending: str
    mime: str
    says: str
    content: Callable[[], bytes]


def take_away(
    subject: Subject, taken: Taken, boards: Sequence[Board | str] = (), payload: bytes | None = None
) -> None:
    """A quiet line at the foot of a view that opens; nothing is made before it is asked for.

    Args:
        subject: what was looked into.
        taken: the numbers of the view, and how they came about.
        boards: what it shows from top to bottom: boards, and HTML of our own.
        payload: of Explore's instrument, if the view shows that.
    """
    if opened := _opened():
        with opened:
            _show(subject, taken, [*instrument_pieces(payload), *boards])


def take_reading_away(subject: Subject, payload: bytes) -> None:
    """The same for the plain reading, with a way to its picture as PNG and SVG."""
    if opened := _opened():
        with opened:
            _show(subject, reading_taken(subject.reading), instrument_pieces(payload))
            _show_picture(subject)


def _show_picture(subject: Subject) -> None:
    """The whole reading as a board, which saves itself; drawn only if it is asked for, for it is long."""
    if st.toggle("Show the picture that can be saved as PNG or SVG", key="take_picture"):
        drawn = reading_board(subject.network, subject.reading, subject.rows)
        board(pack_board(drawn, BoardView()), "take_away_board")


def _opened() -> DeltaGenerator | None:
    """A line to open, and what is below it if it is open; the page is run again when it is opened.

    No popover: at the foot of a page there is no room for one, below or above.
    """
    expander = st.expander(
        "Take it away: files, Python, link", key="take_away", type="compact", on_change="rerun"
    )
    return expander if expander.open else None


def instrument_pieces(payload: bytes | None) -> list[Shown]:
    """Explore's instrument with what it is sent, if it is sent anything."""
    if payload is None:
        return []
    return [Piece(browser_files("instrument", *INSTRUMENT_SCRIPTS), payload)]


def _show(subject: Subject, taken: Taken, shown: Sequence[Shown]) -> None:
    stem = file_name(subject.network.name, subject.reading.text, taken.name)
    script = script_of(subject, taken)
    files = [
        File(
            *("Page", "html", "text/html", "The picture itself, to hover and to choose in; works offline."),
            partial(page_of, subject, taken.name, shown),
        ),
        File(
            *("CSV", "csv", "text/csv", "All numbers in one table: quantity, indices from 0, value."),
            partial(to_csv, taken),
        ),
        File(
            *("NPZ", "npz", "application/octet-stream", "All numbers as NumPy arrays, by their names."),
            partial(to_npz, taken),
        ),
        File("Python", "py", "text/x-python", "The script below.", script.encode),
    ]
    with st.container(horizontal=True):
        for file in files:
            _offer(file, f"{stem}.{file.ending}")
        if subject.network.name not in shipped_networks():
            says = "The network itself; the script reads it."
            own = File("Network", "npz", "application/octet-stream", says, partial(bytes_of, subject.network))
            _offer(own, own_file(subject.network))
    if any(isinstance(each, Board) for each in shown):
        st.caption("PNG or SVG: the buttons at the foot of a picture.")
    st.caption("The Python that computes these numbers")
    st.code(script, language="python", height=220)
    st.caption("A link to this view")
    st.code(link(), language=None, wrap_lines=True)


def _offer(file: File, name: str) -> None:
    st.download_button(
        file.label,
        file.content,
        name,
        file.mime,
        key=f"take_{file.label.lower()}",
        help=file.says,
        icon=":material/download:",
        on_click="ignore",
    )


def script_of(subject: Subject, taken: Taken) -> str:
    """The whole Python of a view: how the network is loaded, what it reads, what is computed."""
    name = subject.network.name
    own = _OWN.format(file=own_file(subject.network))
    loading = _SHIPPED.format(name=name) if name in shipped_networks() else own
    return whole_script(taken, loading, subject.reading.text)


def page_of(subject: Subject, view: str, shown: Sequence[Shown]) -> bytes:
    """A view as one file of HTML."""
    files = browser_files("board", *BOARD_SCRIPTS)
    pieces: list[Piece | str] = [
        Piece(files, pack_board(each, BoardView(size=subject.size))) if isinstance(each, Board) else each
        for each in shown
    ]
    sources = [each.source for each in shown if isinstance(each, Board)]
    name = view.replace("-", " ")
    return page_of_view(subject.network, subject.reading.text, name, pieces, sources).encode()


def own_file(network: Network) -> str:
    """The name of the file of a network of one's own."""
    return f"{file_name(network.name, '', '')}.npz"


def bytes_of(network: Network) -> bytes:
    """A network as the file that `read_network` reads."""
    file = io.BytesIO()
    save_network(network, file)
    return file.getvalue()


def link() -> str:
    """The address of the page as it stands."""
    query = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
    base = (st.context.url or "").partition("?")[0]
    if base and not urlsplit(base).path:
        base += "/"
    return f"{base}?{query}" if query else base
