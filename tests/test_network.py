"""Networks: their verdicts against Keras, their running verdicts against their own, their parts."""

import dataclasses
import io
import itertools
from typing import Any

import numpy as np
import pytest

from rnnviz import network as network_module
from rnnviz.cells import Cell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import (
    Network,
    load_network,
    read_network,
    save_network,
    shipped_networks,
    verdict_weights,
    words_within,
)
from rnnviz.text import Vocabulary
from tests.oracles import KINDS, WIRINGS, WORDS, Kind, keras_model, random_cell, random_network, random_text

EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])


# Each kind and each wiring with either head, but not each pair of them: building it in Keras takes long.
IN_TURN = [(*pair, outputs) for pair, outputs in zip(EVERY, itertools.cycle([(1,), (5, 2)]), strict=False)]


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "wiring", "outputs"), IN_TURN)
def test_states_and_verdicts_equal_keras_reading_padded_sentences(
    kind: Kind, wiring: str, outputs: tuple[int, ...], rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng, outputs)
    readings = [network.read(random_text(rng, timesteps)) for timesteps in (1, 4, 9)]
    padded = np.zeros((len(readings), 12), np.int32)
    for row, reading in zip(padded, readings, strict=True):
        row[: len(reading.columns)] = [column.id for column in reading.columns]
    *states, verdicts = map(np.asarray, keras_model(network)(padded))
    for n, reading in enumerate(readings):
        for layer, expected in zip(reading.layers, states, strict=True):
            seen = expected[n, : len(reading.columns)]
            np.testing.assert_allclose(layer.steps.hidden_state, seen, atol=1e-5)
        np.testing.assert_allclose(reading.outputs[-1], verdicts[n], atol=1e-5)
        np.testing.assert_allclose(reading.probability, verdicts[n, -1], atol=1e-5)


