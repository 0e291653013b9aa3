"""A loss carried back: GradientTape in double precision, difference quotients, verdicts by hand."""

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.gradient import LOSSES, Loss, ReadingGradient, gradient_of, wanted_output
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, SimpleRNNCell, Step
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network, Reading
from rnnviz.unroll import Trace
from tests.oracles import KINDS, WIRINGS, Kind, keras_layer, random_initial, random_network, random_text

HEADS = {"sigmoid": (1,), "softmax": (2,), "two-layers": (4, 1), "linear": (1,)}
EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])
each_head = pytest.mark.parametrize("head", HEADS)
STATES = ("hidden_state", "cell_state")


def doubled(part: Any) -> Any:
    """A cell or a dense layer in double precision."""
    names = [name for name in ("kernel", "recurrent_kernel", "bias") if hasattr(part, name)]
    return dataclasses.replace(part, **{name: getattr(part, name).astype(np.float64) for name in names})


def exact_network(kind: Kind, wiring: str, rng: np.random.Generator, head: str = "sigmoid") -> Network:
    """A random network in double precision, so that differences do not drown in rounding."""
    network = random_network(kind, wiring, rng, HEADS[head])
    layers = [RecurrentLayer(*map(doubled, layer.cells)) for layer in network.layers]
    *hidden, last = map(doubled, network.head)
    if head == "linear":
        last = dataclasses.replace(last, activation="linear")
    embeddings = network.embeddings.astype(np.float64)
    return dataclasses.replace(network, embeddings=embeddings, layers=tuple(layers), head=(*hidden, last))


def random_losses(network: Network, rng: np.random.Generator) -> list[Loss]:
    """Of the last output and, where there is one at every word, of all."""
    is_linear = network.head[-1].activation == "linear"
    target = float(rng.normal() if is_linear else rng.integers(2))
    return [Loss(target, every) for every in (False, True)[: 1 + network.is_causal]]


def traces_of(reading: Reading) -> list[Trace]:
    return [trace for layer in reading.layers for trace in layer.traces]


def losses_by_hand(network: Network, outputs: FloatArray, target: float) -> FloatArray:
    """-ln of the probability of the true verdict, or half the squared error, for each row."""
    if network.head[-1].activation == "linear":
        return 0.5 * (outputs[:, 0] - target) ** 2
    positive = outputs[:, -1]
    return -np.log(positive if target else 1 - positive)


def total_by_hand(network: Network, reading: Reading, loss: Loss) -> float:
    asked = reading.outputs if loss.every else reading.outputs[-1:]
    return float(losses_by_hand(network, asked, loss.target).sum())


