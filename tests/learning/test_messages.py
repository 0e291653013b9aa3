"""What a worker tells comes through whole, or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rnnviz.learning.messages import pack, peek, unpack

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ARRAYS = st.dictionaries(
    st.from_regex(r"[a-z]{1,6}[0-9.]{0,4}[0-9]", fullmatch=True),
    hnp.arrays(st.sampled_from(["<f4", "<f8", "<i4"]), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0)),
    max_size=3,
)
MESSAGE = pack({"kind": "epoch", "epoch": 3, "loss": 0.5}, {"weight0": np.arange(40, dtype=np.float32)})


@given(st.dictionaries(st.text("abcdefg", min_size=1), PLAIN, max_size=4), ARRAYS)
def test_a_message_comes_back_as_it_was(
    header: dict[str, object], arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]
) -> None:
    message = pack({"kind": "any", **header}, arrays)
    told, found = unpack(message)
    assert dict(told) == {"kind": "any", **header, "format": 1}
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    assert peek(message) == told


def test_numbers_that_are_not_finite_come_through() -> None:
    loss = unpack(pack({"kind": "epoch", "loss": float("nan"), "most": float("inf")}))[0]
    assert np.isnan(loss["loss"]) and loss["most"] == np.inf


def test_weights_cost_their_bytes_and_hardly_more() -> None:
    weights = np.random.default_rng(0).normal(size=(1000, 100)).astype(np.float32)
    assert len(pack({"kind": "epoch"}, {"weight0": weights})) < weights.nbytes + 2000


@given(st.binary(max_size=200))
def test_what_is_no_message_is_called_so(noise: bytes) -> None:
    for read in (peek, unpack):
        with pytest.raises(ValueError, match="not a message of a training"):
            read(noise)


@given(st.integers(0, len(MESSAGE) - 1))
def test_a_message_that_was_cut_is_no_message(length: int) -> None:
    for read in (peek, unpack):
        with pytest.raises(ValueError, match="not a message of a training"):
            read(MESSAGE[:length])


@given(st.integers(0, len(MESSAGE) - 1), st.integers(1, 255))
def test_a_wrong_byte_is_seen_or_does_no_harm(place: int, change: int) -> None:
    damaged = bytearray(MESSAGE)
    damaged[place] ^= change
    try:
        header, arrays = unpack(bytes(damaged))
    except ValueError:
        return
    assert header["kind"] == "epoch"
    for array in arrays.values():  # If it was found at all, it is whole.
        np.testing.assert_array_equal(array.ravel(), np.arange(40))


def test_a_message_with_an_object_is_not_unpickled() -> None:
    evil = np.array([print], dtype=object)
    with pytest.raises(ValueError, match="not a message of a training"):
        unpack(pack({"kind": "epoch"}, {"weight0": evil}))
