"""One text filled up with places of padding: in front or behind, with a mask or without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.analysis.alignment import carried
from rnnviz.analysis.difference import less, norms, traces_of
from rnnviz.arrays import FloatArray
from rnnviz.layers import LayerReading
from rnnviz.network import Network, Reading
from rnnviz.text import PADDING_ID, RESERVED, Token

Side = Literal["pre", "post"]
SIDES: Mapping[Side, str] = MappingProxyType({"pre": "in front", "post": "behind"})  # As Keras calls them.
PLACE = Token(RESERVED[PADDING_ID], RESERVED[PADDING_ID], PADDING_ID, "known")


class Wash(NamedTuple):
    """How much of a state is left, place by place of what is read after it, as a share of what there was.

    shares: (columns,), in the order of the columns; NaN in all columns but those that are read after it.
    half: how many of them it takes until less than half is left and never more again; None where it stays.
    last: the share after the last of them; NaN where there is none.
    """

    shares: FloatArray
    half: int | None
    last: float


@dataclass(frozen=True, eq=False)
class Padded:
    """One text, filled up on both sides in turn.

    All arrays have the same columns: places in front, words, places behind. A text that is filled up in front
    has nothing behind, and the other way round; there stands NaN.

    Attributes:
        network: that reads.
        reading: of the text as it is.
        places: how many are filled up, on the one side or the other.
    """

    network: Network
    reading: Reading
    places: int

    @property
    def words(self) -> slice:
        """The columns of the words."""
        return slice(self.places, self.places + len(self.reading.columns))

    @property
    def columns(self) -> int:
        """How many there are."""
        return 2 * self.places + len(self.reading.columns)

    def span(self, side: Side) -> slice:
        """The columns that there are where a text is filled up on a side."""
        return slice(0, self.words.stop) if side == "pre" else slice(self.words.start, self.columns)

    @cached_property
    def unmasked(self) -> Mapping[Side, Reading]:
        """The text filled up on each side, its padding read like a word: row 0 of the embeddings."""
        places, row = (PLACE,) * self.places, self.network.embeddings[PADDING_ID]
        filling = np.broadcast_to(row, (self.places, len(row)))
        read, text = self.reading, self.reading.text
        return MappingProxyType(
            {
                "pre": self.network.read_vectors(
                    text, (*places, *read.columns), np.concatenate([filling, read.embeddings])
                ),
                "post": self.network.read_vectors(
                    text, (*read.columns, *places), np.concatenate([read.embeddings, filling])
                ),
            }
        )

    @cached_property
    def alone(self) -> tuple[LayerReading, ...]:
        """What the layers compute of so many places of padding with no word before or behind."""
        inputs = np.repeat(self.network.embeddings[[PADDING_ID]], self.places, axis=0)
        layers = []
        for layer in self.network.layers:
            layers.append(layer.read(inputs))
            inputs = layers[-1].steps.hidden_state
        return tuple(layers)

    def verdicts(self, side: Side) -> FloatArray:
        """Probability of positive without a mask, after each column, (columns,)."""
        return self._on_columns(self.unmasked[side].probabilities, side)

    @cached_property
    def masked_verdicts(self) -> FloatArray:
        """The same with a mask: a masked place changes nothing, so it is as it was; (columns,)."""
        before = np.asarray(self.reading.initial_probability, self.reading.outputs.dtype)
        return carried(self.reading.probabilities, before, self._words, False)

    def states(self, side: Side, trace: int) -> FloatArray:
        """Hidden states of a trace without a mask, (columns, units)."""
        return self._on_columns(_states(self.network, self.unmasked[side].layers, trace), side)

    def masked_states(self, trace: int) -> FloatArray:
        """The same with a mask: in a masked place the state is carried on; (columns, units)."""
        layer, direction = traces_of(self.network)[trace]
        read = self.reading.layers[layer].traces[direction]
        return carried(read.steps.hidden_state, read.initial.hidden_state, self._words, read.reverse)

    def washed_words(self, side: Side, trace: int) -> Wash:
        """How much the words still say in a state of the padding that is read after them, without a mask.

            share_k = |h_k - p_k| / |h_0 - p_0|

        k places after the last word that was read the state is h_k; p_k is what it would be after k places of
        padding and no word at all. 1 is all, 0 is a state that does not depend on the words. Norms are
        Euclidean. Nothing where this trace reads the padding first.
        """
        reverse = self._is_reversed(trace)
        if (side == "pre") != reverse:
            return _no_wash(self.columns)
        alone = _states(self.network, self.alone, trace)
        padding = self._padding(side)
        after = norms(less(self.states(side, trace)[padding], alone))
        begun = self.states(side, trace)[self.words][0 if reverse else -1]
        return self._wash(after, norms(less(begun, self._initial(trace))), padding, reverse)

    def washed_padding(self, side: Side, trace: int) -> Wash:
        """How much padding that was read first still says in the state of the words, without a mask.

            share_t = |h_t - w_t| / |h_0 - w_0|

        h_t is the state after a word, w_t what it is without any padding; at t = 0 the padding has been read
        and no word yet. Nothing where this trace reads the words first.
        """
        reverse = self._is_reversed(trace)
        if (side == "pre") == reverse or not self.places:
            return _no_wash(self.columns)
        padded = self.states(side, trace)
        plain = _states(self.network, self.reading.layers, trace)
        begun = padded[self._padding(side)][0 if reverse else -1]
        after = norms(less(padded[self.words], plain))
        return self._wash(after, norms(less(begun, self._initial(trace))), self.words, reverse)

    @property
    def _words(self) -> list[int | None]:
        """The word in each column."""
        places: list[int | None] = [None] * self.places
        return [*places, *range(len(self.reading.columns)), *places]

    def _padding(self, side: Side) -> slice:
        return slice(0, self.words.start) if side == "pre" else slice(self.words.stop, self.columns)

    def _on_columns(self, values: FloatArray, side: Side) -> FloatArray:
        found = np.full((self.columns, *values.shape[1:]), np.nan, values.dtype)
        found[self.span(side)] = values
        return found

    def _is_reversed(self, trace: int) -> bool:
        return traces_of(self.network)[trace][1] == 1

    def _initial(self, trace: int) -> FloatArray:
        layer, direction = traces_of(self.network)[trace]
        return np.asarray(self.reading.layers[layer].traces[direction].initial.hidden_state)

    def _wash(self, after: FloatArray, begun: FloatArray, at: slice, reverse: bool) -> Wash:
        """Shares of what there was at first, put on their columns."""
        shares = np.full(self.columns, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares[at] = after / begun
        in_order = shares[at][::-1] if reverse else shares[at]
        return Wash(shares, half_of(in_order), float(in_order[-1]) if len(in_order) else np.nan)


def half_of(shares: FloatArray) -> int | None:
    """After how many steps less than half is left, and never more again; None where it is not."""
    high = np.flatnonzero(~(shares < 0.5))
    fallen = int(high[-1]) + 1 if len(high) else 0
    return fallen + 1 if fallen < len(shares) else None


def _states(network: Network, layers: Sequence[LayerReading], trace: int) -> FloatArray:
    layer, direction = traces_of(network)[trace]
    return np.asarray(layers[layer].traces[direction].steps.hidden_state)


def _no_wash(columns: int) -> Wash:
    return Wash(np.full(columns, np.nan), None, np.nan)
