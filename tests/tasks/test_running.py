"""A network at work, step by step: compared with the parts of the network used by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.decoding import drawing
from rnnviz.symbols import END, START
from rnnviz.tasks.running import Run, beam, run, shown, teach
from rnnviz.tasks.task import Input
from rnnviz.wired import Begun, WiredNetwork
from tests.tasks.toys import MOST, READ, RIGHT, VARIANTS, Toy, numbers_of, toy, variant_name
from tests.wired_networks import WRITES

WRITING = [one for one in VARIANTS if one[0] in ("one-to-many", "encoder-decoder")]
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=map(variant_name, VARIANTS))
each_writing = pytest.mark.parametrize("variant", WRITING, ids=map(variant_name, WRITING))
Variant = tuple[str, dict[str, Any]]


def made(variant: Variant, seed: int = 0) -> Toy:
    return toy(variant[0], seed, **variant[1])


def begun(network: WiredNetwork, given: Input) -> Begun:
    assert network.writer is not None
    if network.reader is None:
        assert given.picture is not None
        return network.writer.begin(network.see(given.picture)[-1])
    reading = network.reader.read(given.ids)
    return network.writer.begin(reading.final, reading.states)


def rows_reading(network: WiredNetwork, given: Input, symbols: list[int]) -> FloatArray:
    """The writer's probabilities where it reads these symbols one after another."""
    assert network.writer is not None
    before, rows = begun(network, given), []
    for symbol in symbols:
        step = network.writer.step(before, symbol)
        before = step.after
        rows.append(step.probabilities)
    return np.stack(rows)


@each_variant
def test_a_run_gives_the_probabilities_that_the_parts_give(variant: Variant) -> None:
    task, network, given, spec = made(variant)
    result = run(task, network, given)
    np.testing.assert_allclose(result.probabilities.sum(axis=1), 1, rtol=1e-5)
    if network.writer:
        expected = rows_reading(network, given, [START, *result.chosen[:-1]])
    else:
        assert network.head is not None
        if network.reader is None:
            assert given.picture is not None
            states = network.see(given.picture)[-1][None]
        else:
            reading = network.reader.read(given.ids)
            states = reading.states if spec.wiring == "many-to-many" else reading.final[None]
        scores = states @ network.head.kernel + network.head.bias
        expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(result.probabilities, expected, rtol=1e-5, atol=1e-7)


@each_variant
def test_each_answer_is_the_likeliest_and_a_text_ends_once(variant: Variant) -> None:
    for seed in range(4):
        task, network, given, _ = made(variant, seed)
        result = run(task, network, given)
        possible = result.probabilities.copy()
        if network.writer:
            possible[:, [0, START]] = -1  # No symbols of a text.
            assert END not in result.chosen[:-1]
            assert len(result.chosen) == MOST or result.chosen[-1] == END
        assert result.chosen == tuple(possible.argmax(axis=1).tolist())
        names = [result.symbols.names[n] for n in result.chosen]
        assert result.answer == tuple(name for name in names if name != result.symbols.names[END]) or (
            not network.writer and result.answer == tuple(names)
        )
        assert result.text == "".join(result.answer)


@each_writing
@pytest.mark.parametrize("place", [0, 2])
def test_a_forced_symbol_stands_there_and_is_read_next(variant: Variant, place: int) -> None:
    toys = (made(variant, seed) for seed in range(20))
    task, network, given, _ = next(one for one in toys if len(run(*one[:3]).chosen) > place + 1)
    free = run(task, network, given)
    other = next(n for n in range(END + 1, len(WRITES)) if n not in free.chosen[: place + 1])
    result = run(task, network, given, {place: other})
    assert result.chosen[:place] == free.chosen[:place]
    assert result.chosen[place] == other != free.chosen[place]
    assert result.writing is not None and result.writing.forced == {place}
    np.testing.assert_array_equal(result.probabilities[: place + 1], free.probabilities[: place + 1])
    assert not np.allclose(result.probabilities[place + 1], free.probabilities[place + 1])
    read = [START, *result.chosen[:-1]]
    np.testing.assert_allclose(result.probabilities, rows_reading(network, given, read), rtol=1e-5)


@each_writing
def test_an_end_that_is_forced_ends_the_text(variant: Variant) -> None:
    task, network, given, _ = made(variant)
    result = run(task, network, given, {0: END, 5: 4})
    assert (result.chosen, result.answer, result.text) == ((END,), (), "")
    assert result.writing is not None and result.writing.forced == {0}


def test_what_the_person_begins_with_is_written_whatever_was_forced() -> None:
    task, network, given, _ = toy("one-to-many", inputs=0, hidden=0)
    first, second = WRITES.numbers["z"], WRITES.numbers["v"]
    result = run(task, network, replace(given, picture=None, begun=(first,)), {0: second, 1: second})
    assert result.chosen[:2] == (first, second)


def test_a_choice_at_random_is_that_of_its_seed() -> None:
    task, network, given, _ = toy("encoder-decoder")
    texts = [
        run(task, network, given, choose=drawing(np.random.default_rng(seed), 2.0)).text
        for seed in (1, 1, 2, 3, 4)
    ]
    assert texts[0] == texts[1] and len(set(texts)) > 2


