"""What the unit finder shows, in sentences made of its numbers."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS, negations_read
from rnnviz.analysis.corpus import PARTS, Index
from rnnviz.analysis.finder import Study, UnitOf
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.analysis.finder_unit import Ablation
from rnnviz.figures.units_atlas import unit_title
from rnnviz.written import listed

_PAIRS = {
    "sentiment": "a positive sentence from a negative one",
    "negation": "a word just behind a negation from any other",
    "negated": "a word after some negation from one before any",
    "position": "a late word from an early one",
    "length": "a long sentence from a short one",
}
MOST_NAMED = 12  # Units of a pattern that are named.


def headline_said(study: Study, concept: str, unit: UnitOf, titles: Sequence[str]) -> str:
    """What the chosen unit tells of the chosen concept, beside chance and beside the best unit."""
    finding = study.findings[concept]
    value, best = finding.auc(unit), finding.best
    if not isfinite(value):
        return f"{_capital(unit_title(unit, titles))} cannot be judged: not all its values are numbers."
    top = float(np.max(finding.control, initial=0.0))
    said = (
        f"{_capital(unit_title(unit, titles))} alone tells {_PAIRS[concept]} in {_hundred(value)} of 100"
        f" pairs of the test part ({_direction(study, concept, unit)})"
    )
    if unit != best:
        said += f"; the best one, {unit_title(best, titles)}, does so in {_hundred(finding.auc(best))}"
    said += f". With shuffled labels the best one reaches {_hundred(top)} at most"
    return said + (", so this is no more than chance." if value <= top else ".")


def _direction(study: Study, concept: str, unit: UnitOf) -> str:
    rises = study.findings[concept].validation[unit.trace][unit.unit] >= 0.5
    return f"it is {'higher' if rises else 'lower'} for the former"


def _hundred(value: float) -> str:
    return f"{100 * value:.0f}" if isfinite(value) else "–"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def concept_said(study: Study, concept: str) -> str:
    """What is counted for a concept."""
    yes, no = study.findings[concept].counts
    about = CONCEPTS[concept]
    return f"{about.title}: {about.asks}. In the test part {yes:,} against {no:,} states."


def honesty_said(study: Study, concept: str) -> str:
    """What an AUC may not be read as; with what else goes along with the concept, in numbers."""
    return (
        "An AUC above that of shuffled labels says that a unit goes along with a concept in these sentences,"
        " not that the verdict uses it: that is seen by holding the unit. And concepts go together:"
        f" {_confound(study, concept)}."
    )


def _confound(study: Study, concept: str) -> str:
    found = study.confounds
    if concept in ("sentiment", "negation"):
        return (
            f"of the test sentences with a negation {_percent(found.positive_negated)} are positive, of the"
            f" others {_percent(found.positive_plain)}, so a unit of one tells something of the other"
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
        f"{_percent(found.long_negated)} of the long sentences have a negation,"
        f" {_percent(found.short_negated)} of the short"
    )


def corpus_said(index: Index) -> str:
    """What was read, how long it took and how much room it takes."""
    parts = np.bincount(index.corpus.parts, minlength=len(PARTS))
    counts = f"{parts[0]:,} test, {parts[1]:,} validation, {parts[2]:,} train"
    more = f" and {parts[3]:,} of IMDB reviews (Maas et al. 2011), unlabelled" if parts[3] else ""
    left = f" ({index.left_out:,} more had no room)" if index.left_out else ""
    unknown, size = _percent(index.unknown, 1), f"{index.bytes / 1e6:.0f} MB"
    return (
        f"{len(index.corpus):,} sentences{left}: {counts} of Rotten Tomatoes (Pang & Lee 2005){more};"
        f" {len(index.ids):,} words, of which the network does not know {unknown}. Read here once in"
        f" {index.seconds:.1f} s; the index takes {size} (states as half precisions)."
    )


def ablation_said(ablation: Ablation, title: str) -> str:
    """Whether the verdict needs a unit."""
    most = max(ablation.others_flipped, default=0)
    said = (
        f"Held at 0, {title} changes {ablation.flipped} of {ablation.sentences} verdicts, and accuracy goes"
        f" from {_percent(ablation.original, 1)} to {_percent(ablation.accuracy, 1)}"
    )
    if not ablation.others:
        return f"{said}; there is no other unit to compare with."
    if ablation.flipped > most:
        return (
            f"{said}. Each of {len(ablation.others)} others drawn at random changes fewer: the verdict leans"
            " on this unit."
        )
    return (
        f"{said}. Of {len(ablation.others)} others drawn at random one changes {most}: whatever this unit"
        " tells, the verdict does not lean on it more than on others."
    )


def pattern_said(pattern: Pattern, words: Sequence[str], units: int) -> str:
    """Which units are on over a span."""
    span = " ".join(words) if len(words) <= 4 else f"{words[0]} … {words[-1]}"
    fresh = " and were off just before" if pattern.is_fresh else ""
    if not pattern.units:
        return f"No unit stays beyond ±{pattern.threshold:g} through “{span}”{fresh}. Lower the threshold."
    named = [
        f"{'+' if sign > 0 else '−'}{unit}" for unit, sign in zip(pattern.units, pattern.signs, strict=True)
    ][:MOST_NAMED]
    more = len(pattern.units) - len(named)
    which = listed(named) if not more else f"{', '.join(named)} and {more} more"
    return (
        f"{len(pattern.units)} of {units} units stay beyond ±{pattern.threshold:g} through “{span}”{fresh}:"
        f" {which} (+ above, − below)."
    )


def places_said(index: Index, pattern: Pattern, places: Sequence[Place], seconds: float) -> str:
    """What the places that were found have in common, beside the corpus at large, and how long it took."""
    took = f"{1000 * seconds:.0f} ms over {len(index.corpus):,} sentences"
    if not places:
        return f"None was found ({took})."
    back = index.reverse[pattern.trace]
    counts = negations_read(index.corpus, back, 3) > 0
    ends = [
        index.corpus.starts[p.sentence] + (p.first if back else p.first + pattern.length - 1) for p in places
    ]
    labels = index.corpus.labels[[place.sentence for place in places]]
    known = labels[np.isfinite(labels)]
    positive = f" {int(known.sum())} of {len(known)} labelled ones are positive." if len(known) else ""
    return (
        f"The {len(places)} best places overlap by {places[-1].overlap:.2f} to {places[0].overlap:.2f}"
        f" ({took}).{positive} At {int(counts[ends].sum())} of them a negation has just been read; at a word"
        f" drawn anywhere the chance of that is {_percent(float(counts.mean()))}."
    )


def held_out_said(source: str) -> str:
    """What a network may have seen of the sentences that was trained on a source; "" is unknown."""
    judged = "A unit and its direction are chosen on the validation part and judged on the test part"
    run = f"{judged}; this run was trained on"
    return {
        "shipped": f"{judged}; the network was trained on neither.",
        "rotten_tomatoes": f"{run} neither, though its best epoch was chosen by the validation part.",
        "imdb": f"{run} IMDB reviews, so it may know the unlabelled sentences.",
        "grammar": f"{run} generated sentences, so it has seen none of these.",
        "classroom": f"{run} five texts of its own, so it has seen none of these.",
        "table": f"{run} a table of its own, in which some of these sentences may stand.",
    }.get(source, f"{judged}. What this network was trained on is not known here; it may have seen them.")


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %" if isfinite(share) else "–"
