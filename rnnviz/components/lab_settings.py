"""What is set in the laboratory, as an address says it and as the browser tells it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from rnnviz.analysis.laboratory import KINDS, NAMES, Knobs, read_knobs
from rnnviz.cells import CELL_TITLES, CELLS, CellKind

SHOWN = {"slope": "slope", "state": "state", "kept": "gate that keeps"}  # With the words for them.
_LONGEST = 400  # Letters of an address; all settings need fewer.
_BETWEEN, _IS = "~", "-"  # Signs that an address need not escape, and no name holds.


@dataclass(frozen=True)
class Look:
    """What of an experiment is looked into.

    Attributes:
        cell: whose states and whose W_hh.
        gate: whose block of W_hh; empty for the first one.
        shown: one of `SHOWN`.
    """

    cell: CellKind = "simple-rnn"
    gate: str = ""
    shown: str = "slope"


@dataclass(frozen=True)
class LabSettings:
    """Everything that the person has chosen.

    Attributes:
        knobs: the experiment.
        look: what of it is looked into.
        problems: a sentence for everything that was not to be read.
    """

    knobs: Knobs = field(default_factory=Knobs)
    look: Look = field(default_factory=Look)
    problems: tuple[str, ...] = ()

    @property
    def named(self) -> dict[str, str | float]:
        """All settings by their names, as the browser holds them."""
        return {**asdict(self.knobs), **asdict(self.look)}


def read_settings(named: Mapping[str, object]) -> LabSettings:
    """Read settings by their names, whatever they are; what means nothing is as usual, with a sentence."""
    knobs, problems = read_knobs(named)
    cell = next((kind for kind in KINDS if kind == named.get("cell")), Look.cell)
    gate = str(named.get("gate", ""))
    gates = CELLS[CELL_TITLES[cell]].gates
    shown = str(named.get("shown", ""))
    is_shown = shown in SHOWN and not (shown == "kept" and cell == "simple-rnn")
    look = Look(cell, gate if gate in gates else "", shown if is_shown else Look.shown)
    if any(name not in (*NAMES, *asdict(look)) for name in named):
        problems += ("The address names a knob that the laboratory does not have.",)
    return LabSettings(knobs, look, problems)


def settings_of(address: str) -> LabSettings:
    """Read what `address_of` wrote, such as "radius-0.9~activation-linear", or whatever stands there."""
    if len(address) > _LONGEST:
        said = "The address of the laboratory is too long to be one of its own: everything is as usual."
        return LabSettings(problems=(said,))
    parts = [part.partition(_IS) for part in address.split(_BETWEEN) if part]
    return read_settings({name: value for name, _, value in parts})


def address_of(settings: LabSettings) -> str:
    """What an address says of the settings; nothing of those that are as usual."""
    usual = LabSettings().named
    changed = {name: value for name, value in settings.named.items() if value != usual[name]}
    texts = ((name, f"{value:g}" if isinstance(value, float) else value) for name, value in changed.items())
    return _BETWEEN.join(f"{name}{_IS}{text}" for name, text in texts)
