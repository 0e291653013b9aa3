"""Train the networks that choose between "was" and "were", and measure them: about a quarter of an hour.

Written are the networks of seed 0, and what all seeds did, as one table of results.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rnnviz.arrays import FloatArray, compute_on_one_thread
from rnnviz.data.agreement import BETWEEN
from rnnviz.experiments import agreement_training as training
from rnnviz.experiments.agreement_shipped import FOLDER, RESULTS, load_results, path_of
from rnnviz.experiments.agreement_training import CASES, Exam, Lesson, learn, network_after
from rnnviz.learning.engine import EpochDone
from rnnviz.network import save_network

Say = Callable[[str], object]
SEEDS = (0, 1, 2)
DIGITS = 4


def make(say: Say, seeds: Sequence[int] = SEEDS) -> None:
    """Train and measure everything, and write it."""
    compute_on_one_thread()
    FOLDER.mkdir(exist_ok=True)
    started, exam = time.perf_counter(), Exam.set()
    results: dict[str, Any] = {
        "command": "python -m rnnviz.weights agreement",
        "trained": datetime.now(UTC).date().isoformat(),
        "seeds": list(seeds),
        "distances": list(training.DISTANCES),
        "sentences": {
            "together": training.TOGETHER,
            "alone": training.ALONE,
            "measured": training.MEASURED_ON,
        },
        "nearest_noun": {between: _rounded(exam.nearest_noun(between)) for between in BETWEEN},
        "together": {},
        "alone": {},
    }
    for case in CASES:
        results["together"][case] = [together(Lesson(case, seed), exam) for seed in seeds]
        say(f"{case}, all distances: {time.perf_counter() - started:.0f} s")
    for case in CASES:
        results["alone"][case] = [
            alone(Lesson.alone(case, seed, distance), exam)
            for distance in training.ALONE_AT
            for seed in seeds
        ]
        say(f"{case}, one distance: {time.perf_counter() - started:.0f} s")
    results["seconds"] = round(time.perf_counter() - started)
    RESULTS.write_text(json.dumps(results, separators=(",", ":")) + "\n")


def together(lesson: Lesson, exam: Exam) -> dict[str, Any]:
    """Train on all distances; measure after some epochs; seed 0 is kept as a network."""
    untrained = network_after(lesson, training.first_weights(lesson), lesson.case)
    weights: Sequence[FloatArray] = ()
    begun, right = time.perf_counter(), {}
    for event in learn(lesson):
        if isinstance(event, EpochDone):
            weights = event.weights
            if event.epoch + 1 in training.KEPT_EPOCHS:
                right[str(event.epoch + 1)] = {
                    between: _rounded(exam.right(lesson, weights, between)) for between in BETWEEN
                }
    network = network_after(lesson, weights, f"agreement-{lesson.case}")
    seconds = round(time.perf_counter() - begun, 1)
    if lesson.seed == 0:
        card = {
            **network.card,
            "task": "was or were",
            "seed": lesson.seed,
            "sentences": lesson.examples,
            "epochs": lesson.epochs,
            "parameters": network.parameters,
            "seconds": seconds,
        }
        save_network(replace(network, card=card), path_of(lesson.case))
    return {
        "seed": lesson.seed,
        "parameters": network.parameters,
        "seconds": seconds,
        "right": right,
        "reaching": {"before": _figures(exam.reaching(untrained)), "after": _figures(exam.reaching(network))},
    }


def alone(lesson: Lesson, exam: Exam) -> dict[str, Any]:
    """Train on one distance, and measure there."""
    begun, last = time.perf_counter(), None
    for event in learn(lesson):
        last = event if isinstance(event, EpochDone) else last
    weights: Sequence[FloatArray] = last.weights if last else training.first_weights(lesson)
    distance = lesson.distances.start
    right = exam.right_at(lesson, weights, ("mixed", distance))
    return {
        "seed": lesson.seed,
        "distance": distance,
        "right": round(right, DIGITS),
        "epochs": last.epoch + 1 if last else 0,
        "seconds": round(time.perf_counter() - begun, 1),
    }


def report(say: Say) -> None:
    """Say what the results say."""
    results = load_results()
    for case, runs in results["together"].items():
        for between in BETWEEN:
            last = [run["right"][str(training.EPOCHS)][between][-1] for run in runs]
            say(
                f"agreement {case}: {training.DISTANCES[-1]} words, nouns between {between}: "
                f"{', '.join(f'{share:.1%}' for share in last)}"
            )


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, DIGITS) for value in values]


def _figures(values: Sequence[float]) -> list[float]:
    """Four significant digits: these fall over many powers of ten."""
    return [float(f"{value:.3e}") for value in values]
