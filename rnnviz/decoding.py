"""How a writer's probabilities become a text: the likeliest symbol, a drawn one, a given one, or a beam."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log
from types import MappingProxyType

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.symbols import END, PADDING, START
from rnnviz.wired import Begun, Writer, Written

Choose = Callable[[FloatArray], int]  # From the probabilities of all symbols to the number of one.
TINY = 1e-38  # Of nothing smaller a logarithm is taken.
NEVER = (PADDING, START)  # These are no symbols of a text, so they are never chosen.


@dataclass(frozen=True, eq=False)
class Writing:
    """A text as it was written.

    Attributes:
        steps: what the writer computed, one for each symbol.
        symbols: what was chosen at each step; the last one is END, unless the writer was stopped before.
        forced: the steps at which the symbol was given, not chosen.
    """

    steps: tuple[Written, ...]
    symbols: tuple[int, ...]
    forced: frozenset[int] = frozenset()

    @property
    def is_ended(self) -> bool:
        """Whether the writer itself came to an end."""
        return bool(self.symbols) and self.symbols[-1] == END

    @cached_property
    def probabilities(self) -> FloatArray:
        """p(y_t = symbol), (timesteps, symbols)."""
        return np.stack([step.probabilities for step in self.steps])

    @cached_property
    def chosen_probabilities(self) -> FloatArray:
        """p of what was chosen at each step, (timesteps,)."""
        return self.probabilities[np.arange(len(self.symbols)), list(self.symbols)]

    @property
    def log_probability(self) -> float:
        """ln p of the whole text: the sum over its symbols, each given those before."""
        return float(np.log(np.maximum(self.chosen_probabilities, TINY)).sum())


def likeliest(probabilities: FloatArray) -> int:
    """The symbol with the highest probability."""
    return int(np.argmax(_possible(probabilities)))


def drawing(rng: np.random.Generator, temperature: float) -> Choose:
    """A choice at random: p_i ∝ p_i^(1/temperature). Near 0 it is the likeliest, above 1 flatter than learnt.

    Raises:
        ValueError: if the temperature is not above 0.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be above 0, got {temperature:g}")

    def choose(probabilities: FloatArray) -> int:
        return int(rng.choice(len(probabilities), p=tempered(probabilities, temperature)))

    return choose


def tempered(probabilities: FloatArray, temperature: float) -> FloatArray:
    """p_i^(1/temperature), divided by their sum; what is never chosen has 0."""
    with np.errstate(divide="ignore"):
        scores = np.log(_possible(probabilities.astype(np.float64))) / temperature
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def write(
    writer: Writer,
    begun: Begun,
    most: int,
    given: Mapping[int, int] = MappingProxyType({}),
    choose: Choose = likeliest,
) -> Writing:
    """Write until END, at most so many symbols; each symbol chosen is read at the next step.

    Args:
        writer: writes.
        begun: before its first step.
        most: symbols.
        given: at these steps, from 0, this symbol instead of the chosen one.
        choose: of the probabilities.
    """
    steps: list[Written] = []
    symbols: list[int] = []
    while len(symbols) < most and (not symbols or symbols[-1] != END):
        before = symbols[-1] if symbols else START
        steps.append(writer.step(steps[-1].after if steps else begun, before))
        chosen = choose(steps[-1].probabilities)  # Also where one is given: so dice fall as they would have.
        symbols.append(given.get(len(symbols), chosen))
    return Writing(tuple(steps), tuple(symbols), frozenset(given) & frozenset(range(len(symbols))))


def follow(writer: Writer, begun: Begun, right: Sequence[int]) -> Writing:
    """Teacher forcing: at every step the writer reads the right symbol, whatever it would have chosen.

    Args:
        writer: writes.
        begun: before its first step.
        right: what should be written, with END.

    Source:
        Williams & Zipser (1989), "A Learning Algorithm for Continually Running Fully Recurrent Neural
        Networks".
    """
    return write(writer, begun, len(right), dict(enumerate(right)))


@dataclass(frozen=True)
class Branch:
    """One symbol in the tree of a beam search.

    Attributes:
        parent: place of the branch before it in `Beam.branches`; None at the root.
        depth: how many symbols come before.
        symbol: its number.
        probability: of this symbol, given those before.
        log_probability: of all symbols from the root up to this one.
        kept: whether it was among the best of its depth; others were dropped.
    """

    parent: int | None
    depth: int
    symbol: int
    probability: float
    log_probability: float
    kept: bool


@dataclass(frozen=True)
class Beam:
    """All that a beam search looked at.

    Attributes:
        branches: by depth, the best first.
        ended: places of the branches that are END, the likeliest first.
    """

    branches: tuple[Branch, ...]
    ended: tuple[int, ...]

    def text_of(self, place: int) -> tuple[int, ...]:
        """The symbols from the root up to a branch."""
        symbols: list[int] = []
        here: int | None = place
        while here is not None:
            symbols.append(self.branches[here].symbol)
            here = self.branches[here].parent
        return tuple(reversed(symbols))


def search(writer: Writer, begun: Begun, width: int, most: int) -> Beam:
    """Beam search: keep the `width` likeliest beginnings, lengthen each by every symbol, and again.

    It ends when so many texts have ended, or at `most` symbols. The score is the sum of ln p, without a
    correction for length.

    Args:
        writer: writes.
        begun: before its first step.
        width: how many beginnings are kept; 1 is the greedy choice.
        most: symbols.

    Raises:
        ValueError: if width is below 1.

    Source:
        Lowerre (1976); for recurrent networks Sutskever, Vinyals & Le (2014).
    """
    if width < 1:
        raise ValueError(f"width must be at least 1, got {width}")
    branches: list[Branch] = []
    ended: list[int] = []
    live: list[tuple[int | None, Written]] = [(None, writer.step(begun, START))]
    for depth in range(most):
        found = sorted(_longer(live, branches, depth, width), key=lambda one: -one.log_probability)
        open_places = width - len(ended)
        nexts: list[tuple[int | None, Written]] = []
        for rank, branch in enumerate(found):
            kept = rank < open_places
            branches.append(replace(branch, kept=kept))
            place = len(branches) - 1
            if kept and branch.symbol == END:
                ended.append(place)
            elif kept:
                before = next(step for parent, step in live if parent == branch.parent)
                nexts.append((place, writer.step(before.after, branch.symbol)))
        live = nexts
        if not live:
            break
    ended.sort(key=lambda place: -branches[place].log_probability)
    return Beam(tuple(branches), tuple(ended))


def _longer(
    live: Sequence[tuple[int | None, Written]], branches: Sequence[Branch], depth: int, width: int
) -> list[Branch]:
    """For each beginning its likeliest next symbols: no more of one beginning can be kept in the end."""
    found = []
    for parent, step in live:
        so_far = branches[parent].log_probability if parent is not None else 0.0
        possible = _possible(step.probabilities)
        for symbol in np.argsort(-possible, kind="stable")[:width].tolist():
            probability = float(possible[symbol])
            log_probability = so_far + log(max(probability, TINY))
            found.append(Branch(parent, depth, symbol, probability, log_probability, False))
    return found


def _possible(probabilities: FloatArray) -> FloatArray:
    """The probabilities, 0 where a symbol is none of a text."""
    possible = probabilities.copy()
    possible[list(NEVER)] = 0
    return possible
