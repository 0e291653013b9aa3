"""One sentence, read by several networks: what they answer, and what each word still does to the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rnnviz.analysis.influence import Influence, influence_of
from rnnviz.data.agreement import Between
from rnnviz.data.agreement_question import Question, ask, between_of
from rnnviz.data.agreement_words import ANSWERS, OTHER_FORM
from rnnviz.experiments.agreement_training import (
    CASES,
    VOCABULARY,
    Lesson,
    first_weights,
    network_after,
)
from rnnviz.network import Network, Reading
from rnnviz.text import Token, encode, tokenize

UNDECIDED = 0.05  # So near to one half it is called neither.


@dataclass(frozen=True, eq=False)
class Answer:
    """What one network made of a sentence.

    Attributes:
        case: one of CASES.
        reading: of the words before the verb.
        influence: of each of them on the answer.
        twin: the probability of "were" with the subject in its other number and nothing else changed; None
            without a subject.
    """

    case: str
    reading: Reading
    influence: Influence
    twin: float | None

    @property
    def title(self) -> str:
        """Of the network."""
        return CASES[self.case].title

    @property
    def probability(self) -> float:
        """Of "were"."""
        return self.reading.probability

    @property
    def says(self) -> str:
        """The answer; "undecided" near one half, and where the probability is no number."""
        if not abs(self.probability - 0.5) >= UNDECIDED:
            return "undecided"
        return ANSWERS[self.probability > 0.5]


@dataclass(frozen=True, eq=False)
class Asked:
    """A sentence and all answers to it.

    Attributes:
        question: where subject and verb are.
        columns: the words before the verb, as they are read.
        answers: of the networks, in their order.
    """

    question: Question
    columns: tuple[Token, ...]
    answers: tuple[Answer, ...]

    @cached_property
    def subject(self) -> str:
        """The subject as it is read; empty without one."""
        return "" if self.question.subject is None else self.columns[self.question.subject].text

    @cached_property
    def between(self) -> Between | None:
        """The number of the nouns between subject and verb; None without them."""
        return between_of([column.text for column in self.columns], self.question)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Words that no network knows, as typed."""
        return tuple(dict.fromkeys(one.typed for one in self.columns if one.status == "unknown"))

    def is_right(self, answer: Answer) -> bool | None:
        """Whether an answer is right; None where nobody can say, or nothing is said."""
        if self.question.right is None or answer.says not in ANSWERS:
            return None
        return answer.says == self.question.right


def asked_of(networks: Mapping[str, Network], text: str) -> Asked:
    """Let networks read a sentence up to its verb.

    Args:
        networks: by their cases; all with the words of the grammar.
        text: as typed, with the verb or without.
    """
    columns = encode(text, VOCABULARY)
    question = ask([column.text for column in columns])
    words = tokenize(text)
    cut = text[: words[question.verb].start] if question.verb < len(words) else text
    read = columns[: question.verb]
    twin = _twin(read, question.subject)
    return Asked(question, read, tuple(_answer(case, each, (cut, twin)) for case, each in networks.items()))


def untrained(cases: Sequence[str]) -> dict[str, Network]:
    """The networks before training, with the first weights of seed 0."""
    lessons = {case: Lesson(case) for case in cases}
    return {
        case: network_after(one, first_weights(one), f"{case}-untrained") for case, one in lessons.items()
    }


def _answer(case: str, network: Network, texts: tuple[str, str]) -> Answer:
    text, twin = texts
    reading = network.read(text)
    other = network.read(twin).probability if twin else None
    return Answer(case, reading, influence_of(network, reading), other)


def _twin(columns: Sequence[Token], subject: int | None) -> str:
    """The same words with the subject in its other number; empty without a subject."""
    if subject is None:
        return ""
    words = [column.text for column in columns]
    words[subject] = OTHER_FORM[words[subject]]
    return " ".join(words)
