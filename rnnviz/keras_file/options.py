"""Which layers are read, and with which options: a list of what is allowed. All else is refused by name.

Initialisers, regularisers and constraints, which count in training only, are not looked at, let alone built.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rnnviz.activations import ACTIVATIONS
from rnnviz.keras_file.limits import LONGEST_TEXT, MOST_ROWS, MOST_UNITS, NotReadable, plainly

READABLE = (
    "TextVectorization, Embedding, SimpleRNN, GRU, LSTM, Bidirectional, Dropout, SpatialDropout1D, "
    "GaussianNoise, BatchNormalization, Dense and Activation"
)
RECURRENT = ("SimpleRNN", "GRU", "LSTM")
ONLY_IN_TRAINING = ("Dropout", "SpatialDropout1D", "GaussianNoise")
ONLY_IN_TEXT = ("InputLayer", "TextVectorization")  # Nothing of them is computed here.
FULL, HALF = ("float32",), ("float16", "float64", "mixed_float16", "mixed_bfloat16")

Rule = Callable[[Any], Any]  # What an option is read as; ValueError says what was expected.
_REQUIRED = object()


@dataclass(frozen=True)
class _Option:
    rule: Rule
    usual: Any = _REQUIRED
    is_kept: bool = True


def _free(value: Any) -> None:
    """Counts in training only, or not at all."""


def _must(*allowed: Any) -> _Option:
    """One of some values; which, does not matter any more."""

    def rule(value: Any) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise ValueError(" or ".join(map(repr, allowed)))
        return value

    return _Option(rule, allowed[0], is_kept=False)


def _flag(usual: bool) -> _Option:
    def rule(value: Any) -> bool:
        if type(value) is not bool:
            raise ValueError("True or False")
        return value

    return _Option(rule, usual)


def _whole(most: int) -> _Option:
    def rule(value: Any) -> int:
        if type(value) is not int or not 1 <= value <= most:
            raise ValueError(f"a whole number from 1 to {most:,}")
        return value

    return _Option(rule)


def _real(usual: float) -> _Option:
    def rule(value: Any) -> float:
        if type(value) not in (int, float) or not 0 < value < 1e3:
            raise ValueError("a positive number")
        return float(value)

    return _Option(rule, usual)


def _function(usual: str, *more: str) -> _Option:
    names = (*ACTIVATIONS, *more)

    def rule(value: Any) -> str:
        name = "linear" if value is None else value
        if not isinstance(name, str) or name not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return name

    return _Option(rule, usual)


def _precision(value: Any) -> str:
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy":
        settings = value.get("config")
        value = settings.get("name") if isinstance(settings, dict) else None
    if not isinstance(value, str) or value not in FULL + HALF:
        raise ValueError("one of " + ", ".join(FULL + HALF))
    return value


_FREE = _Option(_free, None, is_kept=False)
_ANY_LAYER = {"name": _FREE, "trainable": _FREE, "dtype": _Option(_precision, "float32")}
_KERNEL = {
    f"{part}_{kind}": _FREE
    for part in ("kernel", "recurrent", "bias")
    for kind in ("initializer", "regularizer", "constraint")
} | {"activity_regularizer": _FREE}
_CELL = {
    **_KERNEL,
    "units": _whole(MOST_UNITS),
    "activation": _function("tanh"),
    "use_bias": _flag(True),
    "dropout": _FREE,
    "recurrent_dropout": _FREE,
    "seed": _FREE,
    "return_sequences": _flag(False),
    "return_state": _must(False),
    "go_backwards": _must(False),
    "stateful": _must(False),
    "unroll": _must(False, True),
    "zero_output_for_mask": _must(False, True),
    "implementation": _must(2, 1),
    "time_major": _must(False),
}
_GATES = {"recurrent_activation": _function("sigmoid"), "use_cudnn": _must("auto", True, False)}
_NORM_PARTS = ("beta", "gamma", "moving_mean", "moving_variance")

OPTIONS: Mapping[str, Mapping[str, _Option]] = MappingProxyType(
    {
        "InputLayer": {"sparse": _must(False), "ragged": _must(False), "optional": _must(False)}
        | {name: _FREE for name in ("batch_shape", "shape", "batch_size", "dtype")},
        "TextVectorization": {
            "max_tokens": _FREE,
            "standardize": _must("lower_and_strip_punctuation", "lower", "strip_punctuation", None),
            "split": _must("whitespace"),
            "ngrams": _must(None, 1),
            "output_mode": _must("int"),
            "pad_to_max_tokens": _must(False, True),
            "sparse": _must(False),
            "ragged": _must(False),
            "idf_weights": _must(None),
            "encoding": _must("utf-8"),
            "output_sequence_length": _FREE,
            "vocabulary": _FREE,
            "vocabulary_size": _FREE,
        },
        "Embedding": {
            "input_dim": _whole(MOST_ROWS),
            "output_dim": _whole(MOST_UNITS),
            "mask_zero": _flag(False),
            "input_length": _FREE,
            "embeddings_initializer": _FREE,
            "embeddings_regularizer": _FREE,
            "embeddings_constraint": _FREE,
            "activity_regularizer": _FREE,
        },
        "SimpleRNN": _CELL,
        "GRU": _CELL | _GATES | {"reset_after": _must(True)},
        "LSTM": _CELL | _GATES | {"unit_forget_bias": _FREE},
        "Bidirectional": {"merge_mode": _must("concat"), "layer": _FREE, "backward_layer": _FREE},
        "Dropout": {"rate": _FREE, "seed": _FREE, "noise_shape": _FREE},
        "SpatialDropout1D": {"rate": _FREE, "seed": _FREE},
        "GaussianNoise": {"stddev": _FREE, "seed": _FREE},
        "BatchNormalization": {
            "axis": _must(-1, [-1]),
            "epsilon": _real(1e-3),
            "center": _flag(True),
            "scale": _flag(True),
            "momentum": _FREE,
            "synchronized": _FREE,
            "renorm": _must(False),
            "renorm_clipping": _FREE,
            "renorm_momentum": _FREE,
        }
        | {
            f"{part}_{kind}": _FREE
            for part in _NORM_PARTS
            for kind in ("initializer", "regularizer", "constraint")
        },
        "Dense": {
            **_KERNEL,
            "units": _whole(MOST_UNITS),
            "activation": _function("linear", "softmax"),
            "use_bias": _flag(True),
        },
        "Activation": {"activation": _function("linear", "softmax")},
    }
)


def kind_of(layer: Any) -> str:
    """The class of a layer that is allowed.

    Raises:
        NotReadable: for every other; it names the layer, and says what is readable.
    """
    if not isinstance(layer, dict) or not isinstance(layer.get("config"), dict):
        raise NotReadable("A layer in config.json is no table with a class and a config.")
    kind, module, registered = (layer.get(key) for key in ("class_name", "module", "registered_name"))
    is_of_keras = module in (None, "keras.layers") and registered in (None, kind)
    if is_of_keras and isinstance(kind, str) and kind in OPTIONS:
        return kind
    said = f"“{name_of(layer)}” ({plainly(kind)})"
    if kind == "Lambda":
        raise NotReadable(
            f"The layer {said} holds code, and no code of a file is ever run. Read: {READABLE}."
        )
    if not is_of_keras:
        raise NotReadable(
            f"The layer {said} is an operation or a class of your own, which is not read. Read: {READABLE}."
        )
    raise NotReadable(f"The layer {said} is not one that is read here. Read: {READABLE}.")


def name_of(layer: Mapping[str, Any]) -> str:
    """What a layer is called, as a sentence can bear it."""
    config = layer.get("config")
    return plainly((config.get("name") if isinstance(config, dict) else None) or "without a name", 40)


def options_of(kind: str, layer: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a layer that count, checked.

    Raises:
        NotReadable: for an option, or a value of one, that is not computed here.
    """
    given, known = layer["config"], {**_ANY_LAYER, **OPTIONS[kind]}
    kept = {}
    for name, value in given.items():
        if name not in known and value is not None:
            raise NotReadable(f"{_said(kind, layer)} has the option {plainly(name)}, which is not read here.")
    for name, option in known.items():
        value = given.get(name, option.usual)
        try:
            if value is _REQUIRED:
                raise ValueError("a value")
            read = option.rule(value)
        except ValueError as expected:
            shown = "nothing" if value is _REQUIRED else _short(value)
            raise NotReadable(
                f"{_said(kind, layer)} has {name} = {shown}; {expected} is read here."
            ) from expected
        if option.is_kept:
            kept[name] = read
    return kept


def checked_again(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a layer that were checked in another process; of a Bidirectional with its "cell".

    Raises:
        NotReadable: if that process did not say what this one would have.
    """
    given = dict(options)
    cell = given.pop("cell", None)
    if kind not in OPTIONS or kind in ONLY_IN_TEXT or (kind == "Bidirectional") != (cell in RECURRENT):
        raise NotReadable(f"{plainly(kind)} is no layer that is read here.")
    checked = options_of(kind if cell is None else cell, {"config": given})
    return checked if cell is None else {"cell": cell, **checked}


def length_in(shape: Any) -> int | None:
    """The number of timesteps in the shape of a batch; None where it is not said."""
    if isinstance(shape, list) and len(shape) == 2 and type(shape[1]) is int and 1 < shape[1] <= LONGEST_TEXT:
        return shape[1]
    return None


def _said(kind: str, layer: Mapping[str, Any]) -> str:
    return f"{kind} “{name_of(layer)}”"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return plainly(f"{value.get('class_name', 'a table')}")
    return plainly(
        repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    )
