"""Which words mattered: four ways to ask, all in log-odds of "positive", so that they can be compared."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rnnviz.analysis.many import blocks, log_odds_of_many, running_log_odds, slopes_of_many
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading
from rnnviz.text import PADDING_ID, RESERVED

WAYS = MappingProxyType(  # With their titles, in the order in which they are shown.
    {
        "running": "Running change",
        "left_out": "Leaving it out",
        "gradient": "Gradient × input",
        "integrated": "Integrated gradients",
    }
)
BASELINES = MappingProxyType(
    {"zero": "a zero vector", "padding": "the padding row", "mean": "the mean word vector"}
)
COMPLETE = 0.01  # Of the difference to the baseline: a smaller error is small enough.
SMALLEST_ERROR = 0.001  # Log-odds; below it nothing is to be seen, however small the difference.
AUTOMATIC = (16, 32, 64, 128, 256)
MOST_POINTS = 256
MOST_PRODUCTS = 5e8  # Of weights and numbers, for the points that nobody has asked for: half a second.
MOST_INTEGRATED = 2e9  # The same for any number of points.
MOST_LEFT_OUT = 1.5e10  # The same for leaving out words, whose time grows with the square of their number.
MOST_FOLLOWED = 1e9  # The same for one gradient of one text: about a second.
_SHARE = 16  # A trace with its gradients keeps so many times its hidden states.


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each word did to the log-odds s of "positive"; above zero it pushed towards positive.

    Attributes:
        running: s after the word less s before it; of a network that reads backwards, of prefixes read
            afresh. (timesteps,)
        left_out: s of the text less s of the text without the word. (timesteps,)
        gradient: the slope of s at the word's vector, times (vector - baseline). (timesteps,)
        integrated: the same with the slope averaged on the straight way from the baseline. (timesteps,)
        score: s of the text.
        before: s of h_0, before any word.
        baseline_score: s of a text of as many baselines.
        baseline: one of `BASELINES`.
        points: at how many places on the way the slope was taken.
    """

    running: FloatArray
    left_out: FloatArray
    gradient: FloatArray
    integrated: FloatArray
    score: float
    before: float
    baseline_score: float
    baseline: str
    points: int

    @property
    def values(self) -> FloatArray:
        """All four as rows, (4, timesteps), in the order of `WAYS`."""
        return np.stack([getattr(self, way) for way in WAYS])

    @property
    def difference(self) -> float:
        """s(x) - s(baseline): what the integrated gradients must add up to."""
        return self.score - self.baseline_score

    @property
    def error(self) -> float:
        """What the sum of the integrated gradients misses it by."""
        return float(self.integrated.sum(dtype=np.float64)) - self.difference

    @property
    def is_complete(self) -> bool:
        """Whether that is below one per cent of the difference, or too small to be seen."""
        return _is_small(self.error, self.difference)


@np.errstate(over="ignore", invalid="ignore")  # What an exploding network makes is shown as what it is.
def attribute(network: Network, reading: Reading, baseline: str = "zero", points: int = 0) -> Attribution:
    """Ask all four ways.

    Args:
        network: which read.
        reading: what it computed.
        baseline: one of `BASELINES`: what stands for "no word" in the two ways that follow a gradient.
        points: on the way from the baseline, 1 to 256; 0 takes twice as many until the sum is complete.

    Returns:
        What would take seconds, for a long text and a large network, is NaN: `left_out`, `integrated`, and
        of the longest texts all that needs a gradient.

    Raises:
        ValueError: for another baseline or number of points.
    """
    if baseline not in BASELINES:
        raise ValueError(f"baseline must be one of {', '.join(BASELINES)}, got {baseline!r}")
    if not 0 <= points <= MOST_POINTS:
        raise ValueError(f"points must lie between 0 and {MOST_POINTS}, got {points}")
    embedded = reading.embeddings
    before = float(log_odds(network, np.zeros(network.layers[-1].units, embedded.dtype)))
    running = running_log_odds(network, reading)
    score = float(running[-1]) if len(running) else before
    start = np.broadcast_to(baseline_vector(network, baseline), embedded.shape)
    gradient, baseline_score = _gradient(network, embedded, start)
    integrated, points = _integrate(network, embedded, start, score - baseline_score, points)
    return Attribution(
        running=np.diff(running, prepend=running.dtype.type(before)),
        left_out=score - left_out_log_odds(network, embedded),
        gradient=gradient,
        integrated=integrated,
        score=score,
        before=before,
        baseline_score=baseline_score,
        baseline=baseline,
        points=points,
    )


