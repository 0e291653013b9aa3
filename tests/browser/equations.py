"""The equations of the inspector, read as a person reads them: what numbers they show, what they claim."""

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from rnnviz.activations import ACTIVATIONS
from rnnviz.tracks import QUANTITIES, TraceTracks
from rnnviz.unroll import Trace

NAMES = {quantity.label: name for name, quantity in QUANTITIES.items()}  # By the heading of a sum.
NUMBER = re.compile(r"−?\s?\d+\.\d{2,4}")
SIGN = re.compile(r"\s([=≈])\s")
SIGNS = {"tanh": math.tanh, "σ": lambda a: 1 / (1 + math.exp(-a)), "relu": lambda a: max(a, 0.0)}
APPLIED = re.compile(r"(tanh|relu|σ) (\([^)]*\)|[-\d.]+)")  # tanh 0.50, or tanh (−0.50).
CALLED = re.compile(r"(tanh|relu|σ)?\((.*)\)")
ROUNDING = 1e-5  # Of float32, beside the rounding of what is written.


class Claim(NamedTuple):
    """Two sides of which is said that they are equal, "=", or nearly so, "≈"."""

    left: str
    sign: str
    right: str

    def off(self) -> float:
        """How far the left, from the numbers as written, is from the right, in units of its last digit."""
        left, right = self.left, self.right
        called = CALLED.fullmatch(left), CALLED.fullmatch(right)
        if called[0] and called[1]:  # The same function of both: it is their arguments that are equal.
            assert called[0][1] == called[1][1]
            left, right = called[0][2], called[1][2]
        return abs(value(left) - value(right)) * 10.0 ** decimals(right)

    def holds(self) -> bool:
        """Whether the left rounds to the right."""
        return self.off() <= 0.5 + 1e-6


def claims(formula: str) -> list[Claim]:
    """Every claim of a formula about numbers; those about letters are left out."""
    pieces = SIGN.split(formula)
    sides, signs = pieces[::2], pieces[1::2]
    pairs = zip(pairwise(sides), signs, strict=True)
    return [Claim(left, sign, right) for (left, right), sign in pairs if not set("ₜ") & set(left + right)]


def value(expression: str) -> float:
    """What an expression of written numbers comes to."""
    plain = APPLIED.sub(r"\1(\2)", expression.replace("−", "-").replace("·", "*").strip())
    assert re.fullmatch(r"(?:tanh|relu|σ|[-+*(). \d])+", plain), expression
    return float(eval(plain, {"__builtins__": {}}, SIGNS))


def decimals(text: str) -> int:
    """How many decimals a written number has."""
    return len(text.partition(".")[2].rstrip(")"))


def numbers(formula: str) -> list[float]:
    """The decimal numbers of a formula; a minus between two of them belongs to the second."""
    return [float(found.replace("−", "-").replace(" ", "")) for found in NUMBER.findall(formula)]


def assert_near(formula: str, expected: list[float]) -> None:
    """The numbers of a formula are these, but for their rounding."""
    shown = numbers(formula)
    assert len(shown) == len(expected), formula
    for text, number, right in zip(NUMBER.findall(formula), shown, expected, strict=True):
        near = 0.5 * 10.0 ** -decimals(text) + ROUNDING * (1 + abs(right))
        assert abs(number - right) <= near, (formula, expected)


def arithmetic(trace: Trace, word: int, unit: int) -> list[list[float]]:
    """The numbers of each line of the memory's arithmetic, by the formulas in the cells."""
    now: dict[str, Any] = {
        name: part[word, unit] for name, part in trace.steps._asdict().items() if part.shape[1] > unit
    }
    before = {name: part[word, unit] for name, part in trace.previous._asdict().items()}
    h = now["hidden_state"]
    if trace.cell.title == "LSTM":
        names = ("input_gate", "forget_gate", "candidate", "output_gate", "cell_state")
        i, f, g, o, c = (now[name] for name in names)
        old = before["cell_state"]
        return [[f, old, f * old], [i, g, i * g], [f * old, i * g, c], [o, c, h]]
    if trace.cell.title == "GRU":
        z, g, old = now["update_gate"], now["candidate"], before["hidden_state"]
        return [[z, old, z * old], [1 - z, g, (1 - z) * g], [z * old, (1 - z) * g, h]]
    return []


def assert_sums(shown: list[list[str]], tracks: TraceTracks, word: int, unit: int) -> None:
    """Each gate's formula has its three parts, their sum, and what its activation makes of it."""
    cell, told = tracks.trace.cell, []
    for heading, formula in shown:
        name = NAMES[heading]
        place = cell.gates.index(name) * cell.units + unit
        parts = [float(part[word, place]) for part in tracks.parts]
        total = float(tracks.trace.steps.pre_activation[word, place])
        result = float(getattr(tracks.trace.steps, name)[word, unit])
        assert_near(formula, [*parts, total, result])
        assert abs(squash(cell, name)(np.float64(total)) - result) < 10 * ROUNDING
        told.append(name)
    assert sorted(told) == sorted(cell.gates)


def squash(cell: Any, name: str) -> Callable[[Any], Any]:
    """The activation that makes a quantity out of its sum."""
    kind = cell.recurrent_activation if name.endswith("_gate") else cell.activation
    return ACTIVATIONS[kind].value
