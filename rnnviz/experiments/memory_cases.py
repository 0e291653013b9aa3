"""Which cells take part in the memory bench, and the weights from which each begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from rnnviz.arrays import FloatArray
from rnnviz.cells import CellKind
from rnnviz.learning.initial import GATES, glorot_uniform, orthogonal
from rnnviz.learning.recurrent import Weights

Change = Callable[[Weights, int, int, Generator], Weights]  # Of what Keras draws: units, longest lag.


@dataclass(frozen=True)
class Case:
    """A cell and a way to begin.

    Attributes:
        name: in addresses and files.
        cell: which one.
        title: for people.
        says: what is drawn how, in a sentence.
        short: the same in everyday words, for the place where the title stands.
        begins: what it begins with, as in "with ... it fails".
        source: where it comes from.
        change: what is changed of the weights that Keras would draw.
        activation: of the state.
    """

    name: str
    cell: CellKind
    title: str
    says: str
    short: str
    begins: str
    source: str
    change: Change | None = None
    activation: str = "tanh"


def initial_cell(case: Case, width: int, units: int, lag: int, seed: int) -> Weights:
    """The weights with which a case begins.

    Args:
        case: which one.
        width: D of its inputs.
        units: H.
        lag: the longest that chrono initialisation has in mind.
        seed: of everything drawn.
    """
    kernel, recurrent, more = np.random.SeedSequence([seed, units]).generate_state(3).tolist()
    gates = GATES[case.cell]
    bias = np.zeros((2, gates * units) if case.cell == "gru" else gates * units, np.float32)
    if case.cell == "lstm":
        bias[units : 2 * units] = 1
    shape = (units, gates * units)
    weights = Weights(glorot_uniform((width, gates * units), kernel), orthogonal(shape, recurrent), bias)
    return case.change(weights, units, lag, np.random.default_rng(more)) if case.change else weights


def _glorot(weights: Weights, units: int, lag: int, chance: Generator) -> Weights:
    drawn = glorot_uniform(weights.recurrent_kernel.shape, int(chance.integers(2**31)))
    return weights._replace(recurrent_kernel=drawn)


def _identity(weights: Weights, units: int, lag: int, chance: Generator) -> Weights:
    return weights._replace(recurrent_kernel=np.eye(units, dtype=np.float32))


def _no_forget_bias(weights: Weights, units: int, lag: int, chance: Generator) -> Weights:
    return weights._replace(bias=np.zeros_like(weights.bias))


def _chrono_lstm(weights: Weights, units: int, lag: int, chance: Generator) -> Weights:
    """b_f = ln u with u uniform in [1, lag), b_i = -b_f: the memory of each unit lasts about u timesteps."""
    bias = np.zeros_like(weights.bias)
    lasting = np.log(_lastings(units, lag, chance))
    bias[:units], bias[units : 2 * units] = -lasting, lasting
    return weights._replace(bias=bias)


def _chrono_gru(weights: Weights, units: int, lag: int, chance: Generator) -> Weights:
    """b_z = ln u: in Keras z keeps."""
    bias = np.zeros_like(weights.bias)
    bias[0, :units] = np.log(_lastings(units, lag, chance))
    return weights._replace(bias=bias)


def _lastings(units: int, lag: int, chance: Generator) -> FloatArray:
    return chance.uniform(1, max(lag - 1, 2), units).astype(np.float32)


_CHRONO = "Tallec & Ollivier (2018), Can recurrent neural networks warp time?"
KERAS = "Keras's first weights"
_CASES = (
    Case(
        "rnn",
        "simple-rnn",
        "SimpleRNN, orthogonal",
        "W_hh orthogonal: the default of Keras",
        "W_hh keeps lengths; Keras's own start",
        KERAS,
        "Keras 3",
    ),
    Case(
        "rnn-glorot",
        "simple-rnn",
        "SimpleRNN, random",
        "W_hh uniform as Glorot's: the textbook's random matrix",
        "W_hh random numbers",
        "a random W_hh",
        "Glorot & Bengio (2010)",
        _glorot,
    ),
    Case(
        "irnn",
        "simple-rnn",
        "SimpleRNN, identity + ReLU",
        "W_hh the identity, ReLU in place of tanh (IRNN)",
        "W_hh begins by changing nothing",
        "the identity as W_hh and ReLU",
        "Le, Jaitly & Hinton (2015)",
        _identity,
        "relu",
    ),
    Case(
        "gru",
        "gru",
        "GRU, default",
        "all biases 0: the default of Keras",
        "keeps about half a step; Keras's own start",
        KERAS,
        "Keras 3",
    ),
    Case(
        "gru-chrono",
        "gru",
        "GRU, chrono",
        "b_z = ln u, u uniform up to the lag",
        "biases set to keep for about the lag",
        "chrono biases",
        _CHRONO,
        _chrono_gru,
    ),
    Case(
        "lstm",
        "lstm",
        "LSTM, default",
        "forget-gate bias 1: the default of Keras",
        "keeps about 73 % a step; Keras's own start",
        KERAS,
        "Jozefowicz, Zaremba & Sutskever (2015)",
    ),
    Case(
        "lstm-0",
        "lstm",
        "LSTM, forget bias 0",
        "all biases 0, as before the default was 1",
        "keeps about half a step",
        "all biases 0",
        "Gers, Schmidhuber & Cummins (2000)",
        _no_forget_bias,
    ),
    Case(
        "lstm-chrono",
        "lstm",
        "LSTM, chrono",
        "b_f = ln u, u uniform up to the lag, b_i = -b_f",
        "biases set to keep for about the lag",
        "chrono biases",
        _CHRONO,
        _chrono_lstm,
    ),
)
CASES: Mapping[str, Case] = MappingProxyType({case.name: case for case in _CASES})


@dataclass(frozen=True)
class Start:
    """A choice of first weights: one for each of the three cells, or all there are.

    Attributes:
        name: in addresses.
        title: for people.
        says: what it is, as a part of a sentence.
        cases: names of its cases.
    """

    name: str
    title: str
    says: str
    cases: tuple[str, ...]


STARTS: Mapping[str, Start] = MappingProxyType(
    {
        start.name: start
        for start in (
            Start(
                "default", "Keras's defaults", "what Keras draws if nothing is said", ("rnn", "gru", "lstm")
            ),
            Start(
                "textbook",
                "Without help",
                "random W_hh, no bias that helps to keep",
                ("rnn-glorot", "gru", "lstm-0"),
            ),
            Start(
                "lasting",
                "Made to last",
                "what was read first is kept long from the very beginning",
                ("irnn", "gru-chrono", "lstm-chrono"),
            ),
            Start("all", "All eight", "every way to begin", tuple(CASES)),
        )
    }
)
