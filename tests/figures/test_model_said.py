"""Sentences about an uploaded model are made of what was found in it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rnnviz.archive import read_keras
from rnnviz.figures.model_said import (
    HOW_TO_SAVE,
    deviation_said,
    found_said,
    invitation,
    model_said,
    reading_notes,
    waiting_said,
)
from rnnviz.keras_file.assembled import assemble
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.read import read_found
from rnnviz.keras_file.words import fit, read_words
from rnnviz.learning.upload_check import Deviation
from rnnviz.network import Network
from tests.keras_files import WORDS, Layer, cell, dense, embedding, keras_file, layer, plain_model

DEVIATION = Deviation(2.4e-7, 12, 40, 7, "3.15.1", 0.5)


def found(*layers: Layer) -> Found:
    return read_found(keras_file([embedding(), *(layers or plain_model()[1:])], np.random.default_rng(1)))


def network() -> Network:
    return Network(*read_keras(keras_file(plain_model(), np.random.default_rng(1)), WORDS))


def test_the_verdict_is_said_beside_that_of_the_other_network() -> None:
    mine = network()
    reading, other = mine.read("worda wordb nothing"), mine.read("wordc")
    said = model_said(mine, reading, other, "mine")
    assert said == (
        f"“mine” knows 2 of 3 words of this sentence and says {100 * reading.probability:.1f} % positive; "
        f"the network chosen above {100 * other.probability:.1f} %."
    )
    assert (
        f"reads now: it knows 2 of 3 words of this sentence and says {100 * reading.probability:.1f} %"
        in model_said(mine, reading, None, "mine")
    )
    assert "knows all 1 word of" in model_said(mine, other, other, "mine")
    assert "knows none of these 2 words" in model_said(mine, mine.read("x y"), other, "mine")
    nothing = replace(reading, outputs=np.full_like(reading.outputs, np.nan))
    assert "is no number (NaN): it gives no verdict" in model_said(mine, nothing, other, "mine")
    assert "chosen above no number." in model_said(mine, reading, nothing, "mine")
    assert "reads no word of it" in model_said(mine, reading, mine.read(""), "mine")
    assert "type a sentence" in model_said(mine, mine.read(" ."), other, "mine")


def test_an_invitation_says_what_reads_now() -> None:
    reading = network().read("worda")
    assert f"says {100 * reading.probability:.1f} % positive of it, with 3 units" in invitation(
        network(), reading
    )
    assert "” reads, with 3 units" in invitation(network(), network().read(""))


def test_what_was_found_is_counted() -> None:
    one = found(
        cell("LSTM", return_sequences=True),
        layer("Bidirectional", layer=cell("GRU"), merge_mode="concat"),
        dense(),
    )
    built = assemble(one)
    count = sum(array.size for plan in one.layers for array in plan.weights)
    said = found_said(one, built, 10)
    assert said == f"LSTM (3 units) and GRU (both ways, 6 units); 10 words; {count:,} numbers learnt."
    assert waiting_said("mine.keras", one, built).endswith("Which words are its 12 rows?")


def test_where_it_reads_otherwise_than_in_training_is_said() -> None:
    plain = found()
    built = assemble(plain)
    assert "has no mask" in " ".join(reading_notes(plain, built, None))
    assert "filled up to 30 words" in " ".join(reading_notes(replace(plain, length=30), built, None))
    masked = read_found(keras_file([embedding(mask=True), *plain_model()[1:]], np.random.default_rng(1)))
    assert list(reading_notes(masked, assemble(masked), None)) == []
    assert "the first 30 words" in " ".join(reading_notes(replace(masked, length=30), built, None))
    norm = layer("BatchNormalization", epsilon=1e-3)
    behind = found(cell("GRU"), norm, dense(3, "softmax"))
    notes = " ".join(reading_notes(behind, assemble(behind), 1))
    assert "before batch normalisation" in notes and "output 2 of 3" in notes
    before = found(norm, cell("GRU"), dense())
    assert "normalisation" not in " ".join(reading_notes(before, assemble(before), None))


@pytest.mark.parametrize(
    ("largest", "says"),
    [
        (2.4e-7, "at most 2.4e-07, at 12 words; that is rounding"),
        (0.1, "do not rely"),
        (np.nan, "no numbers"),
    ],
)
def test_a_deviation_says_what_it_means(largest: float, says: str) -> None:
    said = deviation_said(replace(DEVIATION, largest=largest))
    assert says in said and "Keras 3.15.1" in said and "40 random texts" in said and "seed 7" in said


def test_the_code_that_is_shown_writes_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With things that have the methods of Keras's; what they write is read."""
    monkeypatch.chdir(tmp_path)

    class Model:
        def save(self, path: str) -> None:
            Path(path).write_bytes(keras_file(plain_model(), np.random.default_rng(1)))

    class Vectorizer:
        def get_vocabulary(self) -> list[str]:
            return list(WORDS)

    given: dict[str, object] = {
        "model": Model(),
        "vectorizer": Vectorizer(),
        "word_index": {"worda": 1, "wordb": 2},
    }
    exec(HOW_TO_SAVE, given)
    rows = read_found(Path("mine.keras").read_bytes()).rows
    assert fit(read_words(Path("words.txt").read_bytes()), rows).vocabulary.words == WORDS
    assert "worda" in fit(read_words(Path("words.json").read_bytes()), rows).vocabulary.ids