def baseline_vector(network: Network, baseline: str) -> FloatArray:
    """What stands for "no word", (embedding_dim,)."""
    rows = network.embeddings
    if baseline == "padding":
        return rows[PADDING_ID]
    if baseline == "mean":
        words = rows[len(RESERVED) :]
        return (words if len(words) else rows).mean(axis=0)
    return np.zeros(rows.shape[1], rows.dtype)


def left_out_log_odds(network: Network, embedded: FloatArray) -> FloatArray:
    """s of the text without each of its words in turn, (timesteps,); NaN where it takes too long."""
    timesteps = len(embedded)
    if timesteps**2 * network.products > MOST_LEFT_OUT:
        return np.full(timesteps, np.nan, embedded.dtype)
    places = np.arange(max(0, timesteps - 1))[:, None]
    parts = [np.zeros(0, embedded.dtype)]
    for block in blocks(network, timesteps, timesteps):
        left = np.arange(timesteps)[block]
        parts.append(log_odds_of_many(network, embedded[places + (places >= left)]))
    return np.concatenate(parts)


def integrated_gradients(
    network: Network, embedded: FloatArray, start: FloatArray, points: int
) -> FloatArray:
    """(x_t - x'_t) · ∫ ds/dx_t(x' + a (x - x')) da from 0 to 1, summed over the word's numbers; (timesteps,).

    The integral is a sum over Gauss-Legendre points, which misses a smooth function's by far less than
    as many equal steps.

    Args:
        network: which reads.
        embedded: x, (timesteps, embedding_dim).
        start: x', the baseline, of the same shape.
        points: how many.

    Source:
        Sundararajan, Taly & Yan (2017), "Axiomatic Attribution for Deep Networks".
    """
    places, weights = np.polynomial.legendre.leggauss(points)
    ways = ((places + 1) / 2).astype(embedded.dtype)
    weights = (weights / 2).astype(embedded.dtype)
    moved, slope = embedded - start, np.zeros_like(embedded)
    for block in blocks(network, len(embedded), points, _SHARE):
        inputs = start[:, None] + ways[block, None] * moved[:, None]
        _, slopes = slopes_of_many(network, inputs)
        slope += np.tensordot(slopes, weights[block], ([1], [0]))
    return (moved * slope).sum(axis=-1)


def _gradient(network: Network, embedded: FloatArray, start: FloatArray) -> tuple[FloatArray, float]:
    """Gradient times input, (timesteps,), and s of the baseline; NaN where they take too long."""
    if len(embedded) * network.products > MOST_FOLLOWED:
        return np.full(len(embedded), np.nan, embedded.dtype), float("nan")
    _, slopes = slopes_of_many(network, embedded[:, None])
    baseline_score = float(log_odds_of_many(network, start[:, None])[0])
    return ((embedded - start) * slopes[:, 0]).sum(axis=-1), baseline_score


def _integrate(
    network: Network, embedded: FloatArray, start: FloatArray, difference: float, points: int
) -> tuple[FloatArray, int]:
    """Integrated gradients, and at how many points; see `attribute`."""
    each = max(1, len(embedded) * network.products)
    if (points or AUTOMATIC[0]) * each > MOST_INTEGRATED:
        return np.full(len(embedded), np.nan, embedded.dtype), points or AUTOMATIC[0]
    if points:
        return integrated_gradients(network, embedded, start, points), points
    for number in [number for number in AUTOMATIC if number * each <= MOST_PRODUCTS] or AUTOMATIC[:1]:
        integrated = integrated_gradients(network, embedded, start, number)
        if _is_small(float(integrated.sum(dtype=np.float64)) - difference, difference):
            break
    return integrated, number


def _is_small(error: float, difference: float) -> bool:
    return abs(error) <= max(COMPLETE * abs(difference), SMALLEST_ERROR)
