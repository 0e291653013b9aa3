"""The zip around a model: what is read of it, and what is refused, each with its reason."""

import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from rnnviz.keras_file.container import Container
from rnnviz.keras_file.limits import MOST_MEMBERS, NotReadable
from tests.keras_files import WORDS, members_of, plain_model, zipped

MEMBERS = members_of(plain_model(), np.random.default_rng(1), WORDS)
CONFIG = MEMBERS["config.json"]


def test_the_three_kinds_of_members_are_read() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        container = Container(zipped(MEMBERS, method))
        assert container.config()["class_name"] == "Sequential"
        assert container.weights() == MEMBERS["model.weights.h5"]
        assert container.words() == WORDS


def test_of_two_vocabularies_the_outer_one_is_read_and_none_is_none() -> None:
    inner = {"assets/layers/text_vectorization/_lookup_layer/vocabulary.txt": b"other"}
    assert Container(zipped(inner | MEMBERS)).words() == WORDS
    assert Container(zipped({"config.json": CONFIG})).words() is None


def _encrypted(raw: bytes) -> bytes:
    """The flag of encryption set for every member, in its header and in the directory."""
    changed = bytearray(raw)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = raw.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = raw.find(mark, at + 4)
    return bytes(changed)


def _longer(raw: bytes) -> bytes:
    """The first member says that it is longer than it is."""
    changed = bytearray(raw)
    at = raw.index(b"PK\1\2")
    struct.pack_into("<I", changed, at + 24, 1_000_000)
    return bytes(changed)


def _other(name: str, content: bytes = b"x") -> Callable[[], bytes]:
    return lambda: zipped(MEMBERS | {name: content})


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is empty"),
    "other": (lambda: b"hello", "those begin as a zip archive does"),
    "hdf5": (lambda: MEMBERS["model.weights.h5"], "an HDF5 file, as older versions"),
    "cut": (lambda: zipped(MEMBERS)[:-30], "damaged zip"),
    "no config": (lambda: zipped({"a.txt": b""}), "holds no config.json"),
    "nested": (
        lambda: zipped({"mine.keras": zipped(MEMBERS)}),
        "holds mine.keras rather than a model: unpack",
    ),
    "above": (_other("../evil.py"), "leads out of its folder"),
    "inside above": (_other("assets/../../evil.py"), "leads out of its folder"),
    "absolute": (_other("/etc/passwd"), "leads out of its folder"),
    "drive": (_other("C:/evil.py"), "leads out of its folder"),
    "control": (_other("a\x07b"), "leads out of its folder"),
    "many": (lambda: zipped(MEMBERS | {f"a{n}": b"" for n in range(MOST_MEMBERS)}), "has 204 members"),
    "encrypted": (lambda: _encrypted(zipped(MEMBERS)), "encrypted"),
    "bzip2": (lambda: zipped(MEMBERS, zipfile.ZIP_BZIP2), "a method that Keras does not use"),
    "longer": (lambda: _longer(zipped({"config.json": CONFIG})), "config.json is damaged"),
    "large config": (_other("config.json", bytes(2_000_001)), "would unpack to 2.0 MB; at most 2 are read"),
    "no json": (_other("config.json", b"{"), "no JSON that can be read"),
    "deep json": (_other("config.json", b"[" * 200_000), "no JSON that can be read"),
    "no table": (_other("config.json", b"[1]"), "describes no model"),
    "no weights": (lambda: zipped({"config.json": CONFIG}), r"has no model\.weights\.h5"),
    "no text": (_other("assets/layers/text_vectorization/vocabulary.txt", b"\xff"), "no UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_such_archive_is_refused_with_a_sentence(name: str) -> None:
    make, sentence = BAD[name]
    with pytest.raises(NotReadable, match=sentence):
        container = Container(make())
        container.config()
        container.weights()
        container.words()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused() -> None:
    import io

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("config.json", CONFIG)
        archive.writestr("config.json", b"{}")
    with pytest.raises(NotReadable, match="holds config.json twice"):
        Container(target.getvalue())
