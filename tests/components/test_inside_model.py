"""Your own model on Explore: uploaded, read with by every tool, kept, and refused with a sentence."""

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.archive import read_keras
from rnnviz.components import inside_units_study
from rnnviz.components.inside_model import MOST_WORDS, _read_by, model_taken
from rnnviz.components.inside_model_kept import Held, bytes_of, is_model, kept_models
from rnnviz.components.inside_model_upload import Said, offer_of
from rnnviz.components.inside_units_study import studies
from rnnviz.components.subject import Subject
from rnnviz.components.words import as_text
from rnnviz.keras_file.read import read_found
from rnnviz.keras_file.words import read_words, words_inside
from rnnviz.network import Network, load_network
from tests.components.test_inside_units import at_rest
from tests.keras_files import cell, dense, embedding, keras_file, layer, plain_model, vectorizer
from tests.pages.instruments import checked, opened
from tests.planted import small_corpus
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


def test_a_model_is_uploaded_read_with_and_deleted_and_a_bad_one_changes_nothing(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = small_corpus(rng, 40)
    monkeypatch.setattr(inside_units_study, "read_corpus", lambda: corpus)
    studies.clear()
    page = opened("explore", inside="Your own model", text=TEXT, model_first="9e9", model_splitting="evil")
    assert "Upload a model" in said(page) and "“LSTM” says" in said(page)
    page = uploaded(page, "model_file", model([embedding(), layer("Lambda"), dense()]))
    assert "holds code" in page.error[0].value and page.text_input(key="text").value == TEXT
    page = uploaded(page, "model_file", model())
    assert "Which words are its 12 rows?" in said(page) and not page.error
    page = uploaded(page, "model_words", b"\n".join(b"w%d" % n for n in range(20)), "words.txt")
    assert "the model has 12 rows" in page.error[0].value
    page = uploaded(page, "model_words", json.dumps({f"w{n}": n for n in range(1, 15)}).encode(), "more.json")
    assert "Which row has the first word, “w1”?" in page.info[0].value and not page.error
    page = uploaded(page, "model_words", json.dumps({"the": 1, "film": 2}).encode(), "words.json")
    page = checked(page.selectbox(key="model_first").set_value(1).run())
    assert "knows 2 of 3 words of this sentence" in said(page)
    page = checked(page.button(key="model_read").click().run())
    page = checked(page.button_group(key="inside").set_value("model").run())
    page = uploaded(page, "model_file", model(CLASSES, WORDS))
    page = checked(page.selectbox(key="model_positive_3").set_value(1).run())
    expected = Network(*read_keras(model(CLASSES, WORDS))._replace(positive=1)).read(TEXT)
    assert as_text(f"says {100 * expected.probability:.1f} % positive") in said(page)
    page = checked(page.button(key="model_read").click().run())
    name = str(page.query_params["own"])
    assert is_model(name) and page.button_group(key="inside").value == "read"
    assert page.text_input(key="text").value == TEXT and page.query_params["inside"] == "Read"
    assert any("output 2 of 3" in each.value for each in page.caption)
    for tool in TOOLS:
        page = checked(page.button_group(key="inside").set_value(tool).run())
        page = at_rest(page) if tool == "units" else page
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


def test_of_two_outputs_too_it_is_said_which_is_positive() -> None:
    raw = model([vectorizer(), embedding(), cell("GRU"), dense(2, "softmax")], WORDS)
    found = read_found(raw)
    offer = offer_of("key", "mine.keras", found, words_inside(found), Said(positive=0))
    assert offer.network.positive == 0 and "“Positive” means output 1 of 2" in str(offer.network.card["note"])


def test_nothing_is_kept_of_whoever_has_kept_nothing() -> None:
    assert kept_models() == {}
    assert is_model("model-0123456789ab") and not is_model("model-0123456789ab/..") and not is_model("lstm")


@pytest.mark.parametrize("name", ["lstm", "bidirectional-lstm"])
def test_the_script_computes_its_arrays(name: str) -> None:
    text = "The film was not bad"
    taken = model_taken(load_network(name).read(text))
    assert_same_arrays(computed_anew(taken, name, text), taken.arrays)


def test_networks_are_held_up_to_so_many_bytes_and_forgotten_when_they_are_deleted() -> None:
    one = Network(*read_keras(model(CLASSES, WORDS)))
    held, reads = Held(2 * bytes_of(one)), Counter[str]()

    def ask(owner: str, name: str) -> None:
        def read() -> Network:
            reads[f"{owner} {name}"] += 1
            return one

        assert held.of(owner, name, read) is one

    for owner, name in (("me", "a"), ("me", "b"), ("me", "a"), ("you", "a"), ("me", "a"), ("me", "b")):
        ask(owner, name)
    assert reads == {"me a": 1, "you a": 1, "me b": 2}  # The one that was asked for longest ago made room.
    held.forget("me", "b")
    ask("me", "b")
    assert reads["me b"] == 3


def test_a_text_is_cut_by_the_words_of_the_model_itself() -> None:
    """One word of ours, a number, is many of a Tokenizer, which parts it at every sign."""
    words = read_words(json.dumps({"1": 1, "b": 2}).encode())
    offer = offer_of("key", "mine.keras", read_found(model()), words, Said())
    ours = load_network("lstm")
    subject = Subject("lstm", ours, (), ours.read("1." * 500), "weight", "normal")
    assert len(subject.reading.columns) == 1
    assert len(_read_by(offer, subject).reading.columns) == MOST_WORDS
