"""The other pictures of the memory bench: the grid, the strip, the horizons, the curves."""

import re
from dataclasses import replace
from html import escape
from math import log10, nan
from typing import NamedTuple

import pytest

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Reach
from rnnviz.experiments.memory_shipped import Example, larger_points
from rnnviz.experiments.memory_tasks import BLANK, GO, TASKS
from rnnviz.figures.memory_frame import Frame
from rnnviz.figures.memory_grid import memory_grid
from rnnviz.figures.memory_learning import learning_figure, live_figure
from rnnviz.figures.memory_reach import reach_figure
from rnnviz.figures.memory_strip import memory_strip, right_answers, strip_said, written
from tests.figures.memory import result

RECALL = Frame(TASKS["recall"], ("rnn", "gru"), 40)
COPIED = (0, 1, 2, 3, 4, 5, 6, 7, 0, 1)
EXAMPLES = {
    "recall": Example((4, 8, 9, 15), (), (4,)),
    "adding": Example((0, 1, 0, 1), (0.5, 0.25, 0.125, 0.375), (0.625,)),
    "anbn": Example((0, 0, 0, 1, 1, 1), (), (0, 0, 1)),
    "copy": Example((*COPIED, BLANK, GO, *[BLANK] * 10), (), (*[BLANK] * 12, *COPIED)),
}


class Row(NamedTuple):
    """A row of a strip: who, what stands beside the name, and by column what stands below the steps."""

    who: str
    said: str
    steps: dict[int, str]


def rows(html: str) -> list[Row]:
    """The rows of a strip; of the input, whose cells have no columns, they are counted."""
    found = []
    for part in html.split('<span class="who">')[1:]:
        who, said, steps = re.split(r'</span><span class="(?:said|steps)">', part)
        cells = re.findall(r'style="grid-column:(\d+)">([^<]*)<', steps)
        cells = cells or list(enumerate(re.findall(r'class="cell[^>]*>([^<]*)<', steps), 1))
        found.append(Row(who, re.sub("<.*?>", "", said), {int(place): text for place, text in cells}))
    return found


def test_the_grid_has_a_mark_for_every_seed_full_where_it_solved_its_task() -> None:
    found = [result("gru", 20, seed, solved=seed < 2) for seed in range(3)]
    frame = Frame(TASKS["recall"], ("gru",), 20)
    html = memory_grid(frame, found, (20, 40))
    assert html.count("<tr") == 1 + len(CASES) and html.count('aria-label="not trained"') == 2 * 8 - 1
    assert 'aria-label="2 of 3">●●○</span>' in html and "30 → &gt; 200" in html
    assert html.count('aria-pressed="true">lag 20') == html.count('aria-pressed="false">lag 40') == 1
    assert html.count('data-press="40"') == 1 + len(CASES)
    assert all(escape(case.short) in html for case in CASES.values())
    exploded = [result("irnn", 20, after=Reach(None, None, exploded=True))]
    assert "30 → explodes" in memory_grid(replace(frame, theme="dark"), exploded, (20,))


def test_networks_of_another_size_have_rows_of_their_own() -> None:
    point = next(point for point in larger_points() if (point.case, point.lag) == ("gru-chrono", 5))
    larger = [replace(result("gru-chrono", 5, solved=True), point=point)]
    html = memory_grid(Frame(TASKS["copy"], ("gru",), 5), [], (5, 10), larger)
    _, row = html.split('<tr role="row" class="first larger">')
    assert "GRU, chrono <small>64 units, 20,000 updates</small>" in row and row.count("●</span>") == 1


@pytest.mark.parametrize(
    ("task", "answers", "said", "place", "text"),
    [
        ("recall", (4,), "E ✓", 4, "✓"),
        ("recall", (0,), "A ✗", 4, "✗"),
        ("adding", (0.7,), "0.70 ✓", 4, "✓"),  # Off by less than the root of 1 / 60.
        ("adding", (0.8,), "0.80 ✗", 4, "✗"),
        ("anbn", (3,), "after 3 b ✓", 6, "✓"),
        ("anbn", (1,), "after 1 b ✗", 4, "✗"),
        ("anbn", (0,), "never ✗", 0, ""),
    ],
)
def test_an_answer_stands_beside_its_name_and_below_the_step_at_which_it_is_given(
    task: str, answers: tuple[float, ...], said: str, place: int, text: str
) -> None:
    example = EXAMPLES[task]
    html = memory_strip(TASKS[task], example, {"net": answers})
    read, right, mine = rows(html)
    assert (read.who, right.who) == ("input", "correct answer") and len(read.steps) == len(example.symbols)
    assert mine == Row("net", said, {place: text} if place else {})
    assert right.said == written(TASKS[task], right_answers(TASKS[task], example)[0])
    assert right.steps == {len(example.symbols): "▲"}
    columns = re.search(r"--steps:([^\"]*)", html)
    assert columns and len(re.findall("px[ )]|px$", columns[1])) >= len(example.symbols)


