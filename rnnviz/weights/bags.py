"""The two bags of words that networks are compared with; the second of them also taught them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.pairs import Sentence
from rnnviz.data.reviews import Split
from rnnviz.weights.linear import Linear, fit_best, fit_linear, share_right
from rnnviz.weights.measure import rounded, tally

TEACHER_STRENGTH, TEACHER_RAREST = 2.0, 3


class Bags(NamedTuple):
    """Two fitted bags of words.

    Attributes:
        rated_only: learned from the training part of the rated sentences.
        with_reviews: learned from the long reviews as well; its verdicts are what the fragments of
            reviews are labelled with, and the first value of every embedding.
        strength: C of the first, chosen on the validation part.
    """

    rated_only: Linear
    with_reviews: Linear
    strength: float


def fit_bags(reviews: Sequence[Example], split: Split) -> Bags:
    """Fit both."""
    rated_only, strength = fit_best(split.train, split.validation)
    importance = np.array([1.0] * len(reviews) + [3.0] * len(split.train))
    examples = [*reviews, *split.train]
    return Bags(rated_only, fit_linear(examples, TEACHER_STRENGTH, TEACHER_RAREST, importance), strength)


def measure_bags(bags: Bags, split: Split, pairs: Iterable[Sentence]) -> dict[str, Any]:
    """What a card says of them: shares right on the reviews, and on the pairs by kind."""
    pairs = list(pairs)
    scores: dict[str, Any] = {"strength": bags.strength}
    for name, bag in (("rated_only", bags.rated_only), ("with_reviews", bags.with_reviews)):
        scores[f"{name}_validation"] = round(share_right(bag, split.validation), 4)
        scores[f"{name}_test"] = round(share_right(bag, split.test), 4)
        verdicts = bag.predict(sentence.text for sentence in pairs)
        scores[f"{name}_pairs"] = rounded(tally(pairs, verdicts.tolist()))
    return scores
