"""A link to the Training page with the settings of a run in its address."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rnnviz.components import settings
from rnnviz.components.presets import values_of
from rnnviz.data.sources import SOURCES
from rnnviz.learning.spec import RunSpec

# What an address calls a choice is what its button says.
_TITLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "data": {name: about.title for name, about in SOURCES.items()},
        "kind": settings.CELLS,
        "optimizer": settings.OPTIMIZERS,
        "clip_by": settings.CLIPPINGS,
        "padding": settings.PADDINGS,
        "squash": settings.ACTIVATIONS,
    }
)


def training_address(spec: RunSpec, seeds: int = 1) -> dict[str, str]:
    """What the address of the Training page says of a run; what is as usual there is not said.

    Args:
        spec: of the run; its seed is the first one.
        seeds: how many seeds are trained one after another.
    """
    usual = values_of(settings.USUAL)
    changed = {key: value for key, value in values_of(spec).items() if usual.get(key) != value}
    if seeds > 1:
        changed["seeds"] = seeds
    return {key: _written(key, value) for key, value in changed.items()}


def _written(key: str, value: Any) -> str:
    if key in _TITLES:
        return _TITLES[key][value]
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
