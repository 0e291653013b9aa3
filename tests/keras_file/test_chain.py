"""Functional models: a chain is read in the order of its computation, whatever the order of the file."""

from typing import Any

import pytest

from rnnviz.keras_file.chain import read_chain
from rnnviz.keras_file.limits import NotReadable
from tests.keras_files import Layer, cell, dense, embedding, layer


def tensor(name: str, *place: int) -> dict[str, Any]:
    """What a layer gives, as config.json refers to it."""
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, *(place or (0, 0))]}}


def node(name: str, one: Layer, *args: Any, **kwargs: Any) -> Layer:
    """A layer of a Functional model that is called with something."""
    return one | {"name": name, "inbound_nodes": [{"args": list(args), "kwargs": kwargs}] if args else []}


def model() -> list[Layer]:
    """A masked chain of five layers, stored backwards, and the operation that makes the mask."""
    mask = {"module": "keras.src.ops.numpy", "class_name": "NotEqual", "config": {"name": "not_equal"}}
    return [
        node("d", dense(), tensor("r")),
        node("r", cell("GRU"), tensor("n"), mask=tensor("not_equal"), training=False),
        node("not_equal", mask, tensor("i"), 0),
        node("n", layer("BatchNormalization"), tensor("e"), mask=tensor("not_equal")),
        node("e", embedding(), tensor("i")),
        node("i", layer("InputLayer", batch_shape=[None, None])),
    ]


def config(layers: list[Layer], output: Any = ("d", 0, 0), **more: Any) -> dict[str, Any]:
    settings = {"layers": layers, "output_layers": list(output)}
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": settings} | more


def test_a_chain_is_put_into_its_order_and_its_mask_is_seen() -> None:
    for output in (("d", 0, 0), [["d", 0, 0]]):
        chain = read_chain(config(model(), output))
        assert [one["name"] for one in chain.ordered] == ["i", "e", "n", "r", "d"]
        assert [one["name"] for one in chain.stored] == ["d", "r", "n", "e", "i"]
        assert chain.is_masked


def test_without_the_operation_there_is_no_mask() -> None:
    layers = [one for one in model() if one["name"] != "not_equal"]
    for one in layers:
        for call in one["inbound_nodes"]:
            call["kwargs"].pop("mask", None)
    assert not read_chain(config(layers)).is_masked


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "branch": ({"d": node("d", dense(), tensor("e"))}, "branches at “e”"),
    "two inputs": ({"r": node("r", cell("GRU"))}, "has 2 inputs"),
    "no input": ({"i": node("i", layer("InputLayer"), tensor("d"))}, "has 0 inputs"),
    "from nowhere": ({"e": node("e", embedding(), tensor("x"))}, "branches at “x”"),
    "two reads": ({"r": node("r", cell("GRU"), tensor("n"), tensor("i"))}, "reads more than the one before"),
    "a number": ({"r": node("r", cell("GRU"), 3)}, "reads more than the one before"),
    "second output": ({"r": node("r", cell("GRU"), tensor("n", 0, 1))}, "reads more than the one before"),
    "state": ({"r": node("r", cell("GRU"), tensor("n"), initial_state=tensor("e"))}, "with a initial_state"),
    "training": ({"r": node("r", cell("GRU"), tensor("n"), training=True)}, "with a training"),
    "other mask": ({"r": node("r", cell("GRU"), tensor("n"), mask=tensor("e"))}, "with a mask"),
    "shared": ({"r": node("r", cell("GRU"), tensor("n")) | {"inbound_nodes": [{}, {}]}}, "more than once"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_chain_is_refused(name: str) -> None:
    changed, sentence = BAD[name]
    with pytest.raises(NotReadable, match=sentence):
        read_chain(config([changed.get(one["name"], one) for one in model()]))


@pytest.mark.parametrize("args", [(tensor("i"), 1), (tensor("i"), False), (tensor("e"), 0), (0, tensor("i"))])
def test_another_comparison_is_no_mask(args: tuple[Any, ...]) -> None:
    layers = model()
    layers[2] = node("not_equal", layers[2], *args)
    with pytest.raises(NotReadable, match="other than that of a mask"):
        read_chain(config(layers))


def test_an_output_from_the_middle_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(NotReadable, match="one from its middle"):
        read_chain(config(model(), ("r", 0, 0)))
    with pytest.raises(NotReadable, match="have one name"):
        read_chain(config([*model(), model()[0]]))


@pytest.mark.parametrize(
    "more",
    [{"class_name": "Mine"}, {"module": "mine"}, {"registered_name": "mine>Model"}, {"class_name": []}],
)
def test_a_model_of_ones_own_class_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(NotReadable, match="not classes of your own"):
        read_chain(config(model(), **more))
    with pytest.raises(NotReadable, match="lists no layers"):
        read_chain(config([]))
