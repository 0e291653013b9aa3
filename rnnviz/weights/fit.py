"""Training one recipe from one seed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.grammar import generate, read_grammar
from rnnviz.data.pairs import DEVELOPMENT_PAIRS, read_pairs
from rnnviz.learning.bridge import network_from_model
from rnnviz.learning.build import build_model
from rnnviz.learning.chance import settle_chance
from rnnviz.learning.encoded import Encoded, encode_all
from rnnviz.learning.train import EpochEnd, train
from rnnviz.network import Network, save_network
from rnnviz.weights.material import Material, refuse_all_pairs
from rnnviz.weights.measure import share_right, shares_by_kind
from rnnviz.weights.recipes import Mixture, Recipe, Stage


class Trained(NamedTuple):
    """A network after its last stage, and how it did on what it may be chosen by."""

    network: Network
    validation: float
    development: float

    @property
    def choice(self) -> float:
        """What seeds are compared by; the test part and the test pairs have no say."""
        return (self.validation + self.development) / 2


class Candidate(NamedTuple):
    """A network that was trained in another process: where it lies and how it may be chosen."""

    path: Path
    seed: int
    choice: float


def fit_and_save(
    recipe: Recipe, seed: int, material: Material, folder: Path, say: Callable[[str], None]
) -> Candidate:
    """Train in a process of its own: `fit`, with the network left in a folder."""
    settle_chance(seed, threads=1)
    trained = fit(recipe, seed, material, say)
    path = folder / f"{recipe.name}-{seed}.npz"
    save_network(trained.network, path)
    return Candidate(path, seed, trained.choice)


def fit(recipe: Recipe, seed: int, material: Material, say: Callable[[str], None]) -> Trained:
    """Train a recipe from one seed.

    Args:
        recipe: what to train and how.
        seed: of the initial weights, the order, and the sentences that are generated.
        material: what to train on.
        say: told of each epoch.
    """
    spec = replace(recipe.model, vocab_size=len(material.vocabulary), seed=seed)
    model = build_model(spec, material.embeddings)
    rng = np.random.default_rng(seed)
    candidates: list[Trained] = []
    for number, stage in enumerate(recipe.stages):
        training = replace(stage.training, seed=seed + number)
        last = stage is recipe.stages[-1]
        for event in train(model, _epochs(stage, material, rng), training):
            if not isinstance(event, EpochEnd):
                continue
            if not last:
                say(f"{recipe.name} {seed} {stage.title} {event.epoch}: loss {event.score.loss:.3f}")
                continue
            network = _as_stored(network_from_model(model, material.vocabulary, recipe.name))
            candidates.append(_judge_candidate(network, material))
            share, pairs = candidates[-1].validation, candidates[-1].development
            loss = event.score.loss
            say(f"{recipe.name} {seed} mix {event.epoch}: loss {loss:.3f}, {share:.3f}, pairs {pairs:.3f}")
    return max(candidates, key=lambda one: one.choice)


def _epochs(stage: Stage, material: Material, rng: np.random.Generator) -> Iterator[Encoded]:
    """The examples of each epoch of a stage."""
    while True:
        yield encode_all(mix(stage.mixture, material, rng), material.vocabulary)


def mix(mixture: Mixture, material: Material, rng: np.random.Generator) -> list[Example]:
    """The texts of one epoch: newly generated ones, a draw of fragments, the rated ones."""
    written = generate(read_grammar(), rng, refuse_all_pairs(), mixture.rule)
    examples = list(islice(written, mixture.generated))
    drawn = rng.choice(len(material.fragments), mixture.fragments, replace=False) if mixture.fragments else ()
    examples += [material.fragments[n] for n in drawn]
    return examples + list(material.rated if mixture.rated else ())


def _as_stored(network: Network) -> Network:
    """Round the embeddings to float16, which is how they are stored: scores are of these."""
    return replace(network, embeddings=network.embeddings.astype(np.float16).astype(np.float32))


def _judge_candidate(network: Network, material: Material) -> Trained:
    development = shares_by_kind(network, read_pairs(DEVELOPMENT_PAIRS))["all"]
    return Trained(network, share_right(network, material.split.validation), development)
