"""Your own model in a browser: read with while one types, there after a reload, and nobody else's."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rnnviz.archive import read_keras
from rnnviz.components.words import as_text
from rnnviz.network import Network
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, box, eventually, snapshot
from tests.browser.rig import View, wait_until_at_rest
from tests.keras_files import WORDS, cell, dense, embedding, keras_file, layer, vectorizer

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOOL = "/?inside=Your+own+model&text=worda"
TOO_WIDE = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"


@pytest.fixture(scope="module")
def model() -> bytes:
    """A model with its vocabulary inside."""
    layers = [
        vectorizer(),
        embedding(mask=True),
        layer("Bidirectional", merge_mode="concat", layer=cell("LSTM", return_sequences=True)),
        layer("BatchNormalization", epsilon=1e-3, axis=-1),
        cell("GRU"),
        dense(),
    ]
    return keras_file(layers, np.random.default_rng(1), WORDS)


def upload(page: "Page", name: str, content: bytes) -> None:
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]


def verdict_said(page: "Page", model: bytes, text: str) -> None:
    """The tool says what the model says of a text."""
    verdict = Network(*read_keras(model)).read(text).probability
    assert as_text(f"says {100 * verdict:.1f} % positive") in page.get_by_test_id("stMain").inner_text()


def test_a_model_is_read_with_while_one_types_and_is_there_after_a_reload(
    open_page: OpenPage, model: bytes
) -> None:
    page = open_page(TOOL)
    upload(page, "mine.keras", model)
    eventually(page, partial(verdict_said, page, model, "worda"))
    box(page).fill("worda wordb")
    eventually(page, partial(verdict_said, page, model, "worda wordb"))
    upload(page, "bad.keras", b"no zip at all")
    page.get_by_text("those begin as a zip archive does").wait_for()
    assert box(page).input_value() == "worda wordb"
    upload(page, "mine.keras", model)
    page.get_by_role("button", name="Read with it").click()
    page.locator(".headline").wait_for()  # It leaves the tool for the first view.
    name = address(page)["own"]
    expected = Network(*read_keras(model)).read("worda wordb").probability

    def read() -> None:
        assert snapshot(page)["verdict"] == f"{100 * expected:.0f} %" and address(page)["own"] == name

    eventually(page, read)
    page.reload()
    wait_until_at_rest(page)
    eventually(page, read)


def test_on_a_phone_nothing_is_too_wide_and_nobody_else_sees_a_model(
    open_page: OpenPage, model: bytes
) -> None:
    page = open_page(f"{TOOL}&own=model-0123456789ab", View(390, 844, "dark"))
    page.get_by_text("is not here any more").wait_for()
    upload(page, "a_very_long_name_of_a_model_that_somebody_has_trained.keras", model)
    eventually(page, partial(verdict_said, page, model, "worda"))
    assert not page.evaluate(TOO_WIDE)
    assert page.get_by_text("Your models here").count() == 0
