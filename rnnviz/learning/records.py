"""What is kept of a run, and how it is read from files that may be damaged."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

from rnnviz.archive import UNREADABLE, read_header
from rnnviz.arrays import FloatArray, sealed
from rnnviz.data.examples import Example
from rnnviz.learning.folders import Stamp, beginning_with, read_lines, stamp_of
from rnnviz.learning.messages import unpack
from rnnviz.learning.spec import CELL_TITLES, RunSpec

RunState = Literal[
    "waiting", "starting", "compiling", "running", "paused", "done", "stopped", "diverged", "failed",
    "interrupted",
]  # fmt: skip
STATES: tuple[RunState, ...] = get_args(RunState)
LIVE: tuple[RunState, ...] = STATES[:5]
LONGEST_NAME = 60
_OWNER = re.compile("[0-9a-f]{64}")
_EPOCH_FILE = re.compile(r"epoch-(\d{4,})\.npz")
_TYPES: Mapping[str, type] = {
    "id": str, "owner": str, "name": str, "is_named": bool, "created": float, "state": str, "says": str,
    "server": str, "changed": float, "facts": dict,
}  # fmt: skip
_SOURCE_TITLES = {
    "rotten_tomatoes": "",  # The usual one.
    "imdb": "IMDB",
    "grammar": "grammar",
    "classroom": "five",
    "table": "own",
}


@dataclass(frozen=True)
class RunRecord:
    """What is known of a run without opening its arrays.

    Args:
        id: 12 hex digits, the name of its folder.
        owner: SHA-256 of the token of the browser to whom it belongs.
        name: as it is shown.
        is_named: whether a person gave the name; such a run is never cleaned up.
        created: seconds since 1970, as `changed`, when state, sentence or facts were last set.
        spec: its settings.
        state: one of STATES.
        says: a sentence for the person: why it ended, what to do.
        server: the server process that runs it or last ran it.
        facts: engine, why that one, sizes and parameters, once it has started.
    """

    id: str
    owner: str
    name: str
    is_named: bool
    created: float
    spec: RunSpec
    state: RunState
    says: str
    server: str
    changed: float
    facts: Mapping[str, Any]

    @property
    def is_live(self) -> bool:
        """Whether it waits or goes on, as far as it was told."""
        return self.state in LIVE


@dataclass(frozen=True)
class Epoch:
    """A finished epoch: its number from 0, its scores, weights in Keras's order, probabilities of texts."""

    number: int
    scores: Mapping[str, Any]
    weights: tuple[FloatArray, ...]
    validation: FloatArray
    test: FloatArray


@dataclass(frozen=True)
class Material:
    """The words of the vocabulary in order of their ids, and the texts that were held out."""

    words: tuple[str, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]


@dataclass(frozen=True)
class History:
    """The curves: headers of the progress messages, and of every epoch that is kept, each in order."""

    progress: tuple[Mapping[str, Any], ...] = ()
    epochs: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class HistoryFile:
    """What was read of a run so far, so that only what is new is read again.

    Args:
        progress: the lines, without those that were overtaken.
        end: where in the file the next line will begin.
        headers: of each epoch's file by its number, with its stamp; None where the file is damaged.
    """

    progress: tuple[Mapping[str, Any], ...] = ()
    end: int = 0
    headers: Mapping[int, tuple[Stamp, Mapping[str, Any] | None]] | None = None

    def read_on(self, place: Path) -> "HistoryFile":
        """Read what came since, from history.jsonl and the files of the epochs."""
        path, before = place / "history.jsonl", self
        with suppress(OSError):
            if path.stat().st_size < self.end:  # Not the file that was read.
                before = HistoryFile()
        lines, end = read_lines(path, before.end)
        progress = without_overtaken((*before.progress, *lines)) if lines else before.progress
        return HistoryFile(progress, end, self._read_headers(place))

    @property
    def history(self) -> History:
        """The curves."""
        headers = (header for _, header in (self.headers or {}).values())
        return History(self.progress, tuple(header for header in headers if header is not None))

    def _read_headers(self, place: Path) -> Mapping[int, tuple[Stamp, Mapping[str, Any] | None]]:
        known, found = self.headers or {}, {}
        for path in beginning_with(place, "epoch-"):
            match = _EPOCH_FILE.fullmatch(path.name)
            with suppress(OSError):  # It may vanish with its run.
                if match:
                    number, stamp = int(match[1]) - 1, stamp_of(path.stat())
                    is_known = number in known and known[number][0] == stamp
                    found[number] = known[number] if is_known else (stamp, _epoch_header(path, number))
        return dict(sorted(found.items()))


def without_overtaken(lines: Iterable[Any]) -> tuple[Mapping[str, Any], ...]:
    """Lines of progress in order; each takes away those before it at its place (epoch, done) or beyond."""
    kept: list[Mapping[str, Any]] = []
    for line in lines:
        if not is_progress(line):
            continue
        while kept and (kept[-1]["epoch"], kept[-1]["done"]) >= (line["epoch"], line["done"]):
            kept.pop()
        kept.append(line)
    return tuple(kept)


def is_progress(line: Any) -> bool:
    """Whether a value read from a line has a place in its training; whatever else it lacks."""
    return isinstance(line, dict) and all(type(line.get(name)) is int for name in ("epoch", "done"))


def epoch_file(number: Any) -> str:
    """The name of the file of an epoch, which is counted from 0, -1 being before all training.

    The files are counted from 1, so that the network before training stands in epoch-0000.npz.

    Raises:
        ValueError: if that is no number of an epoch.
    """
    if type(number) is not int or number < -1:
        raise ValueError(f"an epoch must be a whole number from -1 on, got {number!r}")
    return f"epoch-{number + 1:04d}.npz"


