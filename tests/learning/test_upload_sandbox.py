"""A process that has given up its rights can compute and answer, and nothing else."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from rnnviz.learning import upload_sandbox
from rnnviz.learning.upload_sandbox import give_up_rights
from tests.house.source import TOP

CODE = """
import json, os, resource, signal, socket, sys, time
from rnnviz.learning.upload_sandbox import give_up_rights, limit_the_time
victim = sys.argv[1]
limit_the_time(5)
is_filtered = give_up_rights()
tries = {
    "read a file": lambda: open(victim).read(),
    "write a file": lambda: open(victim, "w"),
    "remove": lambda: os.unlink(victim),
    "rename": lambda: os.rename(victim, victim + "2"),
    "make a folder": lambda: os.mkdir(victim + "3"),
    "list": lambda: os.listdir("/"),
    "connect": lambda: socket.socket(),
    "fork": lambda: os.fork() or os._exit(0),
    "start": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "signal": lambda: os.kill(os.getppid(), 0),
    "limits": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
    "owner": lambda: os.chmod(victim, 0o777),
}
done = []
for name, act in tries.items():
    try:
        act()
        done.append(name)
    except OSError:
        pass
try:
    block = bytes(2**31)
    done.append("memory")
except MemoryError:
    pass
sys.stdout.write(json.dumps([is_filtered, done]))
sys.stdout.flush()
limit_the_time(0.2)
while True:
    pass
"""
FILTERED = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


@pytest.mark.skipif(not FILTERED, reason="a filter of Linux, for two processors")
def test_nothing_is_left_but_to_compute_and_to_answer(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("here")
    command = [sys.executable, "-c", CODE, str(victim)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=60)
    is_filtered, managed = json.loads(done.stdout)
    assert done.returncode == -27, "the time of the processor was not limited"  # SIGPROF
    assert not {"write a file", "memory"} & set(managed), "limits hold everywhere"
    if not is_filtered:
        pytest.skip("the kernel of this machine lets nobody filter calls")
    assert managed == [] and victim.read_text() == "here"


def test_where_there_is_no_filter_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_sandbox, "MEMORY", -1)  # No limit, as the test itself must go on.
    for name, value in (("_CALLS", {}), ("OPEN_FILES", -1)):
        monkeypatch.setattr(upload_sandbox, name, value)
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "setrlimit", lambda *limits: None)
    assert not give_up_rights()
