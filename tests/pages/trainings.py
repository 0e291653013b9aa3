"""Runs to look at, trained here in a moment, and the pages opened on them by whoever owns them."""

import json
import secrets
import struct
import time
from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from rnnviz.components.trainer import service
from rnnviz.data.examples import Example
from rnnviz.learning.job import run_training, write_order
from rnnviz.learning.messages import peek
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.learning.store import LIVE
from tests.house.source import TOP

SMALL = RunSpec(
    DataSpec("grammar", examples=60, words=200),
    ModelSpec(202, embedding_dim=4, units=4),
    TrainingSpec(epochs=3, batch_size=16, learning_rate=0.01),
)
SECONDS = 60.0  # A worker starts within that on a busy machine.


def somebody() -> str:
    """The token of a browser that nobody has had before."""
    return secrets.token_hex(16)


class _Keeper:
    """A worker's line that keeps what it hears, and orders to stop once enough epochs are kept."""

    def __init__(self, id: str, epochs: int) -> None:
        self.id, self.epochs, self.state, self.says = id, epochs, "stopped", "Stopped."

    def tell(self, message: bytes) -> str:
        header = peek(message)
        if header["kind"] in ("started", "progress", "epoch", "resume"):
            service().store.append(self.id, message)
        elif header["kind"] in ("done", "diverged", "failed"):
            self.state, self.says = header["kind"], header.get("says", "")
        return "stop" if header["kind"] == "resume" and header["epoch"] + 1 >= self.epochs else "go"


def trained(owner: str, spec: RunSpec = SMALL, epochs: int = 1000, table: tuple[Example, ...] = ()) -> str:
    """Train a run in this process, as a worker does, for so many epochs at most; its id."""
    store = service().store
    record = store.create(owner, spec, table=table)
    keeper = _Keeper(record.id, epochs)
    run_training(write_order(spec, table), keeper)
    store.set_state(record.id, keeper.state, keeper.says)  # type: ignore[arg-type]
    return record.id


def varied(spec: RunSpec = SMALL, seed: int = 0, **model: Any) -> RunSpec:
    """The same settings with another seed, or with other ones of the network."""
    training = replace(spec.training, seed=seed)
    return replace(spec, model=replace(spec.model, seed=seed, **model), training=training)


def opened(owner: str = "", page: str = "training", /, **address: str) -> AppTest:
    """A page as its owner finds it at an address; there is no exception."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60)
    if page != "explore":
        app.switch_page(f"pages/{page}.py")
    app.session_state["proposed_owner"] = owner or somebody()
    app.query_params.update(address)
    return checked(app.run())


def checked(page: AppTest) -> AppTest:
    assert [each.message for each in page.exception] == []
    return page


def gone_to(page: AppTest, name: str, /, **address: str) -> AppTest:
    """Another page in the same session, which begins with this address, as a link in a browser does."""
    page.query_params.clear()
    page.query_params.update(address)
    return checked(page.switch_page(f"pages/{name}.py").run())


def finished(page: AppTest, owner: str) -> AppTest:
    """Look again and again until nothing of the owner's goes on."""
    return awaited(page, lambda: not any(each.state in LIVE for each in service().store.runs_of(owner)))


def awaited(page: AppTest, is_so: Any) -> AppTest:
    """Look again and again until something is so, and then once more."""
    until = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        checked(page.run())
        time.sleep(0.05)
    return checked(page.run())


def state_line(page: AppTest) -> str:
    (line,) = page.progress
    return line.text


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def html(page: AppTest) -> str:
    """All HTML of a page."""
    return "\n".join(each.value for each in page.get("html") if hasattr(each, "value"))


def chart(page: AppTest, key: str) -> dict[str, Any]:
    """A figure as it is sent to the browser."""
    (found,) = [each for each in page.get("plotly_chart") if each.key == key]
    figure: dict[str, Any] = json.loads(found.proto.spec)
    return figure


def payload(page: AppTest, key: str) -> bytes:
    """The bytes that an instrument was given."""
    (found,) = [each for each in page.get("bidi_component") if each.key == key]
    sent: bytes = found.proto.bytes
    return sent


def header(page: AppTest, key: str) -> dict[str, Any]:
    """What those bytes begin with."""
    sent = payload(page, key)
    (length,) = struct.unpack_from("<I", sent)
    described: dict[str, Any] = json.loads(sent[4 : 4 + length])
    return described
