"""Which words mattered on Explore: opened, used, misused; and what is taken away is computed anew."""

import json
import struct
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.attribution import attribute
from rnnviz.analysis.attribution_agreement import agreement_of
from rnnviz.components.inside_words import taken
from rnnviz.figures.words_said import words_said
from rnnviz.network import load_network
from tests.pages.instruments import checked, opened, sent
from tests.taking import assert_same_arrays, computed_anew

TEXT = "The film was not bad"


def drawn(page: AppTest) -> dict[str, Any]:
    """What the board was given, without its numbers."""
    (length,) = struct.unpack_from("<I", sent(page))
    header: dict[str, Any] = json.loads(sent(page)[4 : 4 + length])
    return header


def said_of(name: str, text: str, baseline: str = "zero") -> str:
    """What the page should say."""
    network = load_network(name)
    told = attribute(network, network.read(text), baseline)
    return words_said(network.read(text), told, agreement_of(told))


def test_it_says_what_the_numbers_say_of_whatever_is_typed_and_chosen() -> None:
    page = opened("explore", inside="Which words mattered", text=TEXT, words_word="4", words_baseline="<b>")
    assert drawn(page)["said"] == said_of("lstm", TEXT)
    assert drawn(page)["view"]["column"] == 3
    card = "".join(each.proto.body for each in page.get("html"))
    assert "“not”, word 4" in card
    page = checked(page.button_group(key="words_baseline").set_value("mean").run())
    page = checked(page.button_group(key="words_points").set_value("8").run())
    assert any(
        "(the mean word vector). Error: " in each.value and "with 8 points" in each.value
        for each in page.caption
    )
    page = checked(page.button_group(key="network").set_value("bidirectional-lstm").run())
    page = checked(page.text_input(key="text").set_value("zzzq").run())
    assert drawn(page)["said"] == said_of("bidirectional-lstm", "zzzq", "mean")
    assert drawn(page)["view"]["column"] is None  # There is no fourth word.
    page = checked(page.text_input(key="text").set_value("").run())
    assert [each.value[:9] for each in page.info] == ["Each word"]
    page = checked(page.button_group(key="network").set_value("simple-rnn").run())
    page = checked(page.text_input(key="text").set_value("not bad " * 300).run())
    assert len(drawn(page)["rows"][0]["words"]) == 400


@pytest.mark.parametrize("name", ["gru", "bidirectional-lstm"])
def test_the_script_computes_its_arrays(name: str) -> None:
    network = load_network(name)
    found = taken(attribute(network, network.read(TEXT), "mean", 8))
    assert sorted(found.arrays) == sorted(
        ["running", "left_out", "gradient", "integrated", "score", "before", "baseline_score"]
    )
    assert_same_arrays(computed_anew(found, name, TEXT), found.arrays)
