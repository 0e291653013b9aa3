"""Runs as folders: settings, history and the weights of every epoch, whole whatever ends the program.

A run is `<folder>/<12 hex digits>/` with run.json (its record), table.json (texts of its owner's own),
started.npz, epoch-0001.npz and so on and resume.npz (messages of the worker as they came) and
history.jsonl (the progress, a line each).

What makes it safe: files are replaced in one step, folders appear and vanish by being renamed, and what
there is of a run is read from its files, never from a list beside them. An epoch is kept if, and only
if, its file is whole; it stays until it is replaced by the same epoch computed again.
"""

import hmac
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rnnviz.data.examples import Example
from rnnviz.learning import folders, records
from rnnviz.learning.folders import Stamp, StoreError, StoreFull, runs_folder_from, runs_limit_from
from rnnviz.learning.messages import peek
from rnnviz.learning.records import LIVE, STATES, Epoch, History, Material, RunRecord, RunState
from rnnviz.learning.spec import RunSpec

__all__ = [
    "LIVE", "STATES", "Epoch", "History", "Material", "RunRecord", "RunState", "RunStore", "StoreError",
    "StoreFull", "runs_folder_from", "runs_limit_from",
]  # fmt: skip
_ID = re.compile("[0-9a-f]{12}")
_FACTS = ("engine", "why", "sizes", "parameters")
_REMEMBERED = 64  # Histories of so many runs are kept read.
_UNKNOWN = "There is no such run here; it may have been deleted."


