"""Runs as property: named, deleted, seen by their owner alone, and read with on Explore and Unfold."""

import json
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.units import rows_in, unit_orders
from rnnviz.components.own import network_of_epoch
from rnnviz.components.payload import pack_reading
from rnnviz.components.trainer import service
from rnnviz.components.view import View
from rnnviz.data.sentences import EXAMPLES
from rnnviz.learning.store import RunRecord
from rnnviz.network import load_network
from tests.pages.instruments import sent
from tests.pages.trainings import (
    checked,
    gone_to,
    header,
    html,
    opened,
    payload,
    somebody,
    trained,
    varied,
)

GONE = "This network of your own is not here any more."
VIEWS = ("Watch", "Time machine", "Results", "Compare", "Keras")


def runs(owner: str) -> tuple[RunRecord, ...]:
    return service().store.runs_of(owner)


def everything(page: AppTest) -> str:
    """All that a page was sent, as text."""
    return "\n".join(str(element.proto) for element in page if hasattr(element, "proto"))


def test_a_run_is_named_and_keeps_its_name_everywhere() -> None:
    owner = somebody()
    id = trained(owner)
    page = opened(owner, view="Results")
    checked(page.text_input(key=f"name_{id}").set_value("  <b>Mine</b> & *yours*  ").run())
    assert runs(owner)[0].name == "<b>Mine</b> & *yours*" and runs(owner)[0].is_named
    assert page.selectbox(key="shown_run").options == ["<b>Mine</b> & *yours*"]
    assert page.text_input(key=f"name_{id}").value == "<b>Mine</b> & *yours*"
    explore = opened(owner, "explore", own=f"run-{id}")
    assert header(explore, "instrument")["network"] == "<b>Mine</b> & *yours*"
    checked(page.text_input(key=f"name_{id}").set_value("").run())
    assert runs(owner)[0].name == "LSTM 4 grammar" and not runs(owner)[0].is_named
    assert page.text_input(key=f"name_{id}").value == "LSTM 4 grammar"
    compared = opened(owner, view="Compare")
    assert "<b>Mine" not in html(compared)


def test_a_run_is_deleted_for_good_and_the_page_shows_the_next_one() -> None:
    owner = somebody()
    older, newer = trained(owner), trained(owner, varied(units=5))
    page = opened(owner, view="Results", run=newer)
    (delete,) = [each for each in page.button if each.label == "Delete for good"]
    checked(delete.click().run())
    assert [run.id for run in runs(owner)] == [older]
    assert page.selectbox(key="shown_run").value == older and "run" not in page.query_params
    assert "% right" in html(page)


def test_a_run_that_diverged_at_once_can_be_named_and_deleted() -> None:
    owner = somebody()
    spec = varied(cell="simple-rnn", units=16, activation="relu")
    id = trained(owner, replace(spec, training=replace(spec.training, learning_rate=10.0)))
    assert service().store.get(owner, id).state == "diverged"
    page = opened(owner, view="Results")
    assert [each.value for each in page.info] == ["There is no result yet: no epoch is finished."]
    (delete,) = [each for each in page.button if each.label == "Delete for good"]
    checked(delete.click().run())
    assert runs(owner) == ()


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_is_deleted_elsewhere_while_it_is_looked_at_is_gone(view: str) -> None:
    owner = somebody()
    first, second = trained(owner), trained(owner, varied(units=5))
    page = opened(owner, view=view, run=second)
    service().store.delete(owner, second)
    checked(page.run())
    assert page.selectbox(key="shown_run").value == first
    service().store.delete(owner, first)
    checked(page.run())
    assert not [each for each in page.selectbox if each.key == "shown_run"]


def test_a_run_is_chosen_among_several_and_stands_in_the_address() -> None:
    owner = somebody()
    ids = [trained(owner, varied(units=units)) for units in (3, 4, 5)]
    page = opened(owner, view="Time machine")
    assert page.selectbox(key="shown_run").value == ids[2]
    checked(page.selectbox(key="shown_run").set_value(ids[0]).run())
    assert page.query_params["run"] == ids[0]
    assert header(page, "time_machine")["traces"][0]["units"] == 3
    again = opened(owner, **page.query_params)
    assert again.selectbox(key="shown_run").value == ids[0]


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_sees_the_run_of_another_by_any_address(view: str) -> None:
    owner, other = somebody(), somebody()
    id = trained(owner)
    service().store.rename(owner, id, "The secret one")
    addresses = [
        {"view": view, "run": id},
        {"view": view, "run": id, "own": f"run-{id}", "shown_run": id, "compared": id, "owner": owner},
        {"view": view, "run": id, "proposed_owner": owner, "rnnviz_owner": owner},
    ]
    for address in addresses:
        page = opened(other, **address)
        assert "secret" not in everything(page)
        assert "shown_run" not in [each.key for each in page.selectbox]
        drawn = [json.loads(chart.proto.spec)["data"] for chart in page.get("plotly_chart")]
        assert not any(drawn)  # At most the empty frames.


@pytest.mark.parametrize("name", ["explore", "unfold"])
@pytest.mark.parametrize("form", ["run-{id}", "run-{id}-2", "run-{id}-0"])
def test_nobody_reads_with_the_network_of_another(name: str, form: str) -> None:
    owner, other = somebody(), somebody()
    id = trained(owner)
    service().store.rename(owner, id, "The secret one")
    assert "secret" in everything(opened(owner, name, own=form.format(id=id)))
    page = opened(other, name, own=form.format(id=id))
    assert [each.value for each in page.toast] == [GONE]
    assert "secret" not in everything(page) and "own" not in page.query_params


