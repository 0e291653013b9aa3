"""The bytes of a running network, read back by the little reader of their layout."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.components.wired_payload import MOST_NAMED, pack_beam, pack_nothing, pack_run, said
from rnnviz.symbols import END, START
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.running import Run, beam, run, teach
from rnnviz.tasks.shipped import load_wired
from rnnviz.tasks.task import Column
from tests.components.test_payload import Packet as Bytes
from tests.tasks.toys import READ, VARIANTS, Toy, numbers_of, toy, variant_name
from tests.wired_networks import WRITES

each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=map(variant_name, VARIANTS))
WRITING = [one for one in VARIANTS if one[0] in ("one-to-many", "encoder-decoder")]
each_writing = pytest.mark.parametrize("variant", WRITING, ids=map(variant_name, WRITING))
Variant = tuple[str, dict[str, Any]]


class Packet(Bytes):
    """One packet: its blocks by name, and all that refers to an array."""

    def block(self, key: str) -> dict[str, Any]:
        (found,) = [block for block in self.header["blocks"] if block["key"] == key]
        return dict(found)

    def answers(self) -> list[dict[str, Any]]:
        """Of the last block, without the places where nothing is said."""
        return [answer for answer in self.header["blocks"][-1]["answers"] if answer]

    def references(self) -> Iterator[list[int]]:
        for block in self.header["blocks"]:
            yield from (layer["values"] for layer in block["layers"])
        yield from (self.header[name] for name in ("context", "attention") if name in self.header)


def made(variant: Variant, seed: int = 0) -> Toy:
    return toy(variant[0], seed, **variant[1])


def ran(variant: Variant, seed: int = 0, **options: Any) -> tuple[Run, Packet]:
    one = made(variant, seed)
    result = run(one.task, one.network, one.given, **options)
    return result, Packet(pack_run(result))


def kinds(packet: Packet) -> list[str]:
    return [block["key"] for block in packet.header["blocks"]]


@each_variant
def test_the_blocks_are_the_parts_of_the_network_from_left_to_right(variant: Variant) -> None:
    result, packet = ran(variant)
    parts = {"eyes": result.network.eyes, "reader": result.network.reader, "writer": result.network.writer}
    assert kinds(packet) == [key for key, part in parts.items() if part]
    assert packet.header["network"] == result.network.name == "random"
    for block in packet.header["blocks"]:
        steps = len(block["columns"])
        assert block["answers"] is None or len(block["answers"]) == steps
        assert all(packet.array(layer["values"]).shape[0] == steps for layer in block["layers"])
    answered = [block["key"] for block in packet.header["blocks"] if block["answers"] is not None]
    assert answered == [kinds(packet)[-1]]


@each_variant
def test_every_float_is_sent_once_and_there_are_no_others(variant: Variant) -> None:
    _, packet = ran(variant)
    end = 0
    for offset, rows, columns in sorted({tuple(one) for one in packet.references()}):
        assert offset == end
        end += rows * columns
    assert end == packet.floats.size


@each_variant
def test_states_arrive_as_they_were_computed(variant: Variant) -> None:
    result, packet = ran(variant)
    if result.read:
        layers = iter(packet.block("reader")["layers"])
        for reading in result.read.layers:
            sides = 2 if reading.backward else 1
            for n, expected in enumerate(np.split(reading.steps.hidden_state, sides, axis=1)):
                sent = next(layers)
                np.testing.assert_array_equal(packet.array(sent["values"]), expected)
                assert sent["reverse"] is (n == 1) and (sent["kind"], sent["limit"]) == ("signed", 1.0)
                assert ("←" in sent["label"]) is (n == 1)
        assert next(layers, None) is None
    if result.writing:
        for n, sent in enumerate(packet.block("writer")["layers"]):
            states = [step.steps[n].hidden_state for step in result.writing.steps]
            np.testing.assert_array_equal(packet.array(sent["values"]), states)
            assert sent["cell"] == {"lstm": "LSTM", "gru": "GRU"}[variant[1].get("cell", "gru")]
    if result.seen:
        (sent,) = packet.block("eyes")["layers"]
        np.testing.assert_array_equal(packet.array(sent["values"]), result.seen[-1][None])
        assert sent["kind"] == "gate" and sent["limit"] >= result.seen[-1].max()


@each_variant
def test_the_bottleneck_and_the_attention_are_sent_where_there_are_any(variant: Variant) -> None:
    result, packet = ran(variant)
    assert ("context" in packet.header) == (result.writing is not None)
    if result.writing:
        context = result.read.final if result.read else result.seen[-1]
        np.testing.assert_array_equal(packet.array(packet.header["context"]), [context])
    assert ("attention" in packet.header) == bool(variant[1].get("attention"))
    if result.attention is not None:
        weights = packet.array(packet.header["attention"])
        assert weights.shape == (len(result.chosen), len(READ))
        np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
        np.testing.assert_array_equal(weights, result.attention)


@each_variant
def test_a_distribution_is_whole_with_its_rest(variant: Variant) -> None:
    result, packet = ran(variant)
    answers = packet.answers()
    assert len(answers) == len(result.probabilities)
    for answer, row in zip(answers, result.probabilities, strict=True):
        shares = [share for _, share, _ in answer["top"]]
        assert sum(shares) + answer["rest"] == pytest.approx(1, abs=1e-5)
        assert shares == sorted(shares, reverse=True) and len(shares) <= MOST_NAMED
        assert [share for _, share, _ in answer["top"]] == [float(row[n]) for *_, n in answer["top"]]
        never = 2 if result.writing else 0  # The padding and the start are no symbols of a text.
        assert len(shares) + answer["others"] == len(row) - never
        assert not result.writing or not {0, START} & {n for *_, n in answer["top"]}
        assert answer["probability"] == float(row[answer["number"]])


def test_of_many_symbols_the_likeliest_are_named_and_the_others_counted() -> None:
    task = task_of("melody")
    result = run(task, load_wired(task).network, task.understand("C4 2"))
    packet = Packet(pack_run(result))
    for answer, row in zip(packet.answers(), result.probabilities, strict=True):
        assert len(answer["top"]) == MOST_NAMED
        assert answer["others"] == len(task.alphabets.writes) - 2 - MOST_NAMED
        best = np.sort(row[2:])[::-1]
        assert [share for _, share, _ in answer["top"]] == best[:MOST_NAMED].tolist()
        others = float(best[MOST_NAMED:].sum() + row[:2].sum())
        assert answer["rest"] == pytest.approx(others, abs=1e-5)


@each_variant
def test_an_answer_says_what_was_chosen_and_whether_it_is_right(variant: Variant) -> None:
    seen = set()
    for seed in range(6):
        result, packet = ran(variant, seed)
        right = numbers_of(made(variant))
        answers = packet.answers()
        assert [answer["number"] for answer in answers] == list(result.chosen)
        for step, answer in enumerate(answers):
            name = result.symbols.names[answer["number"]]
            assert answer["symbol"] == {"⟨end⟩": "end"}.get(name, name)
            is_wrong = step < len(right) and right[step] != answer["number"]
            assert answer["wrong"] is is_wrong and (answer["right"] is not None) is (step < len(right))
            assert answer["forced"] is False and answer["loss"] is None
            assert answer["forcible"] is (result.writing is not None)
            seen.add(is_wrong)
    assert seen == {True, False}


def test_only_the_last_of_many_answers_or_each_of_many() -> None:
    _, one = ran(("many-to-one", {}))
    assert one.header["blocks"][0]["answers"][:-1] == [None] * (len(READ) - 1)
    _, many = ran(("many-to-many", {}))
    assert all(many.header["blocks"][0]["answers"])


def test_what_is_read_stands_over_its_columns_with_its_note_and_whether_it_is_known() -> None:
    one = toy("many-to-many")
    columns = (Column("a", "“aa”"), Column("b", known=False), *one.given.columns[2:])
    result = run(one.task, one.network, replace(one.given, columns=columns))
    sent = Packet(pack_run(result)).block("reader")["columns"]
    assert [column["text"] for column in sent] == ["a", "b", *READ[2:]]
    assert [column["note"] for column in sent][:2] == ["“aa”", ""]
    assert [column["status"] for column in sent] == ["known", "unknown", "known", "known", "known"]


def test_a_picture_is_sent_as_letters() -> None:
    for variant in VARIANTS[:2]:
        (column,) = ran(variant)[1].block("eyes")["columns"]
        assert (column["picture"], column["note"]) == ("r.gb", "12 numbers")


@each_writing
def test_the_writer_reads_what_it_wrote_before(variant: Variant) -> None:
    result, packet = ran(variant, 3)
    columns = packet.block("writer")["columns"]
    written = [answer["symbol"] for answer in packet.answers()]
    assert [column["text"] for column in columns] == ["start", *written[:-1]]
    assert [column["status"] for column in columns] == ["start"] + ["known"] * (len(written) - 1)
    assert result.symbols is WRITES


@each_writing
def test_a_forced_symbol_is_marked_and_the_next_column_is_the_one_that_reads_it(variant: Variant) -> None:
    number = WRITES.numbers["z"]
    result, packet = ran(variant, forced={1: number, 0: number})
    answers, columns = packet.answers(), packet.block("writer")["columns"]
    assert [answer["forced"] for answer in answers][:3] == [True, True, False][: len(answers)]
    assert [answer["symbol"] for answer in answers][:2] == ["z", "z"]
    assert answers[0]["probability"] == float(result.probabilities[0, number])
    assert [column["text"] for column in columns][:3] == ["start", "z", "z"]
    assert [column["status"] for column in columns][:3] == ["start", "forced", "forced"]
    assert all(answer["forcible"] for answer in answers)


def test_a_first_note_that_the_person_gave_is_marked_and_stays() -> None:
    task = task_of("melody")
    result = run(task, load_wired(task).network, task.understand("G4 2"))
    packet = Packet(pack_run(result, notes=[(67, 2), (None, 0)]))
    first, second, *_ = packet.answers()
    assert (first["forcible"], first["forced"]) == (False, True)
    assert (second["forcible"], second["forced"]) == (True, False)
    assert first["number"] == task.alphabets.writes.numbers["G4 2"]
    assert first["symbol"] == task.pretty("G4 2")
    assert packet.header["notes"] == [[67, 2], [None, 0]] and "context" not in packet.header
    assert "notes" not in Packet(pack_run(result)).header


@each_writing
def test_under_teacher_forcing_each_step_has_its_loss(variant: Variant) -> None:
    one = made(variant)
    taught = teach(one.task, one.network, one.given)
    assert taught is not None
    packet = Packet(pack_run(taught))
    answers, right = packet.answers(), numbers_of(one)
    assert len(answers) == len(right)
    for answer, row, number in zip(answers, taught.probabilities, right, strict=True):
        assert answer["loss"] == pytest.approx(-np.log(float(row[number])), rel=1e-6)
        assert (answer["forcible"], answer["forced"]) == (False, False)
        assert answer["wrong"] is (answer["number"] != number)
    assert np.mean([answer["loss"] for answer in answers]) == pytest.approx(taught.loss)
    columns = packet.block("writer")["columns"]
    assert [column["text"] for column in columns] == ["start", *(one.given.right or ())]
    assert [column["status"] for column in columns] == ["start"] + ["forced"] * (len(right) - 1)


def test_the_result_is_said_in_a_sentence() -> None:
    tagged = ran(("many-to-many", {}))[0]
    assert said(tagged) == ", ".join(f"{a}: {b}" for a, b in zip(READ, tagged.answer, strict=True))
    judged = ran(("many-to-one", {}))[0]
    assert said(judged) == f"{judged.answer[0]}, {judged.probabilities.max():.0%}"
    written = ran(("encoder-decoder", {}), forced={0: 3})[0]
    assert said(written) == f"It wrote {written.text}" and written.text.startswith("u")
    assert said(ran(("encoder-decoder", {}), forced={0: END})[0]) == "It wrote nothing"
    assert Packet(pack_run(judged)).header["said"] == said(judged)


def test_the_view_travels_along_and_nothing_is_a_picture_too() -> None:
    result, _ = ran(VARIANTS[0])
    packet = Packet(pack_run(result, 7, "presenter"))
    assert packet.header["view"] == {"size": "presenter", "version": 7}
    nothing = Packet(pack_nothing(3))
    assert (nothing.header["blocks"], nothing.header["said"]) == ([], "")
    assert nothing.header["view"]["version"] == 3 and nothing.floats.size == 0


def test_what_was_typed_travels_as_it_is() -> None:
    text = 'e<b>"🙂\u2028\\'
    one = toy("many-to-many")
    given = one.task.understand(text)
    result = run(one.task, one.network, replace(given, right=None))
    sent = Packet(pack_run(result)).block("reader")["columns"]
    assert "".join(column["text"] for column in sent) == text
    assert [column["status"] == "known" for column in sent] == [letter in "abcde" for letter in text]


@each_writing
@pytest.mark.parametrize("width", [1, 3])
def test_a_beam_is_sent_branch_by_branch(variant: Variant, width: int) -> None:
    one = made(variant)
    result, found = run(one.task, one.network, one.given), beam(one.task, one.network, one.given, width)
    assert found is not None
    header = Packet(pack_beam(result, found, width)).header
    assert (header["network"], header["width"]) == ("random", width)
    branches = header["branches"]
    assert len(branches) == len(found.branches)
    for branch in branches:
        before = branches[branch["parent"]] if branch["parent"] is not None else None
        assert branch["depth"] == (before["depth"] + 1 if before else 0)
        total = np.log(branch["probability"]) + (before["total"] if before else 0.0)
        assert branch["total"] == pytest.approx(total, rel=1e-5)
        assert before is None or (before["kept"] and before["symbol"] != "end")
    for depth in range(max(branch["depth"] for branch in branches) + 1):
        assert sum(branch["kept"] for branch in branches if branch["depth"] == depth) <= width
    ended = [branches[place] for place in header["ended"]]
    assert all(branch["symbol"] == "end" and branch["kept"] for branch in ended)
    totals = [branch["total"] for branch in ended]
    assert totals == sorted(totals, reverse=True) and len(header["texts"]) == len(ended)
    for place, text in zip(header["ended"], header["texts"], strict=True):
        symbols: list[str] = []
        here = branches[place]["parent"]
        while here is not None:
            symbols.insert(0, branches[here]["symbol"])
            here = branches[here]["parent"]
        assert text == "".join(symbols)
    said = header["said"]
    assert header["texts"][0] in said if ended else said == "No text came to an end."
