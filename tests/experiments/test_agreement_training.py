"""Was or were, learned: the settings, the first weights, and a training small enough for a test."""

import numpy as np
import pytest

from rnnviz.data.agreement import nearest_noun_says
from rnnviz.experiments.agreement_live import lesson_of, messages
from rnnviz.experiments.agreement_training import (
    CASES,
    SOLVED,
    UNITS,
    VOCABULARY,
    Exam,
    Lesson,
    encoded,
    first_weights,
    learn,
    network_after,
    share_right,
    watched_by,
)
from rnnviz.learning.engine import EpochDone
from rnnviz.learning.initial import initial_weights


def radius(kernel: np.ndarray) -> float:
    return float(np.abs(np.linalg.eigvals(kernel)).max())


def test_a_weak_start_differs_in_its_recurrent_kernel_alone() -> None:
    weak, usual = first_weights(Lesson("simple-rnn-weak")), first_weights(Lesson("simple-rnn"))
    differ = [not np.array_equal(one, other) for one, other in zip(weak, usual, strict=True)]
    assert differ == [False, False, True, False, False, False]
    assert radius(usual[2]) == pytest.approx(1, abs=1e-4)
    # Variance 1 / (3 units): the circular law puts the largest eigenvalue near 1 / sqrt(3).
    radii = [radius(first_weights(Lesson("simple-rnn-weak", seed))[2]) for seed in range(8)]
    assert np.mean(radii) == pytest.approx(3**-0.5, abs=0.08)


@pytest.mark.parametrize("case", [case for case in CASES if case != "simple-rnn-weak"])
def test_all_others_begin_as_keras_does(case: str) -> None:
    lesson = Lesson(case, seed=2)
    for one, other in zip(first_weights(lesson), initial_weights(lesson.spec.model), strict=True):
        assert np.array_equal(one, other)


def test_an_exam_asks_what_it_says_and_nobody_learnt_it() -> None:
    exam = Exam.set((0, 3, 7), 40)
    for between, by in exam.sentences.items():
        assert list(by) == [0, 3, 7]
        for distance, chosen in by.items():
            assert len(chosen) == 40
            assert all(one.distance == distance and one.is_held_out for one in chosen)
        right = [np.mean([nearest_noun_says(one) == one.is_many for one in chosen]) for chosen in by.values()]
        assert exam.nearest_noun(between) == pytest.approx(right)


def test_a_network_is_measured_as_it_reads_one_sentence_after_another() -> None:
    exam, lesson = Exam.set((2, 5), 15), Lesson("gru", seed=1)
    rng = np.random.default_rng(0)
    weights = [each + rng.normal(0, 0.3, each.shape).astype(np.float32) for each in first_weights(lesson)]
    network = network_after(lesson, weights, "random")
    for place, distance in enumerate((2, 5)):
        chosen = exam.sentences["other"][distance]
        right = [(network.read(one.text).probability > 0.5) == one.is_many for one in chosen]
        assert exam.right(lesson, weights, "other")[place] == pytest.approx(np.mean(right))


def test_a_short_training_learns_to_look_at_the_subject() -> None:
    lesson = Lesson("simple-rnn", 3, range(4), examples=3_000, epochs=3)
    (*_, last) = (event for event in learn(lesson) if isinstance(event, EpochDone))
    watched = watched_by(lesson)
    assert share_right(last.validation, watched) > 0.85
    assert share_right(last.validation, watched) == pytest.approx(
        np.mean((last.validation > 0.5) == (watched.labels > 0.5))
    )


def test_a_training_at_one_distance_ends_when_it_is_solved() -> None:
    lesson = Lesson("simple-rnn", 0, range(2, 3), examples=6_000, epochs=8, until=0.9)
    epochs = [event for event in learn(lesson) if isinstance(event, EpochDone)]
    rights = [share_right(event.validation, watched_by(lesson)) for event in epochs]
    assert rights[-1] >= 0.9 and len(rights) < 8
    assert all(right < 0.9 for right in rights[:-1])


def test_live_it_tells_every_epoch_and_the_share_on_other_sentences() -> None:
    values = {"case": "simple-rnn", "distance": 3, "seed": 1, "examples": 1_500}
    told = list(messages(values))
    epochs = [one for one in told if one["kind"] == "epoch"]
    done = told[-1]
    assert done["kind"] == "done" and done["curve"] == [one["right"] for one in epochs]
    assert (done["case"], done["distance"], done["seed"]) == ("simple-rnn", 3, 1)
    assert len(epochs) == 8 or epochs[-1]["right"] >= SOLVED
    steps = [one["step"] for one in told if one["kind"] == "progress"]
    assert steps == sorted(steps) and steps[-1] == 1_500 * len(epochs)
    assert 0.8 < done["right"] <= 1


@pytest.mark.parametrize(
    "wrong",
    [{"case": "transformer"}, {"distance": -1}, {"distance": 1_000}, {"distance": "7"}, {"seed": 10**9}],
    ids=str,
)
def test_live_a_lesson_that_there_is_not_is_refused_in_a_sentence(wrong: dict[str, object]) -> None:
    values = {"case": "gru", "distance": 7, "seed": 1} | wrong
    with pytest.raises(ValueError, match=f"the {next(iter(wrong))} must be"):
        lesson_of(values)


def test_sentences_are_read_by_the_vocabulary_of_the_grammar() -> None:
    (sentence, *_) = Exam.set((4,), 1).sentences["same"][4]
    (ids,) = encoded([sentence]).ids
    assert [VOCABULARY.words[number] for number in ids] == list(sentence.words)
    assert Lesson("lstm").spec.model.units == UNITS
