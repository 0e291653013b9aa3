"""Settings of wired networks say what is wrong with them."""

from typing import Any

import pytest

from rnnviz.wired import WIRINGS
from rnnviz.wired_spec import WiredSpec
from tests.wired_networks import spec_of


@pytest.mark.parametrize("wiring", WIRINGS)
def test_settings_are_plain_values(wiring: str) -> None:
    spec = spec_of(wiring)
    assert WiredSpec.from_values(spec.as_values()) == spec
    assert hash(spec) == hash(spec_of(wiring))


@pytest.mark.parametrize(
    ("wiring", "settings", "says"),
    [
        ("many-to-one", {"cell": "rnn"}, "cell must be one of simple-rnn, gru, lstm, got 'rnn'"),
        ("many-to-one", {"units": 0}, "units must be a whole number of at least 1, got 0"),
        ("many-to-one", {"layers": 1.5}, "layers must be a whole number"),
        ("many-to-one", {"attention": True}, "attention needs a reader and a writer"),
        ("one-to-many", {"bidirectional": True}, "bidirectional needs a reader"),
        ("one-to-many", {"hidden": 0}, "hidden must be at least 1 where a picture"),
        ("many-to-one", {"hidden": 4}, "hidden must be 0 where no picture is seen"),
        ("many-to-one", {"filters": 4}, "filters must be 0 where no picture is seen"),
        ("one-to-one", {"filters": 4}, "4 numbers for each of n x n pixels, n even, got 12"),
        ("encoder-decoder", {"bidirectional": 1}, "bidirectional must be True or False, got 1"),
        ("encoder-decoder", {"outputs": 3}, "outputs must be a whole number of at least 4"),
        ("encoder-decoder", {"depth": 3}, "no settings of a wired network"),
    ],
)
def test_what_cannot_be_is_said(wiring: str, settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        spec_of(wiring, **settings)


def test_widths_of_what_is_handed_on() -> None:
    assert spec_of("encoder-decoder", bidirectional=True).width == 8
    assert spec_of("encoder-decoder", bidirectional=True).context_width == 8
    assert spec_of("one-to-many").context_width == 5
    assert spec_of("one-to-many", inputs=0, hidden=0).context_width == 0
    assert spec_of("one-to-one", inputs=144, filters=2).eyes == 2
