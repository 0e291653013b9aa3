"""What a page shows of an experiment that runs: the worker and its line are played by the test."""

from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components import live_run
from rnnviz.experiments.live import LiveRunner
from tests.learning.desk import Job
from tests.learning.patient import PatientDesk


def script() -> None:
    import streamlit as st

    from rnnviz.components.live_run import done_runs, start_button, watch

    start_button("memory", {"lag": 5}, "Train")
    watch("memory", lambda run: st.text(f"{len(run.messages)} messages"))
    st.text(f"{len(done_runs('memory'))} done")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> PatientDesk:
    desk = PatientDesk()
    runner = LiveRunner(cast(Any, desk), cast(Any, desk), lambda session: True)
    monkeypatch.setattr(live_run, "runner", lambda: runner)
    return desk


def started(desk: PatientDesk) -> tuple[AppTest, Job]:
    page = AppTest.from_function(script, default_timeout=30).run()
    assert [one.value for one in page.text] == ["0 done"] and not desk.jobs
    page.button(key="start_memory").click().run()
    assert [each.message for each in page.exception] == []
    return page, desk.jobs[-1]


def test_a_run_is_followed_from_its_button_to_its_result(desk: PatientDesk) -> None:
    page, job = started(desk)
    assert cast(Any, job.order) == ("memory", {"lag": 5})
    assert [button.label for button in page.button] == ["Train", "Stop"]
    job.tell("progress", step=7, of=60, seconds=1.0)
    assert "1 messages" in [one.value for one in page.run().text]
    job.tell("done", seconds=2.5)
    job.end()
    page.run()
    assert [one.value for one in page.text] == ["2 messages", "1 done"]
    assert [one.value for one in page.caption] == ["Done. 2.5 s of computation."]
    assert [button.label for button in page.button] == ["Train"]


def test_a_run_is_stopped_by_its_button(desk: PatientDesk) -> None:
    page, job = started(desk)
    page.button(key="stop_memory").click().run()
    assert job.future.done() and [one.value for one in page.caption] == ["Stopped."]


def test_a_failure_is_said_and_the_button_is_still_there(desk: PatientDesk) -> None:
    page, job = started(desk)
    job.tell("failed", says="lag must be from 4 to 200, got 1")
    job.end()
    page.run()
    assert [one.value for one in page.error] == ["lag must be from 4 to 200, got 1"]
    assert [button.label for button in page.button] == ["Train"]
