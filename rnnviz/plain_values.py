"""Records of settings as plain values: to a table and back, and what a setting must be."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from math import inf
from types import MappingProxyType
from typing import Any, ClassVar, Self, cast


class PlainValues:
    """What a record of settings has that goes over a line or to disk as a table of plain values."""

    settings_of: ClassVar[str]  # Whose settings they are, for the sentence that refuses others.
    parts: ClassVar[Mapping[str, type[Any]]] = MappingProxyType({})  # Its records, if any.

    def as_values(self) -> dict[str, Any]:
        """As a table of plain values; the inverse of `from_values`."""
        return asdict(cast(Any, self))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """From what `as_values` gave.

        Raises:
            ValueError: if a value is out of its range, or a name is not known.
        """
        try:
            if cls.parts:
                values = {name: part(**values[name]) for name, part in cls.parts.items()}
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise ValueError(f"these are no settings of {cls.settings_of}: {error}") from error


def expect_one_of(spec: object, name: str, allowed: Collection[str]) -> None:
    """Raise ValueError unless a setting is one of these."""
    if getattr(spec, name) not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {getattr(spec, name)!r}")


def expect_flags(spec: object, *names: str) -> None:
    """Raise ValueError unless settings are True or False."""
    for name in names:
        if not isinstance(getattr(spec, name), bool):
            raise ValueError(f"{name} must be True or False, got {getattr(spec, name)!r}")


def expect_whole(spec: object, least: int, *names: str) -> None:
    """Raise ValueError unless settings are whole numbers of at least so much."""
    for name in names:
        value = getattr(spec, name)
        if type(value) is not int or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")


def expect_positive(spec: object, *names: str) -> None:
    """Raise ValueError unless settings are above 0, and finite."""
    for name in names:
        if not 0 < getattr(spec, name) < inf:
            raise ValueError(f"{name} must be positive, got {getattr(spec, name)!r}")


def expect_share(spec: object, *names: str) -> None:
    """Raise ValueError unless settings are at least 0 and below 1."""
    for name in names:
        if not 0 <= getattr(spec, name) < 1:
            raise ValueError(f"{name} must be at least 0 and below 1, got {getattr(spec, name)!r}")
