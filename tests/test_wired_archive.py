"""Wired networks survive the way to disk."""

import io

import numpy as np
import pytest

from rnnviz.wired import WIRINGS
from rnnviz.wired_archive import network_of, read_wired, save_wired
from tests.wired_networks import alphabets_of, spec_of, weights_of


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_network_comes_back_from_disk_bit_for_bit(wiring: str) -> None:
    spec = spec_of(wiring, layers=2) if wiring != "one-to-one" else spec_of(wiring)
    weights, file = weights_of(spec), io.BytesIO()
    save_wired(file, spec, weights, alphabets_of(spec), {"exact": 0.5})
    file.seek(0)
    saved = read_wired(file, "back")
    assert saved.spec == spec and saved.network.card["exact"] == 0.5
    again = network_of(spec, weights, alphabets_of(spec))
    assert saved.network.parameters == again.parameters
    if again.reader and saved.network.reader:
        one, other = again.reader.read((2, 3)), saved.network.reader.read((2, 3))
        assert np.array_equal(one.states, other.states)


def test_a_damaged_file_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="not a wired network saved by this program"):
        read_wired(io.BytesIO(b"nothing"))
