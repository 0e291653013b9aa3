"""What an equation with its numbers is made of. The letters are those of one timestep t, as in a book.

In letters, `_` begins a subscript of letters ("W_xh"), the rest is written as it stands.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.tracks import Scale

# The arrow of the diagram that a term stands for.
Source = Literal["input", "recurrent", "bias", "inside", "output", "above"]


class Factor(NamedTuple):
    """A vector or a matrix of a term.

    Attributes:
        letters: "xₜ", "W_xh".
        values: (timesteps, n) of a vector, (n, m) of a matrix, which is the same at every step.
        scale: the range its colours are drawn on.
        edit: where a number of it can be written over, as `worked.edit_at` reads it, with {row}, {column}
            and {time} to be filled in; empty where it cannot.
        columns: the number of each column in that array.
    """

    letters: str
    values: FloatArray
    scale: Scale
    edit: str = ""
    columns: tuple[int, ...] = ()


class Term(NamedTuple):
    """One summand of a line.

    kind: "product" of a vector and a matrix; "elementwise" product of vectors; "plain", a vector.
    values: what it comes to for the columns of the line, (timesteps, columns).
    """

    kind: Literal["product", "elementwise", "plain"]
    source: Source
    factors: tuple[Factor, ...]
    values: FloatArray


class Column(NamedTuple):
    """What one column of a line is: "unit 3", and the number of that unit."""

    name: str
    number: int


@dataclass(frozen=True, eq=False)
class Line:
    """One equation: terms that are added, an activation perhaps, a result.

    Attributes:
        name: of the quantity, "forget_gate".
        title: in words.
        letters: of the result, "fₜ".
        meaning: one sentence.
        terms: to be added.
        total: the sum before the activation, (timesteps, columns).
        activation: a name of `activations.ACTIVATIONS` or "softmax"; empty where the sum is the result.
        values: the result, (timesteps, columns).
        scale: of the result.
        columns: what stands in each column.
    """

    name: str
    title: str
    letters: str
    meaning: str
    terms: tuple[Term, ...]
    total: FloatArray
    activation: str
    values: FloatArray
    scale: Scale
    columns: tuple[Column, ...]


def product(source: Source, vector: Factor, matrix: Factor) -> Term:
    """A vector times a matrix at every timestep."""
    return Term("product", source, (vector, matrix), vector.values @ matrix.values)


def elementwise(*factors: Factor, source: Source = "inside") -> Term:
    """Vectors multiplied number by number."""
    return Term("elementwise", source, factors, np.prod([factor.values for factor in factors], axis=0))


def plain(source: Source, factor: Factor, timesteps: int) -> Term:
    """A vector as it is; a bias, (columns,), is repeated for every timestep."""
    values = np.broadcast_to(factor.values, (timesteps, factor.values.shape[-1]))
    return Term("plain", source, (factor._replace(values=values),), values)


def units_named(units: tuple[int, ...]) -> tuple[Column, ...]:
    """Columns that are units."""
    return tuple(Column(f"unit {unit}", unit) for unit in units)
