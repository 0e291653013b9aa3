"""How well a finished network does, measured through the NumPy code and on the weights as stored."""

from collections.abc import Iterable, Mapping, Sequence

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


def shares_by_kind(network: Network, sentences: Sequence[Sentence]) -> dict[str, float]:
    """The share of pair sentences that a network judges right: of each kind, and of all as "all"."""
    return tally(sentences, (judge(network, sentence.text) for sentence in sentences))


def tally(sentences: Iterable[Sentence], probabilities: Iterable[float]) -> dict[str, float]:
    """The share of pair sentences judged right, by kind.

    Args:
        sentences: of pairs.
        probabilities: of positive, one a sentence; 0.5 counts as negative.
    """
    by_kind: dict[str, list[bool]] = {"all": []}
    for sentence, probability in zip(sentences, probabilities, strict=True):
        right = (probability > 0.5) == bool(sentence.label)
        by_kind["all"].append(right)
        by_kind.setdefault(sentence.kind, []).append(right)
    return {kind: float(np.mean(right)) for kind, right in by_kind.items()}


def rounded(shares: Mapping[str, float]) -> dict[str, float]:
    """Shares as a card keeps them."""
    return {kind: round(share, 4) for kind, share in shares.items()}
