"""Right answers and gradients against distance, read back from Plotly's figures."""

from statistics import median
from typing import Any

import pytest

from rnnviz.experiments.agreement_shipped import load_results
from rnnviz.experiments.agreement_training import ALONE_AT, CASES
from rnnviz.figures.agreement_curves import LOWEST, Look, Way, reaching_figure, right_figure
from rnnviz.figures.agreement_curves_said import ranks_said, reaching_said, right_said, verdict_said
from rnnviz.figures.agreement_strip import in_digits
from rnnviz.figures.agreement_tables import curves_table
from rnnviz.figures.style import RUNS, THEMES, Theme
from tests.figures.markup import Markup

WAYS: tuple[Way, ...] = ("together", "alone")


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return load_results()


def lines(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data if trace.mode == "lines+markers"}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("way", WAYS)
def test_lines_are_the_medians_and_every_seed_is_a_mark(
    results: dict[str, Any], way: Way, theme: Theme
) -> None:
    figure = right_figure(results, way, Look(theme), "other", 4)
    drawn = lines(figure)
    assert list(drawn) == [case.title for case in CASES.values()]
    for n, (case, line) in enumerate(zip(CASES, drawn.values(), strict=True)):
        if way == "alone":
            points = {at: [r["right"] for r in results[way][case] if r["distance"] == at] for at in ALONE_AT}
        else:
            points = {
                at: [run["right"]["4"]["other"][place] for run in results[way][case]]
                for place, at in enumerate(results["distances"])
            }
        assert (list(line.x), list(line.y)) == (list(points), [median(each) for each in points.values()])
        assert line.line.color == RUNS[theme][n]
        (marks,) = (t for t in figure.data if t.mode == "markers" and t.legendgroup == line.name)
        assert sorted(marks.y) == sorted(value for each in points.values() for value in each)
    styles = {(line.marker.symbol, line.line.dash) for line in drawn.values()}
    assert len(styles) == len(CASES)  # Told apart without colour.


def test_baselines_the_sentence_and_what_was_learnt_from_are_marked(results: dict[str, Any]) -> None:
    figure = right_figure(results, "together", Look(distance=13), "other")
    (nearest,) = (trace for trace in figure.data if trace.mode == "lines")
    assert list(nearest.y) == results["nearest_noun"]["other"] and nearest.y[-1] == 0
    places = sorted((shape.type, shape.x0, shape.x1) for shape in figure.layout.shapes)
    assert ("line", 13, 13) in places and ("rect", 0, 12) in places
    texts = {each.text for each in figure.layout.annotations}
    assert {"this sentence", "guessing"} <= texts
    unmarked = right_figure(results, "alone", Look(distance=None), "other")
    assert "this sentence" not in {each.text for each in unmarked.layout.annotations}
    assert [shape.type for shape in unmarked.layout.shapes] == ["line"]


@pytest.mark.parametrize(
    ("nouns", "said", "dash"),
    [
        ("other", "this sentence", "solid"),
        (None, "this sentence", "solid"),
        ("same", "this sentence<br>(its nouns: same number)", "dash"),
    ],
)
def test_the_mark_says_where_the_curves_are_of_other_sentences(
    results: dict[str, Any], nouns: str | None, said: str, dash: str
) -> None:
    figure = right_figure(results, "together", Look(distance=40, between=nouns), "other")
    (mark,) = (each for each in figure.layout.annotations if each.text.startswith("this sentence"))
    (line,) = (shape for shape in figure.layout.shapes if shape.x0 == shape.x1 == 40)
    assert (mark.text, line.line.dash, mark.xanchor) == (said, dash, "right")  # Inside, near the right end.
    reaching = reaching_figure(results, "after", Look(distance=4, between="mixed"))
    assert [each.text for each in reaching.layout.annotations] == ["this sentence"]


def test_what_was_trained_on_the_page_is_a_star(results: dict[str, Any]) -> None:
    own = (("gru", 20, 0.75, 3), ("lstm", 40, 0.5, 4))
    figure = right_figure(results, "alone", Look(own=own), "mixed")
    stars = [trace for trace in figure.data if str(trace.marker.symbol).startswith("star")]
    assert [(star.x[0], star.y[0]) for star in stars] == [(20, 0.75), (40, 0.5)]
    together = right_figure(results, "together", Look(own=own), "mixed")
    assert len(together.data) == len(figure.data) - 2


