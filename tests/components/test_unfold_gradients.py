"""The gradients of an unfolded reading in its bytes: of states, of inputs, and what passes each arrow."""

import numpy as np

from rnnviz.analysis.gradient import LOSSES
from rnnviz.arrays import FloatArray
from rnnviz.cells import LSTMCell
from tests.analysis.test_gradient import exact_network
from tests.components.test_payload import each_network
from tests.components.test_unfold_payload import as_sent, sent, unfolded
from tests.oracles import Kind, random_network


def norms(values: FloatArray) -> FloatArray:
    """Euclidean, of every row."""
    return np.array([np.sqrt((row.astype(np.float64) ** 2).sum()) for row in np.atleast_2d(values)])


@each_network
def test_gradients_of_all_units_arrive_with_their_norms(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    packet, found = sent(shown)
    largest = 0.0
    for each, back in zip(found["gradients"], shown.gradient.traces, strict=True):
        values = back.steps.hidden_state
        np.testing.assert_array_equal(packet.array(each["values"]), as_sent(values))
        np.testing.assert_allclose(packet.array(each["norms"])[0], norms(values), rtol=1e-6)
        largest = max(largest, float(np.abs(values).max()))
    assert largest <= found["gradientLimit"] * (1 + 1e-6) and found["gradientLimit"] <= 2.6 * largest
    np.testing.assert_allclose(packet.array(found["loss"]["total"]), shown.gradient.total, rtol=1e-6)
    assert found["loss"]["every"] is False
    assert found["loss"]["says"] == LOSSES["sigmoid"]


@each_network
def test_what_passes_through_time_is_what_a_state_gets_beside_what_arrives_from_above(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    packet, found = sent(shown)
    for n, each in enumerate(found["gradients"]):
        back, above = shown.gradient.traces[n], shown.gradient.arriving[n]
        through, arriving = (packet.array(each["passing"][part])[0] for part in ("Whh", "Why"))
        np.testing.assert_allclose(arriving, norms(above), rtol=1e-6)
        # Row t is handed by step t to the step before it, and the first step read hands it to h_0.
        carried = norms(back.steps.hidden_state - above)
        order = carried[1:] if shown.traces[n].reverse else carried[:-1]
        handed, first = (through[:-1], through[-1]) if shown.traces[n].reverse else (through[1:], through[0])
        np.testing.assert_allclose(handed, order, rtol=1e-4, atol=1e-7)
        np.testing.assert_allclose(first, norms(back.initial.hidden_state)[0], rtol=1e-6)
        assert packet.array(each["passing"]["c"]).any() == (kind is LSTMCell)


@each_network
def test_the_gradient_of_an_input_is_the_limit_of_differences(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(exact_network(kind, wiring, rng), "the film was good")
    packet, found = sent(shown)
    vectors, columns = shown.reading.embeddings, shown.reading.columns

    def loss_at(moved: FloatArray) -> float:
        return -float(np.log(shown.network.read_vectors("", columns, moved).outputs[-1, 0]))

    for t, row in enumerate(packet.array(found["gradientOfInputs"])):
        along = np.zeros_like(vectors)
        along[t] = rng.normal(size=len(row))
        difference = (loss_at(vectors + 1e-5 * along) - loss_at(vectors - 1e-5 * along)) / 2e-5
        np.testing.assert_allclose(row @ along[t], difference, rtol=1e-4, atol=1e-7)
        inputs = packet.array(found["gradients"][0]["passing"]["Wxh"])[0]
        if shown.network.layers[0].backward is None:
            np.testing.assert_allclose(inputs[t], norms(row)[0], rtol=1e-5)
    scores = shown.gradient.scores[:, -1]
    np.testing.assert_array_equal(packet.array(found["gradientOfOutputs"]), as_sent(scores))
