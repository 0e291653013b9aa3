"""The Keras code that builds a wiring, and the shape of what each layer hands on; without Keras.

The tests run every line of it, and give the model our weights.
"""

from typing import NamedTuple

from rnnviz.cells import CELL_TITLES
from rnnviz.convolution import CHANNELS, POOL, WINDOW, side_of
from rnnviz.wired_spec import WiredSpec

_NAME_WIDTH = 62  # Columns of the code before a comment.


class Stop(NamedTuple):
    """One station of what flows through a model.

    layer: its name in Keras, with its settings; of an input, what it is.
    shape: of what it hands on, as Keras writes it, with letters for lengths that are open.
    part: "read", "see", "write" or "answer": to which part of the network it belongs.
    """

    layer: str
    shape: str
    part: str


class _Line(NamedTuple):
    code: str
    stop: Stop | None = None


def flow_of(spec: WiredSpec) -> tuple[Stop, ...]:
    """The layers of a wiring in the order of the data, each with the shape of what it hands on."""
    return tuple(line.stop for line in _lines(spec) if line.stop)


def wiring_code(spec: WiredSpec) -> str:
    """Python that builds the model with the installed Keras; layers have the names that the weights have."""
    lines = [
        line.code if line.stop is None else f"{line.code.ljust(_NAME_WIDTH)}  # {line.stop.shape}"
        for line in _lines(spec)
    ]
    loss = "sparse_categorical_crossentropy"
    ends = [f'model.compile("adam", loss="{loss}")', "model.summary()"]
    return "\n".join(["import keras", "from keras import layers", "", *lines, "", *ends, ""])


def _lines(spec: WiredSpec) -> list[_Line]:
    lines, inputs = [], []
    if spec.wiring in ("one-to-one", "one-to-many") and spec.inputs:
        lines += _eyes(spec)
        inputs.append("picture")
    if spec.wiring in ("many-to-one", "many-to-many", "encoder-decoder"):
        lines += _reader(spec)
        inputs.append("read")
    if spec.wiring in ("one-to-many", "encoder-decoder"):
        lines += [_Line(""), *_writer(spec)]
        inputs.append("before")
    length = {"one-to-one": "", "many-to-one": "", "many-to-many": "T, "}.get(spec.wiring, "U, ")
    head = f'layers.Dense({spec.outputs}, activation="softmax", name="head")'
    stop = Stop(f"Dense({spec.outputs}, softmax)", f"(batch, {length}{spec.outputs})", "answer")
    lines.append(_Line(f"answer = {head}({_read_by_head(spec)})", stop))
    given = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
    return [*lines, _Line(f"model = keras.Model({given}, answer)")]


def _eyes(spec: WiredSpec) -> list[_Line]:
    shape = f"(batch, {spec.inputs})"
    lines = [_Line(f"picture = keras.Input(({spec.inputs},))", Stop("a picture", shape, "see"))]
    seen = "picture"
    if spec.filters:
        side, filters, half = side_of(spec.inputs), spec.filters, side_of(spec.inputs) // POOL
        convolution = f'layers.Conv2D({filters}, {WINDOW}, padding="same", activation="relu", name="eyes_0")'
        grid, maps, small = (
            f"(batch, {n}, {n}, {f})" for n, f in ((side, CHANNELS), (side, filters), (half, filters))
        )
        flat = f"(batch, {half * half * filters})"
        lines += [
            _Line(f"v = layers.Reshape(({side}, {side}, {CHANNELS}))(picture)", Stop("Reshape", grid, "see")),
            _Line(f"v = {convolution}(v)", Stop(f"Conv2D({filters}, {WINDOW})", maps, "see")),
            _Line(f"v = layers.MaxPooling2D({POOL})(v)", Stop("MaxPooling2D", small, "see")),
            _Line("v = layers.Flatten()(v)", Stop("Flatten", flat, "see")),
        ]
        seen = "v"
    name = f"eyes_{spec.eyes - 1}"
    return [
        *lines,
        _Line(
            f'context = layers.Dense({spec.hidden}, activation="relu", name="{name}")({seen})',
            Stop(f"Dense({spec.hidden}, relu)", f"(batch, {spec.hidden})", "see"),
        ),
    ]


