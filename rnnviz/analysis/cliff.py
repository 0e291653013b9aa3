"""A loss surface with a cliff: one recurrent unit of two parameters, and three descents on it.

The unit reads nothing but its own state, T times over: h_t = f(w h_{t-1} + b). Whatever w does is done T
times, so a small change of w or b may turn the end over: that is the cliff. Numbers too large for float64
become inf, and what has no value nan, as in a training.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.plain_values import expect_one_of

Clip = Literal["none", "norm", "value"]
CLIPS: tuple[Clip, ...] = ("none", "norm", "value")
SQUASHES = ("tanh", "sigmoid", "relu")
MOST_TIMESTEPS, MOST_STEPS, MOST_PARAMETER = 500, 200, 1000.0
ACROSS, UP = 224, 168  # Points of the grid.
FOUND = 1e-3  # A loss below this is called found: the state is within 0.032 of the target.


class Window(NamedTuple):
    """The part of the surface that is looked at: from the least to the greatest w and b."""

    w: tuple[float, float]
    b: tuple[float, float]

    def holds(self, w: float, b: float) -> bool:
        """Whether a place is in the picture; a nan is not."""
        return bool(self.w[0] <= w <= self.w[1] and self.b[0] <= b <= self.b[1])


WINDOWS = {
    "tanh": Window((0.6, 2.0), (-0.8, 0.4)),
    "sigmoid": Window((2.0, 8.0), (-5.0, -0.5)),
    "relu": Window((-0.5, 1.75), (-1.0, 1.25)),
}


@dataclass(frozen=True)
class CliffSpec:
    """The unit, and how it is trained, as plain values.

    Args:
        squash: f, one of SQUASHES.
        timesteps: T, how often the unit reads its own state.
        learning_rate: of plain gradient descent.
        threshold: a gradient is cut to this length, or each of its two numbers to this size.
        start: w and b before the first step.
        initial: h_0.
        target: what h_T should be; the loss is (h_T - target)².

    Raises:
        ValueError: if a value is out of its range.
    """

    squash: str = "tanh"
    timesteps: int = 50
    learning_rate: float = 0.1
    threshold: float = 0.3
    start: tuple[float, float] = (1.5, -0.4)
    initial: float = 0.5
    target: float = 0.7

    def __post_init__(self) -> None:
        expect_one_of(self, "squash", SQUASHES)
        if not 1 <= self.timesteps <= MOST_TIMESTEPS:
            raise ValueError(f"timesteps must be from 1 to {MOST_TIMESTEPS}, got {self.timesteps!r}")
        if not (0 < self.learning_rate <= MOST_PARAMETER and 0 < self.threshold <= MOST_PARAMETER):
            raise ValueError(
                f"learning_rate and threshold must be above 0 and at most {MOST_PARAMETER:g}, "
                f"got {self.learning_rate!r} and {self.threshold!r}"
            )
        if not all(abs(each) <= MOST_PARAMETER for each in (*self.start, self.initial, self.target)):
            raise ValueError(f"start, initial and target must be within ±{MOST_PARAMETER:g}")

    @property
    def window(self) -> Window:
        """The part of the surface that is looked at."""
        return WINDOWS[self.squash]

    @property
    def is_boundless(self) -> bool:
        """Whether the loss may be of any size, so that its logarithm is what can be drawn."""
        return self.squash == "relu"


# With these the descent that is not clipped is thrown away, and at least one that is clipped is not.
USUAL: Mapping[str, CliffSpec] = MappingProxyType(
    {
        "tanh": CliffSpec(),
        "sigmoid": CliffSpec("sigmoid", learning_rate=0.3, threshold=1.0, start=(4.3, -2.4)),
        "relu": CliffSpec("relu", learning_rate=0.2, threshold=1.0, start=(0.9, 0.0)),
    }
)
# Places worth a start: the usual one, on the wall itself, behind it, and where the ground is flat.
STARTS: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "tanh": {
            "before it": (1.5, -0.4),
            "on the wall": (1.1, -0.03),
            "beyond it": (1.2, 0.2),
            "on the plain": (1.9, -0.75),
        },
        "sigmoid": {
            "before it": (4.3, -2.4),
            "on the wall": (4.8, -2.4),
            "beyond it": (4.0, -1.5),
            "on the plain": (6.0, -4.0),
        },
        "relu": {
            "before it": (0.9, 0.0),
            "on the wall": (1.5, 0.9),
            "beyond it": (0.2, 0.4),
            "on the plain": (0.5, -0.5),
        },
    }
)


class Surface(NamedTuple):
    """At each place of a grid: w (across,), b (up,), missed h_T - target (up, across)."""

    w: FloatArray
    b: FloatArray
    missed: FloatArray

    @property
    def loss(self) -> FloatArray:
        """(h_T - target)², (up, across)."""
        with np.errstate(all="ignore"):
            return np.square(self.missed)


@dataclass(frozen=True, eq=False)
class Descent:
    """One descent, from the start on; each array has one row for each place it came to.

    Attributes:
        clip: what was done to its gradients.
        places: w and b, (steps + 1, 2).
        losses: there, (steps + 1,).
        gradients: dL/dw and dL/db there, (steps + 1, 2).
        clipped: the same after clipping: what the next step was taken along, (steps + 1, 2).
    """

    clip: Clip
    places: FloatArray
    losses: FloatArray
    gradients: FloatArray
    clipped: FloatArray

    @property
    def norms(self) -> FloatArray:
        """The length of each gradient, before clipping; (steps + 1,)."""
        return _lengths(self.gradients)

    @property
    def turned(self) -> FloatArray:
        """By how many degrees clipping turned each gradient, (steps + 1,); nan where one has no direction."""
        one, other = self.gradients, self.clipped
        with np.errstate(all="ignore"):
            cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
            along = (one * other).sum(axis=1)
            known = (np.isfinite(one) & np.isfinite(other)).all(axis=1) & (along != 0)
            return np.where(known, np.degrees(np.abs(np.arctan2(cross, along))), np.nan)

    def left_at(self, window: Window) -> int | None:
        """The first step that led out of the picture; None if there is none."""
        inside = [window.holds(w, b) for w, b in self.places]
        return next((n + 1 for n, (was, is_in) in enumerate(pairwise(inside)) if was and not is_in), None)


@np.errstate(all="ignore")  # What overflows is shown as what it is.
def states_of(spec: CliffSpec, w: FloatArray, b: FloatArray) -> FloatArray:
    """h_0 to h_T for each pair of parameters, (T + 1, *shape of w).

    h_t = f(w h_{t-1} + b)
    """
    function = activation(spec.squash)
    states = np.empty((spec.timesteps + 1, *w.shape))
    states[0] = spec.initial
    for t in range(spec.timesteps):
        states[t + 1] = function.value(w * states[t] + b)
    return states


@np.errstate(all="ignore")
def loss_of(spec: CliffSpec, w: FloatArray, b: FloatArray) -> FloatArray:
    """(h_T - target)² for each pair of parameters, of the shape of w."""
    return np.square(_missed(spec, w, b))


@np.errstate(all="ignore")
def _missed(spec: CliffSpec, w: FloatArray, b: FloatArray) -> FloatArray:
    function, state = activation(spec.squash), np.full(w.shape, spec.initial)
    for _ in range(spec.timesteps):
        state = function.value(w * state + b)
    return np.asarray(state - spec.target)


@np.errstate(all="ignore")
def gradient_of(spec: CliffSpec, w: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The loss, dL/dw and dL/db, back through all T timesteps; each of the shape of w.

        dL/da_t = dL/dh_t f'(a_t),  dL/dw += dL/da_t h_{t-1},  dL/db += dL/da_t,  dL/dh_{t-1} = dL/da_t w

    Source:
        Werbos (1990), "Backpropagation Through Time: What It Does and How to Do It".
    """
    states = states_of(spec, w, b)
    slopes = activation(spec.squash).slope(states)
    missed = states[-1] - spec.target
    arriving = 2 * missed
    by_w, by_b = np.zeros_like(arriving), np.zeros_like(arriving)
    for t in range(spec.timesteps, 0, -1):
        slope = arriving * slopes[t]
        by_w += slope * states[t - 1]
        by_b += slope
        arriving = slope * w
    return np.square(missed), by_w, by_b


