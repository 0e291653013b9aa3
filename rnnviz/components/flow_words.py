"""What a gradient on its way back says, in sentences made of its numbers."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.chain import FELT
from rnnviz.analysis.flow import Flow, Tried
from rnnviz.arrays import FloatArray
from rnnviz.network import Reading
from rnnviz.written import lowered, scientific

HALF = 0.5
EXPLODED = 1 / FELT  # A change that arrives larger than this is no longer called held.
NO_NUMBER = "not a number"
NAMED = 3  # Words that are named as teachers; of more only the number is told.


class Conclusion(NamedTuple):
    """What stands above the picture.

    Attributes:
        number: the horizon, "12 steps", or where a change explodes, "× 280".
        label: what this number is.
        sentence: what it means for this text.
        teachers: who teaches W_hh.
    """

    number: str
    label: str
    sentence: str
    teachers: str


def read_words(reading: Reading, reverse: bool) -> list[str]:
    """The words in the order of reading."""
    words = [column.text for column in reading.columns]
    return words[::-1] if reverse else words


def conclude(flow: Flow, words: Sequence[str]) -> Conclusion:
    """What a flow says of itself; `words` in the order of reading, at least one."""
    number, label, sentence = _reach(flow, words)
    return Conclusion(number, label, sentence, _teachers(flow.taught, words))


def _reach(flow: Flow, words: Sequence[str]) -> tuple[str, str, str]:
    """How far back a change is felt."""
    norms, last = flow.state, len(words)
    if not np.isfinite(norms).all():
        t = int(np.flatnonzero(~np.isfinite(norms))[-1])
        number, what = (
            ("overflow", "too large for a 32-bit float") if norms[t] == np.inf else (NO_NUMBER,) * 2
        )
        sentence = f"{steps(last - t)} before the end, at t = {t}, the product of the Jacobians is {what}."
        return number, "there is no horizon", sentence
    lag = flow.horizon
    label = f"horizon: a change so far back, or further, arrives with less than {share(FELT)}"
    if lag is None and norms.max() > EXPLODED:
        return _exploded(norms, words)
    if lag is None:
        return f"more than {steps(last)}", label, _all_felt(flow, last)
    t = last - lag
    sentence = f"A small change {_place(t, words)} arrives in h{lowered(last)} {_arriving(float(norms[t]))}"
    if float(norms[:t].max(initial=0)) >= FELT:
        sentence += "; further back it is felt again"
        label = f"horizon: the first lag at which less than {share(FELT)} of a change arrives"
    elif t > 0:
        sentence += f", one before the first word {_arriving(float(norms[0]))}"
    return steps(lag), label, f"{sentence}."


def _exploded(norms: FloatArray, words: Sequence[str]) -> tuple[str, str, str]:
    """By how much a change grows, where it grows most."""
    t = int(norms.argmax())
    most, end = float(norms[t]), f"h{lowered(len(words))}"
    label = "explodes: so much can a small change grow on its way to the end"
    sentence = f"A small change {_place(t, words)} arrives in {end} {_arriving(most)}."
    return f"× {_times(most)}", label, sentence


def _place(t: int, words: Sequence[str]) -> str:
    return "before the first word" if t == 0 else f"at t = {t}, “{words[t - 1]}”,"


def _times(norm: float) -> str:
    return f"{norm:.2g}" if norm < 99.5 else f"{norm:.0f}" if norm < 1000 else _power(norm)


def _all_felt(flow: Flow, last: int) -> str:
    words = "the only word" if last == 1 else f"all {last} words"
    return (
        f"Nothing is forgotten here: a small change before {words} arrives {_arriving(float(flow.state[0]))}."
    )


def _arriving(norm: float) -> str:
    """What the norm of the product says of a small change of length 1."""
    if norm == 0:
        return "not at all: exactly 0"
    if norm < 1:
        return f"with at most {share(norm)} of its size"
    return f"up to {_times(norm)} times as large"


def _teachers(taught: FloatArray, words: Sequence[str]) -> str:
    """From how few steps half of the gradient of W_hh comes."""
    total = float(taught.sum())
    if not math.isfinite(total):
        return "W_hh cannot learn from this: a share of its gradient is no number."
    if total == 0:
        return "W_hh learns nothing here: every step adds exactly 0 to its gradient."
    order = np.argsort(-taught, kind="stable")
    count = int(np.searchsorted(np.cumsum(taught[order]), HALF * total)) + 1
    named = [
        f"{_named(int(n), words)} {share(float(taught[n]) / total)}" for n in order[:NAMED] if taught[n] > 0
    ]
    half = f"by length, half of what its gradient is added up from comes from {count} of {steps(len(words))}"
    return f"Who teaches W_hh: {half}; most from {', '.join(named)}."


def _named(n: int, words: Sequence[str]) -> str:
    """A word, and its place where it is not the only one of its kind."""
    return f"“{words[n]}”" + (f" (t = {n + 1})" if words.count(words[n]) > 1 else "")


def say_tried(tried: Sequence[Tried], words: Sequence[str]) -> str:
    """How a check against finite differences went."""
    seen = [each for each in tried if not math.isnan(each.deviation)]
    if not seen:
        return "Nothing could be compared: at no t a difference in float64 shows three digits of the product."
    worst = max(seen, key=lambda each: each.deviation)
    where = "before the first word" if worst.t == 0 else f"“{words[worst.t - 1]}”"
    unseen = len(tried) - len(seen)
    rest = f" At {unseen} more a difference shows less than three digits of it." if unseen else ""
    return (
        f"Tried out at {len(seen)} of {len(words) + 1} points, each unit moved by 0.00001 both "
        f"ways in float64: from that the chain rule, in the network's own 32-bit floats, deviates by at most "
        f"{_power(worst.deviation)} of the largest entry, at t = {worst.t} ({where}).{rest}"
    )


def steps(count: int) -> str:
    """A number of steps, in words."""
    return f"{count} step" if count == 1 else f"{count} steps"


def share(value: float) -> str:
    """A share of one in per cent, or as a power of ten where that would be a row of zeros."""
    if value == 0:
        return "exactly 0"
    if value < 1e-4:
        return _power(value)
    return f"{100 * value:.2g} %" if value < 0.995 else f"{100 * value:.0f} %"


def _power(value: float) -> str:
    return "exactly 0" if value == 0 else scientific(value)
