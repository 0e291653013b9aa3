"""The sentiment of a sentence: the networks of Explore, as the wiring many-to-one."""

from functools import cache, partial

import numpy as np

from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.data.reviews import Split, split_sentences, words_of
from rnnviz.layers import Dense
from rnnviz.learning.wired_data import WiredData
from rnnviz.network import Network, load_network
from rnnviz.symbols import Symbols
from rnnviz.tasks.critics import understand_words
from rnnviz.tasks.task import Input, Modifier, Sizes, Task
from rnnviz.wired import Reader, WiredNetwork
from rnnviz.wired_archive import Alphabets, Saved
from rnnviz.wired_spec import WiredSpec

CLASSES = Symbols(("negative", "positive"))
TRAINED_ON = "The networks of Explore, trained on reviews, short ratings and sentences of our own grammar."
EXAMPLES = (
    "not a bad film, on the contrary",
    "the plot is thin but the actors are wonderful",
    "two hours that I will never get back",
    "it could have been a great story",
)
LONGEST = 60  # Words.
_NETWORKS: dict[tuple[Modifier, ...], str] = {
    (): "lstm",
    ("stacked",): "stacked-lstm",
    ("bidirectional",): "bidirectional-lstm",
}


def wired(network: Network) -> Saved:
    """A sentiment network as a wired one: softmax over (0, score) is the sigmoid of the score.

    Raises:
        ValueError: if its head is not one sigmoid unit.
    """
    (head,) = network.head
    if head.activation != "sigmoid" or head.kernel.shape[1] != 1:
        raise ValueError("a sentiment network with one sigmoid unit was expected")
    kernel = np.concatenate([np.zeros_like(head.kernel), head.kernel], axis=1)
    bias = np.concatenate([np.zeros_like(head.bias), head.bias])
    symbols = Symbols(("", "[UNK]", *network.vocabulary.words[2:]))
    reader = Reader(symbols, network.embeddings, network.layers)
    first = network.layers[0]
    kind: CellKind = next(kind for kind, title in CELL_TITLES.items() if title == first.forward.title)
    spec = WiredSpec(
        "many-to-one",
        inputs=len(symbols),
        outputs=2,
        cell=kind,
        embedding_dim=network.embeddings.shape[1],
        units=first.forward.units,
        layers=len(network.layers),
        bidirectional=first.backward is not None,
    )
    card = {**network.card, "right": network.card["reviews"]["test"]["accuracy"]}
    made = WiredNetwork(
        network.name,
        "many-to-one",
        reader=reader,
        head=Dense(kernel, bias, "softmax"),
        classes=CLASSES,
        card=card,
    )
    return Saved(spec, made)


@cache
def _loaded(name: str) -> Saved:
    return wired(load_network(name))


@cache
def _split() -> Split:
    return split_sentences()


def task() -> Task:
    """The demonstration; its words are those of a file, so it is made when it is asked for."""
    reader = _loaded("lstm").network.reader
    words = Alphabets(reader.symbols if reader else None, CLASSES)

    def data(part: str, count: int) -> WiredData:
        examples = getattr(_split(), part)[:count]
        sources = (
            tuple(np.array(words.reads.encode(words_of(one.text))) for one in examples) if words.reads else ()
        )
        return WiredData(sources, tuple(np.array([int(one.label)]) for one in examples))

    def understand(text: str) -> Input:
        return understand_words(text, words, LONGEST)

    return Task(
        "sentiment",
        "Sentiment of a sentence",
        "many-to-one",
        words,
        TRAINED_ON,
        understand,
        lambda count, seed: data("train", count),
        lambda count, seed: data("test", count),
        EXAMPLES,
        ("stacked", "bidirectional"),
        asks="A sentence about a film",
        scored="test sentences judged right",
        sizes=Sizes(units=32, updates=400, quick=400, learning_rate=3e-3),
        elsewhere={key: partial(_loaded, name) for key, name in _NETWORKS.items()},
    )