def test_of_copy_ten_answers_stand_below_the_last_ten_steps() -> None:
    example, said = EXAMPLES["copy"], {"net": (*COPIED[:9], BLANK)}
    html = memory_strip(TASKS["copy"], example, said)
    read, right, mine = rows(html)
    assert list(read.steps.values())[:12] == [*"ABCDEFGHAB", "·", "▶"]
    assert right.steps == dict(enumerate("ABCDEFGHAB", 13)) and right.said == "ABCDEFGHAB"
    assert mine == Row("net", "ABCDEFGHA· 9 of 10", dict(enumerate("ABCDEFGHA·", 13)))
    assert html.count("asked right") == 9 and html.count("asked wrong") == 1
    assert "22 timesteps are read; the correct answer is A B C" in strip_said(TASKS["copy"], example, said)


def test_names_are_escaped() -> None:
    assert "<b>" not in memory_strip(TASKS["recall"], EXAMPLES["recall"], {"<b>": (4,)})


def test_each_network_stands_at_its_horizon_and_its_lag() -> None:
    found = [
        result("rnn", 40, 0, solved=True, before=Reach(12, 0.1)),
        result("rnn", 40, 1, before=Reach(None, 0.5)),
        result("rnn", 40, 2, before=Reach(None, None, exploded=True)),
    ]
    figure = reach_figure(RECALL, found, "before")
    line, *grey, marks, empty = figure.data
    assert list(line.x) == list(line.y) and not empty.x and len(grey) == len(CASES) - 2
    assert {trace.name for trace in grey} == {"the other 6"} and sum(trace.showlegend for trace in grey) == 1
    assert marks.x[0] == 12 and marks.x[1] > 200
    assert list(marks.marker.symbol) == ["circle", "circle-open", "x-thin"]
    assert "explodes" in marks.customdata[2] and "horizon beyond 200" in marks.customdata[1]
    assert all(abs(log10(y / 40)) < 0.06 for y in marks.y)


def test_networks_that_are_not_chosen_are_drawn_too_for_they_are_counted() -> None:
    found = [result("lstm-0", 40, 0, solved=True, before=Reach(12, 0.1)), result("rnn", 40)]
    line, *traces = reach_figure(RECALL, found, "before").data
    (grey,) = (trace for trace in traces if trace.meta == CASES["lstm-0"].title)
    assert grey.x == (12,) and list(grey.marker.symbol) == ["triangle-down"]
    assert sum(len(trace.x) for trace in traces) == len(found)


def test_learning_curves_are_those_of_the_results() -> None:
    found = [result("gru", 40, 0, solved=True), result("gru", 40, 1)]
    one, other = learning_figure(RECALL, found).data
    assert list(one.x) == [0, 250] and list(one.y) == [0.1, 1.0] and list(other.y) == [0.1, 0.25]
    assert (one.showlegend, other.showlegend) == (True, False)
    adding = Frame(TASKS["adding"], ("irnn",), 40)
    broken = result("irnn", 40, task="adding", curve=((0, 0.2, 0.0), (50, nan, 0.0)))
    figure = learning_figure(adding, [broken])
    assert list(figure.data[0].y) == [0.2, None] and figure.layout.yaxis.dtick == "D2"
    thrown = result("irnn", 40, task="adding", curve=((0, 0.1, 0.0), (50, 1e9, 0.0)))
    assert learning_figure(adding, [thrown]).layout.yaxis.dtick == 2  # Ten powers of ten, five steps.


def test_a_training_that_goes_on_is_drawn_as_far_as_it_is() -> None:
    told = [{"kind": "progress", "step": step, "of": 100, "loss": None, "right": 0.5} for step in (0, 50)]
    figure = live_figure(RECALL, "gru", [*told, {"kind": "done"}])
    assert list(figure.data[0].x) == [0, 50] and list(figure.data[0].y) == [0.5, 0.5]
    assert figure.layout.xaxis.range[1] == pytest.approx(104)
    adding = Frame(TASKS["adding"], ("irnn",), 40)
    assert list(live_figure(adding, "irnn", told).data[0].y) == [None, None]
