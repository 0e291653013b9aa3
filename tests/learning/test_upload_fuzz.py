"""Ten thousand mutated archives, through the very process that reads uploads."""

import json
import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnnviz.components.inside_model_upload import Said, offer_of
from rnnviz.keras_file.assembled import assemble
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.words import read_words, words_inside
from rnnviz.learning.upload import NotReadable, Reader
from tests.learning.mutants import mutants

ARCHIVES = 10_000
SECONDS = 5.0
GIBIBYTE = 2**20  # In kilobytes, as /proc says it.


def peak_memory(pid: int) -> int:
    """The most kilobytes that a process had at any time."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def carried_on(found: Found, outputs: int) -> bool:
    """Put its words to a model that was read, and read a text with it; whether that came to a verdict."""
    index = {f"word{n}": n for n in range(1, found.rows + 1)}
    said = Said(None if found.words else 0, "file", outputs - 1 if outputs > 1 else None, True)
    try:
        words = words_inside(found) if found.words else read_words(json.dumps(index).encode())
        offer = offer_of("key", "mutant.keras", found, words, said)
    except ValueError as refusal:
        assert str(refusal).isprintable(), refusal
        return False
    with np.errstate(all="ignore"):
        reading = offer.network.read(f"word2 {' '.join(found.words[2:5])}")
    return 0 <= reading.probability <= 1 or bool(np.isnan(reading.probability))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_mutated_archives_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    ends: Counter[str] = Counter()
    slowest, most = 0.0, 0
    folder = sorted(os.listdir(tmp_path))
    with Reader() as reader:
        for number, raw in enumerate(mutants(ARCHIVES, np.random.default_rng(7), canary)):
            begun = time.perf_counter()
            try:
                found = reader.read(raw)
                built = assemble(found)
                ends["read"] += 1
                if ends["read"] % 5 == 0:
                    ends["carried on"] += carried_on(found, built.outputs)
            except NotReadable as refusal:
                said = str(refusal)
                assert said and said.isprintable() and len(said) < 600, said
                ends["lost" if "ended the process" in said or "longer than" in said else "refused"] += 1
            slowest = max(slowest, time.perf_counter() - begun)
            if number % 50 == 0 and reader.pid:
                most = max(most, peak_memory(reader.pid))
        starts = reader.starts
    assert sum(ends[name] for name in ("read", "refused", "lost")) == ARCHIVES
    assert slowest < SECONDS and most < GIBIBYTE
    assert not canary.exists() and sorted(os.listdir(tmp_path)) == folder
    # Were nearly all refused at the door, or none, the test would try nothing.
    assert 0.05 < ends["read"] / ARCHIVES < 0.6
    assert ends["carried on"] > 200
    assert starts == 1 + ends["lost"] and ends["lost"] < 20


def test_the_canary_would_be_there_if_its_pickle_were_read(tmp_path: Path) -> None:
    import pickle

    from tests.learning.mutants import Canary

    pickle.loads(pickle.dumps(Canary(tmp_path / "canary"))).close()
    assert (tmp_path / "canary").exists()
