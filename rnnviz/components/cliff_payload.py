"""Three descents on a loss surface as the bytes that the browser draws."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

import numpy as np

from rnnviz.analysis.cliff import CliffSpec, Descent, Surface
from rnnviz.analysis.cliff_landmarks import landmarks_of
from rnnviz.arrays import FloatArray
from rnnviz.components.payload import pack
from rnnviz.figures.cliff import HIGHEST, LOOKS, conclusion, logarithm, number, place_said, step_said
from rnnviz.figures.style import RUNS, TERRAIN, THEMES

COLUMNS = ("step", "descent", "w", "b", "loss", "gradient", "after clipping", "turned")


def pack_cliff(
    spec: CliffSpec, surface: Surface, descents: Sequence[Descent], view: Mapping[str, Any]
) -> bytes:
    """Everything that the picture shows.

    Args:
        spec: the unit and its training.
        surface: the loss around it.
        descents: with equally many steps.
        view: "size", "version", "step".
    """
    return pack(
        {
            "view": dict(view),
            "window": spec.window._asdict(),
            "grid": logarithm(surface.loss),
            "ceiling": log10(HIGHEST),
            "threshold": spec.threshold,
            "terrain": {theme: TERRAIN[theme] for theme in THEMES},
            "landmarks": _landmarks(spec, surface, descents),
            "descents": [_descent(spec, each) for each in descents],
            "columns": COLUMNS,
            "rows": _rows(descents),
            "said": conclusion(spec, descents),
        }
    )


def _landmarks(spec: CliffSpec, surface: Surface, descents: Sequence[Descent]) -> dict[str, Any]:
    """What has a name in the picture, and the names."""
    found = landmarks_of(surface, spec.is_boundless, descents)
    return {
        "target": found.target,
        "cliff": found.cliff,
        "is_falling": found.is_falling,
        "named": {"target": "target: loss 0", "cliff": "cliff"},
        "plains": [
            {"place": (w, b), "named": f"plain: loss {number(loss, 2)}"} for w, b, loss in found.plains
        ],
    }


def _descent(spec: CliffSpec, descent: Descent) -> dict[str, Any]:
    look, steps = LOOKS[descent.clip], range(len(descent.places))
    with np.errstate(all="ignore"):
        directions = descent.gradients / descent.norms[:, None]
    return {
        "key": descent.clip,
        "title": look.title,
        "symbol": look.symbol,
        "dash": look.dash,
        "colour": {theme: RUNS[theme][look.colour] for theme in THEMES},
        "places": descent.places,
        "losses": _log(descent.losses),
        "norms": _log(descent.norms),
        "directions": directions,
        "lengths": descent.norms / spec.threshold,
        "cuts": descent.clipped / spec.threshold,
        "turned": descent.turned,
        "says": [step_said(spec, descent, n) for n in steps],
        "away": ["" if spec.window.holds(*place) else _away_said(place) for place in descent.places],
    }


def _away_said(place: FloatArray) -> str:
    return place_said(place) if np.isfinite(place).all() else "not finite"


def _log(values: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        return np.asarray(np.log10(values))


def _rows(descents: Sequence[Descent]) -> list[list[str]]:
    """The table of every step: what stands at each place, and what the next step is taken along."""
    rows = []
    for n in range(len(descents[0].places)):
        for each in descents:
            turned = each.turned[n]
            rows.append(
                [
                    str(n),
                    LOOKS[each.clip].title,
                    *(number(value) for value in each.places[n]),
                    number(each.losses[n]),
                    number(each.norms[n]),
                    number(float(np.hypot(*each.clipped[n]))),
                    "" if np.isnan(turned) else f"{turned:.0f}°",
                ]
            )
    return rows
