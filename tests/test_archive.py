"""Networks on disk: the same bits back, and a sentence for every file that is something else."""

import dataclasses
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import read_only
from rnnviz.cells import CELLS, GRUCell, LSTMCell
from rnnviz.network import Network, read_network, save_network
from tests.oracles import KINDS, WIRINGS, Kind, random_cell, random_network, weights


def arrays_of(network: Network) -> list[np.ndarray]:
    arrays = [network.embeddings]
    for layer in network.layers:
        arrays += [array for cell in layer.cells for array in weights(cell)]
    return arrays + [array for dense in network.head for array in (dense.kernel, dense.bias)]


def assert_same(found: Network, expected: Network) -> None:
    """Equal in every bit of every array, and in every plain value."""
    assert (found.name, found.vocabulary, found.card) == (expected.name, expected.vocabulary, expected.card)
    for one, other in zip(found.layers, expected.layers, strict=True):
        assert [type(cell) for cell in one.cells] == [type(cell) for cell in other.cells]
        for ours, theirs in zip(one.cells, other.cells, strict=True):
            assert ours.activation == theirs.activation
            assert getattr(ours, "recurrent_activation", "") == getattr(theirs, "recurrent_activation", "")
    assert [dense.activation for dense in found.head] == [dense.activation for dense in expected.head]
    for values, right in zip(arrays_of(found), arrays_of(expected), strict=True):
        assert values.dtype == right.dtype
        assert values.tobytes() == right.tobytes()


@pytest.fixture
def saved(rng: np.random.Generator, tmp_path: Path) -> Path:
    """A whole archive of a small network."""
    save_network(random_network(LSTMCell, "bidirectional", rng), tmp_path / "saved.npz")
    return tmp_path / "saved.npz"


def altered(path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> io.BytesIO:
    """The archive after a change of its header and its arrays."""
    with np.load(path) as archive:
        arrays = dict(archive)
    header = json.loads(arrays.pop("header").tobytes())
    change(header, arrays)
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    stream.seek(0)
    return stream


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_network_comes_back_bit_for_bit(
    kind: Kind, wiring: str, rng: np.random.Generator, tmp_path: Path
) -> None:
    network = random_network(kind, wiring, rng, (3, 2))
    card = {"trained on": "größere Filme ♥", "accuracy": 0.784, "seeds": [1, 2], "none": None}
    network = dataclasses.replace(network, card=card)
    save_network(network, tmp_path / "network.npz")
    assert_same(read_network(tmp_path / "network.npz"), network)
    assert_same(read_network(str(tmp_path / "network.npz")), network)
    assert_same(read_network(io.BytesIO((tmp_path / "network.npz").read_bytes())), network)


def test_activations_come_back(rng: np.random.Generator, tmp_path: Path) -> None:
    network = random_network(GRUCell, "one-layer", rng)
    kernel, recurrent_kernel, bias = weights(network.layers[0].forward)
    cell = GRUCell(kernel, recurrent_kernel, bias, "relu", "linear")
    network = dataclasses.replace(network, layers=(dataclasses.replace(network.layers[0], forward=cell),))
    save_network(network, tmp_path / "network.npz")
    assert_same(read_network(tmp_path / "network.npz"), network)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_embeddings_that_float16_holds_are_stored_in_half(
    dtype: Any, rng: np.random.Generator, tmp_path: Path
) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    rounded = network.embeddings.astype(np.float16).astype(dtype)
    rounded[0, :2] = 0.0, -0.0
    network = dataclasses.replace(network, embeddings=read_only(rounded))
    save_network(network, tmp_path / "network.npz")
    with np.load(tmp_path / "network.npz") as archive:
        assert archive["embeddings"].dtype == np.float16
    assert_same(read_network(tmp_path / "network.npz"), network)


@pytest.mark.parametrize("value", [1 / 3, 1e6, 1e-30, np.inf, np.nan])
def test_embeddings_that_float16_does_not_hold_are_not(
    value: float, rng: np.random.Generator, tmp_path: Path
) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    values = network.embeddings.astype(np.float16).astype(np.float32)
    values[1, 1] = value
    network = dataclasses.replace(network, embeddings=values)
    save_network(network, tmp_path / "network.npz")
    assert_same(read_network(tmp_path / "network.npz"), network)


def foreign() -> dict[str, bytes]:
    """Files that are something else, by what they are."""
    streams = {name: io.BytesIO() for name in ("array", "other arrays", "a zip", "an encrypted zip")}
    np.save(streams["array"], np.zeros(3))
    np.savez(streams["other arrays"], weights=np.zeros(3))
    with zipfile.ZipFile(streams["a zip"], "w") as archive:
        archive.writestr("config.json", "{}")
    return {name: stream.getvalue() for name, stream in streams.items() if stream.getvalue()} | {
        "nothing": b"",
        "text": b"The film was good",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(100),
        "the beginning of an array": b"\x93NUMPY\x01\x00",
        "the beginning of a zip": b"PK\x03\x04" + bytes(30),
    }


@pytest.mark.parametrize("name", foreign())
def test_a_foreign_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="not a network saved by this program"):
        read_network(io.BytesIO(foreign()[name]))


