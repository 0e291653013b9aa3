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

arrays = {{"words": np.array(network.read(text).tokens)}}
for number, reads in enumerate([network, *map(load_network, {others!r})], start=1):
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


def networks_taken(seen: Sequence[Seen], names: Sequence[str]) -> Taken:
    """Verdicts and states of the network of the page and of those beside it that come with the program.

    Args:
        seen: the network of the page first.
        names: of those beside it; one's own cannot be loaded by a script, and are left out.
    """
    loaded = [name for name in names if name in shipped_networks()]
    kept = [seen[0], *(each for each, name in zip(seen[1:], names, strict=True) if name in loaded)]
    arrays = {"words": np.array(seen[0].reading.tokens)}
    for number, each in enumerate(kept, start=1):
        arrays[f"verdict_{number}"] = each.reading.probabilities
        arrays[f"hidden_state_{number}"] = each.reading.layers[-1].steps.hidden_state
    return Taken("networks", arrays, _NETWORKS.format(others=loaded))


def _words(pair: Pair, side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    tokens = (pair.first, pair.second)[side].tokens
    return np.array(["" if word is None else tokens[word] for word in pair.words[side]])
