"""What is taken away of the unit finder: its numbers under names, and the Python that computes them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.finder import Study
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.arrays import FloatArray
from rnnviz.figures.units_atlas import Chosen
from rnnviz.taken import Taken

_READ = """
import numpy as np

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.finder import study
from rnnviz.analysis.finder_search import pattern_of, search, switches
from rnnviz.data.corpus import read_corpus
from rnnviz.learning.twin import untrained_twin

corpus = read_corpus()
# Some seconds: the network reads 10,000 sentences, and one with random weights those that are held out.
found = study(network, corpus, untrained=untrained_twin(network, 0))
traces = [trace for layer in network.read(text).layers for trace in layer.traces]
hidden_state = traces[{trace}].steps.hidden_state
"""
_CARRY = """
arrays = {{"hidden_state": hidden_state, "unit": hidden_state[:, {unit}]}}
for name in CONCEPTS:
    finding = found.findings[name]
    arrays |= {{
        f"auc_validation_{{name}}": np.concatenate(finding.validation),  # Of all units, trace after trace.
        f"auc_test_{{name}}": np.concatenate(finding.test),
        f"best_{{name}}": np.array(finding.best),  # Trace and unit.
        f"shuffled_{{name}}": finding.control,
        f"untrained_{{name}}": np.array(finding.untrained),  # Of the best unit with random weights.
    }}
"""
_SEARCH = """
pattern = pattern_of(hidden_state, {trace}, {span}, {threshold}, {fresh})
places = search(found.index, pattern, switches(found.index, {trace}, {threshold}))
arrays = {{
    "hidden_state": hidden_state,
    "units": np.array(pattern.units, int),
    "signs": np.array(pattern.signs, int),
    "sentences": np.array([place.sentence for place in places], int),
    "first_words": np.array([place.first for place in places], int),  # Counted from 0.
    "overlaps": np.array([place.overlap for place in places]),
    "texts": np.array([" ".join(found.index.corpus.sentences[each.sentence]) for each in places], np.str_),
}}
"""


def taken_of_units(states: FloatArray, study: Study, chosen: Chosen) -> Taken:
    """The AUC of all units for all concepts, and a unit in the own sentence.

    Args:
        states: hidden states of the chosen unit's trace in the own sentence, (timesteps, units).
        study: of the network.
        chosen: what is looked at.
    """
    trace, unit = chosen.unit
    arrays: dict[str, NDArray[Any]] = {"hidden_state": states, "unit": states[:, unit]}
    for name in CONCEPTS:
        finding = study.findings[name]
        arrays |= {
            f"auc_validation_{name}": np.concatenate(finding.validation),
            f"auc_test_{name}": np.concatenate(finding.test),
            f"best_{name}": np.array(finding.best),
            f"shuffled_{name}": finding.control,
            f"untrained_{name}": np.array(finding.untrained),
        }
    return Taken("units", arrays, (_READ + _CARRY).format(trace=trace, unit=unit))


def taken_of_pattern(states: FloatArray, study: Study, pattern: Pattern, found: Mapping[str, Any]) -> Taken:
    """A pattern of units, and the places where it was found.

    Args:
        states: hidden states of the pattern's trace in the own sentence, (timesteps, units).
        study: of the network.
        pattern: what was looked for.
        found: its "span", the word "fresh" before it or None, and the "places".
    """
    places: tuple[Place, ...] = found["places"]
    sentences = study.index.corpus.sentences
    arrays = {
        "hidden_state": states,
        "units": np.array(pattern.units, int),
        "signs": np.array(pattern.signs, int),
        "sentences": np.array([place.sentence for place in places], int),
        "first_words": np.array([place.first for place in places], int),
        "overlaps": np.array([place.overlap for place in places], float),
        "texts": np.array([" ".join(sentences[place.sentence]) for place in places], np.str_),
    }
    values = {"trace": pattern.trace, "span": found["span"], "fresh": found["fresh"]}
    script = (_READ + _SEARCH).format(threshold=pattern.threshold, **values)
    return Taken("pattern", arrays, script)