@np.errstate(all="ignore")
def clip(gradient: FloatArray, how: Clip, threshold: float) -> FloatArray:
    """A gradient, (2,), cut as Keras does it with global_clipnorm and clipvalue.

    By norm it is made as long as the threshold and keeps its direction, g c / ‖g‖; by value each number is
    cut to ±c, which turns it. An infinite gradient divided by its length is no number.

    Source:
        Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks", alg. 1.
    """
    if how == "value":
        return np.clip(gradient, -threshold, threshold)
    length = np.hypot(*gradient)
    if how == "none" or length <= threshold:
        return gradient.copy()
    return gradient / length * threshold


@np.errstate(all="ignore")
def descend(spec: CliffSpec, steps: int, hows: Sequence[Clip] = CLIPS) -> tuple[Descent, ...]:
    """Plain gradient descent, θ ← θ - learning_rate · clipped gradient, one for each way of clipping.

    It goes on whatever the numbers become: an infinite or missing one stays so.

    Raises:
        ValueError: if there are more steps than MOST_STEPS, or none.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"steps must be from 1 to {MOST_STEPS}, got {steps!r}")
    places = np.tile(np.array(spec.start, float), (len(hows), 1))
    rows = []
    for _ in range(steps + 1):
        losses, *gradient = gradient_of(spec, places[:, 0], places[:, 1])
        gradients = np.stack(gradient, axis=1)
        cut = np.stack([clip(*pair, spec.threshold) for pair in zip(gradients, hows, strict=True)])
        rows.append((places, losses, gradients, cut))
        places = places - spec.learning_rate * cut
    columns = [np.stack(column, axis=1) for column in zip(*rows, strict=True)]
    return tuple(Descent(how, *(column[n] for column in columns)) for n, how in enumerate(hows))


def surface_of(spec: CliffSpec, across: int = ACROSS, up: int = UP) -> Surface:
    """How far the end is from its target, on a grid over the window of the spec."""
    w, b = np.linspace(*spec.window.w, across), np.linspace(*spec.window.b, up)
    return Surface(w, b, _missed(spec, *np.meshgrid(w, b)))


def _lengths(vectors: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        return np.hypot(vectors[:, 0], vectors[:, 1])
