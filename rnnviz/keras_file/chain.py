"""From config.json to the layers of the model, one behind the other; anything that branches is refused.

One thing beside the chain is understood: where an Embedding has a mask, a Functional model also holds an
operation NotEqual, which compares the ids with 0 and is handed to the layers behind as their mask.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rnnviz.keras_file.limits import MOST_LAYERS, NotReadable, plainly
from rnnviz.keras_file.options import kind_of, name_of

_MODELS = {
    "Sequential": ("keras", "keras.models", "keras.src.models.sequential"),
    "Functional": ("keras", "keras.models", "keras.src.models.functional", "keras.src.engine.functional"),
}
_OPERATIONS = ("keras.src.ops.numpy", "keras.ops")
_GIVES_IDS = ("InputLayer", "TextVectorization")
Layer = Mapping[str, Any]


class Chain(NamedTuple):
    """The layers of a model.

    stored: in the order in which they are stored, by which their weights are named; inputs are among them.
    ordered: the same in the order in which they are computed.
    is_masked: whether a mask is handed to them beside the chain.
    """

    stored: tuple[Layer, ...]
    ordered: tuple[Layer, ...]
    is_masked: bool


def read_chain(config: Mapping[str, Any]) -> Chain:
    """The layers that a config.json describes.

    Raises:
        NotReadable: if the model is neither Sequential nor Functional, or its layers form no chain.
    """
    kind, module = config.get("class_name"), config.get("module")
    known = isinstance(kind, str) and kind in _MODELS
    if not known or module not in _MODELS[str(kind)] or config.get("registered_name") not in (None, kind):
        raise NotReadable(
            f"The model is a {plainly(kind)} of {plainly(module)}; read are Sequential models and Functional "
            "ones of Keras 3, not classes of your own."
        )
    settings = config.get("config")
    layers = settings.get("layers") if isinstance(settings, dict) else None
    if not isinstance(layers, list) or not layers:
        raise NotReadable("config.json lists no layers.")
    if len(layers) > MOST_LAYERS:
        raise NotReadable(f"The model has {len(layers):,} layers; at most {MOST_LAYERS} are read.")
    is_functional = kind == "Functional"
    masks = [layer for layer in layers if is_functional and _is_mask(layer)]
    stored = tuple(layer for layer in layers if not (is_functional and _is_mask(layer)))
    for layer in stored:
        kind_of(layer)
    if not is_functional:
        return Chain(stored, stored, False)
    return Chain(stored, _in_order(config["config"], stored, masks), bool(masks))


def _is_mask(layer: Any) -> bool:
    return (
        isinstance(layer, dict)
        and layer.get("class_name") == "NotEqual"
        and layer.get("module") in _OPERATIONS
        and layer.get("registered_name") in (None, "NotEqual")
    )


def _in_order(
    settings: Mapping[str, Any], layers: Sequence[Layer], masks: Sequence[Layer]
) -> tuple[Layer, ...]:
    by_name = {str(layer.get("name", "")): layer for layer in layers}
    if len(by_name) != len(layers):
        raise NotReadable("Two layers of the model have one name.")
    givers = [name for name, layer in by_name.items() if kind_of(layer) in _GIVES_IDS]
    given = [_mask_name(mask, givers) for mask in masks]
    behind: dict[str, str] = {}
    beginnings = []
    for name, layer in by_name.items():
        source = _source(layer, given)
        if source is None:
            beginnings.append(name)
        elif source not in by_name or source in behind:
            raise NotReadable(f"The model branches at “{plainly(source)}”; a chain of layers is read.")
        else:
            behind[source] = name
    if len(beginnings) != 1:
        raise NotReadable(f"The model has {len(beginnings)} inputs; with one it is read.")
    chain = [beginnings[0]]
    while chain[-1] in behind:
        chain.append(behind[chain[-1]])
    if len(chain) != len(layers):
        raise NotReadable("The layers of the model form no chain with one beginning and one end.")
    if _output(settings.get("output_layers")) != chain[-1]:
        raise NotReadable("The model has more than one output, or one from its middle; its end is read.")
    return tuple(by_name[name] for name in chain)


def _source(layer: Layer, masks: Sequence[str]) -> str | None:
    """Which layer another one reads; None for an input."""
    if layer.get("inbound_nodes") == []:
        return None
    given, named = _node(layer)
    for name, value in named.items():
        if value is None or value is False or (name == "mask" and _tensor(value) in masks):
            continue
        raise NotReadable(
            f"The layer “{name_of(layer)}” is called with a {plainly(name)}, which is not read."
        )
    source = _tensor(given[0]) if len(given) == 1 else None
    if source is None:
        raise NotReadable(f"The layer “{name_of(layer)}” reads more than the one before it; a chain is read.")
    return source


def _mask_name(layer: Layer, givers: Sequence[str]) -> str:
    """The name of an operation that compares ids with 0."""
    given, named = _node(layer)
    is_plain = len(given) == 2 and type(given[1]) is int and given[1] == 0 and not named
    if not is_plain or _tensor(given[0]) not in givers:
        raise NotReadable("The model has an operation NotEqual other than that of a mask of the ids.")
    return str(layer.get("name"))


def _node(layer: Layer) -> tuple[list[Any], dict[str, Any]]:
    """What a layer is called with."""
    nodes = layer.get("inbound_nodes")
    if isinstance(nodes, list) and len(nodes) == 1 and isinstance(nodes[0], dict):
        given, named = nodes[0].get("args"), nodes[0].get("kwargs", {})
        if isinstance(given, list) and isinstance(named, dict):
            return given, named
    raise NotReadable(f"The layer “{name_of(layer)}” is used more than once; a chain of layers is read.")


def _tensor(value: Any) -> str | None:
    """The layer whose only output a tensor is; None where it is anything else."""
    settings = value.get("config") if isinstance(value, dict) else None
    history = settings.get("keras_history") if isinstance(settings, dict) else None
    if not isinstance(history, list) or len(history) != 3 or history[1:] != [0, 0]:
        return None
    is_tensor = value.get("class_name") == "__keras_tensor__" and isinstance(history[0], str)
    return history[0] if is_tensor else None


def _output(written: Any) -> Any:
    """The name of the layer that the model ends with; written ["dense", 0, 0], or a list of one of those."""
    if isinstance(written, list) and len(written) == 1:
        (written,) = written
    if isinstance(written, list) and len(written) == 3 and written[1:] == [0, 0]:
        return written[0]
    return None
