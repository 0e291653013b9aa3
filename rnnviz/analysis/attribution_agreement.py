"""How far the four ways of `attribution` agree: in the order of the words, and in the sign of each."""

from typing import NamedTuple

import numpy as np

from rnnviz.analysis.attribution import WAYS, Attribution
from rnnviz.arrays import FloatArray

FEWEST = 3  # Words; of two the order is right or wrong and nothing between.
WORTH_A_SIGN = 0.1  # Of the largest value of its way: a smaller one is near zero, and its sign says little.


class Agreement(NamedTuple):
    """Spearman's rank correlation of each pair of ways, (4, 4), NaN where there is no order to compare.

    signed: of the values: who pushed most towards positive, who least.
    sizes: of the absolute values: who mattered most, whatever the direction.
    """

    signed: FloatArray
    sizes: FloatArray


def agreement_of(told: Attribution) -> Agreement:
    """Compare every way with every other one."""
    return Agreement(rank_correlations(told.values), rank_correlations(np.abs(told.values)))


def rank_correlations(values: FloatArray) -> FloatArray:
    """Spearman's rho of each pair of rows (ways, words); equal values share the mean of their ranks.

    Source:
        Spearman (1904), "The Proof and Measurement of Association between Two Things".
    """
    ways, words = values.shape
    if words < FEWEST:
        return np.full((ways, ways), np.nan)
    ranks = np.stack([_ranks(row) for row in values])
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1)
    lengths = np.where(lengths > 0, lengths, np.nan)  # Of equal values there is no order.
    return np.clip(centred @ centred.T / np.outer(lengths, lengths), -1, 1)


def opposed(told: Attribution) -> tuple[int, ...]:
    """The words that some way says push towards positive and another one towards negative, and clearly so."""
    signs = clear_signs(told)
    return tuple(np.flatnonzero((signs > 0).any(axis=0) & (signs < 0).any(axis=0)).tolist())


def clear_signs(told: Attribution) -> FloatArray:
    """1 or -1 where a value has a tenth of its way's largest size at least, else 0; (4, timesteps)."""
    values = np.nan_to_num(told.values)
    largest = np.abs(values).max(axis=1, keepdims=True, initial=0)
    return np.where(np.abs(values) >= WORTH_A_SIGN * largest, np.sign(values), 0)


def strongest(told: Attribution) -> dict[str, int]:
    """For each way the word whose value is largest in size; none where there is no number."""
    sizes = {way: np.abs(row) for way, row in zip(WAYS, told.values, strict=True)}
    return {way: int(np.nanargmax(row)) for way, row in sizes.items() if np.isfinite(row).any()}


def _ranks(row: FloatArray) -> FloatArray:
    """From 1 up; NaN for all where one is no number."""
    if not np.isfinite(row).all():
        return np.full(len(row), np.nan)
    below, equal = row[:, None] > row, row[:, None] == row
    return below.sum(axis=1) + (equal.sum(axis=1) + 1) / 2
