"""What every test stands on: a seeded generator, a quiet TensorFlow, and no way out to the network."""

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

# Before anything imports TensorFlow: this backend, no messages, no graphics card.
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

# No test touches the runs of whoever runs the tests.
os.environ["RNNVIZ_RUNS"] = tempfile.mkdtemp(prefix="rnnviz-runs-")


@pytest.fixture
def rng() -> np.random.Generator:
    """The same generator, from its beginning, for every test that asks."""
    return np.random.default_rng(list(b"visual RNN explorer"))


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing needs the network at run time: a connection that leaves this machine fails its test."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and self.type & socket.SOCK_STREAM:
            host = str(address[0])
            if host not in ("localhost", "::1") and not host.startswith("127."):
                raise PermissionError(f"a test reached for the network: {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_but_the_page() -> Iterator[None]:
    """What Streamlit does around a page and what takes longer than the page itself is done once, or not.

    AppTest searches all installed packages for components. And after each run Streamlit has Keras, where
    a test before has imported it, collect the garbage of the whole process; no server of ours imports it.
    """
    if "streamlit.testing.v1" not in sys.modules:  # Nothing that was collected opens a page.
        yield
        return
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.scriptrunner import script_runner

    with pytest.MonkeyPatch.context() as patch:
        search = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


def pytest_configure() -> None:
    """Hear Ctrl-C, also where a shell has started us in the background: children inherit what is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
