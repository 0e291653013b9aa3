"""kill -9 at any moment, a full disk and damaged files: what was finished stays, and nothing is made up."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.learning import folders
from rnnviz.learning.messages import pack, peek, unpack
from rnnviz.learning.store import RunStore, StoreError, StoreFull
from tests.learning.runs import SPEC, again, epoch, numbers, places, progress, resume

TABLE = (Example("good", 1), Example("bad", 0))
# Goes on with a run in a child, tells what it has kept, and kills the child after as long as it is told.
APPENDS = """
import os, signal, sys, time
from pathlib import Path
from rnnviz.learning.messages import peek
from rnnviz.learning.store import RunStore
from tests.learning.runs import epoch, progress, resume

def go_on(folder, id):
    store = RunStore(Path(folder), 10**9)
    pair = store.checkpoint(id)
    number = peek(pair[1])["epoch"] + 1 if pair else 0
    while True:
        store.set_state(id, "running", str(number))
        for done in range(8):
            store.append(id, progress(number, done))
        store.append(id, epoch(number))
        os.write(1, b"epoch %d\\n" % number)
        store.append(id, resume(number))
        os.write(1, b"resume %d\\n" % number)
        number += 1

for seconds in sys.stdin:
    child = os.fork()
    if child == 0:
        go_on(*sys.argv[1:])
    time.sleep(float(seconds))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs", 10**9)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to begin twenty times quickly")
def test_kill_9_loses_at_most_what_was_being_written(store: RunStore, rng: np.random.Generator) -> None:
    id = store.create("ann", SPEC).id
    command = [sys.executable, "-c", APPENDS, str(store.folder), id]
    kept, kills = Kept(-1, -1), 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdin is not None and worker.stdout is not None
        while kills < 20 or (kept.resume < 8 and kills < 500):  # More on a machine that is slow today.
            worker.stdin.write(f"{rng.uniform(0.002, 0.08)}\n")
            worker.stdin.flush()
            while (line := worker.stdout.readline()) != "killed\n":
                kept = kept._replace(**{kind: int(number) for kind, number in [line.split()]})
            kept = assert_only_the_last_may_miss(again(store), id, kept)
            kills += 1
    assert kept.resume >= 8
    assert again(store).recover() == (id,)
    assert not list((store.folder / id).glob(f"{folders.TEMPORARY}*"))


class Kept(NamedTuple):
    """The last epoch that is kept, and the one whose optimiser is."""

    epoch: int
    resume: int


def assert_only_the_last_may_miss(store: RunStore, id: str, told: Kept) -> Kept:
    """What was told is kept, and at most one more, for a kill may come before the telling."""
    found = numbers(store, id)
    last = len(found) - 1
    assert found == list(range(last + 1)) and told.epoch <= last
    for number in found:
        assert (store.folder / id / f"epoch-{number + 1:04d}.npz").read_bytes() == epoch(number)
    pair = store.checkpoint(id)
    resumed = peek(pair[1])["epoch"] if pair else -1
    assert pair in (None, (epoch(resumed), resume(resumed)))
    assert max(told.resume, last - 1) <= resumed <= min(told.resume + 1, last)
    shown = places(store, id)
    whole = [(number, done) for number in range(resumed + 1) for done in range(8)]
    assert shown == sorted(set(shown)) and shown[: len(whole)] == whole
    assert store.get("ann", id).says in ("", *(str(number) for number in range(last + 2)))
    return Kept(last, resumed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
        mounted = subprocess.run(mount, capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"a small file system cannot be mounted here: {error}")
    if mounted.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)  # The sign of the server is still open.


def test_on_a_full_disk_what_was_written_stays_and_later_it_goes_on(small_disk: Path) -> None:
    store = RunStore(small_disk / "runs", 10**9)
    other, id = store.create("ann", SPEC).id, store.create("ann", SPEC).id
    store.append(other, epoch(0, 4000))  # More than a third of the disk.
    number = done = 0
    with pytest.raises(StoreFull, match=r"The disk is full: .*epoch-.*npz could not be written.*RNNVIZ_RUNS"):
        for number in range(100):
            store.append(id, epoch(number, 300))
    with pytest.raises(StoreFull):
        for done in range(10**6):
            store.append(id, progress(0, done, note="x" * 3000))
    with pytest.raises(StoreFull):
        store.set_state(id, "stopped")
    with pytest.raises(StoreFull):
        store.create("ann", SPEC, table=TABLE)
    with pytest.raises(StoreFull):
        store.append(id, resume(0))
    for reader in (store, again(store)):
        assert numbers(reader, id) == list(range(number)) and number > 3
        assert places(reader, id) == [(0, n) for n in range(done)] and done > 3
        assert [record.id for record in reader.runs_of("ann")] == [id, other]
        assert reader.get("ann", id).state == "waiting"
    assert not [path for path in store.folder.rglob(".*-*") if path.parent.name != ".servers"]
    (store.folder / other / "epoch-0001.npz").unlink()  # Someone makes room.
    store.append(id, progress(1, 0))
    store.append(id, epoch(number))
    assert places(again(store), id) == [*((0, n) for n in range(done)), (1, 0)]
    assert numbers(store, id) == list(range(number + 1))
    assert store.set_state(id, "done").state == "done"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "error"), [(errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EIO, StoreError)]
)
def test_a_disk_that_refuses_late_changes_nothing(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, step: str, code: int, error: type[StoreError]
) -> None:
    id = complete(store)
    before = contents(store.folder)

    def refuse(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse)
        for attempt in (
            lambda: store.append(id, epoch(1, 9)),
            lambda: store.append(id, epoch(7)),
            lambda: store.append(id, resume(7)),
            lambda: store.append(id, pack({"kind": "started"})),
            lambda: store.set_state(id, "done"),
            lambda: store.create("ann", SPEC, table=TABLE),
        ):
            with pytest.raises(StoreError) as raised:
                attempt()
            assert type(raised.value) is error
    assert contents(store.folder) == before
    assert store.get("ann", id).state == "running"


