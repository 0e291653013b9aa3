"""A run as a Keras script that runs as it stands: the same texts, layers, first weights and order."""

from collections.abc import Iterator, Sequence

from rnnviz.learning.initial import seeds_of
from rnnviz.learning.spec import (
    CELL_TITLES,
    OPTIMIZER_TITLES,
    DataSpec,
    ModelSpec,
    RunSpec,
    TrainingSpec,
)
from rnnviz.text import PADDING_ID, UNKNOWN_ID

_WIDTH = 96  # Letters of a line.
_EVALUATION = """\
# The best epoch by its validation loss, scored on texts that played no part until now.
model.set_weights(kept)
loss, accuracy = model.evaluate(*test, verbose=0)
print(f"Test: loss {loss:.4f}, accuracy {accuracy:.1%}")
model.save("model.keras")
"""


def keras_script(spec: RunSpec, columns: Sequence[str] = ("text", "label")) -> str:
    """The script that trains a run with `model.fit`.

    Args:
        spec: of the run.
        columns: where texts come from a table, its columns of texts and of labels.
    """
    data, model = spec.data, spec.model
    parts = [
        _head(spec),
        _imports(spec),
        _texts(data, columns),
        _model(model),
        _training(spec),
        _EVALUATION,
    ]
    return "\n\n".join(parts)


def _head(spec: RunSpec) -> str:
    same = "The losses it prints are those of the explorer, up to rounding."
    if _draws(spec):
        same = "Dropout silences others than there, so the losses differ a little from the explorer's."
    beside = " and texts.csv" if spec.data.source == "table" else ""
    return (
        f'"""{CELL_TITLES[spec.model.cell]} with {spec.model.units} units, as the RNN Explorer trains it.\n\n'
        f"Put it{beside} into the folder of the explorer, from which it takes the texts, and run it there.\n"
        f'{same}\n"""'
    )


def _draws(spec: RunSpec) -> bool:
    """Whether numbers are drawn while it trains."""
    model = spec.model
    shares = (model.embedding_dropout, model.dropout, model.recurrent_dropout, spec.training.word_dropout)
    return any(shares)


def _imports(spec: RunSpec) -> str:
    is_table, drops = spec.data.source == "table", bool(spec.training.word_dropout)
    lines = [
        *(["from pathlib import Path", ""] if is_table else []),
        "import keras",
        *(["import numpy as np"] if drops else []),
        "from keras import layers",
        "from keras.initializers import GlorotUniform, Orthogonal, RandomUniform",
        "",
        "from rnnviz.data.sources import split_of",
        *(["from rnnviz.data.tables import read_table"] if is_table else []),
        f"from rnnviz.learning.material import {'order_of_epoch, ' if spec.training.shuffle else ''}prepare",
        "from rnnviz.learning.spec import DataSpec",
        *(["", f"keras.utils.set_random_seed({spec.training.seed})"] if _draws(spec) else []),
    ]
    return "\n".join(lines)


def _texts(data: DataSpec, columns: Sequence[str]) -> str:
    names = ("source", "examples", "words", "length")
    lines = [f"data = {_call('DataSpec', [f'{name}={_literal(getattr(data, name))}' for name in names])}"]
    arguments = ["data.source", "data.examples"]
    if data.source == "table":
        read = ['Path("texts.csv").read_bytes()', *map(_literal, columns)]
        lines.append(f"table = {_call('read_table', read)}")
        arguments.append("table.examples")
    padded = f"keras.utils.pad_sequences(part.ids, {data.length}, padding={_literal(data.padding)})"
    return "\n".join(
        [
            "# The texts as ids of their words, filled up with 0 to one length; and the labels.",
            *lines,
            f"material = prepare(data, {_call('split_of', arguments)})",
            "(x, y), validation, test = (",
            f"    ({padded}, part.labels)",
            "    for part in (material.train, material.validation, material.test)",
            ")",
        ]
    )


def _model(spec: ModelSpec) -> str:
    listed = "".join(f"    {layer},\n" for layer in _layers(spec))
    begins = "# Its weights begin as in the explorer, because the seeds are the same."
    return f"{begins}\nmodel = keras.Sequential([\n{listed}])\nmodel.summary()"


