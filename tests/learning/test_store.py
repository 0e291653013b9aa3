"""Runs are folders: what was kept is found again, by its owner alone, and old runs make room for new ones."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnnviz.data.examples import Example
from rnnviz.learning.messages import pack
from rnnviz.learning.store import LIVE, STATES, RunRecord, RunStore
from tests.learning.runs import OTHERS, SPEC, again, epoch, numbers, places, progress, resume


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs", 10**9)


def test_a_record_is_found_again_as_it_was(store: RunStore) -> None:
    made = store.create("ann", OTHERS, " My\n run ")
    assert (made.name, made.is_named, made.state, made.facts) == ("My run", True, "waiting", {})
    assert again(store).get("ann", made.id) == made
    changed = store.set_state(made.id, "running", "It learns.", workers=2)
    assert changed == replace(
        made, state="running", says="It learns.", facts={"workers": 2}, changed=changed.changed
    )
    assert again(store).get("ann", made.id) == changed != made


def test_the_token_of_an_owner_stands_nowhere(store: RunStore) -> None:
    store.create("a secret token", SPEC, table=[Example("a film", 1)])
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert len(files) >= 3 and not any(b"secret" in path.read_bytes() for path in files)


def test_one_owner_sees_nothing_of_another(store: RunStore) -> None:
    hers, his = store.create("ann", SPEC), store.create("bob", SPEC)
    assert (store.runs_of("ann"), store.runs_of("bob"), store.runs_of("")) == ((hers,), (his,), ())
    store.set_state(hers.id, "done")
    for attempt in (
        lambda: store.get("bob", hers.id),
        lambda: store.rename("bob", hers.id, "mine"),
        lambda: store.delete("bob", hers.id),
    ):
        with pytest.raises(LookupError, match="no such run"):
            attempt()
    assert store.get("ann", hers.id).name == hers.name


@pytest.mark.parametrize(
    "id",
    [
        "",
        "..",
        "../runs",
        ".servers",
        "0" * 11,
        "0" * 13,
        "0" * 12,
        "A" * 12,
        "0" * 12 + "\n",
        "../../000000",
    ],
)
def test_an_id_leads_to_runs_only(store: RunStore, id: str) -> None:
    store.create("ann", SPEC)
    for attempt in (
        lambda: store.get("ann", id),
        lambda: store.delete("ann", id),
        lambda: store.append(id, progress(0, 1)),
        lambda: store.set_state(id, "done"),
        lambda: store.history(id),
        lambda: store.checkpoint(id),
        lambda: store.material(id),
        lambda: store.table(id),
        lambda: store.epoch(id, 0),
    ):
        with pytest.raises(LookupError, match="no such run"):
            attempt()


def test_the_newest_run_stands_first_and_is_read_once(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, last = [store.create("ann", SPEC, f"run {n}") for n in range(12)]
    assert [record.name for record in store.runs_of("ann")] == [f"run {n}" for n in range(11, -1, -1)]
    store.rename("ann", first.id, "still the oldest")
    assert store.runs_of("ann")[-1].name == "still the oldest" and store.runs_of("ann")[0] == last
    again(store).set_state(last.id, "done")  # By another server.
    read: list[Path] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or read_bytes(path))  # type: ignore[func-returns-value]
    assert [store.runs_of("ann")[0].state for _ in range(3)] == ["done"] * 3
    assert read == [store.folder / last.id / "run.json"]


def test_names_are_made_from_the_settings_and_differ(store: RunStore) -> None:
    made = [store.create(owner, SPEC).name for owner in ("ann", "ann", "bob", "ann")]
    usual = "LSTM 32"
    assert made == [usual, f"{usual} (2)", usual, f"{usual} (3)"]
    assert store.create("ann", OTHERS).name == "BiGRU 2×8 grammar"


def test_a_name_is_given_and_taken_back(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    named = store.rename("ann", id, "  \u202e" + "long " * 40)
    assert (named.name, named.is_named) == (("long " * 12).strip(), True)
    taken_back = store.rename("ann", id, " \n")
    assert (taken_back.name, taken_back.is_named) == ("LSTM 32", False)


def test_a_run_that_goes_on_is_not_deleted(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    for state in STATES:
        store.set_state(id, state)
        if state in LIVE:
            with pytest.raises(ValueError, match="Stop it first"):
                store.delete("ann", id)
    store.delete("ann", id)
    assert store.runs_of("ann") == () and not (store.folder / id).exists()
    with pytest.raises(ValueError, match="state must be one of waiting, .*, got 'gone'"):
        store.set_state(id, "gone")  # type: ignore[arg-type]


def test_what_a_worker_tells_is_kept(store: RunStore) -> None:
    id = store.create("ann", SPEC, table=[Example("good", 1), Example("bad \ud800", 0.0)]).id
    facts = {"engine": "numpy", "why": "It is small.", "sizes": {"train": 8}, "parameters": 99}
    texts = {"validation": [["fine", 1]], "test": [["poor", 0], ["", 0.5]]}
    store.append(id, pack({"kind": "started", "words": ["the", "film"], "texts": texts, **facts}))
    found = again(store)
    assert found.get("ann", id).facts == facts
    assert found.table(id) == (("good", 1), ("bad \ud800", 0.0))
    material = found.material(id)
    assert (material.words, material.validation) == (("the", "film"), (Example("fine", 1),))
    assert material.test == (Example("poor", 0), Example("", 0.5))
    store.append(id, epoch(4))
    kept = found.epoch(id, 4)
    assert (kept.number, kept.scores["loss"], kept.validation.tolist(), kept.test.tolist()) == (
        4,
        0.2,
        [4] * 3,
        [-4] * 2,
    )
    assert [float(array[-1, -1]) for array in kept.weights] == [4 + n / 16 for n in range(12)]
    with pytest.raises(ValueError, match="read-only"):
        kept.weights[0][0] = 1


def test_what_is_no_message_of_a_run_is_refused(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    for message, sentence in (
        (b"nonsense", "not a message"),
        (epoch(1)[:-30], "not a message"),
        (pack({"kind": "phase"}), "started, progress, epoch or resume, got 'phase'"),
        (pack({"kind": "epoch", "epoch": -2}), "whole number from -1 on, got -2"),
        (pack({"kind": "resume", "epoch": "../x"}), "whole number from -1 on, got '../x'"),
        (pack({"kind": "progress", "done": 2}), "whole numbers epoch and done"),
    ):
        with pytest.raises(ValueError, match=sentence):
            store.append(id, message)
    assert [path.name for path in (store.folder / id).iterdir()] == ["run.json"]


def test_a_run_that_goes_on_shows_no_place_twice(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    for place in ((0, 5), (0, 10), (1, 5), (1, 10), (2, 3)):
        store.append(id, progress(*place, loss=1.0))
    assert len(places(store, id)) == 5
    store.append(id, progress(1, 5, loss=2.0))  # From the end of epoch 0 on, again.
    assert places(store, id) == places(again(store), id) == [(0, 5), (0, 10), (1, 5)]
    assert [line["loss"] for line in store.history(id).progress] == [1, 1, 2]
    store.append(id, progress(1, 10))
    assert places(store, id)[-2:] == [(1, 5), (1, 10)]


def test_an_epoch_computed_again_takes_the_place_of_the_old_one(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    for number in (0, 1, 2):
        store.append(id, epoch(number))
    assert [header["loss"] for header in store.history(id).epochs] == [1, 1 / 2, 1 / 3]
    store.append(id, pack({"kind": "epoch", "epoch": 1, "loss": 9.0}))
    assert [header["loss"] for header in store.history(id).epochs] == [1, 9, 1 / 3]


def test_numbers_that_are_not_finite_are_kept(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    store.append(id, progress(0, 1, loss=math.nan, gradient_norm=math.inf))
    store.append(id, pack({"kind": "epoch", "epoch": 0, "loss": math.nan}))
    history = again(store).history(id)
    assert math.isnan(history.progress[0]["loss"]) and history.progress[0]["gradient_norm"] == math.inf
    assert math.isnan(history.epochs[0]["loss"])


def test_a_checkpoint_is_the_newest_epoch_with_its_optimiser(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    assert store.checkpoint(id) is None
    store.append(id, epoch(0))
    assert store.checkpoint(id) is None
    store.append(id, resume(0))
    assert store.checkpoint(id) == (epoch(0), resume(0))
    store.append(id, epoch(1))
    assert store.checkpoint(id) == (epoch(0), resume(0)) and numbers(store, id) == [0, 1]
    store.append(id, resume(1))
    assert store.checkpoint(id) == again(store).checkpoint(id) == (epoch(1), resume(1))


def ended(store: RunStore, size: int, **given: Any) -> RunRecord:
    record = store.create(given.get("owner", "ann"), SPEC, given.get("name", ""))
    store.append(record.id, epoch(0, size))
    return store.set_state(record.id, given.get("state", "done"))


def test_room_is_made_by_the_runs_that_ended_first(store: RunStore) -> None:
    large = 3000  # Numbers: with twelve arrays of up to 12 rows, almost a megabyte.
    live = ended(store, large, state="paused")
    named = ended(store, large, name="keep me")
    oldest, second, third, fourth = (
        ended(store, large, owner=owner, state=state)
        for owner, state in (("ann", "interrupted"), ("bob", "done"), ("ann", "failed"), ("bob", "stopped"))
    )
    store.set_state(oldest.id, "running")
    store.set_state(oldest.id, "stopped")  # It went on and ended again, after all others.
    assert store.clean_up() == ()
    store.limit_bytes = store.used_bytes() - 1
    assert store.clean_up() == (second.id,) and store.used_bytes() <= store.limit_bytes
    store.limit_bytes = 1
    store.create("eve", SPEC)
    left = {record.id for owner in ("ann", "bob") for record in store.runs_of(owner)}
    assert left == {live.id, named.id}
    assert not any((store.folder / gone.id).exists() for gone in (oldest, second, third, fourth))
    assert not list(store.folder.glob(".trash*"))


def test_two_stores_on_one_folder_see_each_other(store: RunStore) -> None:
    other = again(store)
    id = store.create("ann", SPEC).id
    for turn in range(20):
        for writer, reader in ((store, other), (other, store)):
            state: Any = STATES[turn % len(STATES)]
            written = writer.set_state(id, state, f"{turn % 7}")
            assert reader.get("ann", id) == written
            writer.append(id, progress(turn, 1 if writer is store else 2))
            assert reader.history(id) == writer.history(id)
    store.set_state(id, "done")
    other.delete("ann", id)
    assert store.runs_of("ann") == ()
    with pytest.raises(LookupError):
        store.append(id, progress(0, 1))
