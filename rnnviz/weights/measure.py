"""How well a finished network does, measured through the NumPy code and on the weights as stored."""

from collections.abc import Iterable

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.pairs import Sentence
from rnnviz.network import Network
from rnnviz.text import encode


def judge(network: Network, text: str) -> float:
    """Probability of positive of a whole text: `Network.read` without the states in between."""
    inputs = network.embeddings[[column.id for column in encode(text, network.vocabulary)]]
    if not len(inputs):
        return network.read(text).probability
    for layer in network.layers:
        reading = layer.read(inputs)
        inputs = reading.steps.hidden_state
    return float(network.judge(reading.final)[-1])


def share_right(network: Network, examples: Iterable[Example]) -> float:
    """The share of examples that a network judges right."""
    right = [(judge(network, example.text) > 0.5) == (example.label > 0.5) for example in examples]
    return float(np.mean(right))


def shares_by_kind(network: Network, sentences: Iterable[Sentence]) -> dict[str, float]:
    """The share of pair sentences judged right: of each kind, and of all as "all"."""
    by_kind: dict[str, list[bool]] = {"all": []}
    for sentence in sentences:
        right = (judge(network, sentence.text) > 0.5) == bool(sentence.label)
        by_kind["all"].append(right)
        by_kind.setdefault(sentence.kind, []).append(right)
    return {kind: float(np.mean(right)) for kind, right in by_kind.items()}