@each_network
@each_head
def test_losses_are_of_the_outputs_that_are_asked(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = network.read(random_text(rng, 5))
    for loss in random_losses(network, rng):
        back = gradient_of(network, reading, loss)
        expected = losses_by_hand(network, reading.outputs, loss.target)
        expected[: None if loss.every else -1] *= loss.every
        np.testing.assert_allclose(back.losses, expected, rtol=1e-12)
        np.testing.assert_allclose(back.total, total_by_hand(network, reading, loss), rtol=1e-12)
        assert back.loss == loss
        assert back.scores.shape == reading.outputs.shape
        assert not back.scores[expected == 0].any()


@each_network
@each_head
def test_what_arrives_at_the_first_states_is_the_limit_of_differences(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    cells = [cell for layer in network.layers for cell in layer.cells]
    start = {n: random_initial(cell, rng) for n, cell in enumerate(cells)}
    text = random_text(rng, 6)
    reading = network.read(text, start)

    def moved_by(n: int, along: dict[str, FloatArray], loss: Loss, by: float) -> float:
        step: Any = start[n]
        moved = {name: getattr(step, name) + by * direction for name, direction in along.items()}
        return total_by_hand(network, network.read(text, start | {n: step._replace(**moved)}), loss)

    for loss in random_losses(network, rng):
        back = gradient_of(network, reading, loss)
        for n, cell in enumerate(cells):
            names = [name for name in STATES if name in cell.step_type._fields]
            along = {name: rng.normal(size=cell.units) for name in names}
            difference = (moved_by(n, along, loss, 1e-5) - moved_by(n, along, loss, -1e-5)) / 2e-5
            found = sum(getattr(back.traces[n].initial, name) @ along[name] for name in names)
            np.testing.assert_allclose(found, difference, rtol=1e-6, atol=1e-8)


def tape_of(network: Network, reading: Reading, loss: Loss) -> tuple[list[FloatArray], list[FloatArray]]:
    """([losses, dL/d scores] of the outputs there are, dL/d weights of every cell) by GradientTape."""
    import tensorflow as tf

    variables: list[Any] = []
    with tf.GradientTape() as tape:
        sequence, final = tf.constant(reading.embeddings[None]), None
        for layer in network.layers:
            twins = [keras_layer(cell, return_sequences=True) for cell in layer.cells]
            variables += [weight.value for twin in twins for weight in twin.weights]
            ways = (sequence, sequence[:, ::-1])
            forward, *backward = (twin(x) for twin, x in zip(twins, ways, strict=False))
            final = tf.concat([forward[0, -1:], *(part[0, -1:] for part in backward)], -1)
            sequence = tf.concat([forward, *(part[:, ::-1] for part in backward)], -1)
        scores = scores_of(network, sequence[0] if network.is_causal else final)
        losses = keras_losses(network.head[-1], scores, loss.target)
        total = tf.reduce_sum(losses if loss.every else losses[-1:])
    found = tape.gradient(total, [scores, *variables])
    return [np.asarray(losses), np.asarray(found[0])], [np.asarray(each) for each in found[1:]]


def scores_of(network: Network, states: Any) -> Any:
    """What the head says of states, before its last activation."""
    import tensorflow as tf

    for dense in network.head[:-1]:
        states = tf.tanh(states @ dense.kernel + dense.bias)
    return states @ network.head[-1].kernel + network.head[-1].bias


def keras_losses(last: Dense, scores: Any, target: float) -> Any:
    """Computed from the scores, as TensorFlow does it."""
    import tensorflow as tf

    if last.activation == "linear":
        return 0.5 * tf.reduce_sum((scores - target) ** 2, -1)
    if last.activation == "softmax":
        truth = tf.fill(scores.shape[:1], int(target))
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=truth, logits=scores)
    truth = tf.fill(scores.shape, tf.constant(target, scores.dtype))
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=truth, logits=scores)[:, 0]