class RunStore:
    """All runs in one folder, for many threads and several server processes at once.

    Only one worker writes to a run at a time. An error of the disk is a `StoreError` with a sentence, an
    unknown run or one of another owner a LookupError.

    Args:
        folder: made, for its user alone, if needed.
        limit_bytes: beyond this, old runs without a given name are cleaned up.

    Raises:
        StoreError: if the folder cannot be made or written to.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes
        with folders.explaining(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = folders.FolderLock(folder / ".lock")
        with self._lock.held():
            self._presence = folders.Presence(folder / ".servers")
        self._records: dict[str, tuple[Stamp, RunRecord]] = {}
        self._histories: dict[str, records.HistoryFile] = {}

    @property
    def server(self) -> str:
        """The name of this server in the records of its runs."""
        return self._presence.name

    def create(self, owner: str, spec: RunSpec, name: str = "", table: Sequence[Example] = ()) -> RunRecord:
        """Make a new run, which waits; old ones are cleaned up first.

        Args:
            owner: the token of the browser; only its hash is kept.
            spec: the settings.
            name: given by a person; without one it is made from the settings.
            table: texts of the owner's own.

        Raises:
            StoreFull: if there is no space left; no run is made then.
            StoreError: if it cannot be written for another reason.
        """
        self.clean_up(owner)
        with self._lock.held():
            now, chosen, whose = time.time(), records.tidy(name), records.hash_of(owner)
            record = RunRecord(
                id=self._free_id(), owner=whose, name=chosen or self._free_name(whose, spec),
                is_named=bool(chosen), created=now, spec=spec, state="waiting", says="",
                server=self.server, changed=now, facts={},
            )  # fmt: skip
            new = self.folder / (folders.NEW + record.id)
            try:
                with folders.explaining(new):
                    new.mkdir(mode=0o700)
                    if table:
                        folders.write_whole(new / "table.json", json.dumps(table).encode())
                    folders.write_whole(new / "run.json", records.packed(record))
                    new.rename(self.folder / record.id)
            finally:
                folders.remove(new)  # Not there any more if all went well.
        return record

    def runs_of(self, owner: str) -> tuple[RunRecord, ...]:
        """The runs of an owner, newest first; one with a damaged record is left out."""
        whose = records.hash_of(owner)
        mine = [record for record in self._all() if hmac.compare_digest(record.owner, whose)]
        return tuple(sorted(mine, key=lambda record: (record.created, record.id), reverse=True))

    def get(self, owner: str, id: str) -> RunRecord:
        """One run of an owner.

        Raises:
            LookupError: if it is unknown or of another owner.
        """
        record = self._record(id)
        if not hmac.compare_digest(record.owner, records.hash_of(owner)):
            raise LookupError(_UNKNOWN)
        return record

    def rename(self, owner: str, id: str, name: str) -> RunRecord:
        """Name a run, so that it is never cleaned up; an empty name takes that back."""
        with self._lock.held():
            record, chosen = self.get(owner, id), records.tidy(name)
            shown = chosen or self._free_name(record.owner, record.spec, besides=id)
            return self._write(replace(record, name=shown, is_named=bool(chosen)))

    def delete(self, owner: str, id: str) -> None:
        """Delete a run for good.

        Raises:
            LookupError: if it is unknown or of another owner.
            ValueError: if it is going on.
            StoreError: if it cannot be taken away.
        """
        with self._lock.held():
            record = self.get(owner, id)
            if record.is_live and self._presence.is_live(record.server):
                raise ValueError("A run that waits or goes on cannot be deleted. Stop it first.")
            trash = folders.hide(self._place(id))
        folders.remove(trash)

    def set_state(self, id: str, state: RunState, says: str = "", **facts: Any) -> RunRecord:
        """Say how a run stands; with a live state it becomes a run of this server.

        Args:
            id: of the run.
            state: one of STATES.
            says: a sentence for the person; without one, an earlier sentence goes.
            facts: are added to those that are known.
        """
        if state not in STATES:
            raise ValueError(f"state must be one of {', '.join(STATES)}, got {state!r}")
        with self._lock.held():
            record = self._record(id)
            return self._write(
                replace(
                    record, state=state, says=says, facts={**record.facts, **facts}, changed=time.time(),
                    server=self.server if state in LIVE else record.server,
                )
            )  # fmt: skip

    def append(self, id: str, message: bytes) -> None:
        """Keep a message of the worker: started, progress, epoch or resume.

        Raises:
            LookupError: if the run is unknown.
            ValueError: if the message is damaged or of another kind.
            StoreFull: if there is no space left; what was kept before is whole.
            StoreError: if it cannot be written for another reason.
        """
        place, header = self._place(id), peek(message)
        kind = header.get("kind")
        if kind == "progress":
            if not records.is_progress(header):
                raise ValueError(f"progress has whole numbers epoch and done, got {header!r}")
            folders.append_line(place / "history.jsonl", json.dumps(header).encode())
        elif kind == "epoch":
            folders.write_whole(place / records.epoch_file(header.get("epoch")), message)
        elif kind == "resume":
            records.epoch_file(header.get("epoch"))  # Says so if that is no number of an epoch.
            folders.write_whole(place / "resume.npz", message)
        elif kind == "started":
            folders.write_whole(place / "started.npz", message)
            with self._lock.held():
                record = self._record(id)
                facts = {name: header[name] for name in _FACTS if name in header}
                self._write(replace(record, facts={**record.facts, **facts}, changed=time.time()))
        else:
            raise ValueError(f"a message to keep is started, progress, epoch or resume, got {kind!r}")

    def history(self, id: str) -> History:
        """The curves of a run; damaged lines and files are left out.

        A run that goes on from an earlier epoch passes the same places again. So a line of progress takes
        away all lines before it that stand at its place (epoch, done) or beyond: no place shows twice.
        """
        if len(self._histories) > _REMEMBERED:
            self._histories.clear()
        read = self._histories.get(id, records.HistoryFile()).read_on(self._place(id))
        self._histories[id] = read
        return read.history

    def epoch(self, id: str, number: int) -> Epoch:
        """A finished epoch, counted from 0.

        Raises:
            LookupError: if it is not kept or damaged, or the run is unknown.
        """
        return records.read_epoch(self._place(id), number)

    def material(self, id: str) -> Material:
        """The vocabulary and the texts that were held out.

        Raises:
            LookupError: if the run has not started, its file is damaged, or it is unknown.
        """
        return records.read_material(self._place(id))

    def table(self, id: str) -> tuple[Example, ...]:
        """The texts of the owner's own; empty if the run has none.

        Raises:
            LookupError: if they are damaged, or the run is unknown.
        """
        return records.read_table(self._place(id))

    def checkpoint(self, id: str) -> tuple[bytes, bytes] | None:
        """The messages "epoch" and "resume" of the newest epoch of which both are whole, to go on from.

        The state of the optimiser is kept of one epoch only, and written after its epoch. So after a kill
        between the two this is the epoch before, and the newer one is computed again.

        Raises:
            LookupError: if the run is unknown.
        """
        return records.read_checkpoint(self._place(id))

    def recover(self, is_live: Callable[[str], bool] | None = None) -> tuple[str, ...]:
        """Take over what dead servers left: their runs are interrupted, their leftovers removed.

        To be called when a server starts; later calls do no harm. Runs of living servers are left alone. A
        run that a full disk does not let us write to stays as it is, for the next call.

        Args:
            is_live: whether the server of that name lives; by default its sign in the folder is asked.

        Returns:
            The runs that were interrupted.
        """
        is_live = is_live or self._presence.is_live
        interrupted = []
        with self._lock.held():
            for record in self._all():
                if record.is_live and is_live(record.server):
                    continue
                folders.remove_files(*folders.beginning_with(self._place(record.id), folders.TEMPORARY))
                if record.is_live:
                    says = records.what_is_kept(self._place(record.id), record)
                    with suppress(StoreError):
                        self.set_state(record.id, "interrupted", says)
                        interrupted.append(record.id)
            self._presence.forget_the_dead()
            rubbish = folders.beginning_with(self.folder, folders.TRASH, folders.NEW)
        folders.remove(*rubbish)
        return tuple(interrupted)

    def clean_up(self, owner: str = "") -> tuple[str, ...]:
        """While the folder is above its limit, remove the run that ended first: of this owner, then of any.

        A run that is live or was named by its person is never removed. Returns the runs that were.
        """
        whose = records.hash_of(owner)
        removed, trash = [], []
        with self._lock.held():
            excess = self.used_bytes() - self.limit_bytes
            if excess > 0:
                for record in sorted(self._all(), key=lambda record: (record.owner != whose, record.changed)):
                    if excess > 0 and not record.is_live and not record.is_named:
                        with suppress(StoreError, LookupError):
                            size = folders.bytes_in(self._place(record.id))
                            trash.append(folders.hide(self._place(record.id)))
                            removed.append(record.id)
                            excess -= size
        folders.remove(*trash)
        return tuple(removed)

    def used_bytes(self) -> int:
        """The bytes of all files in the folder."""
        return folders.bytes_in(self.folder)

    def _place(self, id: str) -> Path:
        """The folder of a run; the one door from an id to a path."""
        place = self.folder / id if _ID.fullmatch(id) else None
        if place is None or not place.is_dir():
            raise LookupError(_UNKNOWN)
        return place

    def _record(self, id: str) -> RunRecord:
        path = self._place(id) / "run.json"
        try:
            stamp = folders.stamp_of(path.stat())
            known = self._records.get(id)
            if known is not None and known[0] == stamp:
                return known[1]
            record = records.unpacked(id, path.read_bytes())
        except (OSError, ValueError) as error:
            raise LookupError(_UNKNOWN) from error
        self._records[id] = (stamp, record)
        return record

    def _write(self, record: RunRecord) -> RunRecord:
        folders.write_whole(self._place(record.id) / "run.json", records.packed(record))
        self._records.pop(record.id, None)  # A coarse clock may give the new file the stamp of an old one.
        return record

    def _all(self) -> list[RunRecord]:
        try:
            ids = {name for name in os.listdir(self.folder) if _ID.fullmatch(name)}
        except OSError:
            return []
        for gone in set(self._records) - ids:
            self._records.pop(gone, None)
        found = []
        for id in ids:
            with suppress(LookupError):  # Damaged, or deleted just now.
                found.append(self._record(id))
        return found

    def _free_id(self) -> str:
        while (self.folder / (id := secrets.token_hex(6))).exists():
            pass
        return id

    def _free_name(self, owner: str, spec: RunSpec, besides: str = "") -> str:
        names = {record.name for record in self._all() if record.owner == owner and record.id != besides}
        name, number = records.usual_name(spec), 1
        while (shown := f"{name} ({number})" if number > 1 else name) in names:
            number += 1
        return shown
