"""What came of a cure, in words that are computed from its numbers."""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

import numpy as np

from rnnviz.experiments.cures_shipped import Outcome, Tried
from rnnviz.figures.cures import median_of
from rnnviz.figures.wired_scores import percent
from rnnviz.learning.spec import CELL_TITLES, OPTIMIZER_TITLES, RunSpec

LARGE_GAP = 0.5  # Nats between the losses on new and on learnt texts: it learns by heart.
AS_MUCH = 0.1  # Of what stopping early gains: a cure that gains less on top of it does no more.


class Verdict(NamedTuple):
    """short: for a label. says: for a sentence."""

    short: str
    says: str


def verdict_of(outcome: Outcome, after: Tried) -> Verdict:
    """Whether a cure helped: every seed gained, and the median gain is above one standard error."""
    changes = outcome.changes(after)
    middle, seeds = float(np.median(changes)), len(changes)
    noise = standard_error(outcome, after)
    better = sum(change > 0 for change in changes)
    if better == seeds and middle > noise:
        return Verdict("helped", f"helped with all {seeds} seeds")
    if sum(change < 0 for change in changes) == seeds and -middle > noise:
        return Verdict("did harm", f"did harm with all {seeds} seeds")
    if better == seeds:
        return Verdict("a little better", f"was a little better with all {seeds} seeds")
    return Verdict(
        "no clear difference",
        f"made no difference that {seeds} seeds can show: {better} of {seeds} were better with it",
    )


def standard_error(outcome: Outcome, after: Tried) -> float:
    """Of the difference of two accuracies on as many test texts, by chance alone: √(p(1 − p)·2 / n)."""
    tested = after.records[0]["tested"]
    p = (outcome.before.score + after.score) / 2
    return sqrt(2 * p * (1 - p) / tested)


def conclusion(outcome: Outcome) -> str:
    """What came of a cure: whether it helped, and the medians before and after."""
    verdicts = [verdict_of(outcome, after) for after in outcome.after]
    before = percent(outcome.before.score)
    if len({verdict.short for verdict in verdicts}) == 1:
        afters = ", ".join(f"{percent(after.score)}{_named(outcome, after)}" for after in outcome.after)
        first = (
            f"{outcome.cure.title} {verdicts[0].says}: median test accuracy {before} before, {afters} after."
        )
    else:
        parts = (
            f"{after.arm.title} {verdict.says} ({percent(after.score)})"
            for after, verdict in zip(outcome.after, verdicts, strict=True)
        )
        first = f"{outcome.cure.title}: {'; '.join(parts)}; median test accuracy {before} before."
    return first + _gap_said(outcome) + _died_said(outcome)


def stopping_said(outcome: Outcome) -> str:
    """Whether stopping early would do as much as a cure of learning by heart; else nothing."""
    if not outcome.cure.is_against_rote:
        return ""
    (epoch, without), *others = (_best(tried) for tried in outcome.all)
    late = outcome.before.last("validation_loss")
    parts = ", ".join(
        f"{loss:.2f} with it (epoch {at}){_named(outcome, tried)}"
        for (at, loss), tried in zip(others, outcome.after, strict=True)
    )
    best = (
        f"At its best epoch the median loss on new texts is {without:.2f} without it (epoch {epoch}), {parts}"
    )
    gained = without - min(loss for _, loss in others)
    if late is not None and gained < AS_MUCH * (late - without):
        return f"{best}: stopping early would do about as much."
    return f"{best}: stopping early would not do as much."


def _best(tried: Tried) -> tuple[int, float]:
    """The epoch at which the median loss on new texts is least, and that loss."""
    middle = median_of(tried.curves("validation_loss"))
    return int(middle.argmin()) + 1, float(middle.min())


def _named(outcome: Outcome, after: Tried) -> str:
    return f" ({after.arm.title})" if len(outcome.after) > 1 else ""


def noise_said(outcome: Outcome) -> str:
    """How far chance alone moves a difference, and what is called a help therefore."""
    noise = 100 * max(standard_error(outcome, after) for after in outcome.after)
    tested = outcome.before.records[0]["tested"]
    return (
        f"“Helped” means: every seed gained, and the median gain is above one standard error of the "
        f"difference, which is about {noise:.1f} points with {tested} test texts."
    )


def rule_said(outcomes: Mapping[str, Outcome]) -> str:
    """What can be read from all cures side by side, and what can not."""
    noise = [100 * standard_error(each, after) for each in outcomes.values() for after in each.after]
    return (
        "Each row has its own, deliberately hard setting: rows cannot be compared with each other. “Helped” "
        "means: every seed gained, and the median gain is above one standard error of the difference "
        f"({min(noise):.1f} to {max(noise):.1f} points)."
    )


def _gap_said(outcome: Outcome) -> str:
    """Of a network that learns by heart: how far apart its losses are on new and on learnt texts."""
    before, *after = (_gap(tried) for tried in outcome.all)
    if before is None or before < LARGE_GAP or None in after:
        return ""
    ends = ", ".join(
        f"{gap:.2f}{_named(outcome, one)}" for gap, one in zip(after, outcome.after, strict=True)
    )
    return f" The gap between the losses on new and on learnt texts: {before:.2f} nats before, {ends} after."


