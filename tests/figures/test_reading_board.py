"""A whole reading as a board: every number where it belongs, and what is said of it."""

import numpy as np
import pytest

from rnnviz.analysis.units import Rows
from rnnviz.board import Board, Curve, Heat, Words
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.figures.reading_board import reading_board
from rnnviz.network import Network
from rnnviz.tracks import GATE, TANH, UNBOUNDED
from tests.oracles import Kind, random_network

TEXT = "the film was Qqqq not goooood"


def board_of(network: Network, text: str) -> Board:
    """The board of a text, the units from last to first."""
    cells = [cell for layer in network.layers for cell in layer.cells]
    rows = [Rows("trained", np.arange(cell.units)[::-1]) for cell in cells]
    return reading_board(network, network.read(text), rows)


def heats(board: Board) -> dict[str, Heat]:
    return {row.key: row for row in board.rows if isinstance(row, Heat)}


@pytest.mark.parametrize("kind", [SimpleRNNCell, LSTMCell, GRUCell])
@pytest.mark.parametrize("wiring", ["one-layer", "stacked-bidirectional"])
def test_every_quantity_of_every_trace_is_there_its_rows_by_name(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    reading, drawn = network.read(TEXT), heats(board_of(network, TEXT))
    traces = [trace for layer in reading.layers for trace in layer.traces]
    wanted = {
        f"{number}-{name}": values
        for number, trace in enumerate(traces)
        for name, values in trace.steps._asdict().items()
        if name in {"hidden_state", "cell_state", "candidate"} or name.endswith("_gate")
    }
    assert drawn.keys() == wanted.keys()
    for key, heat in drawn.items():
        assert heat.values.shape == (6, len(heat.names)) and sorted(heat.names) == list(
            range(len(heat.names))
        )
        for place, unit in enumerate(heat.names):
            np.testing.assert_array_equal(heat.values[:, place], wanted[key][:, unit])
        assert heat.is_tall == key.endswith("hidden_state")
    notes = [drawn[f"{number}-hidden_state"].note for number in range(len(traces))]
    if len(traces) > 1:
        begins = ["layer 1, forward", "layer 1, backward", "layer 2, forward", "layer 2, backward"]
        assert [note.split(" · ")[0] for note in notes] == begins
    else:
        assert notes == ["rows as trained · What the network hands on to the next step."]


def test_scales_are_those_of_the_quantities(rng: np.random.Generator) -> None:
    drawn = heats(board_of(random_network(LSTMCell, "one-layer", rng), TEXT))
    scales = {key: heat.scale for key, heat in drawn.items()}
    assert scales["0-hidden_state"] == scales["0-candidate"] == TANH
    assert scales["0-forget_gate"] == GATE and scales["0-cell_state"] == UNBOUNDED


def test_words_and_verdict_are_those_of_the_reading(rng: np.random.Generator) -> None:
    network = random_network(GRUCell, "bidirectional", rng)
    reading, board = network.read(TEXT), board_of(network, TEXT)
    words, verdict = board.rows[:2]
    assert isinstance(words, Words) and isinstance(verdict, Curve)
    assert [(word.text, word.kind, word.note) for word in words.words[2:]] == [
        ("was", "known", ""),
        ("Qqqq", "unknown", ""),
        ("not", "known", ""),
        ("good", "respelled", "goooood"),
    ]
    (series,) = verdict.series
    np.testing.assert_array_equal(series.values, reading.probabilities)
    assert (verdict.low, verdict.middle, verdict.high, verdict.form) == (0, 0.5, 1, "percent")
    assert "the words up to here are read afresh" in verdict.note
    assert network.title in board.title and network.title in board.source


def test_the_sentence_names_the_word_that_moved_the_verdict_most(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    reading = network.read(TEXT)
    course = [reading.initial_probability, *reading.probabilities]
    turn = max(range(6), key=lambda word: abs(course[word + 1] - course[word]))
    said = board_of(network, TEXT).said
    assert said == (
        f"After 6 words the verdict is {100 * course[-1]:.1f} % positive. “{reading.tokens[turn]}” "
        f"moved it most, from {100 * course[turn]:.1f} % to {100 * course[turn + 1]:.1f} %."
    )
    assert board_of(network, "film").said.startswith("After 1 word the")


def test_without_a_word_there_is_an_empty_board(rng: np.random.Generator) -> None:
    board = board_of(random_network(LSTMCell, "stacked", rng), "")
    assert board.columns == 0 and board.said == "No word is read."
    assert all(len(heat.values) == 0 for heat in heats(board).values())
