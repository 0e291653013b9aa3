"""The shipped records of the cures: whole, of this plan, and made again where that takes a second."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.data.sources import split_of
from rnnviz.experiments.cures_plan import CURES, SEEDS, seeded
from rnnviz.experiments.cures_run import record_of
from rnnviz.experiments.cures_shipped import CHANCE, Outcome, Tried, name_of, read_outcomes
from rnnviz.learning.material import prepare


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """As shipped."""
    return read_outcomes(CURES)


def test_each_arm_has_every_seed_and_every_epoch(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        for tried in outcome.all:
            assert [record["seed"] for record in tried.records] == list(SEEDS)
            for record in tried.alive:
                assert len(record["epochs"]) == tried.arm.spec.training.epochs
                assert 0.3 < record["test_accuracy"] < 1 and record["tested"] >= 800


def test_what_is_said_of_clipping_is_true_of_the_records(outcomes: dict[str, Outcome]) -> None:
    clipping = outcomes["clipping"]
    assert all(update is not None for update in clipping.before.died)
    for tried in clipping.after:
        assert tried.died == (None, None, None)
        for record in tried.records:
            before, after = np.array([[float(each) for each in row[2:]] for row in record["updates"]]).T
            assert before.max() > 10 and np.all(after <= before * (1 + 1e-3))
    for record in clipping.before.records:
        ends = [row[0] for row in record["updates"]][-12:]
        assert ends == list(range(record["died"] - len(ends) + 1, record["died"] + 1))
    by_norm = clipping.after[0]
    clipped = [float(row[3]) for record in by_norm.records for row in record["updates"]]
    assert max(clipped) <= by_norm.arm.spec.training.clip * 1.001


def test_a_shipped_record_comes_out_again(outcomes: dict[str, Outcome]) -> None:
    spec = seeded(CURES["clipping"].before.spec, 0)
    made = record_of(spec, prepare(spec.data, split_of(spec.data.source, spec.data.examples)))
    shipped = outcomes["clipping"].before.records[0]
    # On another processor sums round otherwise, and an explosion makes much of little; but it comes.
    assert made["died"] is not None and abs(made["died"] - shipped["died"]) <= 20
    assert made["updates"][0][1:] == pytest.approx(shipped["updates"][0][1:], rel=1e-2)


def test_a_training_that_died_counts_as_a_guess(outcomes: dict[str, Outcome]) -> None:
    arm = CURES["gates"].before
    alive: dict[str, Any] = {"test_accuracy": 0.7, "died": None, "epochs": [], "felt": []}
    dead: dict[str, Any] = {"test_accuracy": None, "died": 4, "epochs": [], "felt": []}
    before, after = Tried(arm, (dead, dead, alive)), Tried(arm, (alive, dead, alive))
    assert before.score == CHANCE and after.score == 0.7
    assert Outcome(CURES["gates"], before, (after,)).changes(after) == pytest.approx((0.2, 0, 0))
    assert Tried(arm, (dead,)).last("validation_loss") is None


def test_a_file_older_than_the_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"runs": {}}))
    with pytest.raises(KeyError, match="rotten_tomatoes"):
        read_outcomes(CURES, path)


def test_settings_have_one_name() -> None:
    names = [
        name_of(seeded(arm.spec, seed)) for cure in CURES.values() for arm in cure.arms for seed in SEEDS
    ]
    specs = {seeded(arm.spec, seed) for cure in CURES.values() for arm in cure.arms for seed in SEEDS}
    assert len(set(names)) == len(specs)
