"""The networks of runs by their names; and that nothing but such a name is one."""

import pytest

from rnnviz.components.own import address_of_run, is_own, own_network
from rnnviz.network import shipped_networks

ID = "0123456789ab"
NO_NAMES = (
    *("", "run-", f"run-{ID}-", f"run-{ID}-x", f"run-{ID}-12345", f"run-{ID}\n", f" run-{ID}", f"Run-{ID}"),
    *(
        f"run-{ID}c",
        f"run-{ID[:-1]}",
        f"run-{ID.upper()}",
        f"run-{ID}-1-2",
        f"run-{ID}--1",
        "run-../../../../x",
    ),
    *(f"run-{ID}/..", f"run-{ID}-\u0663", "run-" + "0" * 10_000),
)


@pytest.mark.parametrize("epoch", [-1, 0, 8, 99])
def test_a_network_is_named_by_its_run_and_its_epoch(epoch: int) -> None:
    assert address_of_run(ID, epoch) == f"run-{ID}-{epoch + 1}" and is_own(address_of_run(ID, epoch))


def test_a_run_without_an_epoch_is_named_too() -> None:
    assert is_own(f"run-{ID}")


def test_no_network_that_comes_with_the_program_has_such_a_name() -> None:
    assert not any(map(is_own, shipped_networks()))


@pytest.mark.parametrize("name", NO_NAMES, ids=lambda name: repr(name[:24]))
def test_other_names_are_none(name: str) -> None:
    assert not is_own(name)
    with pytest.raises(LookupError, match="is called run-"):
        own_network(name)


@pytest.mark.parametrize("name", [f"run-{ID}", f"run-{ID}-1", f"run-{ID}-9999"])
def test_a_run_that_there_is_not_is_not_found(name: str) -> None:
    with pytest.raises(LookupError, match="no such run"):
        own_network(name)
