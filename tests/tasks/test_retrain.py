"""The job of a worker: what it is asked for, what it tells, and when it stops."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.learning.channel import LineAddress, Switchboard
from rnnviz.learning.messages import unpack
from rnnviz.learning.wired_answers import score_wired
from rnnviz.learning.wired_train import Diverged, Progress
from rnnviz.tasks import measure as measuring
from rnnviz.tasks import retrain
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.retrain import Order, messages, train_and_tell
from rnnviz.tasks.task import Task

ORDER = Order("tags", ("bidirectional",), "simple-rnn", seed=3, updates=30, units=8)
Told = list[tuple[Mapping[str, Any], Mapping[str, Any]]]


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Few examples: it is the telling that is tested here."""

    def few(name: str) -> Task:
        task = task_of(name)
        return replace(task, sizes=replace(task.sizes, examples=400))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrain, "task_of", few)
        patch.setattr(retrain, "CHECKED_ON", 80)
        patch.setattr(measuring, "HELD_OUT", 80)
        yield


@pytest.fixture(scope="module")
def told() -> Told:
    return list(messages(ORDER))


@pytest.fixture
def lines() -> Iterator[Switchboard]:
    with Switchboard() as lines:
        yield lines


def test_an_order_goes_through_plain_values_and_back() -> None:
    values = ORDER.as_values()
    assert Order.from_values(values) == ORDER
    shuffled = {**values, "modifiers": ["attention", "stacked"]}  # As a list, in any order.
    assert Order.from_values(shuffled).modifiers == ("stacked", "attention")


def test_an_order_says_which_network_is_trained() -> None:
    spec = ORDER.spec
    assert (spec.cell, spec.seed, spec.bidirectional, spec.units) == ("simple-rnn", 3, True, 8)
    assert Order("tags").spec == task_of("tags").spec()


@pytest.mark.parametrize(
    "order",
    [
        Order("nothing"),
        Order("tags", ("attention",)),
        Order("tags", cell="nand"),  # type: ignore[arg-type]
        Order("tags", seed=-1),
        Order("tags", units=0),
    ],
    ids=str,
)
def test_what_cannot_be_trained_is_refused_before_anything_starts(order: Order) -> None:
    with pytest.raises(ValueError, match="must|cannot"):
        assert order.spec


def test_it_tells_that_it_draws_then_trains_then_the_weights(told: Told) -> None:
    kinds = [header["kind"] for header, _ in told]
    assert kinds[:3] == ["drawing", "started", "checked"] and kinds[-1] == "trained"
    assert set(kinds[2:-1]) <= {"checked", "progress"} and kinds.count("checked") == 11
    started = told[1][0]
    assert started["examples"] == 400
    assert (started["training"]["updates"], started["training"]["seed"]) == (30, 3)
    assert all(not arrays for _, arrays in told[:-1])


def test_updates_and_seconds_only_grow(told: Told) -> None:
    steps = [header for header, _ in told if "update" in header]
    assert [one["update"] for one in steps] == sorted(one["update"] for one in steps)
    assert [one["seconds"] for one in steps] == sorted(one["seconds"] for one in steps)
    assert {one["of"] for one in steps} == {30}
    checks = [one for one in steps if one["kind"] == "checked"]
    assert checks[0]["update"] == 0 and checks[-1]["update"] == 30
    assert checks[-1]["symbols"] > checks[0]["symbols"] and checks[-1]["loss"] < checks[0]["loss"]


def test_the_weights_are_those_that_are_scored(told: Told) -> None:
    header, weights = told[-1]
    assert header["count"] == 80
    held_out = task_of("tags").draw_held_out(80, measuring._SEED)
    score = score_wired(ORDER.spec, weights, held_out)
    assert (header["right"], header["symbols"]) == (score.right, score.symbols)
    assert header["loss"] == pytest.approx(score.loss, rel=1e-6)


def test_losses_between_two_messages_are_told_as_their_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    def losses(between: float) -> list[tuple[int, float]]:
        monkeypatch.setattr(retrain, "BETWEEN_MESSAGES", between)
        headers = (header for header, _ in messages(ORDER))
        return [(one["update"], one["loss"]) for one in headers if one["kind"] == "progress"]

    every = losses(-1.0)
    assert [update for update, _ in every] == list(range(1, 31))
    times = iter(np.arange(1_000) * 0.4)
    monkeypatch.setattr(retrain, "monotonic", lambda: next(times))
    some = losses(1.0)  # So every third look; a check begins anew.
    assert 2 < len(some) < 12
    single = dict(every)
    for update, loss in some:
        assert loss == pytest.approx(np.mean([single[update - back] for back in range(3)]))


def test_a_loss_that_is_no_number_any_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[object]:
        yield Progress(1, 30, 2.0, 1.0, 0.1)
        yield Diverged(2, 30, float("nan"), 1.0, 0.2)

    monkeypatch.setattr(retrain, "train_wired", broken)
    last = list(messages(ORDER))[-1]
    assert last == ({"kind": "diverged", "update": 2}, {})


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_worker_that_is_told_to_stop_stops(lines: Switchboard, after: int) -> None:
    heard: list[str] = []

    def hear(message: bytes) -> str:
        heard.append(str(unpack(message)[0]["kind"]))
        return "stop" if len(heard) == after else "go"

    train_and_tell(lines.open_line(hear), ORDER.as_values())
    assert len(heard) == after and "trained" not in heard


def test_a_worker_whom_nobody_hears_leaves_quietly(lines: Switchboard) -> None:
    heard: list[bytes] = []

    def hear(message: bytes) -> str:
        heard.append(message)
        lines.close_line(address.token)
        return "go"

    address = lines.open_line(hear)
    train_and_tell(address, ORDER.as_values())
    assert len(heard) == 1
    train_and_tell(address, ORDER.as_values())  # There is no such line any more.
    train_and_tell(LineAddress("127.0.0.1", 1, b"", "none"), ORDER.as_values())
    assert len(heard) == 1
