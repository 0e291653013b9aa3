"""Who may train now, what a worker is told, and what becomes of a run."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from rnnviz.learning import service as service_module
from rnnviz.learning.executor import JobFailed, WorkerDied
from rnnviz.learning.messages import unpack
from rnnviz.learning.store import RunStore
from tests.learning.desk import SMALL, TABLE, Place
from tests.learning.test_executor import until


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "runs")
    yield place
    place.service.close()


def test_a_run_goes_from_waiting_to_done(here: Place) -> None:
    (id,) = here.start()
    worker = here.desk.worker
    seen = [here.states()[id]]
    for tell in (worker.begin, worker.train, lambda: worker.finish_epoch(0)):
        assert tell() == "go"
        seen.append(here.states()[id])
    assert here.service.standings("ann", "page")[0].latest["epoch"] == 0
    worker.finish()
    assert [*seen, here.states()[id]] == ["waiting", "starting", "running", "running", "done"]
    assert here.places() == [None]
    assert here.store.epoch(id, 0).weights[0].tolist() == [0, 0, 0]
    assert here.desk.lines == {}


def test_a_worker_is_given_the_settings_and_the_texts(here: Place) -> None:
    here.start()
    header, arrays = unpack(here.desk.worker.order)
    assert header["spec"] == SMALL.as_values()
    assert [tuple(each) for each in header["table"]] == [tuple(each) for each in TABLE]
    assert "epoch" not in header and not arrays


def test_runs_of_one_press_go_one_after_another(here: Place) -> None:
    ids = here.start(count=3)
    assert here.places() == [0, 1, 2]
    for id in ids:
        assert len(here.desk.jobs) == 1
        here.desk.worker.begin()
        assert here.states()[id] == "starting"
        here.desk.worker.finish()
    assert list(here.states().values()) == ["done"] * 3


def test_an_owner_trains_one_thing_at_a_time(here: Place) -> None:
    (id,) = here.start()
    with pytest.raises(ValueError, match="goes on already"):
        here.start()
    with pytest.raises(ValueError, match="goes on already"):
        here.service.go_on("ann", "page", id)
    here.desk.worker.finish()
    assert here.start()


@pytest.mark.parametrize("count", [0, 11])
def test_a_press_asks_for_one_run_to_ten(here: Place, count: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 10 runs can be asked for at once, got {count}"):
        here.start(count=count)


def test_a_second_owner_waits_in_line_and_comes_next(here: Place) -> None:
    here.start("ann", 2)
    (theirs,) = here.start("bob")
    assert here.places("bob") == [1]
    here.desk.worker.finish()  # The second one of ann stands behind bob now.
    assert (here.places("bob"), here.places("ann")) == ([0], [None, 1])
    here.desk.worker.begin()
    assert here.states("bob") == {theirs: "starting"}


def test_places_behind_a_run_that_waits_itself_are_counted_on(here: Place) -> None:
    here.start("ann")
    here.start("bob", 3)
    assert here.places("bob") == [1, 2, 3]


@pytest.mark.parametrize("is_over", [False, True])
def test_an_owner_has_no_hold_on_another_ones_run(here: Place, is_over: bool) -> None:
    (id,) = here.start("ann")
    if is_over:
        here.desk.worker.end()
    service = here.service
    assert here.states("bob") == {}
    for order in (service.pause, service.resume, service.stop):
        with pytest.raises(LookupError):
            order("bob", id)
    with pytest.raises(LookupError):
        service.go_on("bob", "page", id)
    assert here.states("ann") == {id: "interrupted" if is_over else "waiting"}


def test_a_run_pauses_and_goes_on(here: Place) -> None:
    (id,) = here.start()
    worker = here.desk.worker
    worker.train()
    for _ in range(2):
        here.service.pause("ann", id)
    assert (worker.train(), here.states()[id]) == ("pause", "paused")
    assert (worker.tell("waiting"), here.states()[id]) == ("pause", "paused")
    assert RunStore(here.store.folder, 10**9).get("ann", id).state == "paused"
    for _ in range(2):
        here.service.resume("ann", id)
    assert (worker.tell("waiting"), here.states()[id]) == ("go", "running")


def test_a_run_that_is_paused_while_it_starts_is_called_paused_once_it_stands_still(here: Place) -> None:
    (id,) = here.start()
    here.service.pause("ann", id)
    assert here.states()[id] == "waiting"
    assert (here.desk.worker.begin(), here.states()[id]) == ("pause", "starting")
    assert (here.desk.worker.tell("waiting"), here.states()[id]) == ("pause", "paused")
    here.service.resume("ann", id)
    assert (here.desk.worker.tell("waiting"), here.states()[id]) == ("go", "starting")


def test_a_paused_run_is_stopped_and_nothing_takes_that_back(here: Place) -> None:
    (id,) = here.start()
    worker = here.desk.worker
    worker.finish_epoch(0)
    here.service.pause("ann", id)
    for order in (here.service.stop, here.service.resume, here.service.pause, here.service.stop):
        order("ann", id)
        assert worker.tell("waiting") == "stop"
    worker.end()
    assert here.states()[id] == "stopped"
    assert here.says(id) == "Stopped. It can go on from its last epoch."
    for order in (here.service.stop, here.service.resume, here.service.pause):
        order("ann", id)
    assert here.states()[id] == "stopped"


def test_a_worker_that_says_nothing_is_ended(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "PATIENCE", 0.05)
    (id,) = here.start()
    here.desk.worker.begin()
    here.service.stop("ann", id)
    assert here.states()[id] == "starting"
    assert until(lambda: here.states()[id] == "stopped")
    assert here.says(id) == "Stopped before an epoch was finished."


def test_a_run_in_the_line_of_workers_is_stopped_at_once(here: Place) -> None:
    here.start("ann")
    (id,) = here.start("bob")
    here.service.stop("bob", id)
    assert here.states("bob") == {id: "stopped"}
    assert here.says(id, "bob") == "It had not begun when it was stopped."
    assert len(here.desk.jobs) == 1


def test_stop_ends_those_behind_too(here: Place) -> None:
    first, *behind = here.start(count=3)
    here.desk.worker.train()
    here.service.stop("ann", first)
    assert here.states() == {first: "running"} | dict.fromkeys(behind, "stopped")
    assert here.desk.worker.train() == "stop"
    here.desk.worker.end()
    assert here.states()[first] == "stopped" and not here.desk.jobs


def test_stop_of_one_that_waits_leaves_those_before_alone(here: Place) -> None:
    first, second, third = here.start(count=3)
    here.service.stop("ann", second)
    assert here.states() == {first: "waiting", second: "stopped", third: "stopped"}
    here.desk.worker.finish()
    assert here.states()[first] == "done" and not here.desk.jobs


ENDS: list[tuple[BaseException | None, str, str]] = [
    (WorkerDied(-9, ""), "interrupted", "ended unexpectedly. No epoch"),
    (type("KilledWorker", (Exception,), {})(), "interrupted", "ended unexpectedly"),  # Of dask.
    (CancelledError(), "interrupted", "connection to its worker was lost"),
    (OSError("no way"), "interrupted", "connection to its worker was lost"),
    (None, "interrupted", "connection to its worker was lost"),
    (JobFailed("a Graph cannot be pickled"), "failed", "ended with an error: a Graph cannot be pickled"),
    (KeyError("moment0.0"), "failed", "moment0.0"),
]


@pytest.mark.parametrize(("error", "state", "says"), ENDS)
def test_a_job_that_ends_without_a_word_is_explained(
    here: Place, error: BaseException | None, state: str, says: str
) -> None:
    ids = here.start(count=2)
    here.desk.worker.end(error)
    assert here.states()[ids[0]] == state
    assert says in here.says(ids[0])
    here.desk.worker.finish()  # The next one has come up.
    assert here.states()[ids[1]] == "done"


@pytest.mark.parametrize("kind", ["diverged", "failed"])
def test_what_a_worker_says_of_its_end_is_passed_on(here: Place, kind: str) -> None:
    (id,) = here.start()
    here.desk.worker.tell(kind, epoch=1, says="This is why.")
    here.desk.worker.end()
    assert (here.states()[id], here.says(id)) == (kind, "This is why.")


def test_a_job_that_cannot_be_handed_out_fails_and_the_next_is_tried(here: Place) -> None:
    here.desk.refuses = RuntimeError("cannot schedule new futures after shutdown")
    ids = here.start(count=2)
    assert here.states() == dict.fromkeys(ids, "failed")
    assert here.says(ids[1]) == "It could not be begun: cannot schedule new futures after shutdown"
    assert here.desk.lines == {}


def test_a_run_goes_on_from_its_last_epoch(here: Place) -> None:
    (id,) = here.start()
    here.desk.worker.finish_epoch(0)
    here.desk.worker.finish_epoch(1)
    here.desk.worker.end(WorkerDied(-9, ""))
    assert "What was finished is kept, and it can go on from there." in here.says(id)
    assert here.service.go_on("ann", "page", id).state == "waiting"
    assert here.says(id) == ""
    header, arrays = unpack(here.desk.worker.order)
    assert (header["epoch"], header["steps"]) == (1, 5)
    assert arrays["weight0"].tolist() == [1, 1, 1]
    here.desk.worker.end(WorkerDied(-9, ""))  # Before it told anything: the epochs are still there.
    assert "can go on from there" in here.says(id)


@pytest.mark.parametrize(
    ("kind", "says"), [("done", "This run is complete"), ("diverged", "would diverge again")]
)
def test_what_is_complete_or_diverged_does_not_go_on(here: Place, kind: str, says: str) -> None:
    (id,) = here.start()
    here.desk.worker.tell(kind, epoch=1, says="")
    here.desk.worker.end()
    with pytest.raises(ValueError, match=says):
        here.service.go_on("ann", "page", id)


def test_a_run_of_another_server_is_left_to_it(here: Place) -> None:
    other = Place(here.store.folder)
    (id,) = other.start()
    with pytest.raises(ValueError, match="in another server"):
        here.service.go_on("ann", "page", id)
    other.service.close()
    here.service.go_on("ann", "page", id)
    assert here.states() == {id: "waiting"}


def test_a_message_of_an_earlier_life_is_not_kept(here: Place) -> None:
    (id,) = here.start()
    late = here.desk.lines[here.desk.worker.token]
    here.desk.worker.end()
    here.service.go_on("ann", "page", id)
    here.desk.lines["late"] = late
    here.desk.worker.token = "late"
    assert here.desk.worker.finish_epoch(7) == "stop"
    assert here.store.history(id).epochs == ()


def test_a_damaged_message_is_an_error_of_the_line(here: Place) -> None:
    here.start()
    with pytest.raises(ValueError, match="not a message of a training"):
        here.desk.worker.tell_bytes(b"nonsense")


def test_close_interrupts_what_goes_on_and_ends_the_thread(here: Place) -> None:
    ids = here.start(count=2)
    here.desk.worker.train()
    here.service.close()
    assert here.states() == dict.fromkeys(ids, "interrupted")
    assert here.says(ids[0]).startswith("The program was ended.")
    assert here.desk.jobs == [] and here.desk.lines == {}
    with pytest.raises(ValueError, match="about to end"):
        here.start()


def test_what_was_told_as_done_stays_done(here: Place) -> None:
    (id,) = here.start()
    here.desk.worker.finish_epoch(2)
    here.desk.worker.tell("done")
    here.service.close()
    assert here.states()[id] == "done"


def test_others_need_not_wait_while_a_large_table_is_written(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id,) = here.start("bob")
    begun, go_on, create = threading.Event(), threading.Event(), here.store.create

    def slow(*args: Any, **kwargs: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return create(*args, **kwargs)

    monkeypatch.setattr(here.store, "create", slow)
    thread = threading.Thread(target=here.start)
    thread.start()
    assert begun.wait(10)
    assert here.desk.worker.train() == "go" and here.states("bob") == {id: "running"}
    with pytest.raises(ValueError, match="goes on already"):
        here.start()  # The second press of the same button.
    go_on.set()
    thread.join(10)
    assert here.places() == [1]


def test_no_thread_is_left_by_a_service(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    place = Place(tmp_path)
    assert len(set(threading.enumerate()) - before) == 1
    place.service.close()
    assert set(threading.enumerate()) <= before


def test_many_orders_at_once_end_well(here: Place) -> None:
    (id,) = here.start()
    worker, orders = here.desk.worker, (here.service.pause, here.service.resume)
    told: list[str] = []
    threads = [threading.Thread(target=_often, args=(order, id)) for order in orders * 2]
    threads.append(threading.Thread(target=lambda: told.extend(worker.train(n) for n in range(1, 60))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    here.service.stop("ann", id)
    assert set(told) <= {"go", "pause"} and worker.train() == "stop"


def _often(order: Any, id: str) -> None:
    for _ in range(50):
        order("ann", id)
