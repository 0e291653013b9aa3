"""A folder of runs has its place, its user and its servers, and they see which of them live."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rnnviz.learning import folders
from rnnviz.learning.store import RunStore, StoreError, runs_folder_from, runs_limit_from
from tests.learning.runs import OTHERS, SPEC, again, epoch, progress, resume


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs", 10**9)


# A server with a child that outlives it, as a worker may for a moment.
LIVES = """
import subprocess, sys
from pathlib import Path
from rnnviz.learning.spec import RunSpec
from rnnviz.learning.store import RunStore
store = RunStore(Path(sys.argv[1]), 10**9)
store.recover()
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"])
print(store.set_state(store.create("ann", RunSpec()).id, "running").id, flush=True)
sys.stdin.read()
"""


def test_a_server_takes_over_the_runs_of_the_dead_only(store: RunStore) -> None:
    mine = store.set_state(store.create("ann", SPEC).id, "compiling")
    with subprocess.Popen(
        [sys.executable, "-c", LIVES, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        theirs = server.stdout.readline().strip()
        unfinished = store.folder / theirs / f"{folders.TEMPORARY}half"
        unfinished.write_bytes(b"half")
        assert again(store).recover() == () and unfinished.exists()
        assert {record.state for record in store.runs_of("ann")} == {"running", "compiling"}
        with pytest.raises(ValueError, match="Stop it first"):
            store.delete("ann", theirs)
        server.kill()
        server.wait()
    (store.folder / f"{folders.TRASH}x" / "y").mkdir(parents=True)
    (store.folder / f"{folders.NEW}x").mkdir()
    assert again(store).recover() == (theirs,) and again(store).recover() == ()
    assert store.get("ann", theirs).state == "interrupted" and store.get("ann", mine.id) == mine
    assert not unfinished.exists()
    assert not list(store.folder.glob(f"{folders.TRASH}*")) + list(store.folder.glob(f"{folders.NEW}*"))
    store.delete("ann", theirs)


def test_what_many_threads_and_servers_set_at_once_is_all_kept(store: RunStore) -> None:
    id = store.create("ann", SPEC).id
    stores = (store, again(store), again(store))

    def tell(turn: int) -> None:
        fact: dict[str, Any] = {f"fact{turn}": turn}
        stores[turn % 3].set_state(id, "running", **fact)
        stores[turn % 3].append(id, progress(turn, 1))
        stores[turn % 2].runs_of("ann")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(tell, range(90)))
        made = list(pool.map(lambda n: stores[n % 3].create("bob", SPEC).name, range(30)))
    assert again(store).get("ann", id).facts == {f"fact{turn}": turn for turn in range(90)}
    assert len(set(made)) == 30


def test_an_interrupted_run_says_what_is_kept(store: RunStore) -> None:
    nothing, some, cut = (store.create("ann", OTHERS).id for _ in range(3))
    for number in range(3):
        store.append(some, epoch(number))
        store.append(cut, epoch(number))
    store.append(some, resume(1))
    assert sorted(store.recover(lambda server: server != store.server)) == sorted((nothing, some, cut))
    assert "before an epoch of this run was finished" in store.get("ann", nothing).says
    for id, can in ((some, "go on from there"), (cut, "be started again")):
        says = f"The program ended while this ran; 3 of 8 epochs are kept. It can {can}."
        assert store.get("ann", id).says == says


def test_the_environment_names_folder_and_limit() -> None:
    assert runs_folder_from({}) == Path.home() / ".rnnviz" / "runs"
    assert runs_folder_from({"RNNVIZ_RUNS": " ~/here "}) == Path.home() / "here"
    assert runs_folder_from({"RNNVIZ_RUNS": "here"}) == Path.cwd() / "here"
    assert (runs_limit_from({}), runs_limit_from({"RNNVIZ_RUNS_LIMIT": "0.5"})) == (2 * 10**9, 500_000)
    for nonsense in ("much", "0", "-3", "nan", "inf"):
        with pytest.raises(ValueError, match=f"RNNVIZ_RUNS_LIMIT must be a positive .*, got '{nonsense}'"):
            runs_limit_from({"RNNVIZ_RUNS_LIMIT": nonsense})
    for nowhere in ("a\0b", "~nobody-of-that-name/x"):
        with pytest.raises(ValueError, match="RNNVIZ_RUNS must name a folder"):
            runs_folder_from({"RNNVIZ_RUNS": nowhere})


def test_the_folder_is_for_its_user_alone_or_a_sentence_says_what_to_set(tmp_path: Path) -> None:
    RunStore(tmp_path / "new" / "runs", 1)
    if os.name == "posix":
        assert (tmp_path / "new" / "runs").stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match=r"file cannot be written .*Set RNNVIZ_RUNS to a folder that can be"):
        RunStore(tmp_path / "file", 1)
