"""What a typed sentence asks, by hand; and sentences put together from parts."""

from itertools import product

import pytest

from rnnviz.data.agreement import BETWEEN
from rnnviz.data.agreement_question import (
    CLAUSES,
    FIRST_SENTENCE,
    LENGTHS,
    SUBJECT_FORMS,
    ask,
    between_of,
    compose,
)
from rnnviz.data.agreement_words import NUMBER_OF, WORDS
from rnnviz.text import tokenize


def asked(text: str) -> tuple[str | None, str | None, int]:
    """The subject, the right answer, and how many words are read before the verb."""
    words = [word.text for word in tokenize(text)]
    question = ask(words)
    subject = None if question.subject is None else words[question.subject]
    return subject, question.right, question.verb


@pytest.mark.parametrize(
    ("text", "subject", "right", "read"),
    [
        (FIRST_SENTENCE, "cat", "was", 15),
        ("The cats, which were sitting on the mat, were very hungry", "cats", "were", 8),
        ("The cats near the house", "cats", "were", 5),  # No verb: all is read.
        ("The cat was", "cat", "was", 2),  # The verb at the end is the one in question.
        ("The cat which was", "cat", "was", 4),  # That of a clause is not.
        ("The cat which was here", "cat", "was", 5),
        ("Near the houses the cat was lost", "cat", "was", 5),
        ("In the morning near the old houses our mice were asleep", "mice", "were", 9),
        ("Near the houses", None, None, 3),  # The noun of an opening is no subject.
        ("Yesterday", None, None, 1),
        ("Was hungry", None, None, 2),
        ("", None, None, 0),
        ("the xylophones were hungry", None, None, 2),
    ],
)
def test_subject_and_verb_are_found_by_rules(
    text: str, subject: str | None, right: str | None, read: int
) -> None:
    assert asked(text) == (subject, right, read)


def test_a_sentence_of_parts_has_the_distance_that_was_asked_for() -> None:
    for subject, words, between, clause in product(SUBJECT_FORMS[::5], LENGTHS, BETWEEN, CLAUSES):
        text = compose(subject, words, between, clause)
        read = [word.text for word in tokenize(text)]
        question = ask(read)
        assert question.distance == words and read[question.subject or 0] == subject, text
        assert not set(read[: question.verb]) - set(WORDS), text
        nouns = {NUMBER_OF[word] for word in read[2 : question.verb] if word in NUMBER_OF}
        if between != "mixed" and nouns:
            assert nouns == {NUMBER_OF[subject] if between == "same" else 1 - NUMBER_OF[subject]}, text
        if between != "mixed":
            assert between_of(read, question) == (between if nouns else None), text


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("The cat near the window of the room was", "same"),
        ("The cats near the windows were", "same"),
        ("The cat near the windows was", "other"),
        ("The cat near the window beside the trees was", "mixed"),
        ("Near the houses the cat that slept was", None),  # The noun of an opening is not between.
        ("Yesterday", None),
    ],
)
def test_the_number_of_the_nouns_between(text: str, between: str | None) -> None:
    words = [word.text for word in tokenize(text)]
    assert between_of(words, ask(words)) == between


def test_the_first_sentence_is_one_of_them() -> None:
    assert compose("cat", 13, "same") == FIRST_SENTENCE


def test_a_longer_sentence_begins_as_the_shorter_one() -> None:
    for shorter, longer in zip(LENGTHS, LENGTHS[1:], strict=False):
        before = compose("dogs", shorter, "mixed").rsplit(" were", 1)[0].replace(",", "")
        assert compose("dogs", longer, "mixed").replace(",", "").startswith(before)