def test_gradients_stand_on_powers_of_ten_and_none_falls_off(results: dict[str, Any]) -> None:
    for when in ("before", "after"):
        figure = reaching_figure(results, when, Look())
        low, high = figure.layout.yaxis.range
        assert figure.layout.yaxis.type == "log"
        for case, line in zip(CASES, lines(figure).values(), strict=True):
            runs = [run["reaching"][when] for run in results["together"][case]]
            assert list(line.y) == [median(max(v, LOWEST) for v in each) for each in zip(*runs, strict=True)]
        values = [value for trace in figure.data for value in trace.y]
        assert 10**low < min(values) and max(values) < 10**high


@pytest.mark.parametrize("way", WAYS)
def test_the_table_has_the_numbers_of_both_charts(results: dict[str, Any], way: Way) -> None:
    cells = [cell.text for cell in Markup(curves_table(results, way, "other", 2)).of_tag("td")]
    distances = ALONE_AT if way == "alone" else results["distances"]
    assert len(cells) == 2 * len(CASES) * len(distances)
    right = lines(right_figure(results, way, Look(), "other", 2)).values()
    reached = lines(reaching_figure(results, "before" if way == "alone" else "after", Look())).values()
    for n, distance in enumerate(distances):
        row = cells[2 * len(CASES) * n : 2 * len(CASES) * (n + 1)]
        assert [cell.split(" ")[0] for cell in row[::2]] == [f"{100 * line.y[n]:.1f}" for line in right]
        place = results["distances"].index(distance)
        assert row[1::2] == [in_digits(line.y[place]) for line in reached]


def shaped(shares: dict[str, float]) -> dict[str, Any]:
    """Results in which every seed of a case has the same share right, and gradients in their order."""
    base = load_results()
    for n, case in enumerate(CASES):
        for run in base["alone"][case]:
            run["right"] = shares[case]
        for run in base["together"][case]:
            run["right"]["8"]["other"] = [shares[case]] * len(base["distances"])
            run["reaching"]["before"] = [10.0**-n] * len(base["distances"])
    return base


def test_words_say_who_manages_from_the_numbers() -> None:
    results = shaped({"simple-rnn": 1.0, "gru": 0.5, "lstm": 0.9, "simple-rnn-weak": 0.1})
    assert (
        "learnt by SimpleRNN (1) and LSTM (0.01); not by GRU (0.1) and SimpleRNN (weak start) (0.001)."
        in (verdict_said(results, "alone", "mixed"))
    )
    assert "at least 90 % right are SimpleRNN and LSTM; less than that GRU and SimpleRNN (weak start)." in (
        verdict_said(results, "together", "other")
    )
    nobody = shaped(dict.fromkeys(CASES, 0.5))
    assert "learnt by none; not by" in verdict_said(nobody, "alone", "mixed")
    assert "SimpleRNN 100 %, GRU 50 %, LSTM 90 %" in right_said(results, "alone", "mixed")
    assert reaching_said(results, "alone").startswith("With 40 words in between, before training")
    assert reaching_said(results, "alone").endswith(
        "SimpleRNN 1, GRU 0.1, LSTM 0.01, SimpleRNN (weak start) 0.001."
    )


def test_words_say_whom_the_nearest_noun_misleads_and_whether_the_gradient_ranks() -> None:
    results = shaped({"simple-rnn": 0.8, "gru": 0.9, "lstm": 1.0, "simple-rnn-weak": 0.25})
    for n, case in enumerate(CASES):
        for run in results["together"][case]:
            run["reaching"]["after"] = [(1e-6, 1e-2, 1.0, 1e-3)[n]] * len(results["distances"])
    said = ranks_said(results, "together", "other")
    assert "nearest noun is followed by SimpleRNN (weak start) in 75 % of the sentences." in said
    assert "larger in SimpleRNN (weak start) (0.0010, 25 % right) than in SimpleRNN (1.0·10⁻⁶, 80 %" in said
    assert "nearest noun" not in ranks_said(results, "together", "same")  # There it would be right.
    ranked = shaped({"simple-rnn": 1.0, "gru": 0.9, "lstm": 0.8, "simple-rnn-weak": 0.7})
    assert ranks_said(ranked, "alone", "mixed") == ""
