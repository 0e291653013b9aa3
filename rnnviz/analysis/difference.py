"""Two readings on common columns: where they part, how far apart they are, and how long that lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.alignment import Place, Places, align, carried
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell
from rnnviz.network import Network, Reading
from rnnviz.unroll import Trace

HALF, TENTH = 0.5, 0.1
STATES = ("hidden_state", "cell_state")  # What is handed on; all else is computed anew for each word.


class Course(NamedTuple):
    """How a distance goes along the columns, in the order in which the trace reads them.

    part: the first column where it is not exactly 0; None where it is 0 throughout.
    peak: the column where it is greatest.
    half: how many columns behind the peak it has fallen below half of the greatest distance, to stay there
        to the end; None where it never does.
    tenth: the same of a tenth.
    left: the share of the greatest distance that is there at the column read last.
    """

    part: int | None
    peak: int | None
    half: int | None
    tenth: int | None
    left: float


@dataclass(frozen=True, eq=False)
class Difference:
    """One quantity of one trace in both readings, on common columns.

    Attributes:
        first: in the first reading, (columns, units). In a gap, where it reads nothing, a state is as it was,
            and anything else, such as a gate, is no number.
        second: in the second.
        distance: Euclidean norm of first - second, (columns,).
        typical: root mean square of the norms of both, over the words of both; 0 where there is no word.
        course: of the distance, over the columns that have one.
        reverse: the trace reads from the last word to the first.
        parted: the first column, in the order in which the trace reads, where it receives something else of
            each; None where it receives the same throughout.
        compared: the columns that have a distance, in that order, from there on.
    """

    first: FloatArray
    second: FloatArray
    distance: FloatArray
    typical: float
    course: Course
    reverse: bool
    parted: int | None
    compared: tuple[int, ...]

    @property
    def values(self) -> FloatArray:
        """first - second, (columns, units)."""
        return less(self.first, self.second)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two texts, read by one network.

    Attributes:
        network: that read them.
        first: the first reading.
        second: the other.
    """

    network: Network
    first: Reading
    second: Reading

    @cached_property
    def places(self) -> Places:
        """Which word of each stands in each column."""
        return align(self.first.tokens, self.second.tokens)

    @cached_property
    def alike(self) -> tuple[bool, ...]:
        """For each column whether both read the same vector there: the same word, or two unknown ones."""
        return tuple(self._is_alike(place) for place in self.places)

    def _is_alike(self, place: Place) -> bool:
        if place.first is None or place.second is None:
            return False
        return self.first.columns[place.first].id == self.second.columns[place.second].id

    def same_word(self, place: Place) -> bool:
        """Whether a column has the same word of both."""
        if place.first is None or place.second is None:
            return False
        return self.first.columns[place.first].text == self.second.columns[place.second].text

    @cached_property
    def verdicts(self) -> tuple[FloatArray, FloatArray]:
        """Probability of positive of each after each column, (columns,); in a gap as it was."""
        first, second = (
            carried(reading.probabilities, np.asarray(reading.initial_probability), words, False)
            for reading, words in zip((self.first, self.second), self.words, strict=True)
        )
        same = self._alike_at(0, False)  # The verdict so far reads nothing behind it, in any network.
        return first, np.concatenate([first[:same], second[same:]])

    @property
    def words(self) -> tuple[list[int | None], list[int | None]]:
        """The word of each reading in each column."""
        return [place.first for place in self.places], [place.second for place in self.places]

    def difference(self, trace: int, quantity: str) -> Difference:
        """Compare a quantity of a trace, by its number in the order of computation.

        What both read alike from the beginning is one computation, and is taken from the first reading: two
        products of matrices of different heights may differ in the last digit. So a causal network differs
        by exactly 0 until the sentences part. A network that reads backwards has met the end first.
        """
        layer, direction = traces_of(self.network)[trace]
        traces = [reading.layers[layer].traces[direction] for reading in (self.first, self.second)]
        reverse = traces[0].reverse
        first, second = (
            _at_columns(each, quantity, words) for each, words in zip(traces, self.words, strict=True)
        )
        same = self._alike_at(layer, reverse)
        kept = slice(len(first) - same, None) if reverse else slice(same)
        second[kept] = first[kept]
        distance = norms(less(first, second))
        lengths = np.concatenate([norms(getattr(each.steps, quantity)) for each in traces])
        typical = float(norms(lengths) / np.sqrt(len(lengths))) if len(lengths) else 0.0
        columns = np.arange(len(distance))[:: -1 if reverse else 1]
        order = columns if quantity in STATES else columns[np.array(self._both(), bool)[columns]]
        course = course_of(distance[order])
        part, peak = (None if at is None else int(order[at]) for at in course[:2])
        course = course._replace(part=part, peak=peak)
        behind = columns[same:]
        parted = int(behind[0]) if len(behind) else None
        compared = tuple(order[np.isin(order, behind)].tolist())
        return Difference(first, second, distance, typical, course, reverse, parted, compared)

    def _both(self) -> list[bool]:
        """For each column whether it has a word of both."""
        return [place.first is not None and place.second is not None for place in self.places]

    def _alike_at(self, layer: int, reverse: bool) -> int:
        """At how many columns, from the first that it reads, a trace of this layer receives the same."""
        if not all(each.backward is None for each in self.network.layers[:layer]):
            return 0  # It reads what a layer below it has read from both ends.
        alike = self.alike[::-1] if reverse else self.alike
        return alike.index(False) if False in alike else len(alike)


