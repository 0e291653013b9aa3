"""Word vectors, against NumPy and against common sense."""

import numpy as np
import pytest

from rnnviz.weights import vectors
from rnnviz.weights.vectors import word_vectors


def test_words_that_keep_the_same_company_stand_close(rng: np.random.Generator) -> None:
    drinks, tools = ("tea", "coffee", "juice"), ("hammer", "saw", "chisel")
    texts = [
        ["drink", "some", str(rng.choice(drinks)), "from", "a", "cup"] if rng.random() < 0.5
        else ["hit", "it", "with", str(rng.choice(tools)), "and", "nails"]
        for _ in range(400)
    ]  # fmt: skip
    words = [
        "drink",
        "some",
        "from",
        "a",
        "cup",
        "hit",
        "it",
        "with",
        "and",
        "nails",
        *drinks,
        *tools,
        "unmet",
    ]
    found = dict(zip(words, word_vectors(texts, words, 4, rng), strict=True))
    assert found["tea"] @ found["coffee"] > 0.9 > 0.3 > found["tea"] @ found["hammer"]
    assert np.linalg.norm(found["saw"]) == pytest.approx(1, abs=1e-5)
    assert not found["unmet"].any()


def test_neighbours_are_counted_by_distance_and_never_across_texts() -> None:
    counts = vectors._count_neighbours([["a", "b", "c"], ["c"]], ["a", "b", "c"])
    np.testing.assert_allclose(counts, [[0.0, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, 0.0]])


@pytest.mark.parametrize("seed", range(3))
def test_the_largest_directions_are_those_of_a_full_decomposition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = (rng.normal(size=(60, 5)) * [9, 7, 5, 3, 1]) @ rng.normal(size=(5, 40))
    matrix = matrix.astype(np.float32)
    left, sizes = vectors._largest_directions(matrix, 3, rng)
    expected, expected_sizes, _ = np.linalg.svd(matrix)
    np.testing.assert_allclose(sizes, expected_sizes[:3], rtol=1e-4)
    np.testing.assert_allclose(np.abs(np.sum(left * expected[:, :3], axis=0)), 1, atol=1e-4)
