"""Uploaded models on disk: each owner's own, whole, counted, and gone when they are deleted."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rnnviz.archive import Parts, read_keras
from rnnviz.learning import upload_store
from rnnviz.learning.folders import StoreError, StoreFull
from rnnviz.learning.upload_store import MOST_KEPT, NAME, SHARE, ModelStore
from tests.keras_files import WORDS, keras_file, plain_model

MINE, OTHER = "5eed" * 8, "beef" * 8


def parts(seed: int = 1) -> Parts:
    """A model; another seed is another model."""
    return read_keras(keras_file(plain_model(), np.random.default_rng(seed)), WORDS)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path, SHARE * 1_000_000)


def test_a_model_is_kept_under_a_name_of_its_content(store: ModelStore) -> None:
    name = store.keep(MINE, parts())
    assert NAME.fullmatch(name)
    assert store.keep(MINE, parts()) == name and store.names(MINE) == (name,)
    again = store.parts(MINE, name)
    np.testing.assert_array_equal(again.embeddings, parts().embeddings)
    assert again.name == name and again.vocabulary == parts().vocabulary
    assert store.kept(MINE, name).card == parts().card
    assert store.keep(MINE, parts()._replace(positive=0)) != name


def test_the_newest_comes_first_and_a_server_that_starts_anew_finds_all(
    store: ModelStore, tmp_path: Path
) -> None:
    names = [store.keep(MINE, parts(seed)) for seed in (1, 2, 3)]
    for place, name in enumerate(names):
        (path,) = tmp_path.rglob(f"{name}.npz")
        os.utime(path, (place, place))
    assert ModelStore(tmp_path, 10**9).names(MINE) == tuple(reversed(names))


def test_only_its_owner_sees_a_model(store: ModelStore, tmp_path: Path) -> None:
    name = store.keep(MINE, parts())
    assert store.names(OTHER) == ()
    with pytest.raises(LookupError):
        store.parts(OTHER, name)
    store.delete(OTHER, name)
    assert store.names(MINE) == (name,)
    assert not any(MINE in str(path) for path in tmp_path.rglob("*"))


def test_a_deleted_model_is_gone(store: ModelStore) -> None:
    name = store.keep(MINE, parts())
    store.delete(MINE, name)
    store.delete(MINE, name)
    assert store.names(MINE) == ()
    with pytest.raises(LookupError, match="No model of your own"):
        store.kept(MINE, name)


def test_there_is_an_end_to_how_many_and_how_much(store: ModelStore, tmp_path: Path) -> None:
    for seed in range(MOST_KEPT):
        store.keep(MINE, parts(seed))
    with pytest.raises(StoreError, match="20 models here already"):
        store.keep(MINE, parts(99))
    with pytest.raises(StoreFull, match="no room"):
        ModelStore(tmp_path, SHARE * 1_000).keep(OTHER, parts())


def test_an_owner_has_a_share_and_the_oldest_give_way_after_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(upload_store._bytes_of(parts()))
    store = ModelStore(tmp_path, SHARE * (3 * size + size // 2))
    names = [store.keep(OTHER, parts(seed)) for seed in range(3)]
    for age, name in zip((50, 30, 1), names, strict=True):
        (path,) = tmp_path.rglob(f"{name}.npz")
        os.utime(path, (time.time() - age * 3600,) * 2)
    mine = store.keep(MINE, parts(3))
    assert store.names(MINE) == (mine,) and set(store.names(OTHER)) == set(names[1:])
    store.keep(MINE, parts(4))
    with pytest.raises(StoreFull, match="no room"):
        store.keep(MINE, parts(5))
    assert set(store.names(OTHER)) == {names[2]}
    monkeypatch.setattr(upload_store, "MOST_KEPT_BYTES", size + size // 2)
    with pytest.raises(StoreFull, match="delete one first"):
        ModelStore(tmp_path, 10**9).keep(MINE, parts(6))


def test_two_that_are_kept_at_once_count_each_other(tmp_path: Path) -> None:
    size = len(upload_store._bytes_of(parts()))
    kept = [parts(seed) for seed in range(6)]

    def keep(one: Parts) -> bool:
        try:
            return bool(ModelStore(tmp_path, SHARE * (2 * size + size // 2)).keep(MINE, one))
        except StoreFull:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(keep, kept)) == 2


@pytest.mark.parametrize("name", ["../x", "model-", "model-0123456789ab/..", "model-0123456789aB", "run-1"])
def test_no_other_name_leads_to_a_file(store: ModelStore, name: str) -> None:
    for look in (store.kept, store.parts):
        with pytest.raises(LookupError):
            look(MINE, name)
    store.delete(MINE, name)


def test_a_damaged_file_is_no_model_and_an_unusable_folder_says_so(store: ModelStore, tmp_path: Path) -> None:
    name = store.keep(MINE, parts())
    (path,) = tmp_path.rglob("*.npz")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(LookupError):
        store.parts(MINE, name)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        ModelStore(tmp_path / "file", 10**9).keep(MINE, parts())
