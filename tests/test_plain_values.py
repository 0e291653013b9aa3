"""Records of settings: as a table and back, records within records, and sentences about what cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from rnnviz.plain_values import (
    PlainValues,
    expect_flags,
    expect_one_of,
    expect_positive,
    expect_share,
    expect_whole,
)


@dataclass(frozen=True)
class Tyre(PlainValues):
    """A record of plain values."""

    settings_of: ClassVar[str] = "a tyre"

    size: Any = 20
    kind: Any = "wide"


@dataclass(frozen=True)
class Bicycle(PlainValues):
    """A record of records."""

    settings_of: ClassVar[str] = "a bicycle"
    parts: ClassVar[Mapping[str, type[Any]]] = MappingProxyType({"front": Tyre, "rear": Tyre})

    front: Tyre
    rear: Tyre


def test_a_record_becomes_a_table_and_the_same_record_again() -> None:
    bicycle = Bicycle(Tyre(28), Tyre(26, "slim"))
    values = bicycle.as_values()
    assert values == {"front": {"size": 28, "kind": "wide"}, "rear": {"size": 26, "kind": "slim"}}
    assert Bicycle.from_values(values) == bicycle


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        (Tyre, {"colour": "red"}, "these are no settings of a tyre: .*colour"),
        (Bicycle, {"front": {}}, "these are no settings of a bicycle: 'rear'"),
        (Bicycle, {"front": {}, "rear": None}, "these are no settings of a bicycle"),
    ],
)
def test_another_table_is_refused(kind: type[PlainValues], values: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind.from_values(values)


@pytest.mark.parametrize(
    ("expect", "good", "bad", "says"),
    [
        (lambda spec: expect_whole(spec, 3, "size"), (3, 9), (2, 3.0, True), "a whole number of at least 3"),
        (lambda spec: expect_flags(spec, "size"), (True, False), (0, None), "True or False"),
        (lambda spec: expect_positive(spec, "size"), (1e-9, 3), (0, -1, float("inf")), "positive"),
        (lambda spec: expect_share(spec, "size"), (0, 0.9), (1, -0.1), "at least 0 and below 1"),
        (lambda spec: expect_one_of(spec, "size", ("a", "b")), ("a", "b"), ("c", None), "one of a, b"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    expect: Callable[[Tyre], None], good: tuple[Any, ...], bad: tuple[Any, ...], says: str
) -> None:
    for value in good:
        expect(Tyre(value))
    for value in bad:
        with pytest.raises(ValueError, match=f"size must be {says}, got {value!r}"):
            expect(Tyre(value))
