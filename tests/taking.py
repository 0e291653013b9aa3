"""A script that is taken away is run, and its arrays are compared with those that it came with."""

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnviz.taken import Taken, whole_script

LOADING = "from rnnviz.network import load_network\n\nnetwork = load_network({name!r})"


def computed_anew(taken: Taken, name: str, text: str) -> dict[str, Any]:
    """The arrays of the script, run from its first line to its last with a shipped network."""
    made: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(whole_script(taken, LOADING.format(name=name), text), made)
    arrays: dict[str, Any] = made["arrays"]
    return arrays


def assert_same_arrays(one: Mapping[str, ArrayLike], other: Mapping[str, ArrayLike]) -> None:
    """Both hold the same names, shapes and values; NaN is where NaN is."""
    assert set(one) == set(other)
    for name in one:
        a, b = np.asarray(one[name]), np.asarray(other[name])
        assert a.shape == b.shape, name
        if a.dtype.kind == "U":
            assert a.tolist() == b.tolist(), name
        else:
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6, err_msg=name)