def packed(record: RunRecord) -> bytes:
    """A record as it stands in run.json."""
    return json.dumps(asdict(record), indent=1).encode()


def unpacked(id: str, text: bytes) -> RunRecord:
    """The record that `packed` wrote.

    Raises:
        ValueError: if it is damaged, or of another run.
    """
    try:
        values = json.loads(text)
        found = {field.name: values[field.name] for field in fields(RunRecord)}
        wrong = [name for name, kind in _TYPES.items() if type(found[name]) is not kind]
        if wrong or found["id"] != id or found["state"] not in STATES or not _OWNER.fullmatch(found["owner"]):
            raise ValueError(f"values do not fit: {', '.join(wrong) or 'id, state or owner'}")
        return RunRecord(**{**found, "spec": RunSpec.from_values(found["spec"])})
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"this is no record of a run: {error}") from error


def read_epoch(place: Path, number: int) -> Epoch:
    """An epoch from the folder of its run; LookupError if it is not kept or damaged."""
    try:
        header, arrays = _all_of((place / epoch_file(number)).read_bytes())
        if header["kind"] != "epoch" or header["epoch"] != number:
            raise ValueError("another message stands in its file")
        count = sum(name.startswith("weight") for name in arrays)
        weights = tuple(sealed(arrays[f"weight{n}"]) for n in range(count))
        return Epoch(number, header, weights, sealed(arrays["validation"]), sealed(arrays["test"]))
    except UNREADABLE as error:
        raise LookupError(f"This epoch is not kept or its file is damaged: {error}") from error


def read_material(place: Path) -> Material:
    """Words and texts from the folder of a run; LookupError if they are not kept or damaged."""
    try:
        header = _header(place / "started.npz")
        texts = header["texts"]
        return Material(tuple(header["words"]), _examples(texts["validation"]), _examples(texts["test"]))
    except UNREADABLE as error:
        raise LookupError(f"The texts of this run are not kept or their file is damaged: {error}") from error


def read_table(place: Path) -> tuple[Example, ...]:
    """An owner's own texts from the folder of a run; LookupError if they are damaged."""
    try:
        return _examples(json.loads((place / "table.json").read_bytes()))
    except FileNotFoundError:
        return ()
    except UNREADABLE as error:
        raise LookupError(f"The file of the texts of this run is damaged: {error}") from error


def read_checkpoint(place: Path) -> tuple[bytes, bytes] | None:
    """The messages to go on from, from the folder of a run; None unless both are whole and agree."""
    try:
        resume = (place / "resume.npz").read_bytes()
        number = _all_of(resume)[0]["epoch"]
        epoch = (place / epoch_file(number)).read_bytes()
        header, arrays = _all_of(epoch)
        return (epoch, resume) if header["epoch"] == number and "weight0" in arrays else None
    except UNREADABLE:
        return None


def what_is_kept(place: Path, record: RunRecord) -> str:
    """A sentence on a run whose program ended: how much is kept, and whether it can go on."""
    kept = [header for header in HistoryFile().read_on(place).history.epochs if header["epoch"] >= 0]
    if not kept:
        return "The program ended before an epoch of this run was finished. It can be started again."
    try:
        last = _header(place / "resume.npz")["epoch"]
    except UNREADABLE:
        last = None
    can = "go on from there" if any(header["epoch"] == last for header in kept) else "be started again"
    of = record.spec.training.epochs
    return f"The program ended while this ran; {len(kept)} of {of} epochs are kept. It can {can}."


def hash_of(owner: str) -> str:
    """What is kept of the token of an owner: enough to know it again, not enough to be the owner."""
    return hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()


def tidy(name: str) -> str:
    """A name on one line, of characters that can be seen, and not too long."""
    shown = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
    return shown[:LONGEST_NAME].strip()


def usual_name(spec: RunSpec) -> str:
    """A name made from the settings, short enough for a chart: LSTM 32, or BiGRU 2×16 IMDB."""
    model = spec.model
    layers = f"{model.layers}\N{MULTIPLICATION SIGN}" if model.layers > 1 else ""
    cell = ("Bi" if model.bidirectional else "") + CELL_TITLES[model.cell]
    source = _SOURCE_TITLES[spec.data.source]
    seed = f" · seed {model.seed}" if model.seed else ""
    return f"{cell} {layers}{model.units}{source and ' '}{source}{seed}"


def _examples(pairs: Sequence[Sequence[Any]]) -> tuple[Example, ...]:
    return tuple(Example(text, label) for text, label in pairs)


def _all_of(message: bytes) -> tuple[Mapping[str, Any], Mapping[str, FloatArray]]:
    """Header and arrays; ValueError where one bit in the table of an archive hides some of them."""
    header, arrays = unpack(message)
    expected = int.from_bytes(message[-12:-10], "little")  # As the last record of a ZIP archive says.
    if len(arrays) + 1 != expected:
        raise ValueError(f"{expected - 1} arrays were expected, got {len(arrays)}")
    return header, arrays


def _header(path: Path) -> Mapping[str, Any]:
    with path.open("rb") as file:  # NumPy does not close a damaged file that it opened itself.
        return read_header(cast(Any, file))


def _epoch_header(path: Path, number: int) -> Mapping[str, Any] | None:
    try:
        header = _header(path)
    except UNREADABLE:
        return None
    return header if header.get("kind") == "epoch" and header.get("epoch") == number else None
