"""The snippets of a source distribution made here; nothing is fetched."""

import io
import tarfile
from pathlib import Path

import pytest

from rnnviz.weights.snippets import fetch_snippets

FILES = {
    "tweets_GroundTruth.txt": "1\t2.7\tSo lucky.\n2\t0.1\tOn the bus.\n3\t-1.5\tRain\tagain.\nbroken line\n",
    "amazonReviewSnippets_GroundTruth.txt": "1_1\t-0.9\tno picture.\n",
    "movieReviewSnippets_GroundTruth.txt": "1\t3.0\tA film snippet that must not be read.\n",
}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def test_clear_snippets_of_products_and_tweets_are_read_and_films_are_not(tmp_path: Path) -> None:
    inner = packed({f"hutto_ICWSM_2014/{name}": text.encode() for name, text in FILES.items()})
    outer = packed({"vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz": inner})
    (tmp_path / "vadersentiment-3.3.2.tar.gz").write_bytes(outer)
    assert fetch_snippets(tmp_path) == [("So lucky.", 1), ("Rain\tagain.", 0), ("no picture.", 0)]


def test_an_archive_without_them_is_named(tmp_path: Path) -> None:
    (tmp_path / "vadersentiment-3.3.2.tar.gz").write_bytes(packed({"vaderSentiment-3.3.2/README.rst": b"?"}))
    with pytest.raises(ValueError, match="should have a file hutto_ICWSM_2014.tar.gz, it has none"):
        fetch_snippets(tmp_path)


def test_without_a_connection_a_sentence_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ConnectionError, match="pip could not download vaderSentiment==3.3.2"):
        fetch_snippets(tmp_path)
