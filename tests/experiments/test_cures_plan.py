"""The plan of the cures: before and after differ in the cure and in nothing else."""

from dataclasses import fields

import pytest

from rnnviz.experiments.cures_plan import CURES, SEEDS, Cure, seeded
from rnnviz.learning.spec import RunSpec

ABOUT = {
    "dropout": {"embedding_dropout", "dropout"},
    "recurrent": {"recurrent_dropout"},
    "normalise": {"batch_normalization"},
    "two-way": {"bidirectional"},
    "two-way-short": {"bidirectional"},
    "clipping": {"clip_by", "clip"},
    "gates": {"cell"},
}


def differing(one: RunSpec, other: RunSpec) -> set[str]:
    """Names of the settings that differ."""
    pairs = [(getattr(one, part.name), getattr(other, part.name)) for part in fields(RunSpec)]
    return {
        field.name
        for a, b in pairs
        for field in fields(a)
        if getattr(a, field.name) != getattr(b, field.name)
    }


@pytest.mark.parametrize("cure", CURES.values(), ids=CURES)
def test_after_differs_from_before_in_the_cure_alone(cure: Cure) -> None:
    for arm in cure.after:
        assert differing(cure.before.spec, arm.spec) == ABOUT[cure.key]


def test_every_cure_of_the_issue_is_tried_with_three_seeds() -> None:
    assert set(CURES) == set(ABOUT) and len(SEEDS) == 3
    assert all(
        key == cure.key and len({arm.key for arm in cure.arms}) == len(cure.arms)
        for key, cure in CURES.items()
    )


def test_a_seed_is_that_of_the_weights_and_of_the_order() -> None:
    spec = CURES["gates"].before.spec
    other = seeded(spec, 2)
    assert (other.model.seed, other.training.seed) == (2, 2)
    assert seeded(other, 0) == spec
