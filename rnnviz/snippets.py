"""Code that a person can copy, run, and get the numbers of the page with."""

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.worked import WorkedExample

_FUNCTIONS = {
    "tanh": "np.tanh({})",
    "sigmoid": "sigmoid({})",
    "relu": "np.maximum({}, 0)",
    "linear": "{}",
}
_SIGMOID = (
    "\n\ndef sigmoid(a):\n    return (1 + np.tanh(a / 2)) / 2  # 1 / (1 + e^-a), which could overflow\n\n\n"
)
_NOTES = {"x": "one row a step", "h0": "h_0, the state before the first step"}
_NAMES = {
    "x": "x",
    "Wxh": "W_xh",
    "Whh": "W_hh",
    "bh": "b_h",
    "Why": "W_hy",
    "by": "b_y",
    "h0": "h",
    "c0": "c",
}
# {a} is the activation of a.
_STEPS = {
    "SimpleRNN": """\
    a = x_t @ W_xh + h @ W_hh + b_h
    h = {a}
""",
    "LSTM": """\
    a_i, a_f, a_c, a_o = np.split(x_t @ W_xh + h @ W_hh + b_h, 4)
    i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)
    g = {a_c}
    c = f * c + i * g
    h = o * {c}
""",
    "GRU": """\
    x_z, x_r, x_h = np.split(x_t @ W_xh + b_h[0], 3)
    h_z, h_r, h_h = np.split(h @ W_hh + b_h[1], 3)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    a_h = x_h + r * h_h
    g = {a_h}
    h = z * h + (1 - z) * g
""",
}
_GATES = {
    "SimpleRNN": "",
    "LSTM": "blocks side by side: i, f, c, o, two columns each",
    "GRU": "blocks side by side: z, r, h, two columns each",
}


def numpy_code(example: WorkedExample) -> str:
    """The worked example in NumPy alone; run, it prints h_t and y_t of every step."""
    cell, squash = example.spec.cell, _FUNCTIONS[example.spec.activation]
    needs_sigmoid = cell != "SimpleRNN" or example.spec.activation == "sigmoid"
    order = ("x", "Wxh", "Whh", "bh", "Why", "by", "h0", *(["c0"] if "c0" in example.arrays else []))
    lines = [_assignment(name, example.arrays[name], _GATES[cell] if name == "Wxh" else "") for name in order]
    step = _STEPS[cell].format(**{name: squash.format(name) for name in ("a", "a_c", "a_h", "c")})
    return (
        "import numpy as np\n"
        + (_SIGMOID if needs_sigmoid else "\n")
        + "".join(lines)
        + "\nfor t, x_t in enumerate(x, start=1):\n"
        + step
        + "    y = h @ W_hy + b_y\n"
        + '    print(f"t = {t}  h = {h.round(4)}  y = {y.round(4)}")\n'
    )


def _assignment(name: str, values: FloatArray, note: str) -> str:
    """One array as it would be typed."""
    start = f"{_NAMES[name]} = np.array("
    if values.ndim == 1:
        text = f"{start}{_row(values)})"
    else:
        rows = (",\n" + " " * (len(start) + 1)).join(_row(row) for row in values)
        text = f"{start}[{rows}])"
    said = note or _NOTES.get(name, "")
    return f"{f'# {said}{chr(10)}' if said else ''}{text}\n"


def _row(values: FloatArray) -> str:
    return "[" + ", ".join(np.format_float_positional(value, trim="0") for value in values) + "]"
