"""The Training page with real workers: begun, watched, paused, stopped, gone on with, and queued."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rnnviz.components.trainer import service
from rnnviz.learning.store import LIVE, RunRecord
from tests.figures.markup import Markup
from tests.house.source import TOP
from tests.pages.trainings import (
    awaited,
    chart,
    checked,
    finished,
    html,
    labels,
    opened,
    somebody,
    state_line,
)

# As an address says it: over in a moment, and much too long to be over before it is stopped.
SHORT = {
    "data": "Generated sentences",
    "texts": "60",
    "words": "200",
    "hidden": "4",
    "embedding": "4",
    "batch": "16",
    "epochs": "3",
}
LONG = SHORT | {"texts": "2000", "hidden": "24", "epochs": "100"}
TO_DO = (
    "Press the green button. In a few seconds you see how the loss falls and the accuracy rises, and what "
    "the network says of your own sentences after every epoch."
)
DIVERGING = SHORT | {"rate": "10", "squash": "relu", "kind": "SimpleRNN", "clip_by": "none", "hidden": "16"}


def runs(owner: str) -> tuple[RunRecord, ...]:
    return service().store.runs_of(owner)


def is_learning(owner: str) -> bool:
    """Whether an epoch is finished and the run goes on."""
    newest = runs(owner)[0]
    return newest.state == "running" and len(service().store.history(newest.id).epochs) > 1


def is_over(owner: str) -> bool:
    return not any(run.state in LIVE for run in runs(owner))


@pytest.mark.parametrize("view", ["Watch", "Time machine", "Results"])
def test_before_the_first_run_every_view_says_what_to_do(view: str) -> None:
    page = opened(view=view)
    assert [each.value for each in page.info] == [TO_DO]
    assert not page.error
    frames = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    assert [frame["data"] for frame in frames] == [[]] * 3  # Empty, but reaching to the last epoch.
    assert [frame["layout"]["xaxis"]["range"] for frame in frames] == [[0, 6]] * 3
    assert labels(page) == ["Train 6 epochs"] and not page.button(key="train").disabled


def test_before_the_first_run_there_is_nothing_to_compare_but_a_script() -> None:
    assert [each.value for each in opened(view="Compare").info] == [
        "There is nothing to compare yet. Train a network, change a setting, and train it again."
    ]
    assert "model.fit" in opened(view="Keras").code[0].value


def test_a_visitor_who_only_looks_has_no_run() -> None:
    owner = somebody()
    opened(owner)
    assert runs(owner) == ()


def test_the_button_trains_and_the_page_shows_what_came_of_it() -> None:
    owner = somebody()
    page = opened(owner, sentences="good film\nbad film", **SHORT)
    checked(page.button(key="train").click().run())
    assert labels(page)[:1] == ["Training …"] and page.button(key="train").disabled
    assert "Stop" in labels(page)
    finished(page, owner)
    (run,) = runs(owner)
    history = service().store.history(run.id)
    assert [epoch["epoch"] for epoch in history.epochs] == [-1, 0, 1, 2]
    assert re.fullmatch(r"Done after 3 of 3 epochs · [\d.]+ s · [\d,]+ texts a second", state_line(page))
    assert page.progress[0].value == 100
    assert labels(page) == ["Train 3 epochs"] and not page.button(key="train").disabled
    for quantity in ("loss", "accuracy"):
        lines = [
            line["y"] for line in chart(page, f"chart_{quantity}")["data"] if len(line.get("y", ())) == 4
        ]
        assert any(
            np.allclose(line, [epoch[f"validation_{quantity}"] for epoch in history.epochs]) for line in lines
        )
    norms = [line["gradient_norm"] for line in history.progress]
    assert any(
        np.allclose(line["y"], norms)
        for line in chart(page, "chart_gradient")["data"]
        if len(line.get("y", ())) == len(norms)
    )


def test_what_an_epoch_says_of_a_sentence_is_what_it_said_of_it_as_a_test_text() -> None:
    owner = somebody()
    page = opened(owner, **SHORT)
    finished(page.button(key="train").click().run(), owner)
    (run,) = runs(owner)
    store = service().store
    texts = [example.text for example in store.material(run.id).test[:4]]
    checked(page.text_area(key="sentences").set_value("\n".join(texts)).run())
    shown = [float(cell.attributes["title"].split()[-3]) for cell in Markup(html(page)).of_class("cell")]
    said = np.array([store.epoch(run.id, number).test[:4] for number in (-1, 0, 1, 2)])
    assert np.array(shown).reshape(4, 4) == pytest.approx(100 * said.T, abs=0.051)
    heads = [head.text for head in Markup(html(page)).of_tag("th")]
    assert [head.removeprefix("best") for head in heads[1:5]] == ["before", "1", "2", "3"]


def test_a_run_is_paused_goes_on_is_stopped_and_goes_on_from_its_last_epoch() -> None:
    owner = somebody()
    page = opened(owner, **LONG)
    page.button(key="train").click().run()
    awaited(page, lambda: is_learning(owner))
    assert re.fullmatch(r"Learning: epoch \d+ of 100 · [\d,]+ texts a second · \d+ s left", state_line(page))
    assert labels(page) == ["Training …", "Pause", "Stop"]
    page.button(key="pause").click().run()
    awaited(page, lambda: runs(owner)[0].state == "paused")
    assert state_line(page).startswith("Paused in epoch") and labels(page) == ["Training …", "Resume", "Stop"]
    page.button(key="pause").click().run()
    awaited(page, lambda: is_learning(owner))
    page.button(key="stop").click().run()
    awaited(page, lambda: is_over(owner))
    assert state_line(page).startswith("Stopped after")
    assert [each.value for each in page.info] == ["Stopped. It can go on from its last epoch."]
    assert labels(page) == ["Train 100 epochs", "Go on from its last epoch"]
    kept = len(service().store.history(runs(owner)[0].id).epochs)
    page.button(key="go_on").click().run()
    awaited(page, lambda: len(service().store.history(runs(owner)[0].id).epochs) > kept)
    assert len(runs(owner)) == 1 and state_line(page).startswith("Learning: epoch")
    page.button(key="stop").click().run()
    awaited(page, lambda: is_over(owner))


def test_a_training_that_explodes_says_why_and_settings_and_runs_stay() -> None:
    owner = somebody()
    page = opened(owner, **DIVERGING)
    finished(page.button(key="train").click().run(), owner)
    assert state_line(page).startswith("Diverged after")
    (error,) = page.error
    assert "no longer a finite number" in error.value
    assert "a learning rate of 1 instead of 10" in error.value and "tanh instead of relu" in error.value
    assert page.query_params.items() >= DIVERGING.items()
    assert labels(page) == ["Train 3 epochs"] and not page.button(key="train").disabled
    for view in ("time", "results", "compare", "keras"):
        checked(page.button_group(key="view").set_value(view).run())


def test_all_three_cells_are_trained_one_after_another_with_equal_units() -> None:
    owner = somebody()
    page = opened(owner, several="All three cells, equal units", **SHORT | {"epochs": "1"})
    assert labels(page) == ["Train 3 networks, 1 epoch each"]
    checked(page.button(key="train").click().run())
    finished(page, owner)
    assert [(run.spec.model.cell, run.spec.model.units, run.state) for run in reversed(runs(owner))] == [
        (cell, 4, "done") for cell in ("simple-rnn", "gru", "lstm")
    ]


def test_who_waits_behind_a_run_is_said_and_stopping_it_stops_them_too() -> None:
    owner = somebody()
    page = opened(owner, several="All three cells, equal units", **LONG)
    page.button(key="train").click().run()
    awaited(page, lambda: runs(owner)[-1].state == "running")
    (said,) = [each.value for each in page.caption if "Next in line" in each.value]
    assert said.endswith("Next in line: GRU 24 grammar, LSTM 24 grammar.")
    assert page.selectbox(key="shown_run").value == runs(owner)[-1].id
    checked(page.button(key="stop").click().run())
    awaited(page, lambda: is_over(owner))
    assert [run.state for run in runs(owner)] == ["stopped"] * 3


def test_the_other_view_hears_of_the_end_of_a_run() -> None:
    owner = somebody()
    page = opened(owner, view="Results", **SHORT)
    checked(page.button(key="train").click().run())
    assert page.query_params["view"] == "Watch"
    checked(page.button_group(key="view").set_value("results").run())
    finished(page, owner)
    assert "Train 3 epochs" in labels(page) and "% right" in html(page)


def test_a_second_page_of_the_same_browser_cannot_begin_a_second_run() -> None:
    owner = somebody()
    first, second = opened(owner, **LONG), opened(owner, **LONG)
    checked(first.button(key="train").click().run())
    checked(second.button(key="train").click().run())
    assert [each.value for each in second.error] == [
        "A training of yours goes on already. Wait for its end, or stop it."
    ]
    assert len(runs(owner)) == 1
    checked(second.run())
    assert not second.error and "Stop" in labels(second)
    checked(second.button(key="stop").click().run())
    finished(first, owner)
    assert "Training …" not in labels(first)


def apart(script: str, **environ: str) -> str:
    """What a script prints in a process of its own."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, cwd=TOP, capture_output=True, text=True, timeout=120, env=os.environ | environ
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_the_page_trains_and_shows_every_view_without_tensorflow(tmp_path: Path) -> None:
    script = f"""
import sys
from tests.pages.trainings import finished, opened, somebody
owner = somebody()
page = opened(owner, **{SHORT!r})
assert not set(sys.modules) & {{"keras", "tensorflow"}}
finished(page.button(key="train").click().run(), owner)
for view in ("time", "results", "compare", "keras"):
    page.button_group(key="view").set_value(view).run()
    assert not page.exception
print(*(set(sys.modules) & {{"keras", "tensorflow"}}), "done")
"""
    assert apart(script, RNNVIZ_RUNS=str(tmp_path)) == "done"


def test_where_no_run_can_be_kept_the_page_says_so_and_the_others_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    script = """
from tests.pages.trainings import gone_to, opened
page = opened()
print(*(each.value for each in page.error))
print(len(page.button))
for other in ("explore", "unfold"):
    gone_to(page, other, own="run-0123456789ab")
print("done")
"""
    said, buttons, done = apart(script, RNNVIZ_RUNS=str(tmp_path / "file")).splitlines()
    assert said.startswith("Nothing can be trained here: ") and str(tmp_path / "file") in said
    assert (buttons, done) == ("0", "done")
