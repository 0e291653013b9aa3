"""`rnnviz.show` in a notebook: light to import, right in its numbers, and clear about what it cannot read."""

import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnnviz
from rnnviz.network import load_network, save_network
from rnnviz.notebook import Shown
from rnnviz.text import Vocabulary
from tests.house.source import TOP

TEXT = "The plot is not new"
WORDS = ("good", "bad", "not", "film")


def test_importing_the_package_loads_nothing_else() -> None:
    heavy = "numpy streamlit plotly keras tensorflow".split()
    code = f"import rnnviz, sys; sys.exit(sum(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=TOP, check=False).returncode == 0
    with pytest.raises(AttributeError, match="no attribute 'shows'"):
        _ = rnnviz.shows


def test_a_shipped_name_a_network_and_a_saved_one_read_alike(tmp_path: Path) -> None:
    network = load_network("gru")
    save_network(network, tmp_path / "mine.npz")
    for model in ("gru", network, tmp_path / "mine.npz", str(tmp_path / "mine.npz")):
        shown = rnnviz.show(model, TEXT)
        assert shown.reading.probability == network.read(TEXT).probability
    assert [*shown.figures][:2] == ["verdict", "hidden_state"]
    np.testing.assert_array_equal(
        np.array(shown.figures["hidden_state"].data[0].z).T, shown.reading.layers[0].steps.hidden_state
    )
    with pytest.raises(KeyError, match="figure must be one of verdict, .*, got 'verdicts'"):
        shown.figures["verdicts"]


def test_a_cell_shows_the_page_in_a_frame_that_cannot_reach_out(tmp_path: Path) -> None:
    shown = rnnviz.show("simple-rnn", 'A "<b>" film')
    frame = shown._repr_html_()
    assert unescape(re.findall('srcdoc="([^"]*)"', frame)[0]) == shown.page
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    shown.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == shown.page


def test_a_long_text_is_cut_and_the_page_says_so_with_the_note_of_the_network() -> None:
    network = replace(load_network("gru"), card={"note": "Its GRU was <odd>."})
    shown = rnnviz.show(network, "good " * 401)
    assert len(shown.reading.columns) == 400
    assert "The text has 401 words; the first 400 are read." in shown.page
    assert "Its GRU was &lt;odd&gt;." in shown.page and "are read." not in rnnviz.show(network, TEXT).page


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (3, TEXT, "model must be a Keras model, .* simple-rnn, .*; got int"),
        ("lstmx", TEXT, "one of simple-rnn, .*; got 'lstmx'"),
        ("lstm", 3, "text must be a string, got int"),
    ],
)
def test_what_is_no_model_or_no_text_is_refused(model: Any, text: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rnnviz.show(model, text)


def keras_model(rng: np.random.Generator) -> Any:
    import keras

    model = keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(6, 3, mask_zero=True),
            keras.layers.Bidirectional(keras.layers.GRU(4)),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.set_weights([rng.normal(size=weights.shape) for weights in model.get_weights()])
    return model


@pytest.mark.keras
def test_a_keras_model_reads_as_keras_predicts(rng: np.random.Generator, tmp_path: Path) -> None:
    import keras

    model = keras_model(rng)
    expected = model.predict(np.array([[4, 1, 2, 5]]), verbose=0)[0, 0]
    model.save(tmp_path / "mine.keras")
    vectorizer = keras.layers.TextVectorization(vocabulary=list(WORDS))
    whole = keras.Sequential([keras.Input((1,), dtype="string"), vectorizer, *model.layers])
    for source, words in (
        (model, WORDS),
        (model, ["", "[UNK]", *WORDS]),
        (tmp_path / "mine.keras", WORDS),
        (whole, None),
    ):
        shown = rnnviz.show(source, "not a good film", words)
        assert isinstance(shown, Shown)
        assert shown.reading.probability == pytest.approx(expected, abs=1e-6)
    with pytest.raises(ValueError, match="vocabulary"):
        rnnviz.show(model, TEXT)
    # A vocabulary splits as it does; a list as a TextVectorization, which takes signs out.
    ours = rnnviz.show(model, "isn't good", Vocabulary.of(("is", "not", "good", "isnt")))
    assert ours.reading.tokens == ("is", "not", "good")
    assert rnnviz.show(model, "isn't good", ("is", "not", "good", "isnt")).reading.tokens == ("isnt", "good")
