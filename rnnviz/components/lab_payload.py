"""An experiment of the laboratory as the bytes that its instrument draws."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np

from rnnviz.analysis.laboratory import CHOICES, KINDS, RANGES, SEEDS, law
from rnnviz.analysis.laboratory_measure import Measured, plane_of
from rnnviz.analysis.laboratory_presets import PRESETS
from rnnviz.analysis.laboratory_words import explanation, headline, number, saturation, spectrum
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES
from rnnviz.components.lab_settings import SHOWN, LabSettings
from rnnviz.components.payload import pack
from rnnviz.figures.style import RUNS, THEMES
from rnnviz.tracks import QUANTITIES
from rnnviz.written import raised

SLIDERS = {  # With their labels, and what they do.
    "timesteps": ("Steps T", "How many steps lie between the first state and the end."),
    "radius": ("Spectral radius ρ of W_hh", "The largest modulus of an eigenvalue; W_hh is scaled to it."),
    "strength": ("Input strength", "Standard deviation of the random inputs: strong ones saturate."),
    "forget_bias": (
        "Forget-gate bias",
        "Of the LSTM's forget gate (Keras: 1) and of the GRU's update gate (Keras: 0).",
    ),
    "units": ("Units", "Numbers in the hidden state."),
}
GROUPS = {
    "activation": ("Activation", "In place of tanh, in all three cells; gates keep their sigmoid."),
    "start": ("W_hh is drawn", "At random, then scaled to the radius; in gated cells, each gate's block."),
    "fair": ("Cells have equal", "The same units, or nearly the same number of parameters."),
    "precision": ("Numbers are", "How many binary digits they have. Keras computes in float32."),
}
_TANH_BOUND = 1.0


@dataclass(frozen=True)
class Request:
    """What the instrument asked for last.

    Attributes:
        stage: 0 for a draft of one seed with few points; else how many seeds.
        number: of the request, as the instrument counts them.
    """

    stage: int = SEEDS
    number: int = 0


def pack_lab(
    settings: LabSettings, measured: Sequence[Measured], request: Request, size: str = "normal"
) -> bytes:
    """Everything that the instrument shows; norms as their log10, -inf where they are 0.

    Args:
        settings: what the person has chosen.
        measured: of each cell, in the order of `KINDS`.
        request: what this answers.
        size: "normal" or "presenter".
    """
    looked = measured[KINDS.index(settings.look.cell)]
    header = {
        **asdict(request),
        "seeds": SEEDS,
        "size": size,
        "settings": settings.named,
        "problems": settings.problems,
        **_panel(),
        "sizes": _sizes(measured),
        "colours": {theme: dict(zip(KINDS, RUNS[theme], strict=False)) for theme in THEMES},
        "limits": _limits(settings.knobs.precision),
        "headline": headline(measured),
        "explanation": explanation(looked),
        "made": _made(settings),
        "curves": [_curve(each) for each in measured],
        "law": law(settings.knobs.radius, measured[0].times[-1] - measured[0].times),
        "lawName": f"{settings.knobs.radius:g}{raised(settings.knobs.timesteps)}",
        "map": _map(looked, settings.look.shown),
        "plane": _plane(looked, settings.look.gate),
    }
    return pack(header)


@cache
def _panel() -> dict[str, Any]:
    """The knobs, what they may be, and the experiments that wait."""
    sliders = [
        {"name": name, "label": label, "says": says, **RANGES[name]._asdict()}
        for name, (label, says) in SLIDERS.items()
    ]
    groups = [
        {"name": name, "label": label, "says": says, "options": dict(CHOICES[name])}
        for name, (label, says) in GROUPS.items()
    ]
    presets = [
        {
            "title": each.title,
            "asks": each.asks,
            "settings": LabSettings(each.knobs).named | {"cell": each.cell, "shown": "slope"},
        }
        for each in PRESETS
    ]
    looks = {"cell": {kind: CELL_TITLES[kind] for kind in KINDS}, "shown": SHOWN}
    return {"sliders": sliders, "groups": groups, "presets": presets, "looks": looks}


def _sizes(measured: Sequence[Measured]) -> str:
    return "; ".join(
        f"{each.title} {each.units} {'unit' if each.units == 1 else 'units'}, {each.parameters:,} parameters"
        for each in measured
    )


def _limits(precision: str) -> dict[str, Any]:
    info = np.finfo(precision)
    smallest, largest = float(info.tiny), float(info.max)
    return {
        "tiny": float(np.log10(smallest)),
        "max": float(np.log10(largest)),
        "smallest": number(smallest),
        "largest": number(largest),
    }


def _made(settings: LabSettings) -> str:
    seed = settings.knobs.seed
    return (
        f"Untrained networks, random weights and random inputs of 32 numbers, seeds {seed} to"
        f" {seed + SEEDS - 1}: lines are medians, bands reach from the least to the greatest."
        " The LSTM's line is for hₜ and cₜ together."
        f" Map, plane, mean slopes and mean gates are those of seed {seed}."
        " Each gate's block of W_hh is drawn by itself."
        " Numbers below the smallest normal one become 0, as in TensorFlow."
    )


def _curve(measured: Measured) -> dict[str, Any]:
    band = measured.band
    return {
        "kind": measured.kind,
        "title": measured.title,
        "times": measured.times,
        **{name: _logs(values) for name, values in band._asdict().items()},
        "alone": _logs(measured.hidden_band.median) if measured.kind == "lstm" else None,
    }


def _logs(norms: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):  # The logarithm of 0 is drawn as what it is.
        logs: FloatArray = np.log10(norms.astype(np.float64))
    return logs


def _map(measured: Measured, shown: str) -> dict[str, Any]:
    """One quantity of every unit at every step, and how often each unit is saturated."""
    if shown == "kept" and measured.kept is not None:
        gate = "forget_gate" if measured.kind == "lstm" else "update_gate"
        label, letter, _, meaning = QUANTITIES[gate]
        said = f"{meaning} Here {np.mean(measured.kept):.2f} on average."
        ends = {"low": "0 forgets", "high": "1 keeps"}
        return _mapped(f"{label} {letter}", measured.kept, said) | ends
    if shown == "state":
        return _state_map(measured)
    name, letter = CHOICES["activation"][measured.knobs.activation], "hₜ" if measured.kept is None else "gₜ"
    title = f"Slope of {'the linear activation' if name == 'linear' else name} at {letter}"
    return _mapped(title, measured.slopes, saturation(measured)) | {"shares": measured.saturated}


def _mapped(title: str, values: FloatArray, says: str) -> dict[str, Any]:
    ends = {"low": "0 stops", "high": "1 lets pass"}
    return {"kind": "gate", "limit": 1.0, **ends, "title": title, "values": values, "says": says}


def _state_map(measured: Measured) -> dict[str, Any]:
    """Hidden states on a scale symmetric about zero, whose end is said where nothing bounds them."""
    states = measured.read.trace.steps.hidden_state
    sizes = np.abs(states[np.isfinite(states)])
    is_bounded = bool(np.isin(measured.knobs.activation, ("tanh", "sigmoid")))
    largest = float(sizes.max()) if sizes.size else 0.0
    limit = _TANH_BOUND if is_bounded or not largest else largest
    not_numbers = int(np.sum(np.isnan(states)))
    said = f"The largest state in size is {number(largest)}."
    if not_numbers:
        said += f" {not_numbers:,} of {states.size:,} are no numbers any more: hatched."
    mapped = {"kind": "signed", "limit": limit, "low": f"−{number(limit)}", "high": number(limit)}
    return mapped | {"title": "Hidden state hₜ", "values": states, "says": said}


def _plane(measured: Measured, gate: str) -> dict[str, Any]:
    plane = plane_of(measured, gate)
    gates = measured.read.drawn.cell.gates
    return {
        "gate": plane.gate,
        "label": QUANTITIES[plane.gate].label.lower(),
        "gates": [(each, QUANTITIES[each].label) for each in gates],
        "real": plane.eigenvalues.real,
        "imaginary": plane.eigenvalues.imag,
        "singular": plane.singular_values,
        "says": spectrum(plane, measured),
    }
