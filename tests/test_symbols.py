"""Symbols by number, and back."""

import pytest

from rnnviz.symbols import END, UNKNOWN, Symbols
from tests.wired_networks import READS, WRITES


def test_symbols_go_there_and_back() -> None:
    assert READS.encode("cab?") == (4, 2, 3, UNKNOWN)
    assert WRITES.ended("xyz") == (6, 7, 8, END)
    assert WRITES.decode((6, 7, 8, END, 5)) == ("x", "y", "z")
    assert WRITES.decode((6, 7)) == ("x", "y")
    with pytest.raises(KeyError):
        WRITES.ended("a")
    with pytest.raises(ValueError, match="'a' twice"):
        Symbols(("a", "b", "a"))
