"""The Python that is taken away of a path computes the very numbers of the picture."""

import numpy as np
import pytest

from rnnviz.analysis.trajectory import follow, landscape_of, sites
from rnnviz.data.pairs import read_pairs
from rnnviz.figures.path_course import course_of
from rnnviz.figures.path_taken import path_taken
from rnnviz.network import load_network
from tests.taking import assert_same_arrays, computed_anew


@pytest.mark.parametrize(("name", "place"), [("lstm", 0), ("stacked-lstm", 1)])
def test_the_script_computes_what_is_drawn(name: str, place: int) -> None:
    network, text = load_network(name), "A film that I did not like at all, zzzz"
    site = sites(network)[place]
    landscape = landscape_of(network, site, [sentence.text for sentence in read_pairs()], site.is_read)
    reading = network.read(text)
    walk = follow(network, reading, site)
    course = course_of(reading, walk, landscape.plane)
    taken = path_taken(course, walk, landscape, (site, site.is_read), reading.tokens)
    arrays = taken.arrays
    np.testing.assert_allclose(
        arrays["states"][1:], reading.layers[site.layer].steps.hidden_state, atol=1e-12
    )
    differences = arrays["states"] - arrays["plane_mean"]
    np.testing.assert_allclose(arrays["places"], differences @ arrays["plane_axes"].T, atol=1e-9)
    whole = (arrays["places"] ** 2).sum(axis=1) + arrays["distance_outside"] ** 2  # Pythagoras.
    np.testing.assert_allclose(whole, (differences**2).sum(axis=1))
    np.testing.assert_allclose(arrays["verdicts"][1:], reading.probabilities)
    assert ("decision_line" in taken.arrays) == site.is_read
    assert_same_arrays(computed_anew(taken, name, text), taken.arrays)
