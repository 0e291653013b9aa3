"""Read a .keras file: the zip, the JSON and the arrays, each against what is allowed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnnviz.arrays import FloatArray
from rnnviz.keras_file.chain import Layer, read_chain
from rnnviz.keras_file.container import Container
from rnnviz.keras_file.found import Found, Planned, expect_words
from rnnviz.keras_file.limits import MOST_PARAMETERS, NotReadable, plainly
from rnnviz.keras_file.options import (
    FULL,
    RECURRENT,
    kind_of,
    length_in,
    name_of,
    options_of,
)
from rnnviz.keras_file.shapes import parameters_of, shapes_of, width_of
from rnnviz.keras_file.weights import Weights
from rnnviz.text import ASCII_SIGNS, Splitting

# How Keras calls the folder of a layer: by its class, not by its name.
_FOLDERS = {
    "Embedding": "embedding",
    "SimpleRNN": "simple_rnn",
    "GRU": "gru",
    "LSTM": "lstm",
    "Bidirectional": "bidirectional",
    "BatchNormalization": "batch_normalization",
    "Dense": "dense",
}


def read_found(raw: bytes) -> Found:
    """Read the bytes of a .keras file.

    Raises:
        NotReadable: if it is no model that is read here; the message names what, and what would be.
    """
    container = Container(raw)
    config = container.config()
    stored, chain, is_masked = read_chain(config)
    places = dict(zip(map(id, stored), _folders(stored), strict=True))
    text = [layer for layer in chain if kind_of(layer) == "TextVectorization"]
    kinds = [kind_of(layer) for layer in chain]
    if text and kinds[: kinds.index("TextVectorization")] not in ([], ["InputLayer"]):
        raise NotReadable("The TextVectorization does not stand at the beginning.")
    splitting, words, length = _vectorizer(text, container) if text else (None, (), None)
    plans = _planned(chain, Weights(container.weights()), places)
    if is_masked:
        options = {**plans[0].options, "mask_zero": True}
        plans = (replace(plans[0], options=options), *plans[1:])
    shapes = [layer["config"].get("batch_shape") for layer in chain if kind_of(layer) == "InputLayer"]
    return Found(
        plainly(config["config"].get("name") or "model", 40),
        plans,
        words,
        splitting,
        length or next(filter(None, map(length_in, shapes)), None),
        _is_logit(config.get("compile_config")),
        tuple(_notes(plans)),
    )


def _folders(layers: Sequence[Layer]) -> Iterator[str]:
    """How Keras calls the folder of each layer: the second LSTM is lstm_1."""
    seen: Counter[str] = Counter()
    for layer in layers:
        folder = _FOLDERS.get(kind_of(layer), "")
        yield f"{folder}_{seen[folder]}" if seen[folder] else folder
        seen[folder] += 1


def _planned(chain: Sequence[Layer], weights: Weights, places: Mapping[int, str]) -> tuple[Planned, ...]:
    """The layers with their arrays; how wide each must be follows from the one before."""
    plans: list[Planned] = []
    width, left = 0, MOST_PARAMETERS
    for layer in chain:
        kind = kind_of(layer)
        options = options_of(kind, layer)
        if kind in ("InputLayer", "TextVectorization"):
            continue
        if (kind == "Embedding") != (not plans):
            first = "The first layer must be an Embedding" if not plans else "Only the first is an Embedding"
            raise NotReadable(f"{first}; here stands the {kind} “{name_of(layer)}”.")
        if kind == "Bidirectional":
            options |= _both(layer)
        left -= parameters_of(kind, options, width)
        if left < 0:
            raise NotReadable(
                f"The model has more than {MOST_PARAMETERS // 1_000_000} million parameters; "
                "smaller ones are read."
            )
        said = f"{kind} “{name_of(layer)}”"
        arrays: tuple[FloatArray, ...] = ()
        for inner, shapes in shapes_of(kind, options, width):
            arrays += weights.read(weights.group(places[id(layer)]) + inner, shapes, said)
        plans.append(Planned(kind, name_of(layer), options, arrays))
        width = width_of(kind, options, width)
    if not plans:
        raise NotReadable("The model has no layers but its input.")
    return tuple(plans)


def _both(layer: Layer) -> dict[str, Any]:
    """The options of the layer inside a Bidirectional; both directions must have the same."""
    inner = layer["config"].get("layer")
    kind = kind_of(inner)
    if kind not in RECURRENT:
        raise NotReadable(
            f"Bidirectional “{name_of(layer)}” holds a {kind}; {', '.join(RECURRENT)} are read."
        )
    options = options_of(kind, inner)
    backward = layer["config"].get("backward_layer")
    if backward is not None:
        turned = dict(backward) if isinstance(backward, dict) else {}
        turned["config"] = dict(turned.get("config") or {})
        if turned["config"].pop("go_backwards", None) is not True or kind_of(turned) != kind:
            raise NotReadable(
                f"The second direction of “{name_of(layer)}” is no {kind} that reads backwards."
            )
        if options_of(kind, turned) != options:
            raise NotReadable(f"The two directions of “{name_of(layer)}” have different options.")
    return {"cell": kind, **options}


def _vectorizer(
    layers: Sequence[Layer], container: Container
) -> tuple[Splitting, tuple[str, ...], int | None]:
    """How a text is split, the words, and how many of them are read."""
    (layer,) = layers[:1]
    options_of("TextVectorization", layer)
    config = layer["config"]
    standardize = config.get("standardize", "lower_and_strip_punctuation")
    splitting = Splitting(
        "ascii" if standardize in ("lower_and_strip_punctuation", "lower") else "none",
        ASCII_SIGNS if standardize in ("lower_and_strip_punctuation", "strip_punctuation") else "",
    )
    words = container.words()
    given = config.get("vocabulary")
    if words is None and isinstance(given, list) and all(isinstance(word, str) for word in given):
        words = tuple(given)
    if words is None:
        raise NotReadable(f"The TextVectorization “{name_of(layer)}” holds no vocabulary: was it adapted?")
    expect_words(words)
    if words[:2] != ("", "[UNK]"):
        words = ("", "[UNK]", *words)
    return splitting, words, length_in([None, config.get("output_sequence_length")])


def _is_logit(compiled: Any) -> bool:
    """Whether the loss that a model was compiled with reads logits."""
    loss = compiled.get("loss") if isinstance(compiled, dict) else None
    settings = loss.get("config") if isinstance(loss, dict) else None
    return isinstance(settings, dict) and settings.get("from_logits") is True


def _notes(plans: Sequence[Planned]) -> Iterator[str]:
    others = sorted({plan.options["dtype"] for plan in plans} - set(FULL))
    if others:
        yield f"Keras computed it as {' and '.join(others)}; here it is computed as float32."
