"""The bookkeeping around work that a page looks at; more of it is tested with the retrainer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from rnnviz.learning import watched
from rnnviz.learning.messages import Arrays
from rnnviz.learning.watched import Watched, Work
from tests.learning.desk import Job
from tests.learning.patient import PatientDesk


@dataclass(frozen=True)
class Count:
    """A state that counts what is told."""

    told: int = 0
    how: str = "live"
    says: str = ""

    @property
    def is_live(self) -> bool:
        return self.how == "live"

    def ended(self, how: str, says: str = "") -> "Count":
        return replace(self, how=how, says=says)


class Place:
    def __init__(self) -> None:
        self.desk, self.open = PatientDesk(), {"page"}
        self.watched: Watched[Count] = Watched(
            cast(Any, self.desk), cast(Any, self.desk), lambda session: session in self.open
        )

    def start(self, owner: str = "ann") -> Job:
        def hear(state: Count, header: Mapping[str, Any], arrays: Arrays) -> Count:
            self.watched.keep(owner, header["key"], header["value"], most=2)
            return replace(state, told=state.told + 1)

        self.watched.start(owner, "page", Work(Count(), print, ("order",), hear, "count"))
        return self.desk.jobs[-1]

    def state(self, owner: str = "ann") -> Count:
        found = self.watched.state(owner, "page")
        assert found is not None
        return found


@pytest.fixture
def place() -> Place:
    return Place()


def test_what_is_told_makes_the_next_state_and_may_be_kept(place: Place) -> None:
    job = place.start()
    assert place.state() == Count() and place.watched.kept("ann") == {}
    for key in ("a", "b", "a", "c"):
        assert job.tell("one", key=key, value=key * 2) == "go"
    assert place.state().told == 4
    assert list(place.watched.kept("ann").items()) == [("a", "aa"), ("c", "cc")]
    assert place.watched.place("ann") == 0 and place.watched.place("bob") is None


def test_it_ends_by_hand_by_an_error_or_too_early(place: Place) -> None:
    job = place.start()
    place.watched.stop("ann")
    assert place.state().how == "stopped" and job.tell("one", key="a", value=1) == "hung up"
    place.start().end(ValueError("broken"))
    assert place.state() == Count(0, "failed", "The count ended with an error: broken")
    place.start().end()
    assert place.state().says == "The count ended too early."


def test_a_page_that_is_closed_stops_it_after_a_while(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    job = place.start()
    place.open.clear()
    assert job.tell("one", key="a", value=1) == "go"
    monkeypatch.setattr(watched, "GRACE", 0.0)
    assert job.tell("one", key="a", value=1) == "stop"
    assert place.state() == Count(1, "stopped", "Its page was closed.")


def test_pages_that_looked_after_its_end_are_not_remembered(place: Place) -> None:
    place.start().tell("count", key=1, value=1)
    place.watched.stop("ann")
    for number in range(5):
        place.open.add(f"page {number}")
        place.watched.state("ann", f"page {number}")
    place.start()
    assert place.watched._owners["ann"].sessions == {"page", "page 4"}


def test_owners_beyond_the_bound_are_forgotten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "MOST_OWNERS", 2)
    for owner in ("one", "two", "three"):
        place.start(owner).end()
    assert place.watched.state("one", "page") is None
    place.watched.keep("one", "a", 1, 2)  # Told late, of somebody forgotten.
    assert place.watched.kept("one") == {} and place.state("three").how == "failed"