def _layers(spec: ModelSpec) -> Iterator[str]:
    embedding, head, kernels = seeds_of(spec)
    yield 'keras.Input((None,), dtype="int32")'
    arguments = ["len(material.vocabulary.words)", str(spec.embedding_dim)]
    arguments += ["mask_zero=True"] if spec.mask else []
    arguments.append(f"embeddings_initializer={_initial('RandomUniform', embedding)}")
    yield _call("layers.Embedding", arguments, 4)
    if spec.embedding_dropout:
        yield f"layers.SpatialDropout1D({spec.embedding_dropout})"
    for depth, seeds in enumerate(kernels):
        yield _recurrent(spec, seeds, depth < spec.layers - 1)
        if spec.batch_normalization:
            yield "layers.BatchNormalization()"
    if spec.dropout:
        yield f"layers.Dropout({spec.dropout})"
    initial = f"kernel_initializer={_initial('GlorotUniform', head)}"
    yield _call("layers.Dense", ["1", 'activation="sigmoid"', initial], 4)


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
    name = f"layers.{CELL_TITLES[spec.cell]}"
    if not spec.bidirectional:
        return _call(name, arguments, 4)
    inner = _call(name, arguments, 8)
    return f"layers.Bidirectional(\n        {inner}\n    )"


def _initial(name: str, seed: int) -> str:
    return f"{name}(seed={seed})"


def _training(spec: RunSpec) -> str:
    training = spec.training
    arguments = [
        repr(training.learning_rate),
        *(f"{name}={size!r}" for name, size in training.clipping.items()),
    ]
    optimizer = _call(f"keras.optimizers.{OPTIMIZER_TITLES[training.optimizer]}", arguments)
    return "\n".join(
        [
            f"optimizer = {optimizer}",
            'model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])',
            'best, kept = float("inf"), model.get_weights()',
            f"for epoch in range({training.epochs}):",
            f'    print(f"Epoch {{epoch + 1}} of {training.epochs}")',
            *_epoch(training),
        ]
    )


def _epoch(spec: TrainingSpec) -> Iterator[str]:
    """The lines of one epoch, which is a fit of its own so that the order is the explorer's."""
    texts, labels = "x", "y"
    if spec.decay:
        yield f"    optimizer.learning_rate = {spec.learning_rate!r} * (1 - epoch / {spec.epochs})"
    if spec.word_dropout:
        is_dropped = f"(np.random.random(x.shape) < {spec.word_dropout!r}) & (x != {PADDING_ID})"
        yield "    # Some words are read as the unknown word, so that its embedding is trained."
        yield f"    read = np.where({is_dropped}, {UNKNOWN_ID}, x)"
        texts = "read"
    if spec.shuffle:
        yield f"    order = order_of_epoch({spec.seed}, epoch, len(x))  # The explorer's way to shuffle."
        texts, labels = f"{texts}[order]", "y[order]"
    arguments = [texts, labels, f"batch_size={spec.batch_size}", "shuffle=False"]
    yield f"    told = {_call('model.fit', [*arguments, 'validation_data=validation', 'verbose=2'], 4)}"
    yield '    if (loss := told.history["val_loss"][0]) < best:'
    yield "        best, kept = loss, model.get_weights()"


def _call(name: str, arguments: Sequence[str], indent: int = 0) -> str:
    """A call on one line where it fits, else its arguments on a line of their own, or on one each."""
    margin, listed = " " * indent, ", ".join(arguments)
    if indent + len(name) + len(listed) + 3 <= _WIDTH:  # With two brackets and perhaps a comma.
        return f"{name}({listed})"
    if indent + 4 + len(listed) <= _WIDTH:
        return f"{name}(\n{margin}    {listed}\n{margin})"
    return "\n".join([f"{name}(", *(f"{margin}    {argument}," for argument in arguments), f"{margin})"])


def _literal(value: object) -> str:
    """As Python reads it, with double quotes where that needs no backslash more."""
    if isinstance(value, str) and '"' not in value:
        return '"' + repr("'" + value)[2:]  # With an apostrophe in it, repr takes double quotes.
    return repr(value)
