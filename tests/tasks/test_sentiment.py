"""The networks of Explore as wired ones: the same words, states and probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.layers import Dense
from rnnviz.network import Network, load_network
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.running import run
from rnnviz.tasks.sentiment import wired
from rnnviz.tasks.shipped import load_wired, shipped_variants
from rnnviz.tasks.task import Modifier

TASK = task_of("sentiment")
TEXTS = (
    *TASK.examples,
    "good",
    "It's a boooring film – 10/10!",
    "zzqxj",
    "not at all good, but not bad either",
)


@pytest.fixture(scope="module", params=shipped_variants(TASK), ids=str)
def modifiers(request: pytest.FixtureRequest) -> tuple[Modifier, ...]:
    found: tuple[Modifier, ...] = request.param
    return found


@pytest.fixture(scope="module")
def original(modifiers: tuple[Modifier, ...]) -> Network:
    return load_network(load_wired(TASK, modifiers).network.name)


@pytest.mark.parametrize("text", TEXTS)
def test_the_probability_is_that_of_explore(
    text: str, modifiers: tuple[Modifier, ...], original: Network
) -> None:
    reading = original.read(text)
    result = run(TASK, load_wired(TASK, modifiers).network, TASK.understand(text))
    assert result.read is not None
    assert result.read.ids == tuple(column.id for column in reading.columns)
    np.testing.assert_array_equal(result.read.embedded, reading.embeddings)
    for layer, trace in zip(result.read.layers, reading.layers, strict=True):
        np.testing.assert_array_equal(layer.steps.hidden_state, trace.steps.hidden_state)
    # Softmax of (0, score) and the sigmoid of the score are one number, but for the last digit of a float32.
    assert result.probabilities[0, 1] == pytest.approx(reading.probability, abs=2e-7)
    assert result.text == ("positive" if reading.probability > 0.5 else "negative")


def test_words_and_size_are_those_of_explore(modifiers: tuple[Modifier, ...], original: Network) -> None:
    saved = load_wired(TASK, modifiers)
    assert saved.network.reader is not None
    assert saved.network.reader.symbols.names[2:] == original.vocabulary.words[2:]
    head = original.head[0]
    assert saved.network.parameters == original.parameters + head.kernel.size + head.bias.size
    assert saved.network.card["right"] == original.card["reviews"]["test"]["accuracy"]


def test_the_card_is_true_on_the_test_sentences(modifiers: tuple[Modifier, ...]) -> None:
    network, data = load_wired(TASK, modifiers).network, TASK.draw_held_out(300, 3)
    assert network.reader is not None and network.head is not None and isinstance(data.sources, tuple)
    answers = [
        int(network.head.apply(network.reader.read(ids.tolist()).final).argmax()) for ids in data.sources
    ]
    right = np.mean([answer == int(target[0]) for answer, target in zip(answers, data.targets, strict=True)])
    share = network.card["right"]
    assert abs(right - share) < 4 * np.sqrt(share * (1 - share) / len(data))


def test_as_many_examples_are_drawn_as_are_asked_for() -> None:
    assert len(TASK.draw(30, 1)) == len(TASK.draw_held_out(30, 1)) == 30


def test_another_head_is_refused() -> None:
    network = load_network("lstm")
    head = network.head[0]
    two = Dense(np.repeat(head.kernel, 2, axis=1), np.repeat(head.bias, 2), "sigmoid")
    for other in (replace(head, activation="tanh"), two):
        with pytest.raises(ValueError, match="one sigmoid unit"):
            wired(replace(network, head=(other,)))
