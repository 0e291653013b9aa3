"""What a wired network answers to thousands of sources, in batches, and how often it is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES, CELLS
from rnnviz.decoding import NEVER
from rnnviz.learning.packing import Batch, IntArray, Shelf
from rnnviz.learning.wired_attention import Block, softmax_over
from rnnviz.learning.wired_batch import WiredShelf
from rnnviz.learning.wired_data import Sources, WiredData, expect_sources
from rnnviz.learning.wired_pass import loss_wired
from rnnviz.learning.wired_reader import Sensed, sense
from rnnviz.learning.wired_weights import NamedWeights, Parts, parts_of
from rnnviz.learning.wired_writer import begin
from rnnviz.symbols import END, START
from rnnviz.wired_spec import WiredSpec

AT_ONCE = 512  # Sources answered together.


@dataclass(frozen=True)
class Score:
    """How well a network answers.

    Attributes:
        right: share of the answers that are right from beginning to end.
        symbols: share of the right answers' symbols, END too, that stand in their place.
        loss: mean cross-entropy over all symbols with teacher forcing, in nats.
        count: how many answers were judged.
    """

    right: float
    symbols: float
    loss: float
    count: int


def answers_of(
    spec: WiredSpec,
    weights: NamedWeights,
    sources: Sources,
    most: int = 1,
    beginnings: Sequence[IntArray] | None = None,
) -> tuple[IntArray, ...]:
    """The likeliest class, or of a writer always the likeliest next symbol, for each source.

    Args:
        spec: of the network.
        weights: of the network.
        sources: pictures or texts; None for a writer that begins from nothing.
        most: symbols that a writer may write.
        beginnings: symbols that are given to a writer, of each answer; they are part of it.

    Returns:
        For each source the numbers of what was written, without END; a class for each symbol; or one class.

    Raises:
        ValueError: if the network cannot be given these, or the weights are not of this spec.
    """
    expect_sources(spec, sources)
    count = len(sources) if sources is not None else len(beginnings) if beginnings is not None else 1
    given = tuple(beginnings) if beginnings is not None else (np.empty(0, np.int32),) * count
    if len(given) != count:
        raise ValueError(f"a beginning for each of {count} sources is needed, got {len(given)}")
    parts = parts_of(spec, weights)
    shelf = Shelf.of(sources) if isinstance(sources, tuple) and sources else None
    order = np.arange(count) if shelf is None else np.argsort(shelf.lengths, kind="stable")
    answers: list[IntArray] = [np.empty(0, np.int32)] * count
    for chosen in (order[start : start + AT_ONCE] for start in range(0, count, AT_ONCE)):
        source = None if shelf is None else shelf.pack(chosen)
        numbers = chosen if source is None else source.chosen
        pictures = sources[numbers] if isinstance(sources, np.ndarray) else None
        sensed = sense(spec, parts, pictures, source)
        if spec.writes:
            rows = _written(spec, parts, (sensed, source), [given[n] for n in numbers], most)
        else:
            rows = _classes(spec, parts, sensed, source)
        for number, row in zip(numbers, rows, strict=True):
            answers[number] = row
    return tuple(answers)


def score_wired(spec: WiredSpec, weights: NamedWeights, data: WiredData) -> Score:
    """Compare greedy answers with the right ones.

    A writer that begins from nothing is given the first symbol, which is not judged.

    Raises:
        ValueError: if the network cannot be given these, or the weights are not of this spec.
    """
    shelf, most = WiredShelf.of(spec, data), max(len(target) for target in data.targets)
    skipped = 0 if spec.reads or spec.sees else 1
    beginnings = [target[:1] for target in data.targets] if skipped else None
    answers = answers_of(spec, weights, data.sources, most, beginnings)
    wholly = judged = in_place = 0
    for answer, target in zip(answers, data.targets, strict=True):
        if spec.writes and len(answer) < most:
            answer = np.append(answer, END)
        length = min(len(answer), len(target))
        found = int(np.sum(answer[skipped:length] == target[skipped:length]))
        wholly += len(answer) == len(target) and found == max(length - skipped, 0)
        judged += max(len(target) - skipped, 0)
        in_place += found
    return Score(wholly / len(data), in_place / max(judged, 1), _loss(spec, weights, shelf), len(data))


def _loss(spec: WiredSpec, weights: NamedWeights, shelf: WiredShelf) -> float:
    total = symbols = 0.0
    for start in range(0, len(shelf), AT_ONCE):
        batch = shelf.pack(np.arange(start, min(start + AT_ONCE, len(shelf))))
        total += loss_wired(spec, weights, batch) * len(batch.target.ids)
        symbols += len(batch.target.ids)
    return total / symbols


def _classes(spec: WiredSpec, parts: Parts, sensed: Sensed, source: Batch | None) -> list[IntArray]:
    """The likeliest class of each row, or of each word of each row."""
    each = spec.wiring == "many-to-many" and source is not None
    scores = np.asarray(sensed.states if each else sensed.context) @ parts.head.kernel + parts.head.bias
    likeliest = scores.argmax(axis=1).astype(np.int32)
    rows = source.packing.rows if each and source is not None else np.arange(len(likeliest))
    by_row = likeliest[np.argsort(rows, kind="stable")]
    return np.split(by_row, np.cumsum(np.bincount(rows))[:-1])


def _written(
    spec: WiredSpec,
    parts: Parts,
    seen: tuple[Sensed, Batch | None],
    given: Sequence[IntArray],
    most: int,
) -> list[IntArray]:
    """Write all rows at once, symbol by symbol; a row is over with its END."""
    (sensed, source), rows = seen, len(given)
    cells = [CELLS[CELL_TITLES[spec.cell]](*cell) for cell in parts.writer]
    steps = [cell.initial_step((rows,)) for cell in cells]
    for number, initial in enumerate(begin(parts, sensed.context)):
        steps[number] = steps[number]._replace(hidden_state=initial)
    look = _looking(parts, sensed, source)
    written, ends, symbols = np.zeros((rows, most), np.int32), np.full(rows, most), np.full(rows, START)
    for time in range(most):
        states = np.asarray(parts.written)[symbols]
        for number, cell in enumerate(cells):
            steps[number] = cell.step(states, steps[number])
            states = steps[number].hidden_state
        scores = look(states) @ parts.head.kernel + parts.head.bias
        scores[:, NEVER] = -np.inf
        symbols = scores.argmax(axis=1)
        for row in (row for row, beginning in enumerate(given) if time < len(beginning)):
            symbols[row] = given[row][time]
        written[:, time] = symbols
        ends[(symbols == END) & (ends == most)] = time
        if ends.max() < most:
            break
    return [row[:end] for row, end in zip(written, ends, strict=True)]


def _looking(parts: Parts, sensed: Sensed, source: Batch | None) -> Callable[[FloatArray], FloatArray]:
    """From the writers' states (rows, units) to what the head reads: beside them what attention gathers."""
    kernel = parts.attention
    if kernel is None or source is None or sensed.states is None:
        return lambda states: states
    memory, lengths = Block.of(source.packing).spread(sensed.states), np.bincount(source.packing.rows)

    def look(states: FloatArray) -> FloatArray:
        weights = np.matmul((states @ kernel)[:, None], memory.swapaxes(1, 2))
        softmax_over(weights, lengths)
        return np.concatenate([states, np.matmul(weights, memory)[:, 0]], axis=1)

    return look
