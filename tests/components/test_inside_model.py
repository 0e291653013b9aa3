"""Your own model on Explore: uploaded, read with by every tool, kept, and refused with a sentence."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.archive import read_keras
from rnnviz.components.inside_model import model_taken
from rnnviz.components.inside_model_kept import is_model, kept_models
from rnnviz.components.inside_model_upload import Said, offer_of
from rnnviz.keras_file.read import read_found
from rnnviz.keras_file.words import read_words
from rnnviz.network import Network, load_network
from tests.keras_files import cell, dense, embedding, keras_file, layer, plain_model, vectorizer
from tests.pages.instruments import checked, opened
from tests.taking import assert_same_arrays, computed_anew

WORDS = ("", "[UNK]", *"the film was not bad at all good but a".split())
TEXT = "The film, wonderful"
CLASSES = [vectorizer(), embedding(), cell("GRU"), dense(3, "softmax")]
TOOLS = ("pair", "words", "intervene", "units", "path", "padding", "model")


def model(layers: Sequence[object] = (), words: Sequence[str] = ()) -> bytes:
    return keras_file(list(layers) or plain_model(), np.random.default_rng(1), words)  # type: ignore[arg-type]


def uploaded(page: AppTest, key: str, raw: bytes, name: str = "mine.keras") -> AppTest:
    return checked(page.file_uploader(key=key).upload(name, raw, "application/octet-stream").run())


def said(page: AppTest) -> str:
    """The sentence at the top of the tool."""
    return str(page.markdown[0].value)


def test_a_model_is_uploaded_read_with_and_deleted_and_a_bad_one_changes_nothing() -> None:
    page = opened("explore", inside="Your own model", text=TEXT, model_first="9e9", model_splitting="evil")
    assert "“LSTM” says" in said(page)
    page = uploaded(page, "model_file", model([embedding(), layer("Lambda"), dense()]))
    assert "holds code" in page.error[0].value and page.text_input(key="text").value == TEXT
    page = uploaded(page, "model_file", model())
    assert "Which words are its 12 rows?" in said(page) and not page.error
    page = uploaded(page, "model_words", b"\n".join(b"w%d" % n for n in range(20)), "words.txt")
    assert "the model has 12 rows" in page.error[0].value
    page = uploaded(page, "model_words", json.dumps({"the": 1, "film": 2}).encode(), "words.json")
    page = checked(page.selectbox(key="model_first").set_value(1).run())
    assert "knows 2 of 3 words of this sentence" in said(page)
    page = checked(page.button(key="model_read").click().run())
    page = uploaded(page, "model_file", model(CLASSES, WORDS))
    page = checked(page.selectbox(key="model_positive_3").set_value(1).run())
    expected = Network(*read_keras(model(CLASSES, WORDS))._replace(positive=1)).read(TEXT)
    assert f"says {expected.probability:.1%} positive" in said(page).replace("\\", "")
    page = checked(page.button(key="model_read").click().run())
    name = str(page.query_params["own"])
    assert is_model(name) and page.button_group(key="inside").value == "model"
    assert page.button(key="model_read").disabled and "reads now" in said(page)
    assert any("output 2 of 3" in each.value for each in page.caption)
    for tool in TOOLS:
        page = checked(page.button_group(key="inside").set_value(tool).run())
    page = checked(page.button(key="model_delete").click().run())
    assert "own" not in page.query_params and "“LSTM” says" in said(page)


@pytest.mark.parametrize("index", [{"WORDA": 1, "WORDB": 2}, {"word-a": 1, "word-b": 2}])
def test_words_that_no_text_can_have_are_refused(index: dict[str, int]) -> None:
    found, words = read_found(model()), read_words(json.dumps(index).encode())
    with pytest.raises(ValueError, match="is found when texts are split this way"):
        offer_of("key", "mine.keras", found, words, Said())
    kept = {word.lower().replace("-", ""): n for word, n in index.items()}
    offer = offer_of("key", "mine.keras", found, read_words(json.dumps(kept).encode()), Said())
    assert offer.title == "mine" and offer.network.read("worda wordb").tokens == ("worda", "wordb")


def test_nothing_is_kept_of_whoever_has_kept_nothing() -> None:
    assert kept_models() == {}
    assert is_model("model-0123456789ab") and not is_model("model-0123456789ab/..") and not is_model("lstm")


@pytest.mark.parametrize("name", ["lstm", "bidirectional-lstm"])
def test_the_script_computes_its_arrays(name: str) -> None:
    text = "The film was not bad"
    taken = model_taken(load_network(name).read(text))
    assert_same_arrays(computed_anew(taken, name, text), taken.arrays)
