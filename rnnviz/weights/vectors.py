"""Word vectors from the company words keep in the reviews: no labels are used."""

from collections.abc import Sequence

import numpy as np

from rnnviz.arrays import FloatArray

WINDOW = 5  # Words to each side; a neighbour k words away counts 1/k.
CONTEXTS = 5000  # The most frequent words; rarer neighbours say little and cost memory.
_OVERSAMPLING, _ROUNDS = 20, 3


def word_vectors(
    texts: Sequence[Sequence[str]], words: Sequence[str], dim: int, rng: np.random.Generator
) -> FloatArray:
    """Make a vector of length 1 for each word; zeros for a word that the texts do not have.

    Positive pointwise mutual information of word and neighbour, the neighbours' counts raised to
    0.75, then the largest `dim` singular directions, each weighted by the root of its size.

    Args:
        texts: as words.
        words: most frequent first; the first CONTEXTS of them are the neighbours.
        dim: length of the vectors.
        rng: starts the search for the singular directions.

    Source:
        Levy, Goldberg & Dagan (2015), "Improving Distributional Similarity with Lessons Learned
        from Word Embeddings".
    """
    counts = _count_neighbours(texts, words)
    left, sizes = _largest_directions(_mutual_information(counts), dim, rng)
    vectors = left * np.sqrt(sizes)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-6)


def _count_neighbours(texts: Sequence[Sequence[str]], words: Sequence[str]) -> FloatArray:
    """Weighted count of each word beside each context; (words, contexts)."""
    row_of = {word: row for row, word in enumerate(words)}
    gap = ("",) * WINDOW  # Between two texts, so that they are no neighbours.
    running = np.array([row_of.get(word, -1) for text in texts for word in (*text, *gap)])
    contexts = min(CONTEXTS, len(words))
    counts = np.zeros(len(words) * contexts, np.float32)
    for distance in range(1, WINDOW + 1):
        before, after = running[:-distance], running[distance:]
        for word, context in ((before, after), (after, before)):
            kept = (word >= 0) & (context >= 0) & (context < contexts)
            places = word[kept] * contexts + context[kept]
            counts += np.bincount(places, minlength=len(counts)).astype(np.float32) / distance
    return counts.reshape(len(words), contexts)


def _mutual_information(counts: FloatArray) -> FloatArray:
    """max(0, ln(P(word, context) / (P(word) P(context)))), in place of the counts."""
    words = counts.sum(axis=1, keepdims=True)
    contexts = counts.sum(axis=0, keepdims=True) ** 0.75
    expected = np.maximum(words, 1) * (contexts / contexts.sum())
    with np.errstate(divide="ignore"):  # ln 0 is as far below zero as can be, and so is cut to 0.
        return np.maximum(np.log(counts / np.maximum(expected, 1e-9)), 0)


def _largest_directions(
    matrix: FloatArray, dim: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Left singular vectors and singular values, largest first (Halko, Martinsson & Tropp 2011)."""
    basis = rng.standard_normal((matrix.shape[1], dim + _OVERSAMPLING)).astype(np.float32)
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(matrix.T @ (matrix @ basis))[0]
    left, sizes, right = np.linalg.svd(matrix @ basis, full_matrices=False)
    largest = (right @ basis.T).argmax(axis=1)  # The sign of a direction is free: settle it.
    signs = np.sign((right @ basis.T)[np.arange(len(right)), largest])
    return (left * np.where(signs == 0, 1, signs))[:, :dim], sizes[:dim]
