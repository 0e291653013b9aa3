"""All demonstrations by name, and the networks that come with the program."""

from dataclasses import replace

import pytest

from rnnviz.cells import CELL_TITLES
from rnnviz.network import shipped_networks
from rnnviz.tasks.registry import TASK_NAMES, TITLES, task_of
from rnnviz.tasks.shipped import FOLDER, load_wired, name_of, path_of, shipped_variants
from rnnviz.tasks.task import ordered
from rnnviz.wired import WIRINGS

each_task = pytest.mark.parametrize("name", TASK_NAMES)


def test_every_wiring_has_a_demonstration_and_every_demonstration_one_wiring() -> None:
    assert set(TITLES) == set(WIRINGS) and all(TITLES.values())
    listed = [name for titles in TITLES.values() for name in titles]
    assert sorted(listed) == sorted(TASK_NAMES)


@each_task
def test_a_demonstration_is_made_once_and_is_what_the_page_calls_it(name: str) -> None:
    task = task_of(name)
    assert task is task_of(name) and task.name == name
    assert TITLES[task.wiring][name] == task.title
    assert task.trained_on.endswith(".")


@pytest.mark.parametrize("name", ["", "Dates", "../dates", "order"])
def test_a_demonstration_that_there_is_not_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="one of shapes, sentiment.*translation, got"):
        task_of(name)


@each_task
def test_there_is_a_network_of_every_demonstration_the_fewest_modifiers_first(name: str) -> None:
    task = task_of(name)
    variants = shipped_variants(task)
    assert variants and [len(one) for one in variants] == sorted(map(len, variants))
    assert len(set(variants)) == len(variants)
    assert all(set(one) <= set(task.modifiers) and one == ordered(one) for one in variants)
    assert task.wiring == "encoder-decoder" or variants[0] == ()


@each_task
def test_every_shipped_network_is_of_the_task_and_its_modifiers(name: str) -> None:
    task = task_of(name)
    for modifiers in shipped_variants(task):
        spec, network = load_wired(task, modifiers)
        asked = task.spec(modifiers, spec.cell, spec.seed)
        shape = (spec.wiring, spec.inputs, spec.outputs, spec.layers, spec.bidirectional, spec.attention)
        assert shape == (
            *(asked.wiring, asked.inputs, asked.outputs),
            *(asked.layers, asked.bidirectional, asked.attention),
        )
        if not task.elsewhere:
            assert spec == asked
            assert network.name == name_of(task, modifiers) == path_of(task, modifiers).stem
        if task.alphabets.reads:
            assert network.reader is not None and network.reader.symbols == task.alphabets.reads
        chosen_from = network.writer.symbols if network.writer else network.classes
        assert chosen_from == task.alphabets.writes
        assert bool(network.writer and network.writer.attention) == ("attention" in modifiers)


def test_files_are_those_of_the_demonstrations_and_none_of_the_sentiment_networks() -> None:
    expected = {
        path_of(task, one).name
        for task in map(task_of, TASK_NAMES)
        if not task.elsewhere
        for one in shipped_variants(task)
    }
    assert {path.name for path in FOLDER.glob("*.npz")} == expected
    assert not {path.removesuffix(".npz") for path in expected} & set(shipped_networks())


def test_names_follow_the_usual_order_of_modifiers() -> None:
    task = task_of("dates")
    assert name_of(task, ["attention", "stacked"]) == "dates-stacked-attention"
    assert name_of(task, []) == "dates"


def test_a_network_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="Name a shape there are the networks plain, not stacked"):
        load_wired(task_of("shapes"), ["stacked"])
    nowhere = replace(task_of("tags"), name="nowhere")
    with pytest.raises(ValueError, match="not bidirectional"):
        load_wired(nowhere, ["bidirectional"])
    assert shipped_variants(nowhere) == ()
    with pytest.raises(ValueError, match="not stacked-bidirectional"):
        load_wired(task_of("sentiment"), ["bidirectional", "stacked"])


def test_sentiment_is_answered_by_the_networks_of_explore() -> None:
    task = task_of("sentiment")
    names = [load_wired(task, one).network.name for one in shipped_variants(task)]
    assert names == ["lstm", "stacked-lstm", "bidirectional-lstm"]
    assert {load_wired(task, one).spec.cell for one in shipped_variants(task)} <= set(CELL_TITLES)
