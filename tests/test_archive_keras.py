"""A network from a .keras file: read, kept and read again with its own words and its own positive output."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.archive import read_archive, read_keras, read_parts, save_parts, write_archive
from rnnviz.network import Network
from rnnviz.text import TOKENIZER, Vocabulary
from tests.keras_files import WORDS, cell, dense, embedding, keras_file, plain_model, vectorizer

CLASSES = [embedding(), cell("GRU"), dense(3, "softmax")]


def kept(**changes: Any) -> io.BytesIO:
    """A kept model, after changes of its header."""
    parts = read_keras(keras_file(CLASSES, np.random.default_rng(1)), WORDS)
    target = io.BytesIO()
    save_parts(parts._replace(positive=1), target, is_compressed=False)
    header, arrays = read_archive(io.BytesIO(target.getvalue()))
    header = {name: value for name, value in {**header, **changes}.items() if value != "gone"}
    again = io.BytesIO()
    write_archive(again, header, arrays)
    return io.BytesIO(again.getvalue())


def test_a_file_is_a_network_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.keras"
    path.write_bytes(keras_file([vectorizer(), *plain_model()], np.random.default_rng(1), WORDS))
    reading = Network(*read_keras(path)).read("wordA, wordb WordC?! other")
    assert reading.tokens == ("worda", "wordb", "wordc", "other")
    assert [column.id for column in reading.columns] == [2, 3, 4, 1]
    assert reading.probabilities.shape == (4,)


def test_words_may_be_given_and_keep_their_way_of_splitting() -> None:
    raw = keras_file(plain_model(), np.random.default_rng(1))
    assert Network(*read_keras(raw, WORDS)).read("worda-wordb").tokens == ("wordawordb",)
    own = Network(*read_keras(raw, Vocabulary(WORDS)))
    assert own.read("worda-wordb").tokens == ("worda", "wordb") and own.vocabulary.splitting is None
    with pytest.raises(ValueError, match="give the words of its rows"):
        read_keras(raw)
    with pytest.raises(ValueError, match="no .keras file"):
        read_keras(b"no")


def test_its_splitting_and_its_positive_output_come_back() -> None:
    parts = read_parts(kept())
    assert parts.positive == 1 and parts.vocabulary.splitting is not None
    reading = Network(*parts).read("worda, WORDB")
    assert reading.tokens == ("worda", "wordb")
    np.testing.assert_array_equal(reading.probabilities, reading.outputs[:, 1])
    tokenizer = parts._replace(vocabulary=Vocabulary(WORDS, TOKENIZER))
    target = io.BytesIO()
    save_parts(tokenizer, target)
    assert read_parts(io.BytesIO(target.getvalue())).vocabulary.splitting == TOKENIZER


def test_files_of_earlier_versions_have_neither() -> None:
    parts = read_parts(kept(splitting="gone", positive="gone"))
    assert parts.positive is None and parts.vocabulary.splitting is None


@pytest.mark.parametrize(
    "changes",
    [
        {"positive": "1"},
        {"positive": True},
        {"positive": 1.0},
        {"splitting": {}},
        {"splitting": {"signs": 3, "spaces": " "}},
        {"splitting": {"signs": "", "spaces": " ", "code": "x"}},
        {"splitting": {"signs": "", "spaces": " ", "lowers": "some"}},
    ],
)
def test_odd_values_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a network saved by this program"):
        read_parts(kept(**changes))
