"""What is taken away of two sentences, or of one that several networks read: arrays, and their Python."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.difference import Difference, Pair
from rnnviz.figures.pair_board import Look, Seen
from rnnviz.network import shipped_networks
from rnnviz.taken import Taken

_PAIR = """import numpy as np

from rnnviz.analysis.difference import Pair

pair = Pair(network, network.read(text), network.read({second!r}))
difference = pair.difference({trace}, {quantity!r})  # The number of a trace, in the order of computation.
arrays = {{
    "first_words": np.array(["" if n is None else pair.first.tokens[n] for n in pair.words[0]]),
    "second_words": np.array(["" if n is None else pair.second.tokens[n] for n in pair.words[1]]),
    "first_verdict": pair.verdicts[0],
    "second_verdict": pair.verdicts[1],
    "first_{quantity}": difference.first,
    "second_{quantity}": difference.second,
    "difference": difference.values,
    "distance": difference.distance,
    "typical": np.array(difference.typical),
}}
"""
_NETWORKS = """import numpy as np

from rnnviz.network import load_network

names = {loaded!r}  # By their numbers on the board.
networks = {{1: network}} | {{number: load_network(name) for number, name in names.items()}}
arrays = {{"words": np.array(network.read(text).tokens), "networks": np.array({titles!r})}}
for number, reads in networks.items():
    reading = reads.read(text)
    arrays[f"verdict_{{number}}"] = reading.probabilities
    arrays[f"hidden_state_{{number}}"] = reading.layers[-1].steps.hidden_state
"""


def pair_taken(pair: Pair, look: Look, difference: Difference) -> Taken:
    """Everything that is drawn of two sentences; units as trained, columns as drawn."""
    arrays = {
        "first_words": _words(pair, 0),
        "second_words": _words(pair, 1),
        "first_verdict": pair.verdicts[0],
        "second_verdict": pair.verdicts[1],
        f"first_{look.quantity}": difference.first,
        f"second_{look.quantity}": difference.second,
        "difference": difference.values,
        "distance": difference.distance,
        "typical": np.array(difference.typical),
    }
    script = _PAIR.format(second=pair.second.text, trace=look.trace, quantity=look.quantity)
    return Taken("two-sentences", arrays, script)


def networks_taken(seen: Sequence[Seen]) -> tuple[Taken, list[str]]:
    """Verdicts and states of the network of the page and of those beside it that come with the program.

    The array `networks` has the titles of all, in the order of the board; verdict_2 is of the second.

    Args:
        seen: the network of the page first.

    Returns:
        What is taken, and the titles of those left out: one's own networks beside, which no script can load.
    """
    kept = {1: seen[0]} | {
        number: each
        for number, each in enumerate(seen[1:], start=2)
        if each.network.name in shipped_networks()
    }
    titles = [each.title for each in seen]
    arrays = {"words": np.array(seen[0].reading.tokens), "networks": np.array(titles)}
    for number, each in kept.items():
        arrays[f"verdict_{number}"] = each.reading.probabilities
        arrays[f"hidden_state_{number}"] = each.reading.layers[-1].steps.hidden_state
    loaded = {number: each.network.name for number, each in kept.items() if number > 1}
    script = _NETWORKS.format(loaded=loaded, titles=titles)
    missing = [title for number, title in enumerate(titles, start=1) if number not in kept]
    return Taken("networks", arrays, script), missing


def _words(pair: Pair, side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    tokens = (pair.first, pair.second)[side].tokens
    return np.array(["" if word is None else tokens[word] for word in pair.words[side]])
