"""What the unit finder shows, in sentences made of its numbers."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS, NEAR, negations_read
from rnnviz.analysis.corpus import PARTS, Index
from rnnviz.analysis.finder import Study, UnitOf
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.analysis.finder_unit import Ablation
from rnnviz.figures.units_atlas import unit_title
from rnnviz.written import capital, share

_PAIRS = {  # What is set in order, and the former of the two alone.
    "sentiment": ("a positive and a negative test sentence", "positive ones"),
    "negation": ("a word at or just after a negation and any other", "the former"),
    "negated": ("a word after some negation and one before any", "the former"),
    "position": ("a late and an early word", "late ones"),
    "length": ("a long and a short sentence", "long ones"),
}
LEAST_CHANGED, LEANS = 0.01, 1.5  # Of all verdicts; times the most that another unit changes.


def headline_said(study: Study, concept: str, unit: UnitOf, titles: Sequence[str]) -> str:
    """What the chosen unit tells of the chosen concept, beside chance and beside the best unit."""
    finding = study.findings[concept]
    value, best = finding.auc(unit), finding.best
    if not isfinite(value):
        return f"{capital(unit_title(unit, titles))} cannot be judged: not all its values are numbers."
    top, (pair, former) = float(np.max(finding.control, initial=0.0)), _PAIRS[concept]
    rises = finding.validation[unit.trace][unit.unit] >= 0.5
    said = (
        f"{capital(unit_title(unit, titles))} alone puts {pair} in the right order in {_hundred(value)} of"
        f" 100 pairs (it is {'higher' if rises else 'lower'} for {former})"
    )
    if unit != best:
        said += f"; the best one, {unit_title(best, titles)}, does so in {_hundred(finding.auc(best))}"
    said += f". With shuffled labels the best one reaches {_hundred(top)}"
    if isfinite(finding.untrained):
        said += f", with random weights {_hundred(finding.untrained)}"
    return said + (", so this is no more than chance." if value <= top else ".")


def _hundred(value: float) -> str:
    return f"{100 * value:.0f}" if isfinite(value) else "–"


def concept_said(study: Study, concept: str) -> str:
    """What is counted for a concept."""
    yes, no = study.findings[concept].counts
    about = CONCEPTS[concept]
    return f"{about.title}: {about.asks} (test part: {yes:,} {about.yes}, {no:,} {about.no})."


def honesty_said(study: Study, concept: str) -> str:
    """What an AUC may not be read as; with what else goes along with the concept, in numbers."""
    return (
        "A high AUC says that the unit goes along with the concept in these sentences, not that the verdict"
        " uses it: set it to 0 to see that; nor that it was learnt, where random weights reach as much."
        f" Concepts overlap: {_confound(study, concept)}."
    )


def _confound(study: Study, concept: str) -> str:
    found = study.confounds
    if concept in ("sentiment", "negation"):
        return (
            f"of the test sentences with a negation {share(found.positive_negated)} are positive, of the"
            f" others {share(found.positive_plain)}, so a unit of one tells something of the other"
        )
    if concept == "negated":
        return f"the number of the word alone has an AUC of {found.number_negated:.2f} for this one"
    if concept == "position":
        length = study.findings["length"]
        told = length.auc(study.findings["position"].best)
        return (
            "late words have high numbers and so do long sentences, and the best unit of position has an AUC"
            f" of {told:.2f} for length"
        )
    return (
        f"{share(found.long_negated)} of the long sentences have a negation,"
        f" {share(found.short_negated)} of the short"
    )


def corpus_said(index: Index) -> str:
    """What was read, how long it took and how much room it takes."""
    parts = np.bincount(index.corpus.parts, minlength=len(PARTS))
    counts = f"{parts[0]:,} test, {parts[1]:,} validation, {parts[2]:,} train"
    more = f" and {parts[3]:,} of IMDB reviews (Maas et al. 2011), unlabelled" if parts[3] else ""
    left = f" ({index.left_out:,} more had no room)" if index.left_out else ""
    unknown, size = share(index.unknown), f"{index.bytes / 1e6:.0f} MB"
    return (
        f"{len(index.corpus):,} sentences{left}: {counts} of Rotten Tomatoes (Pang & Lee 2005){more};"
        f" {len(index.ids):,} words, of which the network does not know {unknown}. Read here once in"
        f" {index.seconds:.1f} s; the index takes {size} (states as half precisions)."
    )


def ablation_said(ablation: Ablation, title: str, measure: str) -> str:
    """Whether the verdict needs a unit; `measure` is what a share of right verdicts is called."""
    if not (isfinite(ablation.original) and isfinite(ablation.accuracy)):
        return f"What {title} does to the verdicts cannot be said: not all of them are numbers."
    most = max(ablation.others_flipped, default=0)
    said = (
        f"Set to 0, {title} changes {ablation.flipped} of {ablation.sentences} verdicts, and {measure} goes"
        f" from {share(ablation.original)} to {share(ablation.accuracy)}"
    )
    if ablation.flipped < LEAST_CHANGED * ablation.sentences:
        return f"{said}. Hardly any verdict changes: whatever this unit tells, the verdict can do without it."
    if not ablation.others:
        return f"{said}; there is no other unit to compare with."
    if ablation.flipped > LEANS * most:
        return (
            f"{said}. Of {len(ablation.others)} others drawn at random none changes more than {most}: the"
            " verdict leans on this unit."
        )
    return (
        f"{said}. Of {len(ablation.others)} others drawn at random one changes {most}: whatever this unit"
        " tells, the verdict does not lean on it much more than on others."
    )


def pattern_said(pattern: Pattern, words: Sequence[str], units: int) -> str:
    """How many units are on over a span; which, the board says."""
    span = " ".join(words) if len(words) <= 4 else f"{words[0]} … {words[-1]}"
    fresh = " and were not just before" if pattern.is_fresh else ""
    count, verb = len(pattern.units), "is" if len(pattern.units) == 1 else "are"
    if not count:
        return f"No unit is beyond ±{pattern.threshold:g} throughout “{span}”{fresh}. Lower the threshold."
    return f"{count} of {units} units {verb} beyond ±{pattern.threshold:g} throughout “{span}”{fresh}."


def places_said(index: Index, pattern: Pattern, places: Sequence[Place], seconds: float) -> str:
    """What the places that were found have in common, beside the corpus at large, and how long it took."""
    took = f"found in {seconds:.2f} s"
    if not places:
        return f"None of {len(index.corpus):,} sentences has such a place ({took})."
    back = index.reverse[pattern.trace]
    counts = negations_read(index.corpus, back, NEAR) > 0
    ends = [
        index.corpus.starts[p.sentence] + (p.first if back else p.first + pattern.length - 1) for p in places
    ]
    labels = index.corpus.labels[[place.sentence for place in places]]
    known = labels[np.isfinite(labels)]
    positive = f" Of {len(known)} with a label {int(known.sum())} are positive." if len(known) else ""
    low, high = (f"{100 * place.overlap:.0f}" for place in (places[-1], places[0]))
    reach = low if low == high else f"{low} to {high}"
    return (
        f"The {len(places)} closest places in {len(index.corpus):,} sentences share {reach} % of the units"
        f" ({took}). {int(counts[ends].sum())} of them are at a negation or just after one, where by chance"
        f" {share(float(counts.mean()))} would be.{positive}"
    )


def held_out_said(source: str) -> str:
    """What a network may have seen of the sentences that was trained on a source; "" is unknown."""
    judged = "A unit and its direction are chosen on the validation part and judged on the test part"
    run = f"{judged}; this run was trained on"
    return {
        "shipped": f"{judged}; the network was trained on neither, though its seed and its best epoch were"
        " chosen by the validation part.",
        "rotten_tomatoes": f"{run} neither, though its best epoch was chosen by the validation part.",
        "imdb": f"{run} IMDB reviews, so it may know the unlabelled sentences.",
        "grammar": f"{run} generated sentences, so it has seen none of these.",
        "classroom": f"{run} five texts of its own, so it has seen none of these.",
        "uploaded": f"{judged}. An uploaded file does not say what it was trained on; these may be among it.",
        "table": f"{run} a table of its own, in which some of these sentences may stand.",
    }.get(source, f"{judged}. What this network was trained on is not known here; it may have seen them.")
