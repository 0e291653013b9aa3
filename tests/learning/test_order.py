"""The networks for the tasks of order: Keras and NumPy agree, and training learns order or cannot."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.text import Vocabulary, encode

pytestmark = pytest.mark.keras

WORDS = tuple("the dog bit man was by cat saw".split())
VOCABULARY = Vocabulary.of(WORDS)
SLOTS = 5


def spec(**changes: Any) -> Any:
    from rnnviz.learning.order import OrderSpec

    sizes = OrderSpec(
        len(VOCABULARY), 3, SLOTS, embedding_dim=4, bag_units=6, slot_units=7, recurrent_units=5
    )
    return replace(sizes, **changes)


def randomised(model: Any, rng: np.random.Generator) -> Any:
    """A model with weights that have no zeros and no symmetry, biases too."""
    model.set_weights([rng.normal(0, 0.5, array.shape) for array in model.get_weights()])
    return model


def ids_of(*texts: str) -> Any:
    from rnnviz.learning.encoded import pad

    return pad(np.array([column.id for column in encode(text, VOCABULARY)], np.int32) for text in texts)


def random_texts(rng: np.random.Generator, count: int = 12) -> list[str]:
    return [" ".join(rng.choice([*WORDS, "qqqq"], rng.integers(1, 11))) for _ in range(count)]


def test_a_bag_answers_as_its_model_does(rng: np.random.Generator) -> None:
    from rnnviz.learning.order import bag_from_model, build_bag, counts

    model, texts = randomised(build_bag(spec()), rng), random_texts(rng)
    network = bag_from_model(model, VOCABULARY)
    expected = model.predict_on_batch(counts(ids_of(*texts), len(VOCABULARY)))
    for text, row in zip(texts, expected, strict=True):
        np.testing.assert_allclose(network.read(text).output, row, atol=2e-6)
    assert network.parameters == model.count_params()


def test_slots_answer_as_their_model_does(rng: np.random.Generator) -> None:
    from rnnviz.learning.order import build_slots, into_slots, slots_from_model

    model, texts = randomised(build_slots(spec()), rng), random_texts(rng)
    network = slots_from_model(model, VOCABULARY)
    expected = model.predict_on_batch(into_slots(ids_of(*texts), SLOTS))
    for text, row in zip(texts, expected, strict=True):
        np.testing.assert_allclose(network.read(text).output, row, atol=2e-6)
    assert network.slots == SLOTS and network.parameters == model.count_params()


def test_the_recurrent_one_answers_as_its_model_does(rng: np.random.Generator) -> None:
    from rnnviz.learning.bridge import network_from_model
    from rnnviz.learning.order import build_recurrent

    model, texts = randomised(build_recurrent(spec()), rng), random_texts(rng)
    network = network_from_model(model, VOCABULARY)
    expected = model.predict_on_batch(ids_of(*texts))  # Padded and masked.
    for text, row in zip(texts, expected, strict=True):
        np.testing.assert_allclose(network.read(text).outputs[-1], row, atol=2e-6)
    assert network.parameters == model.count_params()


def test_counts_and_slots_by_hand() -> None:
    from rnnviz.learning.order import counts, into_slots

    ids = np.array([[2, 3, 2, 1, 0, 0], [4, 4, 4, 3, 2, 5]], np.int32)
    assert counts(ids, 6).tolist() == [[0, 1, 2, 1, 0, 0], [0, 0, 1, 1, 3, 1]]
    assert into_slots(ids, 4).tolist() == [[2, 3, 2, 1], [4, 4, 4, 3]]
    assert into_slots(ids, 7).tolist() == [[2, 3, 2, 1, 0, 0, 0], [4, 4, 4, 3, 2, 5, 0]]


def test_order_is_learnt_by_who_can_see_it() -> None:
    from rnnviz.learning import order

    texts = ["the dog bit the man", "the man bit the dog", "the cat saw the dog", "the dog saw the cat"]
    ids, labels = ids_of(*texts), np.array([0, 1, 2, 0])
    chosen = spec(epochs=25, batch_size=4, learning_rate=0.1, word_dropout=0.0)
    slots, bag, recurrent = (
        (order.build_slots, lambda ids: order.into_slots(ids, SLOTS)),
        (order.build_bag, lambda ids: order.counts(ids, len(VOCABULARY))),
        (order.build_recurrent, lambda ids: ids),
    )
    right = []
    for build, prepare in (slots, bag, recurrent):
        model: Any = build(chosen)
        order.fit(model, prepare, ids, labels, chosen)
        right.append(int((model.predict_on_batch(prepare(ids)).argmax(axis=1) == labels).sum()))
    assert right == [4, 2, 4]


def test_the_same_seed_trains_the_same_weights() -> None:
    from rnnviz.learning import order

    ids, labels = ids_of("dog bit man", "man bit dog"), np.array([0, 1])
    found = []
    for seed in (3, 3, 4):
        chosen = spec(epochs=2, seed=seed, word_dropout=0.3)
        model = order.build_recurrent(chosen)
        order.fit(model, lambda ids: ids, ids, labels, chosen)
        found.append(np.concatenate([array.ravel() for array in model.get_weights()]))
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)
    assert np.abs(found[0] - found[2]).max() > 0.01
