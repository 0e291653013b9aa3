"""From the layers that Keras has to the parts that a Network has: what is folded, and what refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell
from rnnviz.keras_file.found import Found, Planned
from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.options import ONLY_IN_TRAINING, RECURRENT
from rnnviz.layers import Dense, RecurrentLayer


class Stretch(NamedTuple):
    """What a batch normalisation does to each number after training: gain · x + shift."""

    gain: FloatArray
    shift: FloatArray


@dataclass(frozen=True)
class Row:
    """One layer as it is told: what Keras has, and what is computed here.

    Attributes:
        kind: its class.
        shape: what it hands on, for a text of T words.
        says: how it is computed here.
        is_computed: whether it is a layer here, too; else it is folded into another, or does nothing.
    """

    kind: str
    shape: str
    says: str
    is_computed: bool


@dataclass(frozen=True, eq=False)
class Assembled:
    """A model as the parts of a Network.

    Attributes:
        embeddings: a row for each id that the model knows.
        layers: the recurrent ones.
        head: the dense ones.
        rows: all layers of the model, as they are told.
    """

    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]
    head: tuple[Dense, ...]
    rows: tuple[Row, ...]

    @property
    def outputs(self) -> int:
        """How many numbers come out."""
        return int(self.head[-1].kernel.shape[1])


class _Building:
    """What is there so far, while the layers are gone through."""

    def __init__(self) -> None:
        self.embeddings: FloatArray | None = None
        self.layers: list[RecurrentLayer] = []
        self.head: list[Dense] = []
        self.stretch: Stretch | None = None  # That waits for the layer that reads it.
        self.is_open = True  # Whether the last layer hands on every state, not only the final one.

    def add(self, plan: Planned) -> str:
        """Take in the next layer; how it is computed here, in a few words."""
        if plan.kind in ONLY_IN_TRAINING:
            return "only in training"
        if plan.kind == "Embedding":
            self.embeddings = plan.weights[0]
            return "a row for each word"
        if plan.kind in (*RECURRENT, "Bidirectional"):
            return self._add_recurrent(plan)
        return {"BatchNormalization": self._add_norm, "Dense": self._add_dense}.get(
            plan.kind, self._add_activation
        )(plan)

    def _add_recurrent(self, plan: Planned) -> str:
        if self.head or not self.is_open:
            before = "a Dense layer" if self.head else "a recurrent layer that gives only its final state"
            raise NotReadable(f"{_said(plan)} stands behind {before}; it needs every state before it.")
        self.layers.append(_recurrent(plan, self.stretch))
        self.stretch, self.is_open = None, bool(plan.options["return_sequences"])
        return "both ways, word by word" if plan.kind == "Bidirectional" else "word by word"

    def _add_norm(self, plan: Planned) -> str:
        stretch = _stretch_of(plan)
        if self.head and self.head[-1].activation == "linear":
            last = self.head[-1]
            kernel, bias = last.kernel * stretch.gain, last.bias * stretch.gain + stretch.shift
            self.head[-1] = Dense(_single(kernel), _single(bias), "linear")
            return "folded into the Dense before it"
        if not self.layers and self.embeddings is not None and self.stretch is None:
            self.embeddings = _single(self.embeddings * stretch.gain + stretch.shift)
            return "folded into the rows of the words"
        self.stretch = stretch if self.stretch is None else _both(self.stretch, stretch)
        return "folded into the layer that reads it"

    def _add_dense(self, plan: Planned) -> str:
        if not self.layers:
            raise NotReadable(f"{_said(plan)} stands before any recurrent layer; it is read behind them.")
        if not self.head and self.is_open:
            raise NotReadable(
                f"The last recurrent layer gives every state, and {_said(plan)} reads each, as for tagging; "
                "read is a head on the final state (return_sequences=False)."
            )
        kernel, *rest = plan.weights
        bias = rest[0] if rest else np.zeros(kernel.shape[1], np.float32)
        if self.stretch is not None:
            wide = bias.astype(np.float64) + self.stretch.shift @ kernel
            kernel, bias = _single(self.stretch.gain[:, None] * kernel), _single(wide)
            self.stretch = None
        self.head.append(Dense(kernel, bias, plan.options["activation"]))
        return f"{self.head[-1].activation}, on the final state" if len(self.head) == 1 else self._function()

    def _add_activation(self, plan: Planned) -> str:
        if not self.head or self.head[-1].activation != "linear":
            raise NotReadable(f"{_said(plan)} is read behind a Dense layer without an activation of its own.")
        self.head[-1] = replace(self.head[-1], activation=plan.options["activation"])
        return "put into the Dense before it"

    def _function(self) -> str:
        return self.head[-1].activation


def assemble(found: Found) -> Assembled:
    """Put a model together, with every batch normalisation folded into a neighbour.

    After training it is a fixed stretch and shift of each unit, so that folding changes no verdict; the
    states that are shown are those before it.

    Raises:
        NotReadable: if the layers stand in an order that a Network does not compute.
    """
    building, rows = _Building(), list[Row]()
    if found.splitting is not None:
        rows.append(Row("TextVectorization", "T", "splits the text, and gives its words", False))
    width = 0
    for plan in found.layers:
        with np.errstate(all="ignore"):  # Numbers without end stay what they are.
            says = building.add(plan)
        width = _width(plan, width)
        is_computed = plan.kind in (*RECURRENT, "Embedding", "Bidirectional", "Dense")
        is_row = not building.head and building.is_open
        rows.append(Row(_title(plan), f"T × {width}" if is_row else f"{width}", says, is_computed))
    if building.embeddings is None or not building.layers:
        raise NotReadable("The model has no SimpleRNN, GRU or LSTM, so there is nothing to be seen.")
    if not building.head:
        raise NotReadable("The model has no Dense layer at its end, so it gives no verdict.")
    if building.stretch is not None:
        raise NotReadable(
            "The BatchNormalization at the end stands behind an activation, and nothing reads it."
        )
    if any(dense.activation == "softmax" for dense in building.head[:-1]):
        raise NotReadable("A softmax stands before the last Dense layer; it is read at the end only.")
    return Assembled(building.embeddings, tuple(building.layers), tuple(building.head), tuple(rows))


def with_verdict(assembled: Assembled, is_logit: bool) -> tuple[Dense, ...]:
    """The head, ending in probabilities.

    Args:
        assembled: the model.
        is_logit: whether an output without an activation is a logit, to be made a probability here.

    Raises:
        NotReadable: if what comes out is no probability, and no logit either.
    """
    *hidden, last = assembled.head
    outputs = assembled.outputs
    if last.activation == "linear" and is_logit:
        return (*hidden, replace(last, activation="sigmoid" if outputs == 1 else "softmax"))
    if (outputs == 1 and last.activation == "sigmoid") or (outputs > 1 and last.activation == "softmax"):
        return assembled.head
    what = (
        f"{outputs} outputs with {last.activation}" if outputs > 1 else f"one output with {last.activation}"
    )
    raise NotReadable(
        f"The model ends with {what}. Read are one sigmoid output, several with softmax, and logits "
        "(no activation) that become one of these."
    )


def _recurrent(plan: Planned, stretch: Stretch | None) -> RecurrentLayer:
    options = plan.options
    kind = options.get("cell", plan.kind)
    names = [options["activation"], *([options["recurrent_activation"]] if kind != "SimpleRNN" else [])]
    count = 2 + options["use_bias"]
    cells = [
        _cell(kind, plan.weights[start : start + count], names, stretch)
        for start in range(0, len(plan.weights), count)
    ]
    return RecurrentLayer(*cells)


def _cell(
    kind: str, weights: Sequence[FloatArray], functions: Iterable[str], stretch: Stretch | None
) -> Cell:
    kernel, recurrent_kernel, *rest = weights
    shape = (2, kernel.shape[1]) if kind == "GRU" else (kernel.shape[1],)
    bias = rest[0] if rest else np.zeros(shape, np.float32)
    if stretch is not None:
        wide = bias.astype(np.float64)
        wide[... if wide.ndim == 1 else 0] += stretch.shift @ kernel
        kernel, bias = _single(stretch.gain[:, None] * kernel), _single(wide)
    return CELLS[kind](kernel, recurrent_kernel, bias, *functions)


def _stretch_of(plan: Planned) -> Stretch:
    """gamma · (x - mean) / sqrt(variance + epsilon) + beta, as gain · x + shift."""
    *learnt, mean, variance = (array.astype(np.float64) for array in plan.weights)
    gamma = learnt.pop(0) if plan.options["scale"] else np.ones_like(mean)
    beta = learnt.pop(0) if plan.options["center"] else np.zeros_like(mean)
    gain = gamma / np.sqrt(variance + plan.options["epsilon"])
    return Stretch(gain, beta - mean * gain)


def _both(first: Stretch, second: Stretch) -> Stretch:
    return Stretch(first.gain * second.gain, first.shift * second.gain + second.shift)


def _single(values: FloatArray) -> FloatArray:
    return values.astype(np.float32)


def _width(plan: Planned, width: int) -> int:
    options: Any = plan.options
    if plan.kind == "Embedding":
        return int(options["output_dim"])
    return int(options.get("units", width)) * (2 if plan.kind == "Bidirectional" else 1)


def _title(plan: Planned) -> str:
    return f"Bidirectional {plan.options['cell']}" if plan.kind == "Bidirectional" else plan.kind


def _said(plan: Planned) -> str:
    return f"The {plan.kind} “{plan.name}”"
