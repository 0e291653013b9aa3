"""The gradient of each wiring is a difference quotient, and what Keras's GradientTape finds."""

import numpy as np
import pytest

from rnnviz.learning.wired_pass import cross_entropy, gradients_wired, loss_wired
from rnnviz.learning.wired_weights import shapes_of
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, batch_of, examples, title, weights_of


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_every_gradient_is_a_difference_quotient(spec: WiredSpec, rng: np.random.Generator) -> None:
    weights, batch = weights_of(spec, rng), batch_of(spec, examples(spec, rng, 6))
    loss, gradients = gradients_wired(spec, weights, batch)
    assert loss == pytest.approx(loss_wired(spec, weights, batch), rel=1e-12)
    assert {name: one.shape for name, one in gradients.items()} == shapes_of(spec)
    for name, array in weights.items():
        # One direction at random through all numbers of an array says as much as each of them.
        direction, kept, losses = rng.normal(size=array.shape), array.copy(), []
        for sign in (1, -1):
            array[...] = kept + sign * 1e-6 * direction
            losses.append(loss_wired(spec, weights, batch))
        array[...] = kept
        quotient = (losses[0] - losses[1]) / 2e-6
        found = (gradients[name] * direction).sum()
        assert found == pytest.approx(quotient, rel=1e-5, abs=1e-7), name


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_weights_of_32_bits_have_gradients_of_32_bits(spec: WiredSpec, rng: np.random.Generator) -> None:
    weights, batch = weights_of(spec, rng, np.float32), batch_of(spec, examples(spec, rng, 6))
    _, gradients = gradients_wired(spec, weights, batch)
    assert {name: one.dtype.name for name, one in gradients.items()} == dict.fromkeys(weights, "float32")


def test_one_example_gives_the_same_loss_in_whatever_company(rng: np.random.Generator) -> None:
    spec = SPECS[-4]
    weights, data = weights_of(spec, rng), examples(spec, rng, 7)
    alone = [loss_wired(spec, weights, batch_of(spec, data.take(np.array([n])))) for n in range(len(data))]
    together = np.average(alone, weights=[len(target) for target in data.targets])
    assert loss_wired(spec, weights, batch_of(spec, data)) == pytest.approx(together, rel=1e-12)


def test_a_score_far_from_the_others_gives_no_overflow() -> None:
    scores = np.array([[1e4, 0.0], [0.0, 1e4]], np.float32)
    loss, slope = cross_entropy(scores.copy(), np.array([0, 0]))
    assert loss == pytest.approx(5e3)
    np.testing.assert_allclose(slope, np.array([[0, 0], [-0.5, 0.5]]))
