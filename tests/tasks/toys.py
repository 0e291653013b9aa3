"""Small demonstrations for the tests: one of each wiring, answered by a network with random weights."""

from typing import Any, NamedTuple

import numpy as np

from rnnviz.symbols import END
from rnnviz.tasks.task import Column, Input, Task
from rnnviz.wired import WiredNetwork
from rnnviz.wired_spec import WiredSpec
from tests.wired_networks import READS, WRITES, alphabets_of, network_for, spec_of

READ = "dabec"
RIGHT = ("x", "u", "x", "w")
MOST = 9

Settings = dict[str, Any]
VARIANTS: tuple[tuple[str, Settings], ...] = (
    ("one-to-one", {}),
    ("one-to-many", {"cell": "lstm", "layers": 2}),
    ("many-to-one", {"bidirectional": True}),
    ("many-to-many", {"cell": "simple-rnn", "layers": 2, "bidirectional": True}),
    ("encoder-decoder", {"cell": "lstm"}),
    ("encoder-decoder", {"layers": 2, "bidirectional": True, "attention": True}),
)


def variant_name(variant: tuple[str, Settings]) -> str:
    """Of a wiring and its settings."""
    return "-".join([variant[0], *(f"{key}={value}" for key, value in variant[1].items())])


class Toy(NamedTuple):
    """A demonstration, the network that answers, and something to answer."""

    task: Task
    network: WiredNetwork
    given: Input
    spec: WiredSpec


def toy(wiring: str, seed: int = 0, **settings: Any) -> Toy:
    """A demonstration of a wiring."""
    spec = spec_of(wiring, **settings)

    def understand(text: str) -> Input:
        if spec.reads:
            columns = tuple(Column(letter, known=letter in READS.numbers) for letter in text)
            return Input(columns, READS.encode(text), right=right_of(spec, len(text)))
        rng = np.random.default_rng(len(text))
        picture = rng.integers(0, 2, spec.inputs).astype(np.float32)
        return Input(picture=picture, shown="r.gb", right=right_of(spec, 1))

    def draw(count: int, seed: int) -> Any:
        raise AssertionError("nobody learns here")

    task = Task(
        "toy",
        "A toy",
        spec.wiring,
        alphabets_of(spec),
        "Trained on nothing.",
        understand,
        draw,
        draw,
        most=MOST,
        joined="".join,
        pixels=spec.inputs if spec.sees else 0,
    )
    return Toy(task, network_for(spec, seed), understand(READ), spec)


def right_of(spec: WiredSpec, length: int) -> tuple[str, ...]:
    """What we say is right."""
    if spec.writes:
        return RIGHT
    return ("verb", "noun", "other", "noun", "verb")[: length if spec.wiring == "many-to-many" else 1]


def numbers_of(toy: Toy) -> tuple[int, ...]:
    """The numbers of what is right: of a writer, with the end."""
    right = toy.given.right or ()
    if toy.network.writer:
        return (*(WRITES.numbers[name] for name in right), END)
    return tuple(toy.network.classes.numbers[name] for name in right)