def _reader(spec: WiredSpec) -> list[_Line]:
    size, dim = spec.inputs, spec.embedding_dim
    lines = [
        _Line("read = keras.Input((None,))", Stop("symbols", "(batch, T)", "read")),
        _Line(
            f'x = layers.Embedding({size}, {dim}, mask_zero=True, name="reader_embeddings")(read)',
            Stop(f"Embedding({size}, {dim})", f"(batch, T, {dim})", "read"),
        ),
    ]
    for n in range(spec.layers):
        is_last = n == spec.layers - 1
        every = not is_last or hands_on_every_state(spec)
        lines += _recurrent(spec, n, every, is_last and spec.attention)
    return lines


def _recurrent(spec: WiredSpec, n: int, every: bool, with_state: bool) -> list[_Line]:
    """One recurrent layer of the reader; with its last state apart, where the writer looks back at all."""
    settings = f"{spec.units}, return_sequences={every}" + (", return_state=True" if with_state else "")
    layer = f"layers.{CELL_TITLES[spec.cell]}({settings}"
    layer = (
        f'layers.Bidirectional({layer}), name="reader_{n}")'
        if spec.bidirectional
        else f'{layer}, name="reader_{n}")'
    )
    length = "T, " if every else ""
    stop = Stop(_title(spec, every), f"(batch, {length}{spec.width})", "read")
    if not with_state:
        return [_Line(f"x = {layer}(x)", stop)]
    shape = f"(batch, {spec.width})"
    memory = ", c" if spec.cell == "lstm" else ""
    if spec.bidirectional:
        memory_back = ", d" if spec.cell == "lstm" else ""
        code = "context = layers.Concatenate()([forward, backward])"
        names = f"forward{memory}, backward{memory_back}"
        return [
            _Line(f"x, {names} = {layer}(x)", stop),
            _Line(code, Stop("the last state of each direction", shape, "read")),
        ]
    return [
        _Line(f"x, context{memory} = {layer}(x)", stop),
    ]


def hands_on_every_state(spec: WiredSpec) -> bool:
    """Whether the last layer of the reader has return_sequences=True."""
    return spec.wiring == "many-to-many" or spec.attention


def _title(spec: WiredSpec, every: bool) -> str:
    """Of a layer of the reader."""
    inside = f"{CELL_TITLES[spec.cell]}({spec.units}, return_sequences={every})"
    return f"Bidirectional({inside})" if spec.bidirectional else inside


def _writer(spec: WiredSpec) -> list[_Line]:
    dim = spec.embedding_dim
    lines = []
    if spec.wiring == "encoder-decoder" and not spec.attention:
        lines.append(_Line("context = x  # The last state: all that the writer will know."))
    lines += [
        _Line("before = keras.Input((None,))", Stop("what was written before", "(batch, U)", "write")),
        _Line(
            f'y = layers.Embedding({spec.outputs}, {dim}, mask_zero=True, name="writer_embeddings")(before)',
            Stop(f"Embedding({spec.outputs}, {dim})", f"(batch, U, {dim})", "write"),
        ),
    ]
    has_context = bool(spec.inputs)
    for n in range(spec.layers):
        begins = ""
        if has_context:
            start = f'layers.Dense({spec.units}, activation="tanh", name="start_{n}")(context)'
            stop = Stop(f"Dense({spec.units}, tanh) of the context", f"(batch, {spec.units})", "write")
            lines.append(_Line(f"s{n} = {start}", stop))
            state = f"[s{n}, keras.ops.zeros_like(s{n})]" if spec.cell == "lstm" else f"s{n}"
            begins = f", initial_state={state}"
        kind = CELL_TITLES[spec.cell]
        layer = f'layers.{kind}({spec.units}, return_sequences=True, name="writer_{n}")'
        shape = f"(batch, U, {spec.units})"
        stop = Stop(f"{kind}({spec.units}, return_sequences=True)", shape, "write")
        lines.append(_Line(f"y = {layer}(y{begins})", stop))
    if spec.attention:
        lines += _attention(spec)
    return lines


def _attention(spec: WiredSpec) -> list[_Line]:
    score = f'layers.Dense({spec.width}, use_bias=False, name="score")'
    shape = f"(batch, U, {spec.width})"
    return [
        _Line(f"query = {score}(y)", Stop(f"Dense({spec.width}), scores", shape, "write")),
        _Line("gathered = layers.Attention()([query, x])", Stop("Attention", shape, "write")),
        _Line(
            "y = layers.Concatenate()([y, gathered])",
            Stop("Concatenate", f"(batch, U, {spec.units + spec.width})", "write"),
        ),
    ]


def _read_by_head(spec: WiredSpec) -> str:
    if spec.wiring == "one-to-one":
        return "context"
    return "x" if spec.wiring in ("many-to-one", "many-to-many") else "y"
