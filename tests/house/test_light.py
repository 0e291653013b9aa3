"""TensorFlow stays out of the server (invariant 2): it costs 3 seconds at the start and 0.5 at every key."""

import subprocess
import sys

import pytest

from tests.house.source import TOP


def _loaded_after(what: str) -> str:
    """The heavy packages that a fresh process has loaded after tests/house/light.py did `what`."""
    command = [sys.executable, "-m", "tests.house.light", what]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_importing_every_room_but_learning_leaves_tensorflow_out() -> None:
    assert _loaded_after("imports") == ""


@pytest.mark.skipif(not (TOP / "app.py").exists(), reason="there is no app.py yet")
def test_using_the_light_pages_leaves_tensorflow_out() -> None:
    assert _loaded_after("app") == ""
