"""What one visitor may not take from the others: a worker that stands still, or all the memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rnnviz.learning import service as service_module
from rnnviz.learning.spec import DataSpec, ModelSpec, TrainingSpec
from tests.learning.desk import SMALL, Place


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "runs")
    yield place
    place.service.close()


def test_a_paused_run_gives_its_worker_up_only_when_others_wait(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id,) = here.start("ann")
    worker = here.desk.worker
    worker.train()
    here.service.pause("ann", id)
    worker.train()
    here.start("bob")
    here.service.look_after()
    assert here.states("ann")[id] == "paused"  # Not yet for long.
    monkeypatch.setattr(service_module, "LONGEST_PAUSE", 0.0)
    here.service.look_after()
    assert worker.tell("waiting") == "stop"
    worker.end()
    assert here.states("ann")[id] == "interrupted"
    assert "Others waited" in here.store.get("ann", id).says
    assert here.places("bob") == [0]


def test_a_paused_run_that_nobody_waits_for_stays(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "LONGEST_PAUSE", 0.0)
    (id,) = here.start("ann")
    here.desk.worker.train()
    here.service.pause("ann", id)
    here.desk.worker.train()
    here.service.look_after()
    assert here.states("ann")[id] == "paused"


def test_a_run_that_no_worker_could_bear_is_not_made(here: Place) -> None:
    large = replace(
        SMALL,
        data=DataSpec(length=500),
        model=ModelSpec(100, units=256, layers=3),
        training=TrainingSpec(batch_size=1024),
    )
    with pytest.raises(ValueError, match="GB of memory"):
        here.service.start("ann", "page", [SMALL, large])
    assert here.states("ann") == {}