def complete(store: RunStore) -> str:
    """A run with every kind of file."""
    id = store.create("ann", SPEC, table=TABLE).id
    store.set_state(id, "running")
    texts = {"validation": [["fine", 1]], "test": [["poor", 0]]}
    store.append(id, pack({"kind": "started", "words": ["the"], "texts": texts, "engine": "numpy"}))
    for number in range(3):
        store.append(id, progress(number, 5))
        store.append(id, progress(number, 10))
        store.append(id, epoch(number))
        store.append(id, resume(number))
    return id


def contents(folder: Path) -> dict[Path, bytes]:
    """All files of all runs; of the signs of servers, only the names."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files}


def cut(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: rng.integers(len(content))]


def flip_a_bit(content: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(len(content)))
    return content[:place] + bytes([content[place] ^ (1 << int(rng.integers(8)))]) + content[place + 1 :]


def lose_a_block(content: bytes, rng: np.random.Generator) -> bytes:
    """Zeros in the middle, as a power cut may leave them."""
    start, length = rng.integers(len(content), size=2)
    return content[:start] + bytes(min(int(length), len(content) - start)) + content[start + length :]


@pytest.mark.parametrize("damage", [cut, flip_a_bit, lose_a_block])
def test_a_damaged_file_is_left_out_and_nothing_else_is(
    store: RunStore, rng: np.random.Generator, damage: Any
) -> None:
    id = complete(store)
    sound, whole = store.history(id), contents(store.folder / id)
    assert len(whole) == 8
    for path, content in whole.items():
        for _ in range(5):
            path.write_bytes(damage(content, rng))
            for reader in (store, again(store)):
                assert_not_fooled(reader, id, path.name)
        path.write_bytes(content)
    assert store.history(id) == sound and store.checkpoint(id) == (epoch(2), resume(2))


def assert_not_fooled(store: RunStore, id: str, damaged: str) -> None:
    """No error where a list is asked for, a LookupError at most where one thing is, no wrong number."""
    assert [record.id for record in store.runs_of("ann")] == [id] or damaged == "run.json"
    history = store.history(id)
    assert len(history.progress) == 6 or damaged == "history.jsonl"
    kept = [header["epoch"] for header in history.epochs]
    sound = [number for number in range(3) if damaged != f"epoch-{number + 1:04d}.npz"]
    assert set(sound) <= set(kept) <= {0, 1, 2}
    for number in kept:
        try:
            found = store.epoch(id, number)
        except LookupError:
            assert number not in sound
        else:
            assert_same(unpack(epoch(number))[1], [*found.weights, found.validation, found.test])
    pair = store.checkpoint(id)
    assert pair or damaged in ("resume.npz", "epoch-0003.npz")
    for message, expected in zip(pair or (), (epoch(2), resume(2)), strict=False):
        assert_same(unpack(expected)[1], unpack(message)[1].values())
    for name, read in (("table.json", store.table), ("started.npz", store.material)):
        try:
            read(id)
        except LookupError:
            assert damaged == name


def assert_same(expected: Any, found: Any) -> None:
    for one, other in zip(expected.values(), found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_cut_line_does_not_swallow_the_next_one(store: RunStore) -> None:
    id = complete(store)
    path = store.folder / id / "history.jsonl"
    path.write_bytes(path.read_bytes() + b'{"kind": "progress", "ep')
    assert len(places(store, id)) == 6
    store.append(id, progress(3, 5))
    assert places(store, id) == places(again(store), id)
    assert places(store, id)[-2:] == [(2, 10), (3, 5)]


def test_a_history_that_was_cut_is_read_anew(store: RunStore) -> None:
    id = complete(store)
    assert len(places(store, id)) == 6
    path = store.folder / id / "history.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert places(store, id) == [(0, 5), (0, 10)]


def test_no_bit_in_the_table_of_an_archive_can_hide_an_array(store: RunStore) -> None:
    id = complete(store)
    store.append(id, pack({"kind": "epoch", "epoch": 2}, {"weight0": np.ones(1)}))
    path, message = store.folder / id / "resume.npz", resume(2)
    refused = 0
    for place in range(message.index(b"PK\x01\x02"), len(message)):
        for bit in range(8):
            path.write_bytes(message[:place] + bytes([message[place] ^ (1 << bit)]) + message[place + 1 :])
            pair = store.checkpoint(id)
            refused += pair is None
            if pair is not None:
                assert_same(unpack(message)[1], unpack(pair[1])[1].values())
    assert refused > 100


def test_an_epoch_in_the_file_of_another_one_is_left_out(store: RunStore) -> None:
    id = complete(store)
    (store.folder / id / "epoch-0003.npz").write_bytes(epoch(0))
    assert numbers(store, id) == [0, 1] and store.checkpoint(id) is None
    with pytest.raises(LookupError, match="another message stands in its file"):
        store.epoch(id, 2)


def test_a_run_made_by_hand_or_half_copied_harms_nobody(store: RunStore) -> None:
    id = complete(store)
    (store.folder / ("0" * 12)).mkdir()
    (store.folder / ("1" * 12)).write_text("a file")
    (store.folder / ("2" * 12)).mkdir()
    record = (store.folder / id / "run.json").read_bytes()
    (store.folder / ("2" * 12) / "run.json").write_bytes(record)  # Says that it is another run.
    assert [record.id for record in again(store).runs_of("ann")] == [id]
    again(store).recover()
    store.limit_bytes = 1
    assert store.clean_up() == ()
