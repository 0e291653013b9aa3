"""Answers in batches are those of the running network, one source and one symbol at a time."""

from collections.abc import Sequence

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.decoding import follow, likeliest, write
from rnnviz.learning import wired_answers
from rnnviz.learning.packing import IntArray
from rnnviz.learning.wired_answers import answers_of, score_wired
from rnnviz.learning.wired_data import WiredData
from rnnviz.learning.wired_pass import loss_wired
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.symbols import END, Symbols
from rnnviz.wired import Begun, WiredNetwork
from rnnviz.wired_archive import Alphabets, network_of
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, batch_of, examples, title, weights_of

WRITERS = [spec for spec in SPECS if spec.writes]
CHOOSERS = [spec for spec in SPECS if not spec.writes]
MOST = 7


def running(spec: WiredSpec, weights: dict[str, FloatArray]) -> WiredNetwork:
    reads, writes = (Symbols(tuple(map(str, range(count)))) for count in (spec.inputs, spec.outputs))
    return network_of(spec, weights, Alphabets(reads if spec.reads else None, writes))


def begun(network: WiredNetwork, data: WiredData, number: int) -> Begun:
    assert network.writer is not None
    if network.reader is not None and isinstance(data.sources, tuple):
        reading = network.reader.read(data.sources[number].tolist())
        return network.writer.begin(reading.final, reading.states)
    return network.writer.begin(*seen(network, data, number))


def seen(network: WiredNetwork, data: WiredData, number: int) -> tuple[FloatArray, ...]:
    pictures = data.sources
    return network.see(pictures[number]) if isinstance(pictures, np.ndarray) else ()


def one_by_one(network: WiredNetwork, data: WiredData, number: int) -> list[int]:
    assert network.writer is not None
    symbols = write(network.writer, begun(network, data, number), MOST).symbols
    return [symbol for symbol in symbols if symbol != END]


def as_lists(answers: Sequence[IntArray]) -> list[list[int]]:
    return [answer.tolist() for answer in answers]


@pytest.mark.parametrize("spec", WRITERS, ids=title)
def test_a_text_is_the_one_that_is_written_step_by_step(
    spec: WiredSpec, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights, data = weights_of(spec, rng), examples(spec, rng, 11)
    network = running(spec, weights)
    answers = as_lists(answers_of(spec, weights, data.sources, MOST))
    assert answers == [one_by_one(network, data, n) for n in range(len(answers))]
    assert len(answers) == (11 if data.sources is not None else 1)
    monkeypatch.setattr(wired_answers, "AT_ONCE", 4)
    assert as_lists(answers_of(spec, weights, data.sources, MOST)) == answers


@pytest.mark.parametrize("spec", CHOOSERS, ids=title)
def test_a_class_is_the_likeliest_of_the_head(spec: WiredSpec, rng: np.random.Generator) -> None:
    weights, data = weights_of(spec, rng), examples(spec, rng, 11)
    network, expected = running(spec, weights), []
    assert network.head is not None
    for number in range(len(data)):
        if network.reader is not None and isinstance(data.sources, tuple):
            reading = network.reader.read(data.sources[number].tolist())
            read = reading.states if spec.wiring == "many-to-many" else reading.final[None]
        else:
            read = seen(network, data, number)[-1][None]
        expected.append([int(np.argmax(each)) for each in network.head.apply(read)])
    assert as_lists(answers_of(spec, weights, data.sources)) == expected


@pytest.mark.parametrize("spec", WRITERS, ids=title)
def test_probabilities_of_training_are_those_of_the_running_network(
    spec: WiredSpec, rng: np.random.Generator
) -> None:
    weights, data = weights_of(spec, rng, np.float32), examples(spec, rng, 6)
    network, losses = running(spec, weights), []
    assert network.writer is not None
    for number, target in enumerate(data.targets):
        followed = follow(network.writer, begun(network, data, number), target.tolist())
        losses += (-np.log(followed.chosen_probabilities)).tolist()
    assert loss_wired(spec, weights, batch_of(spec, data)) == pytest.approx(np.mean(losses), rel=1e-5)


def test_a_writer_goes_on_from_a_beginning(rng: np.random.Generator) -> None:
    spec = next(spec for spec in WRITERS if not spec.inputs)
    weights = weights_of(spec, rng)
    writer = running(spec, weights).writer
    assert writer is not None
    beginnings = [np.array(row) for row in ([3], [4, 5], [6, 7, 3])]
    answers = as_lists(answers_of(spec, weights, None, MOST, beginnings))
    for answer, beginning in zip(answers, beginnings, strict=True):
        given = dict(enumerate(beginning.tolist()))
        written = write(writer, writer.begin(), MOST, given, likeliest).symbols
        assert answer == [symbol for symbol in written if symbol != END]


def test_what_cannot_be_answered_is_refused(rng: np.random.Generator) -> None:
    spec = SPECS[-1]
    weights = weights_of(spec, rng)
    with pytest.raises(ValueError, match="source 1 is empty"):
        answers_of(spec, weights, (np.array([3]), np.array([], int)), MOST)
    with pytest.raises(ValueError, match="a beginning for each of 2 sources is needed, got 1"):
        answers_of(spec, weights, (np.array([3]), np.array([4])), MOST, [np.array([3])])
    assert answers_of(spec, weights, (), MOST) == ()


def ids(*rows: list[int]) -> tuple[IntArray, ...]:
    return tuple(np.array(row, np.int32) for row in rows)


@pytest.mark.parametrize(
    ("spec", "targets", "answers", "right", "symbols"),
    [
        # The second one ends too early, the third one does not end.
        (SPECS[-1], ids([3, 4, END], [5, 6, END], [3, END]), ids([3, 4], [5], [3, 6, 6]), 1 / 3, 5 / 8),
        # The first symbol was given.
        (WRITERS[3], ids([3, 4, END], [5, 6, END]), ids([3, 5], [5, 6]), 1 / 2, 3 / 4),
        (WiredSpec("many-to-many", 9, 5), ids([3, 4], [1]), ids([3, 0], [1]), 1 / 2, 2 / 3),
        (WiredSpec("many-to-one", 9, 5), ids([3], [1]), ids([3], [2]), 1 / 2, 1 / 2),
    ],
)
def test_a_score_counts_wholly_right_answers_and_symbols_in_their_place(
    spec: WiredSpec,
    targets: tuple[IntArray, ...],
    answers: tuple[IntArray, ...],
    right: float,
    symbols: float,
) -> None:
    lengths = [len(target) for target in targets] if spec.wiring == "many-to-many" else [2] * len(targets)
    data = WiredData(ids(*([3] * length for length in lengths)) if spec.inputs else None, targets)
    weights = initial_wired(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wired_answers, "answers_of", lambda *_: answers)
        patch.setattr(wired_answers, "AT_ONCE", 2)
        score = score_wired(spec, weights, data)
    assert (score.right, score.symbols, score.count) == (right, symbols, len(targets))
    assert score.loss == pytest.approx(loss_wired(spec, weights, batch_of(spec, data)), rel=1e-5)
