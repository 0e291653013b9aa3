"""What each way to begin changes of the weights that Keras would draw, and nothing else."""

import numpy as np
import pytest

from rnnviz.experiments.memory_cases import CASES, STARTS, initial_cell
from rnnviz.learning.recurrent import Weights

UNITS, WIDTH, LAG = 24, 5, 60


def begun(name: str, seed: int = 3) -> Weights:
    return initial_cell(CASES[name], WIDTH, UNITS, LAG, seed)


def test_a_start_is_one_case_of_each_cell_and_all_is_all() -> None:
    for name in ("default", "textbook", "lasting"):
        assert [CASES[case].cell for case in STARTS[name].cases] == ["simple-rnn", "gru", "lstm"]
    assert STARTS["all"].cases == tuple(CASES)
    assert {case for start in STARTS.values() for case in start.cases} == set(CASES)


def test_the_default_of_a_simple_rnn_is_orthogonal_and_the_others_are_what_they_are_called() -> None:
    (kernel, orthogonal, bias), (same, random, _), (_, identity, _) = map(
        begun, ("rnn", "rnn-glorot", "irnn")
    )
    np.testing.assert_allclose(orthogonal @ orthogonal.T, np.eye(UNITS), atol=1e-5)
    assert np.array_equal(kernel, same) and not bias.any()
    limit = np.sqrt(6 / (2 * UNITS))
    assert 0.9 * limit < np.abs(random).max() <= limit and random.std() == pytest.approx(
        limit / 3**0.5, rel=0.1
    )
    np.testing.assert_array_equal(identity, np.eye(UNITS))


def test_the_biases_of_an_lstm() -> None:
    blocks = {name: begun(name)[2].reshape(4, UNITS) for name in ("lstm", "lstm-0", "lstm-chrono")}
    assert blocks["lstm"].tolist() == [[0] * UNITS, [1] * UNITS, [0] * UNITS, [0] * UNITS]
    assert not blocks["lstm-0"].any()
    i, f, c, o = blocks["lstm-chrono"]
    assert not c.any() and not o.any()
    np.testing.assert_array_equal(i, -f)
    # A gate of b_f alone forgets 1 / (1 + u) a step, so half of the units remember beyond LAG / 4.
    lasting = np.exp(f)
    assert lasting.min() >= 1 and lasting.max() < LAG - 1 and np.median(lasting) > LAG / 4


def test_the_biases_of_a_gru() -> None:
    plain, chrono = begun("gru")[2], begun("gru-chrono")[2]
    assert plain.shape == chrono.shape == (2, 3 * UNITS) and not plain.any()
    assert (chrono[0, :UNITS] >= 0).all() and chrono[0, :UNITS].max() > 2
    assert not chrono[0, UNITS:].any() and not chrono[1].any()


@pytest.mark.parametrize("name", list(CASES))
def test_a_seed_gives_the_same_again_and_cells_share_what_is_not_changed(name: str) -> None:
    for one, other in zip(begun(name), begun(name), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(begun(name)[0], begun(name, 4)[0])
    usual = {"simple-rnn": "rnn", "gru": "gru", "lstm": "lstm"}[CASES[name].cell]
    np.testing.assert_array_equal(begun(name)[0], begun(usual)[0])
