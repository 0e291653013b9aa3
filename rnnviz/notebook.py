"""In a notebook: `rnnviz.show(model, "text")` reads a text and shows Explore's picture, and gives figures."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from rnnviz.analysis.units import rows_as_trained
from rnnviz.archive import read_keras
from rnnviz.components.door import browser_files
from rnnviz.components.instrument import SCRIPTS
from rnnviz.components.payload import pack_reading
from rnnviz.components.standalone import Piece, page_of_view
from rnnviz.components.view import View
from rnnviz.figures.reading_figures import figure_makers
from rnnviz.figures.style import Theme
from rnnviz.network import Network, Reading, load_network, read_network, shipped_networks, words_within
from rnnviz.text import Vocabulary, first_words

MOST_WORDS = 400  # As on Explore: more columns are too many to look at.
HEIGHT = "44rem"  # Of the picture in a notebook; what is longer scrolls.
Words = Vocabulary | Sequence[str]


class Figures(Mapping[str, Any]):
    """Plotly figures by name, each drawn when it is asked for."""

    def __init__(self, network: Network, reading: Reading, theme: Theme = "light") -> None:
        self._makers = figure_makers(network, reading, theme)

    def __getitem__(self, name: str) -> Any:
        if name not in self._makers:
            raise KeyError(f"figure must be one of {', '.join(self._makers)}, got {name!r}")
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True, eq=False)
class Shown:
    """A text that a network has read. As the last line of a cell it shows the interactive picture.

    Attributes:
        network: which read.
        reading: everything that it computed.
        note: what is to be known of it, such as that the text was cut; empty where there is nothing.
    """

    network: Network
    reading: Reading
    note: str = ""

    @property
    def figures(self) -> Figures:
        """Plotly figures by name, such as "verdict", "attribution" and "hidden_state"."""
        return Figures(self.network, self.reading)

    @property
    def dark_figures(self) -> Figures:
        """The same in the colours of a dark page."""
        return Figures(self.network, self.reading, "dark")

    @property
    def page(self) -> str:
        """The interactive picture as one document of HTML, which needs neither this program nor a network."""
        payload = pack_reading(self.network, self.reading, rows_as_trained(self.network), View())
        piece = Piece(browser_files("instrument", *SCRIPTS), payload)
        return page_of_view(self.network, self.reading.text, "reading", [piece], [self.note])

    def save(self, path: str | PathLike[str]) -> None:
        """Write the interactive picture to a file of HTML."""
        Path(path).write_text(self.page, encoding="utf-8")

    def _repr_html_(self) -> str:
        """What a notebook shows: the picture in a frame, which may run its script and save files."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads"'
            f' style="width: 100%; height: {HEIGHT}; border: 0"'
            f' title="{escape(self.network.title)} reads, word by word"></iframe>'
        )


def show(model: Any, text: str, vocabulary: Words | None = None) -> Shown:
    """Let a network read a text, and show everything that happens inside.

    Args:
        model: a Keras model; the path of a .keras file or of a network that this program has saved (.npz); a
            `Network`; or the name of one that comes with the program, such as "lstm".
        text: as one types it; its first 400 words are read, or fewer as on Explore.
        vocabulary: the word of each row of the embeddings, where the model has no TextVectorization layer;
            the two reserved rows may be left out. A `Vocabulary` splits the text in its own way, a list as a
            TextVectorization does.

    Raises:
        ValueError: if the model or the vocabulary is none that can be read; the message says why.
        OSError: if the file cannot be opened.
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}")
    network = _network_of(model, vocabulary)
    most = words_within(network, MOST_WORDS)
    cut, words = first_words(text, most, network.vocabulary)
    note = f"The text has {words:,} words; the first {most} are read." if words > most else ""
    return Shown(network, network.read(cut), note)


def _network_of(model: Any, vocabulary: Words | None) -> Network:
    if isinstance(model, Network):
        return model
    if isinstance(model, str) and model in shipped_networks():
        return load_network(model)
    if isinstance(model, (str, PathLike)):
        return _from_file(fspath(model), vocabulary)
    if callable(getattr(model, "save", None)) and hasattr(model, "layers"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.keras"
            model.save(path)
            return _from_file(str(path), vocabulary)
    raise ValueError(
        "model must be a Keras model, the path of a .keras or .npz file, a Network, or one of "
        f"{', '.join(shipped_networks())}; got {type(model).__name__}"
    )


def _from_file(path: str, vocabulary: Words | None) -> Network:
    if path.endswith(".npz"):
        return read_network(path)
    if not path.endswith(".keras"):
        names = ", ".join(shipped_networks())
        raise ValueError(f"model must be a .keras or .npz file or one of {names}; got {path!r}")
    return Network(*read_keras(path, () if vocabulary is None else vocabulary))