def _gap(tried: Tried) -> float | None:
    new, learnt = tried.last("validation_loss"), tried.last("learnt_loss")
    return None if new is None or learnt is None else new - learnt


def _died_said(outcome: Outcome) -> str:
    dead = [sum(update is not None for update in tried.died) for tried in outcome.all]
    if not any(dead):
        return ""
    seeds = len(outcome.before.records)
    parts = (f"{count} of {seeds} {tried.arm.title}" for count, tried in zip(dead, outcome.all, strict=True))
    return f" Trainings that ended in NaN or infinity, counted as guessing: {'; '.join(parts)}."


def losses_said(tried: Tried) -> str:
    """Where the losses of an arm ended."""
    new, learnt = tried.last("validation_loss"), tried.last("learnt_loss")
    if new is None or learnt is None:
        return f"{tried.arm.title}: no training came to its end."
    return (
        f"{tried.arm.title}: after {tried.arm.spec.training.epochs} epochs the median loss is "
        f"{learnt:.2f} nats on texts it learns from and {new:.2f} on new ones."
    )


def felt_said(outcome: Outcome) -> str:
    """How much of a change is felt at the end, as far back as was measured."""
    felt = {tried: np.median(tried.felt, axis=0) for tried in outcome.all if len(tried.felt)}
    if not felt:
        return "There are no sentences long enough to measure it."
    lags = len(next(iter(felt.values()))) - 1
    ends = {tried: float(norms[-1]) for tried, norms in felt.items()}
    parts = ", ".join(f"{tried.arm.title} {_times(end)}" for tried, end in ends.items())
    where = f"A small change of the state {lags} words before the end"
    said = f"{where} arrives at most so many times as large: {parts}."
    before = ends.get(outcome.before)
    helped = [tried for tried in outcome.after if verdict_of(outcome, tried).short == "helped"]
    is_most = before is not None and all(ends.get(tried, before) < before for tried in helped)
    if is_most and len(helped) == len(outcome.after):
        said += (
            f" {outcome.before.arm.title} passes on the most and yet judges worst: that a change is felt "
            "does not mean that the right thing is kept."
        )
    return said


def _times(value: float) -> str:
    return "0 (exactly)" if value == 0 else f"{value:.2g}"


def overview_said(outcomes: Mapping[str, Outcome]) -> str:
    """All cures in a sentence: which helped, which did not."""
    groups: dict[str, list[str]] = {}
    for outcome in outcomes.values():
        for after in outcome.after:
            name = (
                outcome.cure.title if len(outcome.after) == 1 else f"{outcome.cure.title} ({after.arm.title})"
            )
            groups.setdefault(verdict_of(outcome, after).short, []).append(name)
    order = ("helped", "a little better", "no clear difference", "did harm")
    said = "; ".join(f"{short}: {', '.join(groups[short])}" for short in order if short in groups)
    return f"{said[:1].upper()}{said[1:]}."


_NAMES = {
    "embedding_dropout": "dropout of the embedding",
    "dropout": "dropout before the verdict",
    "recurrent_dropout": "recurrent dropout",
    "batch_normalization": "batch normalisation",
    "bidirectional": "bidirectional",
    "cell": "cell",
    "clip_by": "clipping",
}
_CLIPPINGS = {
    "none": "none",
    "global_clipnorm": "by norm, all together",
    "clipnorm": "by norm",
    "clipvalue": "by value",
}


def differences_said(before: RunSpec, after: RunSpec) -> str:
    """The settings that differ, each with both values."""
    one, other = before.as_values(), after.as_values()
    parts = [
        f"{_NAMES.get(name, name)} {_value(value)} → {_value(other[part][name])}"
        for part in one
        for name, value in one[part].items()
        if other[part][name] != value and name != "clip"
    ]
    if before.training.clipping != after.training.clipping and after.training.clipping:
        parts.append(f"clipped at {after.training.clip:g}")
    return ", ".join(parts)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    titles = dict(CELL_TITLES) | _CLIPPINGS
    return str(titles.get(str(value), value))


def settings_said(spec: RunSpec) -> str:
    """What before and after have in common, in a line: texts, size, optimiser, length."""
    data, model, training = spec.data, spec.model, spec.training
    texts = {"rotten_tomatoes": "Rotten Tomatoes sentences", "grammar": "generated sentences"}[data.source]
    layers = f"{model.layers} layers of " if model.layers > 1 else ""
    padded = f", padded to {data.length} words and read without a mask" if not model.mask else ""
    return (
        f"{texts}{padded}; {layers}{CELL_TITLES[model.cell]}, {model.units} units, {model.activation}; "
        f"{OPTIMIZER_TITLES[training.optimizer]} at {training.learning_rate:g}, "
        f"batches of {training.batch_size}, {training.epochs} epochs"
    )
