"""Was or were: what the sentence's picture shows, in words, from its numbers."""

from collections.abc import Sequence

import numpy as np

from rnnviz.cells import SimpleRNNCell
from rnnviz.data.agreement_words import ANSWERS, OTHER_FORM
from rnnviz.experiments.agreement_reading import UNDECIDED, Answer, Asked
from rnnviz.figures.agreement_strip import in_digits
from rnnviz.written import listed

VANISHED = 1e-3  # A gradient of the score below this moves no answer by a tenth of a point.
FLAT = 0.5  # A mean slope of tanh below this is said.


def agreement_said(asked: Asked) -> str:
    """What the picture shows, in some sentences, from its numbers."""
    right, distance = asked.question.right, asked.question.distance
    if right is None or distance is None:
        return "No noun of the grammar stands before the verb, so nobody can say which answer is right."
    apart = f"“{asked.subject}” stands right before the verb"
    if distance:
        stand = "stands 1 word" if distance == 1 else f"stand {distance} words"
        apart = f"Between “{asked.subject}” and the verb {stand}"
    by_verdict = {
        name: [answer.title for answer in asked.answers if asked.is_right(answer) is verdict]
        for name, verdict in (("right", True), ("wrong", False), ("undecided", None))
    }
    if len(by_verdict["right"]) == len(asked.answers):
        who = f"All answer “{right}”, which is right"
    else:
        parts = [f"{name}: {listed(titles)}" for name, titles in by_verdict.items() if titles]
        who = f"{parts[0][0].upper()}{'; '.join(parts)[1:]}"
    return f"{who}. {apart}. {_latched_said(asked)}"


def _latched_said(asked: Asked) -> str:
    """Where the gradient has vanished and the answer hangs on the subject all the same, and where not."""
    turned = [answer for answer in asked.answers if _turns(answer)]
    latched = [answer for answer in turned if _at_subject(asked, answer) < VANISHED]
    other = OTHER_FORM[asked.subject]
    if latched:
        names = listed([f"{one.title} ({in_digits(_at_subject(asked, one))})" for one in latched])
        return (
            f"Next to no gradient reaches “{asked.subject}” in {names}, and yet “{other}” in its place turns "
            "the answer round: a tiny gradient does not mean that the word is forgotten. It measures only "
            f"very small changes.{_flat_said(asked, latched)}"
        )
    if turned:
        return (
            f"With “{other}” in its place the answer turns round in {listed([one.title for one in turned])}."
        )
    return f"With “{other}” in its place no answer turns round: the subject does not decide here."


def _flat_said(asked: Asked, latched: Sequence[Answer]) -> str:
    """How flat tanh is behind the subject, where a SimpleRNN is among them: measured, 1 - h² of its units."""
    for answer in latched:
        trace = answer.reading.layers[0].forward
        if isinstance(trace.cell, SimpleRNNCell):
            states = trace.steps.hidden_state[(asked.question.subject or 0) + 1 :]
            slope = float(np.mean(1 - states**2)) if len(states) else 1.0
            if slope < FLAT:
                return (
                    f" In {answer.title} the units are near the ends of tanh, where it is flat: its mean "
                    f"slope behind “{asked.subject}” is {slope:.2f}, where 1 would be the steepest."
                )
    return ""


def _turns(answer: Answer) -> bool:
    """Whether the subject in its other number turns the answer round."""
    if answer.twin is None or not abs(answer.twin - 0.5) >= UNDECIDED or answer.says not in ANSWERS:
        return False
    return (answer.twin > 0.5) != (answer.probability > 0.5)


def _at_subject(asked: Asked, answer: Answer) -> float:
    return float(answer.influence.lengths[asked.question.subject or 0])
