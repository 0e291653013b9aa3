"""One recurrent Keras layer on paper: its shapes, its parameters, its code and its summary, without Keras.

The tests hold every line of it to the installed Keras.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from rnnviz.activations import activation
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.plain_values import expect_one_of

LayerKind = Literal["SimpleRNN", "GRU", "LSTM"]
LAYER_KINDS: tuple[LayerKind, ...] = get_args(LayerKind)
Shape = tuple[int | None, ...]  # None is a length that Keras leaves open.

MOST = 512  # Inputs or units; the summary's columns would hold more, a picture would not.
MOST_TIMESTEPS = 9999
BATCH, TIMESTEPS = 2, 7  # Of the example in the code, where the length is open.
BYTES = 4  # Of a float32.

_GATES: dict[LayerKind, tuple[str, ...]] = {
    "SimpleRNN": SimpleRNNCell.gates,
    "GRU": GRUCell.gates,
    "LSTM": LSTMCell.gates,
}
_NAMES = {"SimpleRNN": "simple_rnn", "GRU": "gru", "LSTM": "lstm"}
_WIDTHS = (31, 22, 13)  # Of the texts in Keras's table, in a terminal of 80 columns.


@dataclass(frozen=True)
class LayerSpec:
    """Settings of one recurrent layer as plain values.

    Args:
        kind: the Keras class.
        input_dim: D, numbers in each x_t.
        units: H, numbers in each h_t.
        activation: in place of tanh.
        return_sequences: hand on h_t of every timestep, or that of the last only.
        bidirectional: a second layer reads from the last timestep; both outputs stand side by side.
        timesteps: T; None leaves it open, as in Input((None, D)).
        head: one sigmoid unit reads the output.

    Raises:
        ValueError: if a value is out of its range.
    """

    kind: LayerKind = "SimpleRNN"
    input_dim: int = 4
    units: int = 5
    activation: str = "tanh"
    return_sequences: bool = False
    bidirectional: bool = False
    timesteps: int | None = None
    head: bool = False

    def __post_init__(self) -> None:
        expect_one_of(self, "kind", LAYER_KINDS)
        activation(self.activation)
        _expect_count("input_dim", self.input_dim, MOST)
        _expect_count("units", self.units, MOST)
        if self.timesteps is not None:
            _expect_count("timesteps", self.timesteps, MOST_TIMESTEPS)

    @property
    def gates(self) -> tuple[str, ...]:
        """What has weights of its own, in Keras's order."""
        return _GATES[self.kind]

    @property
    def directions(self) -> int:
        """How often the weights are there."""
        return 2 if self.bidirectional else 1

    @property
    def width(self) -> int:
        """Numbers the layer hands on at one timestep."""
        return self.directions * self.units


class Part(NamedTuple):
    """One array of weights of one direction: its Keras name, its letter, its rows and columns."""

    name: str
    letter: str
    rows: int
    columns: int

    @property
    def size(self) -> int:
        """How many parameters."""
        return self.rows * self.columns


class Arrow(NamedTuple):
    """What stands at one arrow: its letter, what it is, and its shape as Keras writes it."""

    letter: str
    meaning: str
    shape: Shape


def parts_of(spec: LayerSpec) -> tuple[Part, ...]:
    """The weights of one direction. A GRU's bias has two rows, one for x_t and one for h_{t-1}."""
    columns = len(spec.gates) * spec.units
    return (
        Part("kernel", "W_xh", spec.input_dim, columns),
        Part("recurrent_kernel", "W_hh", spec.units, columns),
        Part("bias", "b_h", 2 if spec.kind == "GRU" else 1, columns),
    )


def layer_parameters(spec: LayerSpec) -> int:
    """Parameters of the recurrent layer, both directions together."""
    return spec.directions * sum(part.size for part in parts_of(spec))


def head_parameters(spec: LayerSpec) -> int:
    """Parameters of the head: a weight for each number it reads, and a bias."""
    return spec.width + 1 if spec.head else 0


def formula(spec: LayerSpec) -> str:
    """How many parameters the layer has, with the numbers plugged in: "4 · (4·5 + 5·5 + 5) = 200"."""
    inputs, units = spec.input_dim, spec.units
    bias = f"2·{units}" if spec.kind == "GRU" else f"{units}"
    one = f"{inputs}·{units} + {units}·{units} + {bias}"
    factors = [str(n) for n in (spec.directions, len(spec.gates)) if n > 1]
    counted = " · ".join([*factors, f"({one})"]) if factors else one
    return f"{counted} = {layer_parameters(spec):,}"


def output_shape(spec: LayerSpec) -> Shape:
    """What the layer hands on: (batch, timesteps, units), or (batch, units) of the last timestep."""
    over_time = (spec.timesteps,) if spec.return_sequences else ()
    return (None, *over_time, spec.width)


def head_shape(spec: LayerSpec) -> Shape:
    """What the head makes of it: one number where there were `width`."""
    return (*output_shape(spec)[:-1], 1)


