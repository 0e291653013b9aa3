"""Runs side by side, and sentences over the epochs, read back from their HTML."""

import math
import re
from dataclasses import fields, replace

import numpy as np
import pytest

from rnnviz.figures.run_tables import SETTINGS, Scores, differences, differing, spread_table
from rnnviz.figures.sentence_strip import sentence_strip
from rnnviz.figures.style import SIGNED, shade
from rnnviz.learning.spec import CELL_KINDS, CLIPPINGS, OPTIMIZERS, SOURCE_NAMES, RunSpec
from tests.figures.markup import Markup

HOSTILE = "<script>alert(1)</script>\"'&"
USUAL = RunSpec()


def test_every_setting_has_a_name_of_its_own() -> None:
    named = {
        f"{part.name}.{each.name}" for part in fields(USUAL) for each in fields(getattr(USUAL, part.name))
    }
    assert named == set(SETTINGS)
    assert len({label for label, _ in SETTINGS.values()}) == len(SETTINGS)
    written = {"data.source": SOURCE_NAMES, "model.cell": CELL_KINDS}
    for key, names in (written | {"training.optimizer": OPTIMIZERS, "training.clip_by": CLIPPINGS}).items():
        assert len({SETTINGS[key][1](name) for name in names}) == len(names)


def test_only_settings_that_differ_are_told() -> None:
    other = RunSpec(
        replace(USUAL.data, words=500), replace(USUAL.model, vocab_size=502, cell="gru", dropout=0.25)
    )
    assert differing([USUAL, other, USUAL]) == {
        "Words of the vocabulary, at most": ["10,000", "500", "10,000"],
        "Cell": ["LSTM", "GRU", "LSTM"],
        "Dropout before the verdict": ["0 %", "25 %", "0 %"],
    }
    assert differing([USUAL, USUAL]) == differing([USUAL]) == differing([]) == {}


def test_a_limit_that_clips_nothing_is_no_difference() -> None:
    idle, used = (
        replace(USUAL, training=replace(USUAL.training, clip=5.0, clip_by=name))
        for name in ("none", "clipnorm")
    )
    assert differing([USUAL, idle]) == {}
    assert differing([idle, used])["Clipped at"] == ["–", "5"]


def test_the_table_has_a_column_for_each_run_and_its_scores_below() -> None:
    other = replace(USUAL, model=replace(USUAL.model, units=64))
    scores = [Scores(1234, 5.25, 0.5, 0.75, 0.7), Scores(2345, None, math.nan)]
    html = differences([("one", USUAL), (HOSTILE, other)], scores)
    page = Markup(html)
    assert "<script" not in html
    assert [head.text for head in page.of_tag("th")[:2]] == ["one", HOSTILE]
    cells = [cell.text for cell in page.of_tag("td")][1:]
    assert cells == ["32", "64", "1,234", "2,345", "5.2", "–", "0.500", "–", "75.0 %", "–", "70.0 %", "–"]
    with pytest.raises(ValueError, match="scores of 1 runs were expected, got 2"):
        differences([("one", USUAL)], scores)


def test_runs_with_the_same_settings_are_said_to_be_so() -> None:
    assert "the same settings" in differences([("a", USUAL), ("b", USUAL)])
    assert "the same settings" not in differences([("a", USUAL)])
    assert differences([]) == ""


def groups(**accuracies: list[float]) -> list[tuple[str, list[Scores]]]:
    return [(name, [Scores(test_accuracy=each) for each in values]) for name, values in accuracies.items()]


def test_each_seed_is_a_dot_on_one_common_line() -> None:
    found = groups(LSTM=[0.704, 0.75, 0.76], GRU=[0.72, math.nan, 0.778])
    found[0][1].append(Scores())  # Not known yet.
    page = Markup(spread_table(found))
    places = [float(dot.style["left"].rstrip("%")) for dot in page.of_class("dot")]
    np.testing.assert_allclose(places, (np.array([70.4, 75, 76, 72, 77.8]) - 70) / 8 * 100, atol=0.01)
    assert [end.text for end in page.of_class("ends")] == ["70 %78 %"]
    cells = [cell.text for cell in page.of_tag("td") if cell.text]
    assert cells == ["73.8 %", "70.4–76.0 %", "3", "74.9 %", "72.0–77.8 %", "2"]
    means = [float(mean.style["left"].rstrip("%")) for mean in page.of_class("mean")]
    np.testing.assert_allclose(means, [47.5, 61.25], atol=0.01)


@pytest.mark.parametrize("values", [[0.0], [1.0], [0.995, 1.0], [0.7], [0.0, 1.0], [0.5, 0.51]])
def test_all_dots_stand_within_the_line(values: list[float]) -> None:
    page = Markup(spread_table(groups(a=values)))
    places = [float(dot.style["left"].rstrip("%")) for dot in page.of_class("dot")]
    assert all(0 <= place <= 100 for place in places)
    low, high = (int(end) for end in re.findall(r"(\d+) %", page.of_class("ends")[0].text))
    assert 0 <= low < high <= 100


def test_overlap_is_said_as_it_is() -> None:
    assert "GRU and LSTM overlap" in spread_table(groups(LSTM=[0.7, 0.8], GRU=[0.75, 0.79], RNN=[0.5, 0.6]))
    assert "Every seed of LSTM is better" in spread_table(groups(GRU=[0.6, 0.7], LSTM=[0.75, 0.8]))
    assert "luckier" in spread_table(groups(GRU=[0.6], LSTM=[0.75, 0.8]))
    assert "No run has a score" in spread_table(groups(GRU=[math.nan])) == spread_table([])


def test_every_epoch_is_a_cell_with_its_number_and_its_colour() -> None:
    said = np.array([[0.5, 0.123, 0.9996], [0.49, math.nan, 0.002]])
    html = sentence_strip([HOSTILE, "good"], said, ["before", "1", "2"], chosen=1, best=2)
    page = Markup(html)
    assert "<script" not in html and page.of_tag("th")[-2].text.startswith(HOSTILE)
    assert [cell.text for cell in page.of_class("cell")] == ["50", "12", ">99", "49", "–", "<1"]
    verdicts = [cell.text for cell in page.of_class("verdict")]
    assert verdicts == ["positive, >99.9 %", "negative, 99.8 %"]
    assert [cell.text for cell in page.of_class("chosen")] == ["1", "12", "–"]
    assert [head.text for head in page.of_tag("th") if "best" in head.text] == ["best2"]
    rules = dict(re.findall(r"\.strip \.(p\d+)\{background:(light-dark\([^)]+\))", html))
    assert rules == {f"p{n}": shade(SIGNED, n / 100) for n in (0, 12, 49, 50, 100)}


def test_a_strip_of_another_shape_is_refused_and_an_empty_one_is_nothing() -> None:
    with pytest.raises(ValueError, match=r"\(1, 2\) were expected, got \(2, 1\)"):
        sentence_strip(["a"], np.zeros((2, 1)), ["before", "1"])
    assert sentence_strip([], np.zeros((0, 1)), ["before"]) == ""
