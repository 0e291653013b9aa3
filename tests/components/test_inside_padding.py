"""Padding on Explore: opened, used, misused; how a run met padding; and the script of what is taken away."""

import json
import struct
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.padding import Padded
from rnnviz.components import inside_padding
from rnnviz.components.inside_padding import COUNTS, WHERE, padding_taken, places_of, view_number
from rnnviz.components.inside_padding_trained import Trained, how_trained, trained_as
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.network import load_network
from tests.pages.instruments import checked, opened, sent
from tests.taking import assert_same_arrays, computed_anew


def kinds(page: AppTest) -> list[str]:
    """Of the words of the board."""
    (length,) = struct.unpack_from("<I", sent(page))
    header: dict[str, Any] = json.loads(sent(page)[4 : 4 + length])
    return [word["kind"] for word in header["rows"][0]["words"]]


def test_a_sentence_is_filled_up_on_both_sides_or_to_a_length() -> None:
    page = opened("explore", inside="Padding", padding_places="1e99", padding_where="nowhere", text="not bad")
    assert kinds(page) == ["padding"] * 20 + ["known"] * 2 + ["padding"] * 20
    page = checked(page.button_group(key="padding_where").set_value("post").run())
    assert kinds(page) == ["known"] * 2 + ["padding"] * 20
    page = checked(page.button_group(key="padding_count").set_value("whole").run())
    assert len(kinds(page)) == 60
    page = checked(page.text_input(key="text").set_value("good " * 380).run())
    assert kinds(page) == ["known"] * 380
    page = checked(page.button_group(key="padding_count").set_value("added").run())
    page = checked(page.number_input(key="padding_places").set_value(200).run())
    assert len(kinds(page)) == 380 + 200
    page = checked(page.button_group(key="network").set_value("bidirectional-lstm").run())
    assert len(kinds(page)) == 380 + 10
    assert any("no more than 10 places are drawn" in each.value for each in page.caption)
    page = checked(page.text_input(key="text").set_value("").run())
    assert [each.value[:15] for each in page.info] == ["Type a sentence"]


def test_wide_networks_that_read_both_ways_get_fewer_places() -> None:
    network = load_network("bidirectional-lstm")
    layer, units = network.layers[0], 256
    shapes = {
        "kernel": (layer.forward.input_dim, 4 * units),
        "recurrent_kernel": (units, 4 * units),
        "bias": 4 * units,
    }
    cell = replace(layer.forward, **{name: np.zeros(shape) for name, shape in shapes.items()})
    dense = replace(network.head[0], kernel=np.zeros((2 * units, 1)), bias=np.zeros(1))
    wide = replace(network, layers=(replace(layer, forward=cell, backward=cell),), head=(dense,))
    places = places_of(wide, 40, 200)  # Measured: units times the square of the columns.
    assert 512 * (40 + places) ** 2 <= 8e6 < 512 * (41 + places) ** 2
    assert places_of(network, 40, 200) == 200 and places_of(wide, 400, 200) == 10


def test_no_two_paddings_have_one_number() -> None:
    given = list(product(COUNTS, range(601), WHERE))
    assert len({view_number(*each) for each in given}) == len(given)
    before = max(view_number(*each) for each in given)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside_padding, "version", lambda: 1)
        assert min(view_number(*each) for each in given) > before


@pytest.mark.parametrize(("side", "where"), [("pre", "in front (pre)"), ("post", "behind (post)")])
def test_a_run_without_a_mask_knows_padding_of_its_length(side: Any, where: str) -> None:
    data = DataSpec(length=33, padding=side)
    without = RunSpec(data, ModelSpec(100, mask=False), TrainingSpec())
    assert trained_as(without).length == 33 and f"filled up {where} to 33 words" in trained_as(without).said
    with_mask = trained_as(RunSpec(data, ModelSpec(100), TrainingSpec()))
    assert with_mask.length is None and "never read a place of padding" in with_mask.said


@pytest.mark.parametrize("name", ["lstm", "run-0123456789ab", "run-0123456789ab-3", "model-0123456789ab"])
def test_nothing_is_known_of_what_is_no_run_of_whoever_asks(name: str) -> None:
    assert how_trained(name) == Trained()


@pytest.mark.parametrize(("name", "trace"), [("simple-rnn", 0), ("bidirectional-lstm", 1)])
def test_the_script_computes_its_arrays(name: str, trace: int) -> None:
    network = load_network(name)
    taken = padding_taken(Padded(network, network.read("not bad at all"), 5), trace)
    assert taken.arrays["hidden_state_pre"].shape == (14, network.layers[0].forward.units)
    assert_same_arrays(computed_anew(taken, name, "not bad at all"), taken.arrays)
