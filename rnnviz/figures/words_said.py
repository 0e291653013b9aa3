"""Which words mattered, in sentences made of the numbers."""

from collections import Counter
from math import isfinite
from types import MappingProxyType

import numpy as np

from rnnviz.analysis.attribution import BASELINES, COMPLETE, WAYS, Attribution
from rnnviz.analysis.attribution_agreement import Agreement, clear_signs, opposed, strongest
from rnnviz.network import Reading
from rnnviz.text import shorten
from rnnviz.written import listed

QUESTIONS = MappingProxyType(
    {
        "running": "How far did the verdict move when this word was read, before any of those that follow?",
        "left_out": "What would the verdict lose if only this word were taken out?",
        "gradient": "How much would a little more of this word’s vector, away from {baseline}, change it?",
        "integrated": "Fade all words in from {baseline}: how much of the total is this one’s?",
    }
)
HONESTY = (
    "These are four questions to this network about this text, and none of them is the importance of a word. "
    "A word has no share of its own where words act together, as “not” and “bad” do: each way divides what "
    "they do in common otherwise. Nothing here says what a person would feel, or how the word acts elsewhere."
)
COUNTS = ("no", "one", "two", "three", "four")  # Ways that have numbers.
LONG = ("left_out", "gradient", "integrated")  # The ways that may take too long.
LEAST_DIFFERENCE = 0.01  # Log-odds between text and baseline.
NEED_NOT = "The other two need not add up to anything."
NO_ROW = f"{NEED_NOT} The padding row of this network is all zeros: it is the zero vector."
ALIKE = (  # By the smallest of all correlations of two ways.
    (0.8, "The {count} orders of the words are much the same"),
    (0.5, "The {count} orders of the words are similar"),
    (0.2, "The {count} orders of the words agree only in part"),
    (-0.3, "Some of the {count} orders of the words have little in common"),
    (-1.0, "Some of the {count} orders of the words are opposite"),
)


def words_said(reading: Reading, told: Attribution, agreement: Agreement) -> str:
    """What is to be seen: the word that mattered most, and how far the four ways agree."""
    words = _named(reading)
    top = strongest(told)
    if not top:
        return "There is no number to compare: the network’s own values are none."
    return " ".join(filter(None, [_tops_said(words, told, top), *_agreement_said(told, agreement)]))


def _tops_said(words: list[str], told: Attribution, top: dict[str, int]) -> str:
    by_word: dict[int, list[str]] = {}
    for way, column in top.items():
        by_word.setdefault(column, []).append(way)
    ranked = sorted(by_word.items(), key=lambda one: -len(one[1]))
    if len(words) == 1:
        return f"{words[0]} is the only word: each way asks what it adds to nothing."
    if len(ranked) == 1:
        column, ways = ranked[0]
        signs = {np.sign(getattr(told, way)[column]) for way in ways}
        pulled = f", towards {_side(signs.pop())}" if len(signs) == 1 else ""
        if len(ways) == 1:
            return f"{words[column]} matters most by {_lower(ways[0])}{pulled}."
        return f"The {COUNTS[len(ways)]} ways agree that {words[column]} matters most{pulled}."
    (column, ways), *others = ranked
    parts = [f"{words[column]} matters most by {listed([_lower(way) for way in ways])}"]
    parts += [f"{words[column]} by {listed([_lower(way) for way in ways])}" for column, ways in others]
    return f"{'; '.join(parts)}."


def _agreement_said(told: Attribution, agreement: Agreement) -> list[str]:
    pairs = agreement.signed[np.triu_indices(len(WAYS), 1)]
    known = pairs[np.isfinite(pairs)]
    said = []
    if len(known):
        low, high = float(known.min()), float(known.max())
        alike = next(words for least, words in ALIKE if low >= least)
        alike = alike.format(count=COUNTS[int(np.isfinite(told.values).all(axis=1).sum())])
        reach = _two(low) if _two(low) == _two(high) else f"{_two(low)} to {_two(high)}"
        said.append(f"{alike} (rank correlation {reach}).")
    if against := len(opposed(told)):
        words = "one word" if against == 1 else f"{against} words"
        said.append(f"On {words} (shaded) they disagree about the direction.")
    return said


