"""The shipped answers to was or were: what the results say is what the shipped networks do."""

from itertools import islice
from typing import Any

import numpy as np
import pytest

from rnnviz.data.agreement import Sentence, sentences
from rnnviz.experiments.agreement_shipped import FOLDER, RESULTS, load_agreement, load_results, path_of
from rnnviz.experiments.agreement_training import (
    ALONE_AT,
    CASES,
    DISTANCES,
    EPOCHS,
    KEPT_EPOCHS,
    MEASURE_SEED,
    MEASURED_ON,
    SOLVED,
    VOCABULARY,
)
from rnnviz.weights.agreement import SEEDS, report

DISTANCE = 20
LARGEST = 50_000, 80_000  # Bytes of a network, and of the results.


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return load_results()


def test_every_case_has_every_seed_at_every_distance(results: dict[str, Any]) -> None:
    assert results["distances"] == list(DISTANCES)
    for case in CASES:
        assert [run["seed"] for run in results["together"][case]] == list(SEEDS)
        for run in results["together"][case]:
            assert list(run["right"]) == [str(epoch) for epoch in KEPT_EPOCHS]
        alone = {(run["distance"], run["seed"]) for run in results["alone"][case]}
        assert alone == {(distance, seed) for distance in ALONE_AT for seed in SEEDS}


@pytest.fixture(scope="module")
def chosen() -> list[Sentence]:
    """The very sentences of the results, of one distance."""
    held_out = sentences(MEASURE_SEED + DISTANCE, range(DISTANCE, DISTANCE + 1), "other", True)
    return list(islice(held_out, MEASURED_ON))


@pytest.mark.parametrize("case", CASES)
def test_the_results_are_what_the_shipped_network_does(
    results: dict[str, Any], chosen: list[Sentence], case: str
) -> None:
    network = load_agreement(case)
    answers = np.array([network.read(one.text).probability > 0.5 for one in chosen])
    right = float(np.mean(answers == [one.is_many for one in chosen]))
    (run,) = (run for run in results["together"][case] if run["seed"] == 0)
    assert right == pytest.approx(run["right"][str(EPOCHS)]["other"][DISTANCES.index(DISTANCE)], abs=0.004)
    assert network.parameters == run["parameters"] == network.card["parameters"]
    assert network.vocabulary == VOCABULARY


def test_a_training_that_ended_early_had_solved_it(results: dict[str, Any]) -> None:
    for runs in results["alone"].values():
        for run in runs:
            # On other sentences than those by which it ended: three standard errors below.
            assert run["epochs"] == EPOCHS or run["right"] >= SOLVED - 0.03, run


def test_files_are_small() -> None:
    assert all(path_of(case).stat().st_size < LARGEST[0] for case in CASES)
    assert RESULTS.stat().st_size < LARGEST[1]
    assert {path.stem for path in FOLDER.glob("*.npz")} == set(CASES)


def test_the_report_names_every_case() -> None:
    lines: list[str] = []
    report(lines.append)
    assert all(any(line.startswith(f"agreement {case}:") for line in lines) for case in CASES)
