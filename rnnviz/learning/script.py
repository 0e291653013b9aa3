"""A run as a Keras script that runs as it stands: the same texts, layers, first weights and order."""

from collections.abc import Iterator, Mapping, Sequence

from rnnviz.learning.initial import seeds_of
from rnnviz.learning.spec import CellKind, DataSpec, ModelSpec, OptimizerName, RunSpec, TrainingSpec

_LAYERS: Mapping[CellKind, str] = {"simple-rnn": "SimpleRNN", "gru": "GRU", "lstm": "LSTM"}
_OPTIMIZERS: Mapping[OptimizerName, str] = {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
_WIDTH = 88  # Letters of a line.
_EVALUATION = """\
test = padded(material.test), material.test.labels
print(model.evaluate(*test, verbose=0, return_dict=True))
model.save("model.keras")
"""


def keras_script(spec: RunSpec, columns: Sequence[str] = ("text", "label")) -> str:
    """The script that trains a run with `model.fit`.

    Args:
        spec: of the run.
        columns: where texts come from a table, its columns of texts and of labels.
    """
    data, model = spec.data, spec.model
    parts = [_head(model), _imports(data), _texts(data, columns), _model(model), _training(spec.training)]
    return "\n\n".join([*parts, _EVALUATION])


def _head(spec: ModelSpec) -> str:
    is_silenced = spec.embedding_dropout or spec.dropout or spec.recurrent_dropout
    same = "Dropout silences others than there, so the losses differ a little from the explorer's."
    if not is_silenced:
        same = "The losses that it prints are those of the explorer, up to rounding."
    return (
        f'"""{_LAYERS[spec.cell]} with {spec.units} units, as the RNN Explorer trains it.\n\n'
        f"Run it in the folder of the explorer, from which it takes the texts and their words.\n{same}\n"
        '"""'
    )


def _imports(data: DataSpec) -> str:
    path, table = "", ""
    if data.source == "table":
        path, table = "from pathlib import Path\n\n", "from rnnviz.data.tables import read_table\n"
    return (
        f"{path}import keras\nfrom keras import layers\n\n"
        f"from rnnviz.data.sources import split_of\n{table}"
        "from rnnviz.learning.material import order_of_epoch, prepare\n"
        "from rnnviz.learning.spec import DataSpec"
    )


def _texts(data: DataSpec, columns: Sequence[str]) -> str:
    names = ("source", "examples", "words", "length")
    lines = [f"data = {_call('DataSpec', [f'{name}={_literal(getattr(data, name))}' for name in names])}"]
    arguments = ["data.source", "data.examples"]
    if data.source == "table":
        read = ['Path("texts.csv").read_bytes()', *map(_literal, columns)]
        lines.append(f"table = {_call('read_table', read)}")
        arguments.append("table.examples")
    padded = _call(
        "keras.utils.pad_sequences", ["part.ids", str(data.length), f"padding={_literal(data.padding)}"]
    )
    return "\n".join(
        [
            "# The texts as ids of their words, filled up with 0 to one length.",
            *lines,
            f"material = prepare(data, {_call('split_of', arguments)})",
            "",
            "",
            "def padded(part):",
            f"    return {padded}",
            "",
            "",
            "x, y = padded(material.train), material.train.labels",
            "validation = padded(material.validation), material.validation.labels",
        ]
    )


def _model(spec: ModelSpec) -> str:
    listed = "".join(f"        {layer},\n" for layer in _layers(spec))
    return f"model = keras.Sequential(\n    [\n{listed}    ]\n)\nmodel.summary()"


def _layers(spec: ModelSpec) -> Iterator[str]:
    embedding, head, kernels = seeds_of(spec)
    yield 'keras.Input((None,), dtype="int32")'
    arguments = ["len(material.vocabulary.words)", str(spec.embedding_dim)]
    arguments += ["mask_zero=True"] if spec.mask else []
    arguments.append(f"embeddings_initializer={_initial('RandomUniform', embedding)}")
    yield _call("layers.Embedding", arguments, 8)
    if spec.embedding_dropout:
        yield f"layers.SpatialDropout1D({spec.embedding_dropout})"
    for depth, seeds in enumerate(kernels):
        yield _recurrent(spec, seeds, depth < spec.layers - 1)
        if spec.batch_normalization:
            yield "layers.BatchNormalization()"
    if spec.dropout:
        yield f"layers.Dropout({spec.dropout})"
    initial = f"kernel_initializer={_initial('GlorotUniform', head)}"
    yield _call("layers.Dense", ["1", 'activation="sigmoid"', initial], 8)


def _recurrent(spec: ModelSpec, seeds: tuple[int, int], is_below: bool) -> str:
    arguments = [str(spec.units)]
    if spec.activation != "tanh":
        arguments.append(f"activation={_literal(spec.activation)}")
    if is_below:
        arguments.append("return_sequences=True")
    if spec.recurrent_dropout:
        arguments.append(f"recurrent_dropout={spec.recurrent_dropout}")
    arguments.append(f"kernel_initializer={_initial('GlorotUniform', seeds[0])}")
    arguments.append(f"recurrent_initializer={_initial('Orthogonal', seeds[1])}")
    name = f"layers.{_LAYERS[spec.cell]}"
    if not spec.bidirectional:
        return _call(name, arguments, 8)
    inner = _call(name, arguments, 12)
    return f"layers.Bidirectional(\n            {inner}\n        )"


def _initial(name: str, seed: int) -> str:
    return f"keras.initializers.{name}(seed={seed})"


def _training(spec: TrainingSpec) -> str:
    arguments = [f"{spec.learning_rate:g}", *(f"{name}={size:g}" for name, size in spec.clipping.items())]
    optimizer = _call(f"keras.optimizers.{_OPTIMIZERS[spec.optimizer]}", arguments)
    fit = ["x[order]", "y[order]", f"batch_size={spec.batch_size}", "shuffle=False", "verbose=2"]
    return "\n".join(
        [
            f"optimizer = {optimizer}",
            'model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])',
            f"for epoch in range({spec.epochs}):",
            "    # As shuffle=True does, but in the order of the explorer.",
            f"    order = order_of_epoch({spec.seed}, epoch, len(x))",
            f"    {_call('model.fit', [*fit, 'validation_data=validation'], 4)}",
        ]
    )


def _call(name: str, arguments: Sequence[str], indent: int = 0) -> str:
    """A call on one line where it fits, else with an argument a line."""
    line = f"{name}({', '.join(arguments)})"
    if indent + len(line) < _WIDTH:
        return line
    margin = " " * indent
    listed = "".join(f"{margin}    {argument},\n" for argument in arguments)
    return f"{name}(\n{listed}{margin})"


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) and value.isidentifier() else repr(value)