@pytest.mark.parametrize("name", ["explore", "unfold"])
@pytest.mark.parametrize(
    "own",
    [
        *("../../x", "run-", "run-../../../etc", "run-0123456789ab", "run-0123456789ab-99999", "lstm", "<b>"),
        *("run-" + "9" * 400, "run-0123456789AB", "nan", "run-0123456789ab-1\n", "x" * 10_000),
    ],
)
def test_an_address_of_no_network_leaves_the_usual_one_and_a_sentence(name: str, own: str) -> None:
    owner = somebody()
    trained(owner)
    page = opened(owner, name, own=own)
    assert [each.value for each in page.toast] == [GONE]
    assert "own" not in page.query_params and sent(page)
    assert page.selectbox(key="own_network").value is None
    checked(page.run())
    assert not page.toast


def reading(id: str, epoch: int, text: str, view: View) -> bytes:
    """What Explore sends of a network of a run; the network itself is compared elsewhere."""
    network = network_of_epoch(id, epoch, "LSTM 4 grammar")
    rows = rows_in(unit_orders(network, EXAMPLES), "weight")
    return pack_reading(network, network.read(text), rows, view)


def box(page: AppTest) -> Any:
    return page.selectbox(key="own_network")


def test_explore_reads_with_a_network_of_ones_own_and_leaves_it_again() -> None:
    owner = somebody()
    id = trained(owner)
    best = min(service().store.history(id).epochs[1:], key=lambda each: each["validation_loss"])["epoch"]
    page = opened(owner, "explore", text="a good film", word="2", unit="3", trace="0")
    assert box(page).value is None and box(page).options == ["LSTM 4 grammar"]
    checked(box(page).set_value(f"run-{id}").run())
    assert page.query_params["own"] == f"run-{id}" and page.button_group(key="network").value is None
    assert page.query_params["word"] == "2" and not {"unit", "trace"} & set(page.query_params)
    with_run = reading(id, best, "a good film", View(word=1, version=1))
    assert payload(page, "instrument") == with_run
    checked(page.text_input(key="text").set_value("a bad film").run())
    assert payload(page, "instrument") == reading(id, best, "a bad film", View(word=1, version=1))
    checked(page.button_group(key="network").set_value("gru").run())
    assert "own" not in page.query_params and box(page).value is None
    assert header(page, "instrument")["network"] == load_network("gru").title
    checked(box(page).set_value(f"run-{id}").run())
    checked(box(page).set_value(None).run())
    assert header(page, "instrument")["network"] == load_network("lstm").title
    assert page.text_input(key="text").value == "a bad film"


def test_a_link_names_the_epoch() -> None:
    owner = somebody()
    id = trained(owner)
    for form, epoch in (("run-{}-1", 0), ("run-{}-3", 2), ("run-{}-0", -1)):
        page = opened(owner, "explore", own=form.format(id), text="a good film")
        assert payload(page, "instrument") == reading(id, epoch, "a good film", View())
        assert box(page).value == form.format(id)


def test_the_network_stays_from_page_to_page() -> None:
    owner = somebody()
    id = trained(owner)
    page = opened(owner, "explore")
    checked(box(page).set_value(f"run-{id}").run())
    gone_to(page, "unfold")
    assert box(page).value == f"run-{id}" and page.query_params["own"] == f"run-{id}"
    assert header(page, "unfolder")["network"] == "LSTM 4 grammar"
    gone_to(page, "training")
    gone_to(page, "explore")
    assert box(page).value == f"run-{id}" and header(page, "instrument")["network"] == "LSTM 4 grammar"
    gone_to(page, "unfold")
    checked(page.button_group(key="unfolded").set_value("lstm").run())
    assert "own" not in page.query_params and box(page).value is None
    gone_to(page, "explore")
    assert box(page).value is None and header(page, "instrument")["network"] == load_network("lstm").title


def test_a_link_from_training_overrides_what_was_chosen_before() -> None:
    owner = somebody()
    first, second = trained(owner), trained(owner, varied(units=5))
    page = opened(owner, "explore", own=f"run-{first}")
    gone_to(page, "training")
    gone_to(page, "explore", own=f"run-{second}-1", text="a good film")
    assert box(page).value == f"run-{second}-1"
    assert header(page, "instrument")["traces"][0]["units"] == 5


def test_unfolding_forgets_what_another_network_does_not_have() -> None:
    owner = somebody()
    id = trained(owner)
    page = opened(owner, "unfold", unfolded=load_network("lstm").title, unit="20", columns="20-21", line="2")
    checked(box(page).set_value(f"run-{id}").run())
    assert not {"unit", "columns", "trace", "line"} & set(page.query_params)
    assert header(page, "unfolder")["network"] == "LSTM 4 grammar"


@pytest.mark.parametrize("name", ["explore", "unfold"])
def test_a_network_whose_run_is_deleted_goes_with_a_sentence(name: str) -> None:
    owner = somebody()
    id = trained(owner)
    page = opened(owner, name, own=f"run-{id}", text="a good film")
    service().store.delete(owner, id)
    checked(page.run())
    assert [each.value for each in page.toast] == [GONE]
    assert "own" not in page.query_params and "own_network" not in [each.key for each in page.selectbox]
    assert sent(page)
