"""Networks without a memory: what they see, what they cannot see, and what they refuse."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.feedforward import BagNetwork, SlotNetwork, read_bag, read_slots, save_feedforward
from rnnviz.layers import Dense
from rnnviz.text import Vocabulary
from tests.oracles import WORDS

VOCABULARY = Vocabulary.of(WORDS)
SLOTS = 4


def dense(rng: np.random.Generator, width: int, outputs: int, activation: str) -> Dense:
    kernel, bias = rng.normal(size=(width, outputs)), rng.normal(size=outputs)
    return Dense(kernel.astype(np.float32), bias.astype(np.float32), activation)


def random_bag(rng: np.random.Generator) -> BagNetwork:
    layers = (dense(rng, len(VOCABULARY), 6, "tanh"), dense(rng, 6, 3, "softmax"))
    return BagNetwork("random-bag", VOCABULARY, layers, {"seed": 1})


def random_slots(rng: np.random.Generator) -> SlotNetwork:
    embeddings = rng.normal(size=(len(VOCABULARY), 5)).astype(np.float32)
    layers = (dense(rng, SLOTS * 5, 6, "tanh"), dense(rng, 6, 3, "softmax"))
    return SlotNetwork("random-slots", VOCABULARY, embeddings, layers, {"seed": 1})


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_the_same_words_gives_a_bag_the_same_bits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network, words = random_bag(rng), rng.choice([*WORDS, "qqqq"], rng.integers(1, 30))
    one = network.read(" ".join(words))
    two = network.read(" ".join(rng.permutation(words)))
    assert one.output.tobytes() == two.output.tobytes()
    assert network.read(" ".join([*words, "good"])).output.tobytes() != one.output.tobytes()


def test_a_bag_by_hand() -> None:
    kernel = np.zeros((len(VOCABULARY), 1), np.float32)
    kernel[VOCABULARY.ids["good"]], kernel[VOCABULARY.ids["bad"]], kernel[1] = 0.5, -1, 10
    network = BagNetwork("by-hand", VOCABULARY, (Dense(kernel, np.ones(1, np.float32), "linear"),))
    reading = network.read("Good, good qqqq and BAD?")
    # 1 + 2 * 0.5 - 1 * 1 + 2 * 10, "qqqq" and "and" being unknown.
    assert reading.output.tolist() == [21]
    assert reading.counts.sum() == 5 and reading.counts[1] == 2
    assert network.read("").output.tolist() == [1]


def test_slots_see_order_and_nothing_behind_the_last(rng: np.random.Generator) -> None:
    network = random_slots(rng)
    assert network.slots == SLOTS
    one, two = network.read("the film was good"), network.read("good was the film")
    assert not np.array_equal(one.output, two.output)
    longer = network.read("the film was good not bad")
    assert longer.output.tobytes() == one.output.tobytes()
    assert [column.text for column in longer.left_over] == ["not", "bad"]
    assert longer.slots == one.slots and one.left_over == ()


def test_an_empty_slot_is_the_first_row_of_the_embeddings(rng: np.random.Generator) -> None:
    network = random_slots(rng)
    reading = network.read("bad film")
    assert [column and column.text for column in reading.slots] == ["bad", "film", None, None]
    ids = [VOCABULARY.ids["bad"], VOCABULARY.ids["film"], 0, 0]
    first, last = network.layers
    hidden = np.tanh(np.concatenate([network.embeddings[n] for n in ids]) @ first.kernel + first.bias)
    score = np.exp(hidden @ last.kernel + last.bias)
    np.testing.assert_allclose(reading.output, score / score.sum(), rtol=1e-5)


def test_what_is_saved_is_read_bit_for_bit(tmp_path: Path, rng: np.random.Generator) -> None:
    pairs: list[tuple[Any, Any]] = [(random_bag(rng), read_bag), (random_slots(rng), read_slots)]
    for network, read in pairs:
        save_feedforward(network, tmp_path / "saved.npz")
        found = read(tmp_path / "saved.npz")
        assert (found.name, dict(found.card), found.parameters) == (
            network.name,
            dict(network.card),
            network.parameters,
        )
        assert found.vocabulary == network.vocabulary
        for text in ("", "the film was good", "qqqq bad " * 9):
            assert found.read(text).output.tobytes() == network.read(text).output.tobytes()


def test_parameters_are_counted(rng: np.random.Generator) -> None:
    words = len(WORDS) + 2
    assert random_bag(rng).parameters == words * 6 + 6 + 6 * 3 + 3
    assert random_slots(rng).parameters == words * 5 + (4 * 5) * 6 + 6 + 6 * 3 + 3


def test_parts_that_do_not_fit_are_refused(rng: np.random.Generator) -> None:
    bag, slots = random_bag(rng), random_slots(rng)
    for wrong in ((), bag.layers[::-1], bag.layers[1:]):
        with pytest.raises(ValueError, match="kernel must have shape|got none"):
            replace(bag, layers=wrong)
        with pytest.raises(ValueError, match="kernel must have shape|got none"):
            replace(slots, layers=wrong)
    with pytest.raises(ValueError, match="embeddings must have shape"):
        replace(slots, embeddings=slots.embeddings[1:])
    with pytest.raises(ValueError, match="kernel must have shape"):  # One row short of whole slots.
        replace(slots, layers=(dense(rng, SLOTS * 5 - 1, 6, "tanh"), slots.layers[1]))


def test_a_file_that_is_something_else_is_refused(tmp_path: Path, rng: np.random.Generator) -> None:
    save_feedforward(random_bag(rng), tmp_path / "bag.npz")
    with pytest.raises(ValueError, match="not a network with slots saved by this program"):
        read_slots(tmp_path / "bag.npz")
    for content in (b"", b"nothing", b"PK\x03\x04"):
        with pytest.raises(ValueError, match="not a bag of words saved by this program"):
            read_bag(io.BytesIO(content))
    objects = io.BytesIO()
    np.savez(objects, header=np.array([{}], object))
    objects.seek(0)
    with pytest.raises(ValueError, match="not a bag of words"):
        read_bag(objects)


def test_a_network_refuses_to_be_changed(rng: np.random.Generator) -> None:
    slots = random_slots(rng)
    for array in (slots.embeddings, slots.read("good").output, random_bag(rng).read("good").counts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(TypeError):
        slots.card["seed"] = 2  # type: ignore[index]
