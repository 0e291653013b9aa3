"""What a demonstration is made of: settings that follow from it, and inputs."""

import numpy as np
import pytest

from rnnviz.data import tags as sentences
from rnnviz.symbols import END, UNKNOWN
from rnnviz.tasks import captions, dates, melody, tags
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.tasks.task import MODIFIERS, Column, Input, data_of, ordered, unknown_among
from rnnviz.wired_archive import Alphabets


@pytest.mark.parametrize("name", TASK_NAMES)
def test_the_settings_of_a_network_fit_what_is_read_and_written(name: str) -> None:
    task = task_of(name)
    spec = task.spec(task.modifiers, "lstm", 7)
    assert (spec.wiring, spec.cell, spec.seed) == (task.wiring, "lstm", 7)
    assert spec.inputs == (len(task.alphabets.reads) if task.alphabets.reads else task.pixels)
    assert spec.outputs == len(task.alphabets.writes)
    assert (spec.layers == 2, spec.bidirectional, spec.attention) == tuple(
        modifier in task.modifiers for modifier in MODIFIERS
    )
    plain = task.spec()
    assert (plain.layers, plain.bidirectional, plain.attention) == (1, False, False)
    assert (plain.units, plain.embedding_dim) == (task.sizes.units, task.sizes.embedding_dim)


@pytest.mark.parametrize(
    ("task", "modifiers", "named"),
    [
        (tags.TASK, ["attention"], "Parts of speech cannot be attention"),
        (captions.SHAPES, ["stacked"], "Name a shape cannot be stacked"),
        (melody.TASK, ["bidirectional", "attention"], "Continue a melody cannot be attention, bidirectional"),
        (dates.TASK, ["upside-down"], "Dates to ISO cannot be upside-down"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(task: object, modifiers: list[str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        task.spec(modifiers)  # type: ignore[attr-defined]


def test_a_training_is_that_of_the_sizes_unless_updates_are_asked_for() -> None:
    usual, short = tags.TASK.training(seed=4), tags.TASK.training(updates=60)
    assert (usual.updates, usual.seed) == (tags.TASK.sizes.updates, 4)
    assert (short.updates, short.seed, short.learning_rate) == (60, 0, usual.learning_rate)
    assert usual.batch_size == tags.TASK.sizes.batch_size


def test_modifiers_have_one_order_and_strange_words_are_none() -> None:
    assert ordered(["attention", "stacked", "attention", "blue"]) == ("stacked", "attention")
    assert ordered([]) == ()


def test_pairs_become_numbers_and_what_is_written_ends() -> None:
    data = data_of(dates.ALPHABETS, [("3 é", "19"), ("may", "-")])
    reads, writes = dates.ALPHABETS
    assert reads is not None and isinstance(data.sources, tuple)
    assert data.sources[0].tolist() == [reads.numbers["3"], reads.numbers[" "], UNKNOWN]
    assert data.targets[0].tolist() == [writes.numbers["1"], writes.numbers["9"], END]
    assert [len(source) for source in data.sources] == [3, 3]
    assert data.targets[1].tolist() == [writes.numbers["-"], END]


def test_pairs_need_something_that_reads() -> None:
    with pytest.raises(ValueError, match="got none"):
        data_of(Alphabets(None, dates.ALPHABETS.writes), [("3", "1")])


def test_only_an_input_without_anything_is_empty() -> None:
    assert Input().is_empty and Input(says="No.", right=("x",)).is_empty
    assert not Input(ids=(1,)).is_empty
    assert not Input(begun=(5,)).is_empty
    assert not Input(picture=np.zeros(4)).is_empty  # An empty picture is a picture.


def test_what_is_unknown_is_named_once_and_shortly() -> None:
    columns = [Column(text, known=text == "the") for text in ("zz", "the", "q" * 500, "zz", "a")]
    first, long, last = unknown_among(columns)
    assert (first, last) == ("zz", "a")
    assert long.startswith("qqq") and long.endswith("…") and len(long) < 40


def test_some_words_are_unknown_where_tags_are_learnt_and_none_where_they_are_judged() -> None:
    learnt, plain = tags.TASK.draw(1_000, 1), sentences.draw(1_000, 1)
    reads = tags.ALPHABETS.reads
    assert reads is not None and isinstance(learnt.sources, tuple)
    drawn = np.concatenate(learnt.sources)
    whole = np.concatenate([reads.encode(pair.read) for pair in plain])
    dropped = drawn != whole
    assert set(drawn[dropped].tolist()) == {UNKNOWN} and UNKNOWN not in whole
    # 0.03, give or take four standard errors of some thousand words.
    assert dropped.mean() == pytest.approx(tags.WORD_DROPOUT, abs=4 * np.sqrt(0.03 * 0.97 / len(drawn)))
    judged = tags.TASK.draw_held_out(1_000, 1).sources
    assert isinstance(judged, tuple) and UNKNOWN not in np.concatenate(judged)
    again = tags.TASK.draw(1_000, 1).sources
    assert isinstance(again, tuple) and (np.concatenate(again) == drawn).all()
