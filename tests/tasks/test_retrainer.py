"""Who trains what: the worker and its line are played by the test, so what is told, and when, is certain."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from rnnviz.learning import watched
from rnnviz.learning.messages import pack
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.retrain import Order
from rnnviz.tasks.retrainer import MOST_KEPT, MOST_POINTS, Attempt, Retrainer, after
from rnnviz.tasks.running import run
from tests.learning.desk import Job
from tests.learning.patient import PatientDesk

ORDER = Order("tags", ("bidirectional",), seed=1, updates=60, units=4)


class Place:
    """A retrainer at a desk, and the pages that are open."""

    def __init__(self) -> None:
        self.desk, self.open = PatientDesk(), {"page"}
        self.retrainer = Retrainer(
            cast(Any, self.desk), cast(Any, self.desk), lambda session: session in self.open
        )

    def start(self, order: Order = ORDER, owner: str = "ann") -> Job:
        self.retrainer.start(owner, "page", order)
        return self.desk.jobs[-1]

    def attempt(self, owner: str = "ann") -> Attempt:
        found = self.retrainer.attempt(owner, "page")
        assert found is not None
        return found

    def finish(self, job: Job, order: Order, right: float = 0.5) -> str:
        """Tell of the weights and end the job."""
        score = {"right": right, "symbols": 0.75, "loss": 0.1, "count": 80}
        answer = job.tell("trained", seconds=2.5, **score, arrays=initial_wired(order.spec))
        job.end()
        return answer


@pytest.fixture
def place() -> Place:
    return Place()


def progress(update: int, loss: float = 1.0) -> dict[str, Any]:
    return {"update": update, "of": 60, "seconds": 0.1 * update, "loss": loss, "norm": 1.0}


def checked(update: int, right: float) -> dict[str, Any]:
    score = {"right": right, "symbols": right / 2 + 0.5, "loss": 0.1, "count": 80}
    return {"update": update, "of": 60, "seconds": 0.1 * update, **score}


def test_before_anything_nobody_has_trained(place: Place) -> None:
    assert place.retrainer.attempt("ann", "page") is None
    assert place.retrainer.kept("ann", "tags") == {}
    place.retrainer.stop("ann")


def test_a_training_is_followed_from_waiting_to_the_network_that_answers(place: Place) -> None:
    job = place.start()
    assert (place.attempt().state, place.attempt().of, place.attempt().is_live) == ("waiting", 60, True)
    assert Order.from_values(cast(Any, job.order)) == ORDER
    assert job.tell("drawing") == "go" and place.attempt().state == "drawing"
    assert job.tell("started", examples=1, training={}) == "go" and place.attempt().state == "training"
    job.tell("checked", **checked(0, 0.1))
    job.tell("progress", **progress(7, 1.5))
    job.tell("progress", **progress(20, 0.5))
    job.tell("checked", **checked(30, 0.4))
    now = place.attempt()
    assert (now.update, now.seconds) == (30, 3.0)
    assert now.losses == ((7, 1.5), (20, 0.5)) and now.checks == ((0, 0.1, 0.55), (30, 0.4, 0.7))
    assert place.retrainer.kept("ann", "tags") == {}
    place.finish(job, ORDER, 0.5)
    done = place.attempt()
    assert (done.state, done.update, done.seconds, done.is_live) == ("done", 60, 2.5, False)
    ((order, saved),) = place.retrainer.kept("ann", "tags").items()
    assert order == ORDER and saved.spec == ORDER.spec
    card = {"right": 0.5, "symbols": 0.75, "count": 80, "seed": 1, "updates": 60, "seconds": 2.5}
    assert card.items() <= saved.network.card.items()
    assert "yours" in saved.network.name and "seed 1" in saved.network.name
    weights = initial_wired(ORDER.spec)
    assert saved.network.reader is not None
    np.testing.assert_array_equal(saved.network.reader.embeddings, weights["reader.embeddings"])
    result = run(task_of("tags"), saved.network, task_of("tags").understand("the old man the boats"))
    assert len(result.answer) == 5


@pytest.mark.parametrize("order", [Order("nothing"), Order("tags", ("attention",)), Order("tags", units=0)])
def test_what_there_is_not_is_refused_and_what_goes_on_goes_on(place: Place, order: Order) -> None:
    job = place.start()
    with pytest.raises(ValueError, match="must|cannot"):
        place.start(order)
    assert place.desk.jobs == [job] and place.attempt().order == ORDER and place.attempt().is_live


def test_stopped_by_hand_the_worker_is_ended_and_heard_no_more(place: Place) -> None:
    job = place.start()
    job.tell("progress", **progress(7))
    place.retrainer.stop("ann")
    assert place.attempt().state == "stopped" and place.attempt().update == 7
    assert place.desk.jobs == [] and job.future.done()
    assert job.tell("progress", **progress(8)) == "hung up" and place.attempt().update == 7
    assert place.attempt().says == ""


def test_a_second_start_stops_the_first_one(place: Place) -> None:
    first, other = place.start(), replace(ORDER, seed=2)
    first.tell("progress", **progress(7))
    second = place.start(other)
    assert first.future.done() and place.desk.jobs == [second]
    assert (place.attempt().order, place.attempt().state, place.attempt().update) == (other, "waiting", 0)
    place.finish(second, other)
    assert list(place.retrainer.kept("ann", "tags")) == [other]


def test_of_two_owners_neither_stops_the_other(place: Place) -> None:
    job, other = place.start(), place.start(owner="bob")
    place.finish(job, ORDER)
    assert place.attempt().state == "done" and place.attempt("bob").state == "waiting"
    assert place.retrainer.kept("bob", "tags") == {}
    place.retrainer.stop("bob")
    assert other.future.cancelled() or other.future.done()
    assert place.attempt().state == "done"


def test_what_is_told_of_an_equal_order_before_is_not_taken_for_this_one(place: Place) -> None:
    # A message on its way while the person presses again: its line is closed, but it is being answered.
    job = place.start()
    late: Callable[[bytes], str] = place.desk.lines[job.token]
    place.start()
    weights = initial_wired(ORDER.spec)
    header = {"kind": "trained", "seconds": 1.0, "right": 1.0, "symbols": 1.0, "loss": 0.0, "count": 1}
    assert late(pack(header, weights)) == "stop"
    assert place.attempt().state == "waiting" and place.retrainer.kept("ann", "tags") == {}


def test_a_training_that_nobody_watches_is_stopped(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    job = place.start()
    place.open.clear()
    assert job.tell("progress", **progress(7)) == "go"  # It may be a reload.
    monkeypatch.setattr(watched, "GRACE", 0.0)
    assert job.tell("progress", **progress(8)) == "stop"
    job.end()
    now = place.attempt()
    assert (now.state, now.update, now.says) == ("stopped", 7, "Its page was closed.")


def test_whoever_asks_watches(place: Place) -> None:
    job = place.start()
    place.open = {"the same page, loaded again"}
    assert place.retrainer.attempt("ann", "the same page, loaded again") is not None
    assert job.tell("progress", **progress(7)) == "go"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("updates must be 1"), "The training ended with an error: updates must be 1"),
        (None, "The training ended too early."),
    ],
)
def test_a_worker_that_ends_without_weights_is_told_of(place: Place, error: Exception, says: str) -> None:
    job = place.start()
    job.tell("progress", **progress(7))
    job.end(error)
    assert (place.attempt().state, place.attempt().says) == ("failed", says)
    assert job.tell("progress", **progress(8)) == "hung up"


def test_a_loss_that_exploded_is_told_of(place: Place) -> None:
    job = place.start()
    job.tell("diverged", update=12)
    job.end()
    assert place.attempt().state == "failed" and "At update 12" in place.attempt().says


def test_so_many_networks_are_kept_and_the_oldest_goes_first(place: Place) -> None:
    orders = [replace(ORDER, seed=seed) for seed in range(MOST_KEPT + 3)]
    for order in orders:
        place.finish(place.start(order), order)
    assert list(place.retrainer.kept("ann", "tags")) == orders[3:]
    again = orders[5]
    place.finish(place.start(again), again, right=0.9)
    kept = place.retrainer.kept("ann", "tags")
    assert len(kept) == MOST_KEPT and list(kept)[-1] == again
    assert kept[again].network.card["right"] == 0.9
    assert place.retrainer.kept("ann", "dates") == {}


def test_networks_of_a_demonstration_are_not_mixed_with_others(place: Place) -> None:
    other = Order("shapes", updates=50)
    place.finish(place.start(), ORDER)
    place.finish(place.start(other), other)
    assert list(place.retrainer.kept("ann", "tags")) == [ORDER]
    assert list(place.retrainer.kept("ann", "shapes")) == [other]


def test_so_many_owners_are_known_and_the_one_who_starts_is_one_of_them(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "MOST_OWNERS", 3)
    live = place.start(owner="owner 0")
    for n in range(1, 5):
        place.start(owner=f"owner {n}")
        place.retrainer.stop(f"owner {n}")
    known = [place.retrainer.attempt(f"owner {n}", "page") is not None for n in range(5)]
    assert known == [True, False, False, True, True]  # Whose training goes on, and who asked last.
    assert live.tell("progress", **progress(1)) == "go"


def test_a_long_curve_has_no_more_points_than_can_be_seen() -> None:
    attempt, updates = Attempt(ORDER, "training", of=2_000), range(1, 2_001)
    for update in updates:
        attempt = after(attempt, {"kind": "progress", **progress(update, 1 / update), "of": 2_000})
        assert len(attempt.losses) <= MOST_POINTS + 1
    points = [update for update, _ in attempt.losses]
    assert points == sorted(set(points)) and points[-1] == 2_000
    steps = np.diff(points)
    assert steps[:-1].max() - steps[:-1].min() <= 1  # As dense at the beginning as at the end.
    assert all(1 / update <= loss < 1 / (update - 7) for update, loss in attempt.losses[1:])
