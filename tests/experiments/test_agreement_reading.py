"""One sentence and the shipped networks: answers, the subject's other number, and words nobody knows."""

import numpy as np
import pytest

from rnnviz.data.agreement_question import FIRST_SENTENCE, compose
from rnnviz.experiments.agreement_reading import asked_of, untrained
from rnnviz.experiments.agreement_shipped import load_agreement
from rnnviz.network import Network

SHOWN = ("simple-rnn", "gru", "lstm")


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    return {case: load_agreement(case) for case in SHOWN}


def test_the_sentence_of_the_page_is_read_up_to_its_verb_and_answered(networks: dict[str, Network]) -> None:
    asked = asked_of(networks, FIRST_SENTENCE)
    assert (asked.subject, asked.question.distance, asked.question.right) == ("cat", 13, "was")
    assert [column.text for column in asked.columns][-1] == "room" and asked.between == "same"
    for answer in asked.answers:
        before = FIRST_SENTENCE.split(", was hungry")[0]
        assert answer.probability == networks[answer.case].read(before).probability
        twin = networks[answer.case].read(before.replace("The cat", "The cats")).probability
        assert answer.twin == pytest.approx(twin)
        assert answer.says == "was" and asked.is_right(answer) is True


def test_the_subject_decides_and_not_the_nouns_between(networks: dict[str, Network]) -> None:
    for subject, right in (("cats", "were"), ("cat", "was")):
        asked = asked_of(networks, compose(subject, 9, "other", "neutral"))
        assert asked.question.right == right
        assert {answer.says for answer in asked.answers} == {right}


def test_before_training_nothing_is_decided() -> None:
    asked = asked_of(untrained(SHOWN), "The cats near the house were")
    assert {answer.says for answer in asked.answers} == {"undecided"}
    assert {asked.is_right(answer) for answer in asked.answers} == {None}
    again = asked_of(untrained(SHOWN), "The cats near the house were")
    assert [one.probability for one in again.answers] == [one.probability for one in asked.answers]


@pytest.mark.parametrize("text", ["", "!!!", "was", "😀 <b>$x$</b> zzzz", "the " * 90, "near the"])
def test_anything_typed_is_read_or_said_to_be_unknown(networks: dict[str, Network], text: str) -> None:
    asked = asked_of(networks, text)
    assert asked.subject == "" and asked.question.right is None
    for answer in asked.answers:
        assert answer.twin is None and asked.is_right(answer) is None
        assert len(answer.influence.lengths) == len(asked.columns)
        assert np.isfinite(answer.influence.lengths).all()


def test_unknown_and_misspelt_words_are_told(networks: dict[str, Network]) -> None:
    asked = asked_of(networks, "The frobnicator near the windwo which the cats liked was")
    assert asked.unknown == ("frobnicator",)
    assert asked.columns[4].status == "respelled" and asked.columns[4].text == "window"
