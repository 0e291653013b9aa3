"""Bars of a verdict: the numbers are those of the reading, and what is none is called so."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.archive import read_keras
from rnnviz.figures.model_outputs import MOST_BARS, Bar, bars_figure, bars_of
from rnnviz.network import Network, Reading
from tests.keras_files import WORDS, cell, dense, embedding, keras_file


def reading(outputs: int) -> Reading:
    end = dense() if outputs == 1 else dense(outputs, "softmax")
    raw = keras_file([embedding(), cell("GRU"), end], np.random.default_rng(outputs))
    return Network(*read_keras(raw, WORDS)).read("worda wordb")


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_single_probability_stands_beside_that_of_the_other_network(outputs: int) -> None:
    mine, other = reading(outputs), reading(1)
    assert bars_of(mine, "mine", other, "LSTM") == (
        Bar("mine: positive", mine.probability, True),
        Bar("LSTM: positive", other.probability, False),
    )


def test_of_many_outputs_each_has_its_bar_and_the_positive_one_is_named() -> None:
    mine = replace(reading(4), positive=1)
    bars = bars_of(mine, "mine", mine, "")
    assert [bar.share for bar in bars] == pytest.approx(mine.outputs[-1].tolist())
    assert [bar.is_positive for bar in bars] == [False, True, False, False]
    assert bars[1].label == "output 2, called positive"


def test_the_numbers_stand_beside_bars_of_their_length() -> None:
    html = bars_figure([Bar("a <b>", 0.25, True), Bar("c", float("nan"), False), Bar("d", 1.5, False)])
    assert re.findall(r"--share: ([\d.]+)", html.split("</style>")[1]) == ["0.2500", "0.0000", "1.0000"]
    assert re.findall(r"<b>(.*?)</b>", html) == ["25.0 %", "no number", ">99.9 %"]
    assert "a &lt;b&gt;" in html


def test_of_very_many_the_highest_are_shown_and_always_the_positive_one() -> None:
    bars = [Bar(f"output {n + 1}", n / 100, n == 0) for n in range(30)]
    html = bars_figure(bars)
    shown = re.findall(r"<span>(output \d+)</span>", html)
    assert shown == ["output 1", *(f"output {n}" for n in range(30 - MOST_BARS + 2, 31))]
    assert f"and {30 - MOST_BARS} lower ones" in html
