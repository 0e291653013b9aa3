"""Mutated .keras files: some a little, some wholly wrong, and some made by somebody who means harm."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.keras_files import cell, dense, embedding, hdf5, layer, members_of, vectorizer, weights_of, zipped

WORDS = ("", "[UNK]", "good", "bad", "film")
CONFIG, WEIGHTS = "config.json", "model.weights.h5"
Members = dict[str, bytes]
Mutate = Callable[[Members, np.random.Generator], bytes]


class Canary:
    """Were it ever unpickled, a file would be there."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (str(self.path), "w"))


def models(rng: np.random.Generator) -> list[Members]:
    """Whole files to begin from."""
    both = layer("Bidirectional", merge_mode="concat", layer=cell("LSTM"))
    norm = layer("BatchNormalization", epsilon=1e-3, axis=-1)
    return [
        members_of([embedding(), cell("LSTM"), dense()], rng),
        members_of([vectorizer(), embedding(5), cell("GRU"), dense(3, "softmax")], rng, WORDS),
        members_of([embedding(), norm, both, dense()], rng),
    ]


def mutants(count: int, rng: np.random.Generator, canary: Path) -> Iterator[bytes]:
    """So many mutated archives, every kind in turn.

    Args:
        count: how many.
        rng: draws what is mutated, and how.
        canary: a file that would be there if any code in them were run.
    """
    whole, harmful = models(rng), _harmful(canary)
    for n in range(count):
        members = dict(whole[int(rng.integers(len(whole)))])
        if n % 20 == 19:
            members |= harmful[int(rng.integers(len(harmful)))]
        yield KINDS[n % len(KINDS)](members, rng)


def _flipped(raw: bytes, rng: np.random.Generator) -> bytes:
    """Between one and sixteen bytes are others; now and then a whole word of them."""
    changed = np.frombuffer(raw, np.uint8).copy()
    for _ in range(int(rng.integers(1, 17))):
        place, wide = int(rng.integers(len(changed))), int(rng.choice([1, 1, 1, 4, 8]))
        kind = int(rng.integers(3))
        values = rng.integers(0, 256, wide) if kind == 0 else np.full(wide, 255 * (kind - 1))
        part = changed[place : place + wide]
        part[:] = values[: len(part)]
    return changed.tobytes()


def _of_zip(members: Members, rng: np.random.Generator) -> bytes:
    return _flipped(zipped(members), rng)


def _of_hdf5(members: Members, rng: np.random.Generator) -> bytes:
    """The checksum of the zip is that of the changed bytes, so that HDF5 gets to see them."""
    return zipped(members | {WEIGHTS: _flipped(members[WEIGHTS], rng)})


def _of_hdf5_front(members: Members, rng: np.random.Generator) -> bytes:
    """Where the structures of HDF5 stand, rather than the numbers."""
    raw = members[WEIGHTS]
    end = int(rng.integers(96, min(len(raw), 2_000)))
    return zipped(members | {WEIGHTS: _flipped(raw[:end], rng) + raw[end:]})


def _of_text(members: Members, rng: np.random.Generator) -> bytes:
    """One to three signs of config.json are others that JSON knows."""
    text = bytearray(members[CONFIG])
    for _ in range(int(rng.integers(1, 4))):
        text[int(rng.integers(len(text)))] = int(rng.choice(list(b'0129-+.eE"{}[],:tfn \\u')))
    return zipped(members | {CONFIG: bytes(text)}, zipfile.ZIP_DEFLATED)


def _cut(members: Members, rng: np.random.Generator) -> bytes:
    """The archive, or what is in it, ends too early, or begins too late."""
    if rng.random() < 0.5:
        raw = zipped(members)
        return raw[: int(rng.integers(len(raw)))]
    name = str(rng.choice(sorted(members)))
    return zipped(members | {name: members[name][int(rng.integers(len(members[name]))) :]})


def _swapped(members: Members, rng: np.random.Generator) -> bytes:
    first, second = (str(name) for name in rng.choice(sorted(members), 2, replace=False))
    return zipped(members | {first: members[second], second: members[first]})


def _declared(members: Members, rng: np.random.Generator) -> bytes:
    """A header or the directory of the zip says other sizes, methods or flags than are true."""
    raw = bytearray(zipped(members, zipfile.ZIP_DEFLATED))
    offset = {b"PK\1\2": (8, 10, 20, 24, 42), b"PK\3\4": (6, 8, 18, 22, 26), b"PK\5\6": (8, 12, 16)}
    mark = list(offset)[int(rng.integers(3))]
    places = [n for n in range(len(raw)) if raw.startswith(mark, n)]
    place = int(rng.choice(places)) + int(rng.choice(offset[mark]))
    value = int(rng.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, int(rng.integers(1 << 32))]))
    struct.pack_into("<I", raw, min(place, len(raw) - 4), value)
    return bytes(raw)


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    2**31,
    2**63,
    1e300,
    float("nan"),
    "",
    "LSTM",
    "a" * 5_000,
    "\ud800",
    [],
    {},
    [[]],
)


def _of_json(members: Members, rng: np.random.Generator) -> bytes:
    """Between one and three values of config.json are of another type or size, or are gone."""
    config = json.loads(members[CONFIG])
    for _ in range(int(rng.integers(1, 4))):
        if not isinstance(config.get("config"), dict) or "layers" not in config["config"]:
            break
        holder: Any = config if rng.random() < 0.2 else config["config"]["layers"]
        while isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = keys[int(rng.integers(len(keys)))]
            if isinstance(holder[key], dict | list) and holder[key] and rng.random() < 0.8:
                holder = holder[key]
                continue
            if rng.random() < 0.15:
                del holder[key]
            else:
                holder[key] = ODD[int(rng.integers(len(ODD)))]
            break
    return zipped(members | {CONFIG: json.dumps(config).encode()})


KINDS: tuple[Mutate, ...] = (
    _of_zip,
    _of_hdf5,
    _of_json,
    _of_hdf5_front,
    _declared,
    _of_text,
    _of_hdf5,
    _cut,
    _of_json,
    _swapped,
)


def _harmful(canary: Path) -> list[Mapping[str, bytes]]:
    """Members that would run code if anything were unpickled, or if a Lambda were built."""
    poison = pickle.dumps(Canary(canary))
    code = f"open({str(canary)!r}, 'w')"
    lambdas = [embedding(), layer("Lambda", function={"class_name": "__lambda__", "config": code}), dense()]
    config = {"class_name": "Sequential", "module": "keras", "config": {"name": "mine", "layers": lambdas}}
    pickled = io.BytesIO()
    np.save(pickled, np.array([Canary(canary)], dtype=object), allow_pickle=True)
    arrays = weights_of([embedding(), cell("LSTM"), dense()], np.random.default_rng(0))
    away: dict[str, Any] = {name: values for name, values in arrays.items() if "dense" not in name}
    away["layers/dense/vars"] = h5py.ExternalLink("../../other.h5", "/")
    return [
        {CONFIG: json.dumps(config).encode()},
        {WEIGHTS: poison},
        {"custom_objects.pkl": poison, "model.weights.npz": pickled.getvalue()},
        {WEIGHTS: hdf5(away)},
    ]
