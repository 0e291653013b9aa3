"""The sentences of the laboratory: they say what the numbers say."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.laboratory import KINDS, Knobs
from rnnviz.analysis.laboratory_measure import Measured, Reach, measure, plane_of, read_of, times_of
from rnnviz.analysis.laboratory_presets import PRESETS, Preset
from rnnviz.analysis.laboratory_words import (
    explanation,
    headline,
    number,
    number_of_log,
    saturation,
    spectrum,
)
from rnnviz.written import lowered

BY_TITLE = {preset.title: preset for preset in PRESETS}
FEW = Knobs(timesteps=20, units=8)


def simple(preset: str | Knobs, points: int = 13) -> Measured:
    """The SimpleRNN of a preset or of knobs, one seed."""
    knobs = preset if isinstance(preset, Knobs) else BY_TITLE[preset].knobs
    return measure("simple-rnn", knobs, seeds=1, points=points)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9**100, "2.7·10⁻⁵"),
        (1.1**100, "13,781"),
        (0.0, "exactly 0"),
        (math.inf, "∞"),
        (math.nan, "not a number"),
        (1.0, "1"),
        (0.6519, "0.652"),
        (58.42, "58.4"),
        (999.7, "1,000"),
        (999_999.9, "1.0·10⁶"),
        (0.00996, "0.00996"),
        (9.96e-9, "1.0·10⁻⁸"),
    ],
)
def test_a_size_is_written_in_few_digits(value: float, text: str) -> None:
    assert number(value) == text
    if 0 < value < math.inf:
        assert number_of_log(math.log10(value)) == text


def test_a_size_beyond_every_float_is_written_by_its_logarithm() -> None:
    assert number_of_log(500 * math.log10(0.1)) == "1.0·10⁻⁵⁰⁰"
    assert number_of_log(2000 * math.log10(1.5)) == "1.5·10³⁵²"  # 1.5^2000.
    assert number_of_log(-math.inf) == "exactly 0"


def test_both_numbers_of_the_textbook_are_measured_in_float32() -> None:
    assert "the law holds, 0.9¹⁰⁰ = 2.7·10⁻⁵, measured 2.7·10⁻⁵" in explanation(simple("0.9¹⁰⁰"))
    assert "the law holds, 1.1¹⁰⁰ = 13,781, measured 13,781" in explanation(simple("1.1¹⁰⁰"))


def test_the_cause_is_the_factor_that_shrinks() -> None:
    assert "the spectrum makes the gradient vanish" in explanation(simple("Stretch, then shrink"))
    assert "saturation of tanh, not the spectrum, makes" in explanation(simple("Saturated tanh"))
    weak = explanation(simple(replace(FEW, radius=0.3, strength=0.5)))
    assert "the spectrum takes more than the saturation of tanh" in weak
    strong = explanation(simple(replace(FEW, radius=0.9, strength=5.0)))
    assert "the saturation of tanh takes more than the spectrum" in strong
    assert "never" not in strong and "sigmoid's slope" in explanation(
        simple(replace(FEW, activation="sigmoid"))
    )
    grows = explanation(simple(replace(FEW, radius=1.5, strength=0.0)))
    assert "the law holds" in grows  # Nothing ever leaves the straight part of tanh.
    assert "makes the gradient explode" in explanation(simple(replace(FEW, radius=1.5, strength=0.2)))


def test_the_ends_of_the_numbers_are_said() -> None:
    assert "is exactly 0: in float32, numbers below 1.2·10⁻³⁸ are set to 0" in explanation(
        simple("Exactly zero")
    )
    assert "is beyond 3.4·10³⁸, where float32 ends: overflow" in explanation(simple("Overflow", 61))
    lost = simple("Not a number")
    at = int(np.argmax(np.isnan(lost.read.trace.steps.hidden_state).any(axis=1))) + 1
    assert f"are no numbers from t = {at} on" in explanation(lost)
    assert "SimpleRNN not a number (one random" in headline([lost])


def test_a_dead_relu_is_named_with_its_time() -> None:
    dead = simple(replace(BY_TITLE["Dead ReLU"].knobs, seed=0), points=101)
    (times,) = np.nonzero((dead.slopes == 0).all(axis=1))
    assert dead.end == 0 and f"At t = {times[-1] + 1} the slope of every unit is 0" in explanation(dead)


def test_nothing_left_is_said_so() -> None:
    silent = replace(FEW, activation="relu", strength=0.0)
    assert "nothing of a change is left after 1 step." in explanation(simple(silent, 21))


def test_a_gate_is_compared_with_what_was_measured() -> None:
    open_gates = replace(FEW, radius=0.05, forget_bias=4.0)
    said = explanation(measure("gru", open_gates, seeds=1, points=5))
    assert "the gate alone explains it" in said and "update gate z keeps ×0.97" in said
    assert "the paths through W_hh carry the rest" in explanation(measure("lstm", FEW, seeds=1, points=5))


def test_where_there_is_no_matrix_none_is_blamed() -> None:
    for kind in ("lstm", "gru"):
        said = explanation(measure(kind, replace(FEW, radius=0.0), seeds=1, points=5))
        assert "W_hh is 0: there is no other path" in said


def test_the_headline_is_the_median_of_all_cells() -> None:
    read = read_of("simple-rnn", FEW, 0)
    times = times_of(20, 2)
    reaches = [Reach(norms, norms, None) for norms in np.array([[1, 1], [0.5, 1], [7, 1]])]
    measured = Measured("simple-rnn", FEW, times, read, tuple(reaches))
    assert headline([measured]) == (
        "A small change at t = 0 arrives at h₂₀ multiplied by at most: SimpleRNN 1"
        " (medians of 3 random networks)."
    )


def test_the_map_counts_what_is_flat() -> None:
    measured = simple(replace(FEW, strength=5.0))
    flat = np.abs(measured.read.trace.steps.hidden_state) > 0.9**0.5
    said = saturation(measured)
    assert f"below 0.1 in {100 * flat.mean():.0f} % of the map" in said
    assert f"unit {flat.mean(axis=0).argmax()}, " in said
    assert "nothing saturates" in saturation(simple(replace(FEW, strength=0.0)))
    assert "slope 1 everywhere" in saturation(simple(replace(FEW, activation="linear")))


def test_the_plane_tells_eigenvalues_from_singular_values() -> None:
    stretching = simple("Stretch, then shrink")
    said = spectrum(plane_of(stretching, ""), stretching)
    assert "scaled to 0.95" in said and "a step can stretch a change" in said
    shrinking = simple(replace(FEW, radius=0.9))
    assert "below 1: every change must shrink" in spectrum(plane_of(shrinking, ""), shrinking)
    sigmoid = simple(replace(FEW, radius=2.0, activation="sigmoid"))
    assert "times the steepest slope, 0.25, is below 1" in spectrum(plane_of(sigmoid, ""), sigmoid)
    gated = measure("gru", replace(FEW, radius=0.9), seeds=1, points=2)
    assert "must shrink" not in spectrum(plane_of(gated, ""), gated)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_every_preset_has_something_to_say(preset: Preset) -> None:
    short = replace(
        preset.knobs, timesteps=min(preset.knobs.timesteps, 100), units=min(preset.knobs.units, 16)
    )
    measured = [measure(kind, short.of(kind), seeds=1, points=5) for kind in KINDS]
    for text in [headline(measured), *map(explanation, measured)]:
        assert len(text) < 330 and "None" not in text and "nan" not in text
    assert lowered(short.timesteps) in headline(measured)


def test_without_a_recurrent_kernel_nothing_passes_and_no_other_cause_is_named() -> None:
    said = explanation(simple(replace(FEW, radius=0.0)))
    assert said == "SimpleRNN: W_hh is 0, so that nothing passes from one step to the next."


def test_a_dead_step_behind_the_zero_is_no_cause_of_it() -> None:
    """Two units whose slopes are all 0 somewhere, and a norm that had underflowed long before."""
    measured = simple(Knobs(radius=1.5, strength=5.0, units=2, timesteps=400), points=401)
    (dead,) = np.nonzero((measured.slopes == 0).all(axis=1))
    zero = measured.zero_lag
    assert zero is not None
    for_dead = len(dead) > 0 and 400 - dead[-1] <= zero
    assert ("the slope of every unit is 0" in explanation(measured)) == for_dead


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_a_radius_of_one_is_neither_inside_nor_outside(seed: int) -> None:
    measured = simple(Knobs(start="glorot", activation="linear", units=16, timesteps=30, seed=seed))
    assert "No eigenvalue lies outside" in spectrum(plane_of(measured, "hidden_state"), measured)
    assert "the spectrum makes the gradient explode" not in explanation(measured)
