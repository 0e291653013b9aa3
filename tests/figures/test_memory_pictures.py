"""The other pictures of the memory bench: the grid, the strip, the horizons, the curves."""

import re
from math import nan

import pytest

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Reach
from rnnviz.experiments.memory_shipped import Example
from rnnviz.experiments.memory_tasks import BLANK, GO, TASKS
from rnnviz.figures.memory_frame import Frame
from rnnviz.figures.memory_grid import memory_grid
from rnnviz.figures.memory_learning import learning_figure, live_figure
from rnnviz.figures.memory_reach import reach_figure
from rnnviz.figures.memory_strip import memory_strip, strip_said
from tests.figures.memory import result

RECALL = Frame(TASKS["recall"], ("rnn", "gru"), 40)
COPIED = (0, 1, 2, 3, 4, 5, 6, 7, 0, 1)
EXAMPLES = {
    "recall": Example((4, 8, 9, 15), (), (4,)),
    "adding": Example((0, 1, 0, 1), (0.5, 0.25, 0.125, 0.375), (0.625,)),
    "anbn": Example((0, 0, 0, 1, 1, 1), (), (0, 0, 1)),
    "copy": Example((*COPIED, BLANK, GO, *[BLANK] * 10), (), (*[BLANK] * 12, *COPIED)),
}


def rows(html: str) -> list[list[str]]:
    """The rows of a strip: who, then the text of every column."""
    parts = ['<span class="who">' + part for part in html.split('<span class="who">')[1:]]
    plain = (re.sub(r" <b.*?</b>", "", part) for part in parts)
    return [re.findall(r"<span[^>]*>([^<]*)</span>", part) for part in plain]


def test_the_grid_has_a_mark_for_every_seed_full_where_it_solved_its_task() -> None:
    found = [result("gru", 20, seed, solved=seed < 2) for seed in range(3)]
    html = memory_grid(found, (20, 40), 20, ("gru",), "light")
    assert html.count("<tr") == 1 + len(CASES) and html.count('aria-label="not trained"') == 2 * 8 - 1
    assert 'aria-label="2 of 3">●●○</span>' in html and "30 → &gt; 200" in html
    exploded = [result("irnn", 20, after=Reach(None, None, exploded=True))]
    assert "30 → explodes" in memory_grid(exploded, (20,), 20, (), "dark")


@pytest.mark.parametrize(
    ("task", "answers", "place", "text"),
    [
        ("recall", (4,), 4, "E ✓"),
        ("recall", (0,), 4, "A ✗"),
        ("adding", (0.7,), 4, "0.70 ✓"),  # Off by less than the root of 1 / 60.
        ("adding", (0.8,), 4, "0.80 ✗"),
        ("anbn", (3,), 6, "✓"),
        ("anbn", (1,), 4, "✗"),
        ("anbn", (0,), 7, "✗ never"),
    ],
)
def test_an_answer_stands_below_the_step_at_which_it_is_given(
    task: str, answers: tuple[float, ...], place: int, text: str
) -> None:
    example = EXAMPLES[task]
    read, right, mine = rows(memory_strip(TASKS[task], example, {"net": answers}))
    assert len(read) == len(right) == len(mine) == len(example.symbols) + 2
    assert {n: cell for n, cell in enumerate(mine) if cell} == {0: "net", place: text}
    assert read[0] == "is read" and right[0] == "right"


def test_of_copy_ten_answers_stand_below_the_last_ten_steps() -> None:
    example, said = EXAMPLES["copy"], {"net": (*COPIED[:9], BLANK)}
    html = memory_strip(TASKS["copy"], example, said)
    read, right, mine = rows(html)
    assert read[1:12] == [*"ABCDEFGHAB", "·"] and read[12] == "▶"
    assert right[13:23] == list("ABCDEFGHAB") and mine[13:23] == [*"ABCDEFGHA", "·"]
    assert html.count("asked right") == 9 and html.count("asked wrong") == 1
    assert "net <b>9 of 10</b>" in html
    assert "22 timesteps are read; right is A B C" in strip_said(TASKS["copy"], example, said)


def test_names_are_escaped() -> None:
    assert "<b>" not in memory_strip(TASKS["recall"], EXAMPLES["recall"], {"<b>": (4,)})


def test_each_network_stands_at_its_horizon_and_its_lag() -> None:
    found = [
        result("rnn", 40, 0, solved=True, before=Reach(12, 0.1)),
        result("rnn", 40, 1, before=Reach(None, 0.5)),
        result("rnn", 40, 2, before=Reach(None, None, exploded=True)),
    ]
    figure = reach_figure(RECALL, found, "before")
    line, marks, others = figure.data
    assert list(line.x) == list(line.y) and not others.x
    assert marks.x[0] == 12 and marks.x[1] > 200
    assert list(marks.marker.symbol) == ["circle", "circle-open", "x-thin"]
    assert "explodes" in marks.customdata[2] and "horizon beyond 200" in marks.customdata[1]
    assert all(abs(y - 40) < 2 for y in marks.y)


def test_learning_curves_are_those_of_the_results() -> None:
    found = [result("gru", 40, 0, solved=True), result("gru", 40, 1)]
    one, other = learning_figure(RECALL, found).data
    assert list(one.x) == [0, 250] and list(one.y) == [0.1, 1.0] and list(other.y) == [0.1, 0.25]
    assert (one.showlegend, other.showlegend) == (True, False)
    adding = Frame(TASKS["adding"], ("irnn",), 40)
    broken = result("irnn", 40, task="adding", curve=((0, 0.2, 0.0), (50, nan, 0.0)))
    assert list(learning_figure(adding, [broken]).data[0].y) == [0.2, None]


def test_a_training_that_goes_on_is_drawn_as_far_as_it_is() -> None:
    told = [{"kind": "progress", "step": step, "of": 100, "loss": None, "right": 0.5} for step in (0, 50)]
    figure = live_figure(RECALL, "gru", [*told, {"kind": "done"}])
    assert list(figure.data[0].x) == [0, 50] and list(figure.data[0].y) == [0.5, 0.5]
    assert figure.layout.xaxis.range[1] == pytest.approx(104)
    adding = Frame(TASKS["adding"], ("irnn",), 40)
    assert list(live_figure(adding, "irnn", told).data[0].y) == [None, None]
