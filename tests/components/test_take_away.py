"""Take it away: what the files of a view hold, and that nothing of a person's text can break them."""

import base64
import io
import re
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from rnnviz.analysis.units import unit_orders
from rnnviz.board import Board, Curve, Series, Word, Words
from rnnviz.components import take_away
from rnnviz.components.payload import pack_reading
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import bytes_of, instrument_pieces, page_of, script_of
from rnnviz.components.view import View
from rnnviz.layers import Dense
from rnnviz.network import Network, load_network, read_network
from rnnviz.taken import reading_taken
from tests.taking import assert_same_arrays, computed_anew

TEXT = 'The plot isn\'t new, </script> but "I" loved it'


def subject_of(network: Network, text: str = TEXT) -> Subject:
    return Subject(
        network.name, network, unit_orders(network, ["good"]), network.read(text), "trained", "normal"
    )


class Query(dict[str, list[str]]):
    """An address as Streamlit gives it: of a key that is there twice, its items are the last value."""

    def get_all(self, key: str) -> list[str]:
        return self[key]

    def to_dict(self) -> dict[str, str]:
        return {key: values[-1] for key, values in self.items()}


def sent_in(page: str) -> list[bytes]:
    """What each instrument of a page is sent."""
    return [base64.b64decode(found) for found in re.findall(r'atob\("([^"]*)"\)', page)]


def test_a_page_holds_the_bytes_of_the_instruments_and_the_html_between_them() -> None:
    subject = subject_of(load_network("gru"))
    payload = pack_reading(subject.network, subject.reading, subject.rows, View())
    words = Words("words", "Words", tuple(Word(token) for token in subject.reading.tokens))
    curve = Curve("verdict", "Verdict", (Series("p", subject.reading.probabilities),), 0, 1)
    board = Board("A board", "said", (words, curve), source="Network: GRU. Plane: laid through.")
    shown = [*instrument_pieces(payload), "<b>ours</b>", board]
    page = page_of(subject, "two-sentences", shown).decode()
    first, second = sent_in(page)
    assert page.count("Network: GRU. Plane: laid through.") == 1  # Where the board has its numbers from.
    assert first == payload and b'"title":"A board"' in second
    assert "View: two sentences." in page and page.count("<b>ours</b>") == 1
    assert page.count("<script") == page.count("</script>") == 2


@pytest.mark.parametrize("name", ["lstm", "bidirectional-lstm"])
def test_the_script_of_a_reading_computes_every_number_of_it(name: str) -> None:
    reading = load_network(name).read(TEXT)
    taken = reading_taken(reading)
    way = "backward" if name.startswith("bi") else "forward"
    steps = reading.layers[-1].traces[-1].steps
    np.testing.assert_array_equal(taken.arrays[f"layer1_{way}_hidden_state"], steps.hidden_state)
    assert_same_arrays(computed_anew(taken, name, TEXT), taken.arrays)


def test_the_script_of_a_network_of_ones_own_reads_the_file_that_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_network("simple-rnn")
    rng = np.random.default_rng(7)
    head = (Dense(rng.normal(size=(shipped.layers[-1].units, 3)), rng.normal(size=3), "softmax"),)
    network = replace(shipped, name='My "../own"', head=head, positive=1)
    subject = subject_of(network)
    (tmp_path / "my-own.npz").write_bytes(bytes_of(network))
    monkeypatch.chdir(tmp_path)
    made: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(script_of(subject, reading_taken(subject.reading)), made)
    assert_same_arrays(made["arrays"], reading_taken(subject.reading).arrays)
    # Of its three outputs it is the second that is taken, by hand from the state.
    scores = np.exp(subject.reading.layers[-1].final @ head[0].kernel + head[0].bias)
    assert made["arrays"]["probabilities"][-1] == pytest.approx(scores[1] / scores.sum(), abs=1e-5)
    assert read_network(io.BytesIO(bytes_of(network))).name == network.name


def test_the_link_keeps_every_value_of_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"text": ["a & b"], "path_beside": ["hardly", "irony?"]}
    page = SimpleNamespace(
        query_params=Query(values), context=SimpleNamespace(url="http://localhost:1?old=1")
    )
    monkeypatch.setattr(take_away, "st", page)
    address = urlsplit(take_away.link())
    assert parse_qs(address.query) == values and address.path == "/"


def test_without_a_word_there_is_still_something_to_take() -> None:
    subject = subject_of(load_network("lstm"), "")
    taken = reading_taken(subject.reading)
    assert taken.arrays["words"].shape == (0,)
    assert_same_arrays(computed_anew(taken, "lstm", ""), taken.arrays)
    assert b"No word yet" in page_of(subject, "reading", [])
