"""What is said of a cure follows from its numbers."""

from dataclasses import replace
from math import sqrt

import pytest

from rnnviz.experiments.cures_plan import CURES
from rnnviz.experiments.cures_shipped import Tried
from rnnviz.figures.cures_words import (
    conclusion,
    differences_said,
    felt_said,
    losses_said,
    noise_said,
    overview_said,
    rule_said,
    settings_said,
    standard_error,
    stopping_said,
    verdict_of,
)
from tests.figures.tried import outcome


@pytest.mark.parametrize(
    ("after", "short"),
    [
        ((0.70, 0.75, 0.80), "helped"),
        ((0.61, 0.605, 0.62), "a little better"),  # By less than a standard error, 2.4 points.
        ((0.70, 0.75, 0.59), "no clear difference"),  # One seed got worse.
        ((0.60, 0.60, 0.60), "no clear difference"),
        ((0.50, 0.55, 0.45), "did harm"),
        ((0.59, 0.595, 0.58), "no clear difference"),
    ],
)
def test_helped_is_said_only_of_all_seeds_and_of_more_than_chance(
    after: tuple[float, float, float], short: str
) -> None:
    tried = outcome((0.6, 0.6, 0.6), after)
    assert verdict_of(tried, tried.after[0]).short == short


def test_the_standard_error_is_that_of_two_shares() -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7))
    assert standard_error(tried, tried.after[0]) == pytest.approx(sqrt(2 * 0.65 * 0.35 / 800))
    assert "2.4 points with 800 test texts" in noise_said(tried)
    other = outcome((0.5, 0.5, 0.5), (0.9, 0.9, 0.9))
    assert "(2.3 to 2.4 points)" in rule_said({"one": tried, "other": other})
    assert "rows cannot be compared" in rule_said({"one": tried})


def test_one_seed_that_gains_little_does_not_hide_that_all_gained() -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.67, 0.66, 0.601))
    assert verdict_of(tried, tried.after[0]).short == "helped"


@pytest.mark.parametrize(
    ("best", "end"),
    [
        (0.55, "would do about as much."),
        (0.45, "would do about as much."),  # 0.05 more than stopping early, which itself gains 0.7.
        (0.30, "would not do as much."),
    ],
)
def test_stopping_early_is_measured_at_the_best_epochs(best: float, end: str) -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), key="dropout")

    def with_losses(one: Tried, *losses: float) -> Tried:
        epochs = [{"learnt_loss": 0.1, "validation_loss": loss} for loss in losses]
        return replace(one, records=tuple({**record, "epochs": epochs} for record in one.records))

    before, after = with_losses(tried.before, 0.8, 0.5, 1.2), with_losses(tried.after[0], 0.9, 0.7, best)
    said = stopping_said(replace(tried, before=before, after=(after,)))
    assert said == (
        f"At its best epoch the median loss on new texts is 0.50 without it (epoch 2), {best:.2f} with it "
        f"(epoch 3): stopping early {end}"
    )
    gates = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7))
    assert stopping_said(gates) == ""  # Its disease is another one.


def test_the_conclusion_has_the_medians_and_the_gap() -> None:
    tried = outcome((0.6, 0.61, 0.5), (0.7, 0.8, 0.9), (0.75, 0.7, 0.71))
    assert conclusion(tried) == (
        "Gates helped with all 3 seeds: median test accuracy 60.0 % before, 80.0 % (GRU), 71.0 % (LSTM) "
        "after. The gap between the losses on new and on learnt texts: 1.00 nats before, 1.00 (GRU), "
        "1.00 (LSTM) after."
    )
    mixed = outcome((0.6, 0.6, 0.6), (0.7, 0.8, 0.9), (0.5, 0.5, 0.5))
    assert "GRU helped with all 3 seeds (80.0 %); LSTM did harm with all 3 seeds (50.0 %)" in conclusion(
        mixed
    )


def test_a_training_that_died_is_told_of() -> None:
    tried = outcome((None, None, 0.6), (0.7, 0.7, 0.7), (0.7, None, 0.7), key="clipping")
    assert conclusion(tried).endswith(
        "counted as guessing: 2 of 3 not clipped; 0 of 3 by norm, 0.5; 1 of 3 by value, 0.01."
    )
    assert "median test accuracy 50.0 % before" in conclusion(tried)
    dead = outcome((None, None, None), (0.7, 0.7, 0.7), key="clipping")
    assert losses_said(dead.before) == "not clipped: no training came to its end."
    assert "0.20 nats on texts it learns from and 1.20 on new ones" in losses_said(dead.after[0])


def test_what_is_felt_is_the_last_lag_and_no_more_is_claimed_than_it_shows() -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.8, 0.8, 0.8), felt=[1.0, 0.5, 0.25])
    assert felt_said(tried) == (
        "A small change of the state 2 words before the end arrives at most so many times as large: "
        "SimpleRNN 0.25, GRU 0.25."
    )
    assert "passes on the most and yet judges worst" not in felt_said(tried)
    faint = tuple({**record, "felt": [1.0, 0.5, 0.1]} for record in tried.after[0].records)
    helped = replace(tried, after=(Tried(tried.after[0].arm, faint),))
    assert felt_said(helped).endswith(
        "GRU 0.1. SimpleRNN passes on the most and yet judges worst: that a change is felt does not mean "
        "that the right thing is kept."
    )
    unclear = tuple({**record, "test_accuracy": 0.6} for record in faint)
    no_help = replace(tried, after=(Tried(tried.after[0].arm, unclear),))
    assert "judges worst" not in felt_said(no_help)
    silent = outcome((0.6, 0.6, 0.6), (0.8, 0.8, 0.8))
    assert felt_said(silent) == "There are no sentences long enough to measure it."


def test_all_cures_are_sorted_by_what_came_of_them() -> None:
    tried = {
        "gates": outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), (0.6, 0.6, 0.6)),
        "dropout": outcome((0.6, 0.6, 0.6), (0.5, 0.5, 0.5), key="dropout"),
    }
    assert (
        overview_said(tried) == "Helped: Gates (GRU); no clear difference: Gates (LSTM); did harm: Dropout."
    )


def test_settings_are_said_as_they_are() -> None:
    clipping, normalise = CURES["clipping"], CURES["normalise"]
    assert differences_said(clipping.before.spec, clipping.after[0].spec) == (
        "clipping none → by norm, all together, clipped at 0.5"
    )
    assert differences_said(normalise.before.spec, normalise.after[0].spec) == "batch normalisation off → on"
    assert settings_said(normalise.before.spec) == (
        "generated sentences; 2 layers of LSTM, 32 units, tanh; SGD at 1, batches of 64, 10 epochs"
    )
    assert "padded to 60 words and read without a mask" in settings_said(CURES["two-way"].before.spec)