def test_an_archive_with_a_pickle_is_refused_and_the_pickle_never_run(saved: Path, tmp_path: Path) -> None:
    trace = tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (trace,)

    trapped = np.empty(1, object)
    trapped[0] = Trap()
    for name in ("header", "embeddings", "extra"):
        stream = io.BytesIO()
        with np.load(saved) as archive:
            np.savez(stream, **dict(archive) | {name: trapped})
        stream.seek(0)
        with pytest.raises(ValueError, match="not a network saved by this program"):
            read_network(stream)
    with pytest.raises(ValueError, match="not a network saved by this program"):
        read_network(io.BytesIO(pickle.dumps(Trap())))
    assert not trace.exists()


def test_a_file_cut_off_anywhere_is_refused(saved: Path) -> None:
    content = saved.read_bytes()
    for length in range(0, len(content), 97):
        with pytest.raises(ValueError, match="not a network saved by this program"):
            read_network(io.BytesIO(content[:length]))


def test_a_file_with_one_wrong_byte_is_refused_or_unharmed(saved: Path) -> None:
    content, expected = saved.read_bytes(), read_network(saved)
    rng, odd = np.random.default_rng(3), []
    for place in rng.integers(0, len(content), 400):
        wrong = bytearray(content)
        wrong[place] ^= int(rng.integers(1, 256))
        try:
            assert_same(read_network(io.BytesIO(bytes(wrong))), expected)
        except ValueError:
            continue
        except Exception as error:  # Whatever else it is, a page would show it as a crash.
            odd.append(f"byte {place}: {type(error).__name__}: {error}")
    assert odd == []


def without(name: str) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda header, arrays: (header if name in header else arrays).pop(name)


def with_header(name: str, value: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda header, arrays: header.update({name: value})


def with_cell(**settings: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda header, arrays: header["layers"][0]["forward"].update(settings)


def with_array(name: str, values: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda header, arrays: arrays.update({name: np.asarray(values)})


DAMAGES = {
    **{f"no {name}": without(name) for name in ("format", "name", "words", "layers", "head", "card")},
    **{f"no {name}": without(name) for name in ("embeddings", "head0.bias", "layer0.backward.kernel")},
    "another format": with_header("format", 2),
    "a word twice": with_header("words", ["", "[UNK]", "film", "film"]),
    "fewer words than rows": with_header("words", ["", "[UNK]", "film"]),
    "words that are a number": with_header("words", 3),
    "words that are numbers": with_header("words", ["", "[UNK]", *range(12)]),
    "words that are lists": with_header("words", ["", "[UNK]", *([n] for n in range(12))]),
    "layers that are a number": with_header("layers", 3),
    "layers without a cell": with_header("layers", [{}]),
    "layers that are text": with_header("layers", ["forward"]),
    "no layer": with_header("layers", []),
    "no head": with_header("head", []),
    "a card that is a list": with_header("card", [1, 2]),
    "a name that is a list": with_header("name", [1, 2]),
    "an unknown cell": with_cell(cell="Transformer"),
    "an unknown activation": with_cell(activation="swish"),
    "an activation that is a list": with_cell(activation=["tanh"]),
    "an unknown setting": with_cell(reset_after=True),
    "a setting that is a weight": with_cell(kernel=[1]),
    "weights of another shape": with_array("layer0.forward.bias", np.zeros(3)),
    "weights of no number": with_array("embeddings", [["a"] * 3] * 14),
    "complex weights": with_array("layer0.forward.bias", np.zeros(3, complex)),
    "a header of a list": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused_with_a_sentence(damage: str, saved: Path) -> None:
    change = DAMAGES[damage]
    if change is None:
        stream = io.BytesIO()
        np.savez(stream, header=np.frombuffer(b"[1, 2]", np.uint8))
        stream.seek(0)
    else:
        stream = altered(saved, change)
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        read_network(stream)


def test_an_unchanged_copy_is_read(saved: Path) -> None:
    assert_same(read_network(altered(saved, lambda header, arrays: None)), read_network(saved))


def test_every_cell_can_be_written(rng: np.random.Generator) -> None:
    assert {type(random_cell(kind, rng)) for kind in CELLS.values()} == set(KINDS)