@pytest.mark.keras
@each_network
def test_parameters_are_counted_as_keras_counts_them(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    import keras

    network = random_network(kind, wiring, rng, (4, 2))
    twin = keras_model(network)
    # The Keras twin holds its last layer twice: once for every state, once for the final one.
    twice = sum(array.size for cell in network.layers[-1].cells for array in weights_of(cell))
    assert isinstance(twin, keras.Model)
    assert network.parameters == twin.count_params() - twice


def weights_of(cell: Cell) -> tuple[Any, ...]:
    return cell.kernel, cell.recurrent_kernel, cell.bias


@each_network
@pytest.mark.parametrize("outputs", [(1,), (5, 2)])
def test_running_verdicts_are_those_of_every_prefix(
    kind: Kind, wiring: str, outputs: tuple[int, ...], rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng, outputs)
    words = random_text(rng, 9).split()
    reading = network.read(" ".join(words))
    prefixes = [network.read(" ".join(words[:t])) for t in range(1, 10)]
    np.testing.assert_allclose(reading.probabilities, [p.probability for p in prefixes], atol=1e-6)
    by_final_states = [network.judge(prefix.layers[-1].final) for prefix in prefixes]
    np.testing.assert_allclose(reading.outputs, by_final_states, atol=1e-6)


@each_network
@pytest.mark.parametrize("elements", [1, 20, 60, 10**9])
def test_blocks_of_prefixes_of_any_size_agree(
    kind: Kind, wiring: str, elements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(7)
    network, text = random_network(kind, wiring, rng), random_text(rng, 9)
    expected = network.read(text).outputs
    monkeypatch.setattr(network_module, "PREFIX_ELEMENTS", elements)
    np.testing.assert_allclose(network.read(text).outputs, expected, atol=1e-6)


@each_network
def test_no_words_leave_the_verdict_of_the_first_state(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    reading = network.read(" ... ")
    assert (reading.columns, reading.tokens) == ((), ())
    assert reading.probabilities.shape == (0,)
    assert [layer.steps.hidden_state.shape for layer in reading.layers] == [
        (0, layer.units) for layer in network.layers
    ]
    bias = network.head[0].bias[0]
    assert reading.probability == reading.initial_probability
    np.testing.assert_allclose(reading.probability, 1 / (1 + np.exp(-bias)), rtol=1e-6)


@each_network
def test_a_network_reads_the_same_text_the_same_way_twice(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    text = "The film was not good"
    first, _, third = network.read(text), network.read("bad"), network.read(text)
    np.testing.assert_array_equal(first.outputs, third.outputs)
    for one, other in zip(first.layers, third.layers, strict=True):
        for ours, theirs in zip(one.steps, other.steps, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_reading_keeps_every_word_as_typed_and_as_read(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    reading = network.read("The FLIM wasn't zzzz")
    assert reading.text == "The FLIM wasn't zzzz"
    assert reading.tokens == ("the", "film", "was", "not", "zzzz")
    assert [column.typed for column in reading.columns] == ["The", "FLIM", "was", "n't", "zzzz"]
    rows = [network.vocabulary.ids[word] for word in ("the", "film", "was", "not", "[UNK]")]
    np.testing.assert_array_equal(reading.embeddings, network.embeddings[rows])


@each_network
def test_what_was_computed_refuses_to_be_written_to(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    reading = random_network(kind, wiring, rng).read("the film was good")
    arrays = [reading.embeddings, reading.outputs, reading.initial_outputs]
    for layer in reading.layers:
        arrays += layer.steps
        for trace in layer.traces:
            arrays += [trace.inputs, *trace.initial, *trace.steps]
    writable = [array.shape for array in arrays if array.flags.writeable]
    assert writable == [], f"{len(writable)} of {len(arrays)} arrays can be overwritten"


def test_a_network_refuses_to_be_changed(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    with pytest.raises(ValueError, match="read-only"):
        network.embeddings[0, 0] = 1
    with pytest.raises(TypeError):
        network.card["score"] = 1  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.name = "other"  # type: ignore[misc]


def test_a_verdict_of_more_than_two_outputs_is_refused(rng: np.random.Generator) -> None:
    reading = random_network(SimpleRNNCell, "one-layer", rng, (3,)).read("good")
    assert reading.outputs.shape == (1, 3)
    with pytest.raises(ValueError, match="one or two outputs, this network has 3"):
        _ = reading.probability


@pytest.mark.parametrize("outputs", [(1,), (2,), (5, 1), (4, 6, 2)])
def test_verdict_weights_are_the_slope_of_the_score(
    outputs: tuple[int, ...], rng: np.random.Generator
) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng, outputs)
    units = network.layers[-1].units
    # Read in double precision, or the difference of two scores drowns in rounding.
    head = [Dense(d.kernel.astype(np.float64), d.bias.astype(np.float64), d.activation) for d in network.head]
    zeroed = [dataclasses.replace(dense, bias=0 * dense.bias) for dense in head]
    for layers in (head, zeroed):
        exact = dataclasses.replace(network, head=tuple(layers))
        slope = [(score(exact, 1e-6 * unit) - score(exact, -1e-6 * unit)) / 2e-6 for unit in np.eye(units)]
        np.testing.assert_allclose(verdict_weights(exact), slope, atol=1e-7)


def score(network: Network, states: np.ndarray) -> float:
    """ln(p / (1 - p)), p the probability of positive."""
    p = network.judge(states)[-1]
    return float(np.log(p) - np.log1p(-p))


def whole(rng: np.random.Generator) -> dict[str, Any]:
    """Parts that fit: embeddings of 5, a layer of 7 units, a head of 1."""
    vocabulary = Vocabulary.of(WORDS)
    layer = RecurrentLayer(random_cell(SimpleRNNCell, rng))
    embeddings, head = np.zeros((len(vocabulary), 5)), Dense(np.zeros((7, 1)), np.zeros(1))
    return {
        "name": "n",
        "vocabulary": vocabulary,
        "embeddings": embeddings,
        "layers": (layer,),
        "head": (head,),
    }


def test_parts_that_do_not_fit_are_refused_with_what_came(rng: np.random.Generator) -> None:
    parts = whole(rng)
    Network(**parts)
    rows, four = len(WORDS) + 2, random_cell(SimpleRNNCell, rng, (4, 7))
    layer, (head,) = parts["layers"][0], parts["head"]
    refused: list[tuple[dict[str, Any], str]] = [
        ({"embeddings": np.zeros((3, 5))}, rf"embeddings must have shape \({rows}, 5\), got \(3, 5\)"),
        ({"embeddings": np.zeros(rows)}, rf"embeddings must have shape .*, got \({rows},\)"),
        ({"embeddings": np.zeros((rows, 5, 1))}, rf"embeddings must have shape .*, got \({rows}, 5, 1\)"),
        ({"layers": ()}, "needs a recurrent layer and a head, got none"),
        ({"head": ()}, "needs a recurrent layer and a head, got none"),
        ({"layers": (RecurrentLayer(four),)}, "layer 0 reads 4 values, but receives 5"),
        ({"layers": (RecurrentLayer(layer.forward, four),)}, "layer 0 reads 4 values, but receives 5"),
        ({"layers": (layer, layer)}, "layer 1 reads 5 values, but receives 7"),
        ({"head": (head, head)}, r"kernel must have shape \(1, 1\), got \(7, 1\)"),
        (
            {"layers": (RecurrentLayer(layer.forward, layer.forward),)},
            r"must have shape \(14, 1\), got \(7, 1\)",
        ),
    ]
    for wrong, message in refused:
        with pytest.raises(ValueError, match=message):
            Network(**parts | wrong)


def test_parts_of_two_precisions_are_refused_or_read(rng: np.random.Generator) -> None:
    cell = random_cell(SimpleRNNCell, rng)
    doubled = dataclasses.replace(cell, recurrent_kernel=cell.recurrent_kernel.astype(np.float64))
    network = Network(**whole(rng) | {"layers": (RecurrentLayer(doubled),)})
    expected = Network(**whole(rng) | {"layers": (RecurrentLayer(cell),)}).read("good film").outputs
    np.testing.assert_allclose(network.read("good film").outputs, expected, atol=1e-6)


@each_network
def test_a_saved_network_reads_bit_for_bit_the_same(
    kind: Kind, wiring: str, rng: np.random.Generator, tmp_path: Any
) -> None:
    network = random_network(kind, wiring, rng, (3, 2))
    save_network(network, tmp_path / "saved.npz")
    again = read_network(tmp_path / "saved.npz")
    text = random_text(rng, 9)
    ours, theirs = network.read(text), again.read(text)
    assert ours.columns == theirs.columns
    np.testing.assert_array_equal(ours.outputs, theirs.outputs)
    for one, other in zip(ours.layers, theirs.layers, strict=True):
        for values, right in zip(one.steps, other.steps, strict=True):
            np.testing.assert_array_equal(values, right)


def test_shipped_networks_load_and_read() -> None:
    for name in shipped_networks():
        network = load_network(name)
        assert network.name == name
        assert 0 < network.read("The film was not good").probability < 1


def test_a_network_that_is_not_shipped_is_answered_with_those_that_are() -> None:
    for name in ("transformer", "../weights/gru", ""):
        with pytest.raises(ValueError, match=f"network must be one of .*, got {name!r}") as caught:
            load_network(name)
        assert all(known in str(caught.value) for known in shipped_networks())


@pytest.mark.parametrize(("outputs", "positive"), [(4, 2), (2, 0)])
def test_a_saved_network_keeps_which_output_is_called_positive(outputs: int, positive: int) -> None:
    network = load_network("simple-rnn")
    head = Dense(np.random.default_rng(0).normal(size=(64, outputs)), np.zeros(outputs), "softmax")
    network = dataclasses.replace(network, head=(head,), positive=positive)
    file = io.BytesIO()
    save_network(network, file)
    file.seek(0)
    again = read_network(file).read("not bad")
    np.testing.assert_array_equal(again.probabilities, network.read("not bad").outputs[:, positive])


def test_what_the_head_read_is_kept_for_networks_that_read_backwards() -> None:
    network = load_network("bidirectional-lstm")
    words = ["the", "food", "was", "not", "bad"]
    judged = network.read(" ".join(words)).judged
    prefixes = [network.read(" ".join(words[: n + 1])).layers[-1].final for n in range(len(words))]
    np.testing.assert_allclose(judged, prefixes, atol=1e-6)


def test_a_wide_network_that_reads_both_ways_reads_fewer_words_at_a_time() -> None:
    narrow = load_network("bidirectional-lstm")
    assert words_within(narrow, 400) == 400
    one, other = (LSTMCell(np.zeros((64, 2048)), np.zeros((512, 2048)), np.zeros(2048)) for _ in range(2))
    head = (Dense(np.zeros((1024, 1)), np.zeros(1)),)
    wide = dataclasses.replace(narrow, layers=(RecurrentLayer(one, other),), head=head)
    most, weights = words_within(wide, 400), 2 * 2048 * (64 + 512)
    assert most**2 * weights <= 2e10 < (most + 1) ** 2 * weights
    forward = dataclasses.replace(
        wide, layers=(RecurrentLayer(one),), head=(Dense(np.zeros((512, 1)), np.zeros(1)),)
    )
    assert words_within(forward, 400) == 400
