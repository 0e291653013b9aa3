"""The bag of words, on texts small enough to know the answer."""

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.weights.linear import fit_best, fit_linear, share_right

pytest.importorskip("sklearn")
EXAMPLES = [
    Example(f"{word} {thing}", label)
    for word, label in (("lovely", 1), ("fine", 1), ("awful", 0), ("dull", 0))
    for thing in ("soup", "bread", "song", "film")
]


def test_words_that_stand_in_good_texts_weigh_up() -> None:
    linear = fit_linear(EXAMPLES, 1.0)
    assert linear.weights["lovely"] > 0.2 > -0.2 > linear.weights["dull"]
    assert abs(linear.weights["soup"]) < 0.05
    assert " " not in "".join(linear.weights)


def test_a_pair_of_words_can_say_what_its_words_do_not() -> None:
    texts = ("not bad", 1), ("bad", 0), ("not good", 0), ("good", 1)
    examples = [Example(text, label) for text, label in texts] * 5
    assert share_right(fit_linear(examples, 100.0), examples) == 1.0


def test_important_examples_win() -> None:
    examples = [Example("odd", 1), Example("odd", 0)]
    high, low = (
        fit_linear(examples, 1.0, 1, np.array(weights)).predict(["odd"])[0] for weights in ([3, 1], [1, 3])
    )
    assert high > 0.5 > low


def test_the_strength_with_the_best_validation_is_taken() -> None:
    linear, strength = fit_best(EXAMPLES, EXAMPLES[::2])
    assert share_right(linear, EXAMPLES) == 1.0
    assert strength in (1, 2, 4, 8, 16)