def word_said(reading: Reading, told: Attribution, column: int) -> str:
    """What it means that the four numbers of a word agree or do not."""
    word = shorten(reading.columns[column].typed)
    signs = dict(zip(WAYS, clear_signs(told)[:, column].tolist(), strict=True))
    if not any(signs.values()):
        return f"By all four questions “{word}” hardly matters here."
    if column not in opposed(told):
        way = "positive" if max(signs.values()) > 0 else "negative"
        return f"“{word}” pushes towards {way} by every question that finds it mattering."
    if signs["running"] * signs["left_out"] < 0:
        now, whole = _side(signs["running"]), _side(signs["left_out"])
        return (
            f"When “{word}” is read the verdict moves towards {now}; yet in the whole text it pushes towards "
            f"{whole}: what it does depends on the words that follow."
        )
    if signs["gradient"] * signs["integrated"] < 0:
        here, whole = _side(signs["gradient"]), _side(signs["integrated"])
        return (
            f"Where the text stands, more of “{word}” would push towards {here}; on the whole way from the "
            f"baseline it pushes towards {whole}: the network is curved."
        )
    if signs["left_out"] * (signs["gradient"] or signs["integrated"]) < 0:
        return (
            f"Taking “{word}” away is a large change, after which all that follows is read otherwise and one "
            "place earlier; a gradient speaks of a small one, and of a word that fades where it stands."
        )
    return (
        f"What “{word}” did when it was read, and what the gradient says of it now, differ in sign: the "
        "words that follow have changed what it stands for."
    )


def running_sum_said(told: Attribution) -> str:
    """The running changes add up by the way they are made."""
    total = float(told.running.sum(dtype=np.float64))
    if not isfinite(total):
        return "Running changes: the network’s own numbers are none, and have no sum."
    ends = _difference(total, ("after the text", told.score), ("before any word", told.before))
    return f"Running changes add up to {ends}, as they must."


def completeness_said(told: Attribution) -> str:
    """What integrated gradients must add up to, and what is missing."""
    difference = told.difference
    if not isfinite(told.error):
        return "Integrated gradients have no sum: they are no numbers, or were not computed."
    share = abs(told.error) / abs(difference) if difference else 0.0
    error = f"{100 * share:.1f} %" if share >= 0.0005 else "less than 0.1 %"
    if abs(difference) <= LEAST_DIFFERENCE:  # Of which a share says nothing.
        error = f"{abs(told.error):.1g}"
    more = (
        "" if told.is_complete else f" More points are needed; {100 * COMPLETE:.0f} % would be small enough."
    )
    ends = _difference(difference, ("the text", told.score), (BASELINES[told.baseline], told.baseline_score))
    return (
        f"Integrated gradients add up to {_two(difference + told.error)}; expected: {ends}. Error: {error}, "
        f"with {told.points} points.{more}"
    )


def too_long_said(told: Attribution) -> str:
    """What is not there because the text is too long for so large a network."""
    if not len(told.running) or not isfinite(told.score):
        return ""
    missing = [_lower(way) for way in LONG if not np.isfinite(getattr(told, way)).any()]
    if not missing:
        return ""
    count = f"{len(told.running)} words" if len(told.running) > 1 else "one word"
    return f"Not computed with every key for {count} in so large a network: {listed(missing)}."


def scale_said(low: float, high: float) -> str:
    """What a bar is."""
    return (
        f"Bars are log-odds of “positive”, from {_plain(low)} to {_plain(high)} in all four rows; +0.7 "
        "doubles the odds, −0.7 halves them. Shaded: some way pushes up, another one down, each by at "
        "least a tenth of its longest bar."
    )


def _named(reading: Reading) -> list[str]:
    """Each word in quotes, and where it stands if it stands there twice."""
    words = [shorten(token.typed) for token in reading.columns]
    twice = {word for word, times in Counter(words).items() if times > 1}
    return [f"“{word}”{f' (word {n})' * (word in twice)}" for n, word in enumerate(words, start=1)]


def _side(sign: float) -> str:
    return "positive" if sign > 0 else "negative"


def _lower(way: str) -> str:
    title = WAYS[way]
    return title[0].lower() + title[1:]


def _difference(total: float, end: tuple[str, float], start: tuple[str, float]) -> str:
    """An equation in as few digits as make it true as it is written."""
    (end_name, last), (start_name, first) = end, start
    for digits in (2, 3, 4):
        written = [round(value, digits) for value in (total, last, first)]
        sign = "="
        if round(written[1] - written[2], digits) == written[0]:
            break
        sign = "≈"
    whole, after, before = (f"{value + 0.0:.{digits}f}".replace("-", "−") for value in written)
    taken = f"({before})" if before.startswith("−") else before
    return f"{whole} {sign} {after} ({end_name}) − {taken} ({start_name})"


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")