@each_writing
def test_under_teacher_forcing_the_right_symbols_are_read(variant: Variant) -> None:
    made_ = made(variant)
    taught = teach(made_.task, made_.network, made_.given)
    assert taught is not None and taught.taught and taught.right == numbers_of(made_)
    rows = rows_reading(made_.network, made_.given, [START, *numbers_of(made_)[:-1]])
    np.testing.assert_allclose(taught.probabilities, rows, rtol=1e-5)
    losses = [-np.log(row[n]) for row, n in zip(rows, numbers_of(made_), strict=True)]
    assert [taught.loss_at(step) for step in range(len(losses))] == pytest.approx(losses, rel=1e-5)
    assert taught.loss == pytest.approx(np.mean(losses), rel=1e-5)
    assert taught.loss_at(len(losses)) is None
    rows[:, [0, START]] = -1
    assert taught.chosen == tuple(rows.argmax(axis=1))  # What it would write, not what it is given.
    assert taught.chosen != numbers_of(made_) and taught.is_right is False


def test_without_a_rule_or_a_writer_nobody_is_taught() -> None:
    writes, reads = toy("encoder-decoder"), toy("many-to-one")
    assert teach(writes.task, writes.network, replace(writes.given, right=None)) is None
    assert teach(reads.task, reads.network, reads.given) is None
    alone = run(writes.task, writes.network, writes.given)
    assert alone.loss is None and alone.loss_at(0) is not None
    assert run(writes.task, writes.network, replace(writes.given, right=None)).loss_at(0) is None


def test_behind_the_end_of_what_is_right_there_is_no_loss() -> None:
    one = toy("encoder-decoder")
    result = run(one.task, one.network, replace(one.given, right=("x",)))
    assert len(result.chosen) > 2
    assert [result.loss_at(step) is None for step in range(3)] == [False, False, True]


@each_variant
def test_right_is_what_the_rule_says_from_beginning_to_end(variant: Variant) -> None:
    one = made(variant)
    result = run(one.task, one.network, one.given)
    assert result.right == numbers_of(one)
    assert result.is_right is (result.chosen == numbers_of(one))
    itself = replace(one.given, right=result.answer)
    right = run(one.task, one.network, itself)
    ends = not one.network.writer or result.chosen[-1] == END
    assert right.is_right is ends  # A text that was cut off is none that came to its end.
    for unknown in (None, ("no symbol of ours",)):
        nobody_knows = run(one.task, one.network, replace(one.given, right=unknown))
        assert nobody_knows.is_right is None and nobody_knows.right is None


def test_a_text_that_comes_to_its_end_can_be_right() -> None:
    found = []
    for seed in range(8):
        one = toy("encoder-decoder", seed, cell="lstm")
        result = run(one.task, one.network, one.given)
        if result.chosen[-1] == END:
            found.append(run(one.task, one.network, replace(one.given, right=result.answer)).is_right)
    assert found and all(found)


@pytest.mark.parametrize("attention", [True, False])
def test_attention_is_over_all_that_was_read_or_there_is_none(attention: bool) -> None:
    task, network, given, _ = toy("encoder-decoder", attention=attention)
    result = run(task, network, given)
    if not attention:
        assert result.attention is None
        return
    assert result.attention is not None
    assert result.attention.shape == (len(result.chosen), len(READ))
    np.testing.assert_allclose(result.attention.sum(axis=1), 1, rtol=1e-5)


@each_writing
def test_a_beam_of_one_is_the_greedy_text_and_a_wider_one_is_no_less_likely(variant: Variant) -> None:
    for seed in range(4):
        task, network, given, _ = made(variant, seed)
        greedy = run(task, network, given)
        narrow, wide = beam(task, network, given, 1), beam(task, network, given, 4)
        assert narrow is not None and wide is not None and greedy.writing is not None
        last = max(place for place, branch in enumerate(narrow.branches) if branch.kept)
        assert narrow.text_of(last) == greedy.chosen
        assert narrow.branches[last].log_probability == pytest.approx(greedy.writing.log_probability)
        for place in wide.ended:
            text = wide.text_of(place)
            rows = rows_reading(network, given, [START, *text[:-1]])
            whole = sum(np.log(row[n]) for row, n in zip(rows, text, strict=True))
            assert wide.branches[place].log_probability == pytest.approx(whole, rel=1e-4)


def test_a_network_that_does_not_write_has_no_beam() -> None:
    for wiring in ("one-to-one", "many-to-one", "many-to-many"):
        one = toy(wiring)
        assert beam(one.task, one.network, one.given, 3) is None


def test_symbols_are_shown_without_their_brackets() -> None:
    assert [shown(WRITES, n) for n in range(4)] == ["padding", "start", "end", "u"]
    assert RIGHT[0] == shown(WRITES, WRITES.numbers["x"])


def test_a_run_before_anything_was_computed_has_no_answer() -> None:
    one = toy("many-to-one")
    nothing = Run(one.task, one.network, one.given)
    assert nothing.answer == () and nothing.attention is None and nothing.loss is None
