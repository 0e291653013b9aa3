"""The unit finder's sentences: each number in them is the one that was found."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.concepts import CONCEPTS, NEAR, negations_read
from rnnviz.analysis.finder import Study, UnitOf, study
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.analysis.finder_unit import Ablation
from rnnviz.figures.units_said import (
    ablation_said,
    concept_said,
    corpus_said,
    headline_said,
    held_out_said,
    honesty_said,
    pattern_said,
    places_said,
)
from tests.planted import NOISE, SENTIMENT, planted_network, small_corpus

TITLES = ("forward", "backward")


@pytest.fixture
def found(rng: np.random.Generator) -> Study:
    """A study of the planted network."""
    return study(planted_network(rng), small_corpus(rng, 60))


def test_the_headline_judges_the_chosen_unit(found: Study) -> None:
    finding = found.findings["sentiment"]
    top = f"{100 * finding.control.max():.0f}"
    best = headline_said(found, "sentiment", UnitOf(0, SENTIMENT), ("",))
    assert best.startswith(
        f"Unit {SENTIMENT} alone puts a positive and a negative test sentence in the right order in 100 of"
    )
    assert "higher for positive ones" in best
    assert best.endswith(f"With shuffled labels the best one reaches {top}.")
    bare = replace(found, findings={"sentiment": replace(finding, untrained=0.614)})
    said = headline_said(bare, "sentiment", UnitOf(0, SENTIMENT), ("",))
    assert said.endswith(f"the best one reaches {top}, with random weights 61.")
    other = headline_said(found, "sentiment", UnitOf(0, NOISE), TITLES)
    value = finding.auc(UnitOf(0, NOISE))
    assert f"Unit {NOISE} (forward) alone" in other and f"in {100 * value:.0f} of 100" in other
    assert f"the best one, unit {SENTIMENT} (forward), does so in 100" in other
    assert other.endswith("no more than chance.") == (value <= finding.control.max())
    broken = tuple(np.full_like(each, np.nan) for each in finding.test)
    lame = replace(found, findings={"sentiment": replace(finding, test=broken)})
    assert "cannot be judged" in headline_said(lame, "sentiment", UnitOf(0, SENTIMENT), ("",))


def test_each_concept_names_what_goes_along_with_it(found: Study) -> None:
    said = {name: honesty_said(found, name) for name in CONCEPTS}
    told = found.confounds
    assert f"{100 * told.positive_negated:.1f} % are positive" in said["sentiment"] == said["negation"]
    assert f"{told.number_negated:.2f}" in said["negated"]
    position = found.findings["length"].auc(found.findings["position"].best)
    assert f"{position:.2f} for length" in said["position"]
    assert f"{100 * told.long_negated:.1f} % of the long" in said["length"]
    assert all("not that the verdict uses it" in each for each in said.values())
    yes, no = found.findings["position"].counts
    assert concept_said(found, "position").endswith(
        f"(test part: {yes:,} words late in a sentence, {no:,} early ones)."
    )


def test_what_was_read_is_counted(found: Study) -> None:
    index = replace(found.index, left_out=7, seconds=1.26)
    said = corpus_said(index)
    assert said.startswith("210 sentences (7 more had no room): 60 test, 60 validation, 60 train")
    assert f"{len(index.ids):,} words" in said
    assert "Read here once in 1.3 s" in said


@pytest.mark.parametrize(
    ("flipped", "others", "end"),
    [
        (40, (3, 19), "leans on this unit."),
        (28, (3, 19), "much more than on others."),
        (8, (0, 1), "can do without it."),
        (15, (), "to compare with."),
    ],
)
def test_an_ablation_is_judged_by_the_others(flipped: int, others: tuple[int, ...], end: str) -> None:
    ablation = Ablation(0.791, 0.8, (0.8,) * len(others), flipped, others, 852, 0.5, 0.5)
    said = ablation_said(ablation, "unit 4", "agreement")
    assert said.startswith(f"Set to 0, unit 4 changes {flipped} of 852 verdicts")
    assert "and agreement goes from 80.0 % to 79.1 %" in said
    assert said.endswith(end)
    assert "not all of them are numbers" in ablation_said(ablation._replace(accuracy=np.nan), "unit 4", "")


def test_a_pattern_counts_its_units() -> None:
    few = Pattern(0, (3, 17), (1, -1), 2, 0.3, True)
    said = "2 of 64 units are beyond ±0.3 throughout “not bad” and were not just before."
    assert pattern_said(few, ["not", "bad"], 64) == said
    one = pattern_said(Pattern(0, (1,), (1,), 1, 0.5), ["a", "b", "c", "d", "e"], 64)
    assert one == "1 of 64 units is beyond ±0.5 throughout “a … e”."
    assert pattern_said(Pattern(0, (), (), 1, 0.5), ["a"], 64).endswith("Lower the threshold.")


def test_places_are_told_beside_the_corpus_at_large(found: Study) -> None:
    index = found.index
    places = [Place(n, 1, 0.9 - n / 1000) for n in range(0, 200, 9)]
    said = places_said(index, Pattern(0, (1,), (1,), 2, 0.3), places, 0.0421)
    counts = negations_read(index.corpus, near=NEAR) > 0
    near = sum(bool(counts[index.corpus.starts[place.sentence] + 2]) for place in places)
    labels = [index.corpus.labels[place.sentence] for place in places]
    known = [label for label in labels if np.isfinite(label)]
    low = f"{100 * places[-1].overlap:.0f}"
    assert said.startswith(f"The {len(places)} closest places in 210 sentences share {low} to 90 % of")
    assert "(found in 0.04 s)" in said
    assert f"{near} of them are at a negation or just after one" in said
    assert said.endswith(f"Of {len(known)} with a label {sum(known):.0f} are positive.")
    assert places_said(index, Pattern(0, (1,), (1,), 2, 0.3), [], 0.001).startswith("None of 210 sentences")


def test_what_a_network_may_have_seen_is_said_for_every_source() -> None:
    sources = ("shipped", "rotten_tomatoes", "imdb", "grammar", "classroom", "table", "uploaded", "")
    said = [held_out_said(source) for source in sources]
    assert len(set(said)) == len(sources)
    assert said[-1] == held_out_said("something new")
    assert "not known here" in said[-1]