class Disagreement(NamedTuple):
    """Several verdicts on one text.

    widest: the word after which the highest and the lowest lie furthest apart, counted from 0, of those
        after which all are numbers.
    low: the lowest there; no number where there is no such word.
    high: the highest there.
    agree: at the end all lie on one side of one half; what is no number lies on neither.
    lost: which of them are no number at the end.
    """

    widest: int
    low: float
    high: float
    agree: bool
    lost: tuple[int, ...]


def disagreement(verdicts: FloatArray) -> Disagreement:
    """Where networks part.

    Args:
        verdicts: probability of positive of each network after each word, (networks, timesteps); at least
            one word.
    """
    width = less(verdicts.max(axis=0), verdicts.min(axis=0))
    known = np.where(np.isfinite(width), width, -1)
    widest = int(known.argmax())
    lost = tuple(np.flatnonzero(~np.isfinite(verdicts[:, -1])).tolist())
    sides = set((verdicts[:, -1] > 0.5).tolist())
    there = verdicts[:, widest] if known[widest] >= 0 else np.array([np.nan])
    return Disagreement(widest, float(there.min()), float(there.max()), len(sides) == 1 and not lost, lost)


def course_of(distance: FloatArray) -> Course:
    """The course of a distance in the order of reading, (columns,); what is no number counts as unequal."""
    unequal = np.flatnonzero(distance != 0)
    finite = np.where(np.isfinite(distance), distance, -1)
    if not len(unequal) or finite.max() <= 0:
        return Course(int(unequal[0]) if len(unequal) else None, None, None, None, 0.0)
    peak = int(finite.argmax())
    half, tenth = (_fall(distance, peak, share) for share in (HALF, TENTH))
    return Course(int(unequal[0]), peak, half, tenth, float(distance[-1] / distance[peak]))


def traces_of(network: Network) -> tuple[tuple[int, int], ...]:
    """For each trace, in the order of computation, its layer and its direction; each counted from 0."""
    return tuple((n, way) for n, layer in enumerate(network.layers) for way in range(len(layer.cells)))


def cell_of(network: Network, trace: int) -> Cell:
    """The cell of a trace."""
    layer, direction = traces_of(network)[trace]
    return network.layers[layer].cells[direction]


def norms(vectors: FloatArray) -> FloatArray:
    """Euclidean, in double precision, where the squares of an exploding state still have room; (columns,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.linalg.norm(vectors.astype(np.float64), axis=-1)


def less(first: FloatArray, second: FloatArray) -> FloatArray:
    """first - second; the difference of two infinities is no number."""
    with np.errstate(over="ignore", invalid="ignore"):
        return first - second


def _fall(distance: FloatArray, peak: int, share: float) -> int | None:
    high = np.flatnonzero(~(distance[peak:] < share * distance[peak]))
    behind = int(high[-1]) + 1
    return behind if peak + behind < len(distance) else None


def _at_columns(trace: Trace, quantity: str, words: Sequence[int | None]) -> FloatArray:
    """A quantity at every column, (columns, units), not sealed."""
    values = getattr(trace.steps, quantity)
    found = carried(values, getattr(trace.initial, quantity), words, trace.reverse)
    if quantity not in STATES:
        found[[word is None for word in words]] = np.nan
    return found


def reads_same_words(first: Reading, second: Reading) -> bool:
    """Whether two readings of one text have the same words in their columns, whatever they know of them.

    A network that was trained elsewhere may split a text in a way of its own.
    """
    return [_letters(column.typed) for column in first.columns] == [
        _letters(column.typed) for column in second.columns
    ]


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed.casefold() if letter.isalnum())