# Each network with one head, and with the others in turn: the difference quotients above are of all of them.
IN_TURN = [
    *((*pair, "sigmoid") for pair in EVERY),
    *((*pair, head) for pair, head in zip(EVERY, itertools.cycle(list(HEADS)[1:]), strict=False)),
]


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "wiring", "head"), IN_TURN)
def test_gradients_equal_gradient_tape(kind: Kind, wiring: str, head: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = network.read(random_text(rng, 5))
    for loss in random_losses(network, rng):
        (losses, scores), weights = tape_of(network, reading, loss)
        back = gradient_of(network, reading, loss)
        asked = slice(None) if loss.every else slice(-1, None)
        np.testing.assert_allclose(back.losses[asked], losses[asked], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(back.scores[asked], scores[asked], rtol=1e-8, atol=1e-9)
        ours = [part for each in back.traces for part in (each.kernel, each.recurrent_kernel, each.bias)]
        for found, expected in zip(ours, weights, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-9)


@each_network
def test_the_state_s_gradient_is_what_arrives_and_what_the_next_step_hands_back(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = network.read(random_text(rng, 5))
    back = gradient_of(network, reading, Loss())
    for trace, arriving, each in zip(traces_of(reading), back.arriving, back.traces, strict=True):
        handed = each.steps.previous.hidden_state
        through_time = np.zeros_like(handed)
        if trace.reverse:
            through_time[1:] = handed[:-1]
        else:
            through_time[:-1] = handed[1:]
        np.testing.assert_allclose(each.steps.hidden_state, arriving + through_time, atol=1e-15)


@each_network
@each_head
def test_no_words_leave_nothing_to_carry_back(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    for loss in random_losses(network, rng):
        back = gradient_of(network, network.read(" ... "), loss)
        assert back.total == 0
        assert (back.losses.shape, len(back.scores)) == ((0,), 0)
        cells = [cell for layer in network.layers for cell in layer.cells]
        for cell, arriving, each in zip(cells, back.arriving, back.traces, strict=True):
            assert arriving.shape == each.steps.hidden_state.shape == (0, cell.units)
            assert each.kernel.shape == cell.kernel.shape
            assert not (each.kernel.any() or each.recurrent_kernel.any() or each.bias.any())
            assert not each.initial.hidden_state.any()


def saying(probability: float, outputs: int) -> Network:
    """A network whose verdict is this one whatever it reads, for a state of one unit that is 0."""
    network = random_network(SimpleRNNCell, "one-layer", np.random.default_rng(0))
    width = network.embeddings.shape[1]
    cell: Cell = SimpleRNNCell(np.zeros((width, 1)), np.zeros((1, 1)), np.zeros(1))
    score = np.log(probability / (1 - probability))
    bias = np.array([0, score][-outputs:])
    head = Dense(np.ones((1, outputs)), bias, "sigmoid" if outputs == 1 else "softmax")
    embeddings = network.embeddings.astype(np.float64)
    return dataclasses.replace(network, embeddings=embeddings, layers=(RecurrentLayer(cell),), head=(head,))


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_verdict_by_hand(outputs: int) -> None:
    # p = 0.8. True: -ln 0.8, slope 0.8 - 1. False: -ln 0.2, slope 0.8 - 0. A softmax of two has at the
    # other output the opposite slope.
    network = saying(0.8, outputs)
    reading = network.read("good film")
    for target, probability, slope in ((1, 0.8, -0.2), (0, 0.2, 0.8)):
        last, every = (gradient_of(network, reading, Loss(target, each)) for each in (False, True))
        np.testing.assert_allclose(last.losses, [0, -np.log(probability)])
        np.testing.assert_allclose(every.losses, 2 * [-np.log(probability)])
        row = np.array([-slope, slope][-outputs:])
        np.testing.assert_allclose(last.scores, [0 * row, row], atol=1e-15)
        np.testing.assert_allclose(every.scores, [row, row])


def test_what_was_wanted_is_the_target_or_a_one_in_its_place(rng: np.random.Generator) -> None:
    for head, target, expected in (
        ("sigmoid", 0.0, [0]),
        ("sigmoid", 1.0, [1]),
        ("softmax", 0.0, [1, 0]),
        ("softmax", 1.0, [0, 1]),
        ("linear", -2.5, [-2.5]),
    ):
        network = exact_network(SimpleRNNCell, "one-layer", rng, head)
        outputs = network.read(random_text(rng, 3)).outputs
        found = wanted_output(network, Loss(target), outputs)
        np.testing.assert_array_equal(found, np.tile(np.array(expected, np.float64), (3, 1)))


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize(("outputs", "positive"), [(4, 1), (2, 0), (3, 2)])
def test_of_several_outputs_the_verdict_is_that_of_the_one_called_positive(
    outputs: int, positive: int, target: float, rng: np.random.Generator
) -> None:
    network = dataclasses.replace(exact_network(SimpleRNNCell, "one-layer", rng), positive=None)
    units = network.layers[-1].units
    head = Dense(rng.normal(size=(units, outputs)), rng.normal(size=outputs), "softmax")
    network = dataclasses.replace(network, head=(head,), positive=positive)
    text, step = random_text(rng, 4), 1e-6
    loss = Loss(target)
    back = gradient_of(network, network.read(text), loss)

    def lost(bias: FloatArray) -> float:
        moved = dataclasses.replace(network, head=(dataclasses.replace(head, bias=bias),))
        p = moved.read(text).outputs[-1, positive]
        return float(-np.log(p if target else 1 - p))

    np.testing.assert_allclose(back.total, lost(head.bias), rtol=1e-12)
    for k, way in enumerate(np.eye(outputs)):
        slope = (lost(head.bias + step * way) - lost(head.bias - step * way)) / (2 * step)
        np.testing.assert_allclose(back.scores[-1, k], slope, atol=1e-8)


def all_numbers(back: ReadingGradient) -> list[FloatArray]:
    arrays = [back.losses, back.scores, *back.arriving]
    for trace in back.traces:
        arrays += [trace.kernel, trace.recurrent_kernel, trace.bias, *trace.initial, *trace.steps[:-1]]
    return arrays


@each_network
@pytest.mark.parametrize("outputs", [(1,), (2,), (4, 1)])
@pytest.mark.parametrize("score", [-1000.0, 1000.0])
def test_a_certain_and_wrong_verdict_has_a_large_loss_and_not_an_endless_one(
    kind: Kind, wiring: str, outputs: tuple[int, ...], score: float
) -> None:
    network = random_network(kind, wiring, np.random.default_rng(3), outputs)
    *hidden, last = network.head
    bias = np.zeros_like(last.bias)
    bias[-1] = score
    network = dataclasses.replace(network, head=(*hidden, dataclasses.replace(last, bias=bias)))
    reading = network.read("the film was good")
    wrong, right = (gradient_of(network, reading, Loss(target)) for target in (score < 0, score > 0))
    np.testing.assert_allclose(wrong.total, -np.log(1e-7), rtol=0.02)  # Where Keras cuts it off too.
    np.testing.assert_allclose(right.total, 0, atol=2e-7)
    np.testing.assert_allclose(np.abs(wrong.scores[-1]), 1)
    assert all(np.isfinite(array).all() for back in (wrong, right) for array in all_numbers(back))


@pytest.mark.parametrize("wiring", [name for name, both in WIRINGS.items() if any(both)])
def test_every_output_of_a_network_that_also_reads_backward_is_refused(
    wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(SimpleRNNCell, wiring, rng)
    reading = network.read("good")
    with pytest.raises(ValueError, match="every output can be asked of a network that reads forward only"):
        gradient_of(network, reading, Loss(every=True))


@pytest.mark.parametrize("name", ["tanh", "relu"])
def test_a_head_without_a_loss_is_refused(name: str, rng: np.random.Generator) -> None:
    network = exact_network(SimpleRNNCell, "one-layer", rng)
    odd = dataclasses.replace(network, head=(dataclasses.replace(network.head[0], activation=name),))
    message = f"activation must be one of sigmoid, softmax, linear, got '{name}'"
    assert list(LOSSES) == ["sigmoid", "softmax", "linear"]
    with pytest.raises(ValueError, match=message):
        gradient_of(odd, odd.read("good"), Loss())


def test_a_state_that_was_begun_from_is_part_of_what_is_carried_back(rng: np.random.Generator) -> None:
    # A linear recurrence of one step: h_1 = x + h_0 W_hh, so dL/dW_hh = h_0^T dL/dh_1.
    network = exact_network(SimpleRNNCell, "one-layer", rng, "linear")
    cell = dataclasses.replace(network.layers[0].forward, activation="linear")
    network = dataclasses.replace(network, layers=(RecurrentLayer(cell),))
    first: Step = random_initial(cell, rng)
    reading = network.read("good", {0: first})
    (back,) = gradient_of(network, reading, Loss(0.3)).traces
    above = (reading.outputs[0, 0] - 0.3) * network.head[0].kernel[:, 0]
    np.testing.assert_allclose(back.recurrent_kernel, np.outer(first.hidden_state, above), atol=1e-12)