def arrows_of(spec: LayerSpec) -> tuple[Arrow, ...]:
    """Every arrow from the input to the output, with its shape. The first None is the batch."""
    kernel, recurrent_kernel, bias = ((part.rows, part.columns) for part in parts_of(spec))
    state: Shape = (None, spec.units)
    inside = "the state" if spec.kind == "SimpleRNN" else "every gate and the candidate"
    arrows = [
        Arrow("x", "the input: batch, timesteps, features", (None, spec.timesteps, spec.input_dim)),
        Arrow("x_t", "what the cell reads at timestep t", (None, spec.input_dim)),
        Arrow("W_xh", f"kernel: from x_t to {inside}", kernel),
        Arrow("h_{t-1}", "the state of the step before; zeros at first", state),
        Arrow("W_hh", f"recurrent kernel: from h_{{t-1}} to {inside}", recurrent_kernel),
        Arrow("b_h", "bias", bias if spec.kind == "GRU" else bias[1:]),
        Arrow("h_t", "the new state, handed to the next timestep", state),
    ]
    if spec.kind == "LSTM":
        arrows.append(Arrow("c_t", "the cell state, handed to the next timestep", state))
    what = "h_t of every timestep" if spec.return_sequences else "h_t of the last timestep"
    both = ", both directions side by side" if spec.bidirectional else ""
    arrows.append(Arrow("y", f"the output: {what}{both}", output_shape(spec)))
    if spec.head:
        arrows.append(Arrow("Dense", "what the head makes of it", head_shape(spec)))
    return tuple(arrows)


def code_of(spec: LayerSpec) -> str:
    """Python that builds the layer, prints its summary and its real shapes; runs on the installed Keras."""
    layer = (
        f'keras.layers.{spec.kind}({spec.units}, activation="{spec.activation}", '
        f"return_sequences={spec.return_sequences})"
    )
    layers = [
        f"keras.Input(({spec.timesteps}, {spec.input_dim})),  # timesteps, features",
        *(["keras.layers.Bidirectional(", f"    {layer}", "),"] if spec.bidirectional else [f"{layer},"]),
        *(['keras.layers.Dense(1, activation="sigmoid"),'] if spec.head else []),
    ]
    shape = (BATCH, spec.timesteps or TIMESTEPS, spec.input_dim)
    printed = head_shape(spec) if spec.head else output_shape(spec)
    real = (BATCH, *(length or TIMESTEPS for length in printed[1:]))
    weights = [arrow.shape for arrow in arrows_of(spec) if arrow.letter in ("W_xh", "W_hh", "b_h")]
    named = zip(parts_of(spec), weights, strict=True)
    lines = [f"# {part.name} {shape}" for part, shape in named] * spec.directions
    return "\n".join(
        [
            "import keras",
            "",
            "model = keras.Sequential([",
            *(f"    {line}" for line in layers),
            "])",
            "model.summary()",
            "",
            f"x = keras.random.normal({shape})  # batch, timesteps, features",
            f"print(model(x).shape)  # {real}",
            "for weight in model.layers[0].weights:",
            "    print(weight.name, tuple(weight.shape))",
            *lines,
            "",
        ]
    )


def summary_text(spec: LayerSpec) -> str:
    """What `model.summary()` prints of the code, letter for letter, in a terminal of 80 columns.

    Source:
        keras.src.utils.summary_utils.print_summary of Keras 3.
    """
    name, kind = _NAMES[spec.kind], str(spec.kind)
    if spec.bidirectional:
        name, kind = "bidirectional", "Bidirectional"
    rows = [(f"{name} ({kind})", str(output_shape(spec)), f"{layer_parameters(spec):,}")]
    if spec.head:
        rows.append(("dense (Dense)", str(head_shape(spec)), f"{head_parameters(spec):,}"))
    total = layer_parameters(spec) + head_parameters(spec)
    lines = [_row(row, "│") for row in rows]
    return "\n".join(
        [
            'Model: "sequential"',
            _rule("┏┳┓", "━"),
            _row(("Layer (type)", "Output Shape", "Param #"), "┃"),
            _rule("┡╇┩", "━"),
            f"\n{_rule('├┼┤', '─')}\n".join(lines),
            _rule("└┴┘", "─"),
            f" Total params: {total:,} ({_memory(total)})",
            f" Trainable params: {total:,} ({_memory(total)})",
            " Non-trainable params: 0 (0.00 B)",
            "",
        ]
    )


def _rule(corners: str, line: str) -> str:
    return corners[0] + corners[1].join(line * (width + 2) for width in _WIDTHS) + corners[2]


def _row(texts: tuple[str, str, str], line: str) -> str:
    name, shape, count = texts
    first, second, third = _WIDTHS
    return f"{line} {name:<{first}} {line} {shape:<{second}} {line} {count:>{third}} {line}"


def _memory(parameters: int) -> str:
    """Bytes in Keras's words: 800.00 B, 1.56 KB."""
    size = float(parameters * BYTES)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"


def _expect_count(name: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}, got {value!r}")
