"""What is taken away: files that give back every number, and a script that computes them."""

import csv
import io
from typing import Any

import numpy as np
import pytest

from rnnviz.taken import Taken, file_name, to_csv, to_npz, whole_script
from tests.taking import assert_same_arrays

SCRIPT = "import numpy as np\n\nreading = network(text)\narrays = {'letters': np.array([len(reading)])}"


@pytest.fixture
def taken(rng: np.random.Generator) -> Taken:
    """A number, a row, a table, a block, and words that a careless writer of CSV would break."""
    states = rng.normal(size=(2, 3)).astype(np.float32)
    states[0, 1], states[1, 2] = np.nan, -np.inf
    arrays = {
        "probability": np.array(0.1),
        "words": np.array(['a "quoted"', "comma, and\nline"]),
        "hidden_state": states,
        "block": rng.normal(size=(2, 2, 2)),
        "step": np.array([3, -1]),
        "nothing": np.zeros((0, 4)),
    }
    return Taken("made-up", arrays, SCRIPT)


def test_the_csv_holds_every_number_to_the_last_digit(taken: Taken) -> None:
    header, *rows = csv.reader(io.StringIO(to_csv(taken).decode(), newline=""))
    assert header == ["quantity", "index_0", "index_1", "index_2", "value"]
    found: dict[str, dict[tuple[int, ...], str]] = {}
    for quantity, *indices, value in rows:
        place = tuple(int(index) for index in indices if index)
        found.setdefault(quantity, {})[place] = value
    for name, values in taken.arrays.items():
        assert len(found.get(name, {})) == values.size
        for place, value in np.ndenumerate(values):
            back: Any = values.dtype.type(found[name][place])
            assert back == value or (value != value and back != back), (name, place)


def test_a_word_is_no_formula_to_a_spreadsheet_and_a_number_stays_one() -> None:
    words = ["=cmd|' /C calc'!A0", "+1", "-1", "@a", "a=b", ""]
    taken = Taken("made-up", {"words": np.array(words), "step": np.array([-1, 1])}, SCRIPT)
    rows = list(csv.reader(io.StringIO(to_csv(taken).decode(), newline="")))[1:]
    assert [row[-1] for row in rows] == [*(f"'{word}" for word in words[:4]), "a=b", "", "-1", "1"]


def test_the_npz_gives_back_the_same_arrays_without_pickles(taken: Taken) -> None:
    with np.load(io.BytesIO(to_npz(taken)), allow_pickle=False) as archive:
        back = dict(archive)
    assert list(back) == list(taken.arrays)
    for name, values in taken.arrays.items():
        assert back[name].dtype == values.dtype
        np.testing.assert_array_equal(back[name], values)


def test_the_script_runs_as_it_stands_whatever_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    typed = "She said \"no\" \\ and ''' left\n\u2028 😍"
    taken = Taken("made-up", {"letters": np.array([len(typed)])}, SCRIPT)
    made: dict[str, Any] = {}
    exec(whole_script(taken, "network = str", typed), made)
    assert made["text"] == typed
    assert_same_arrays(made["arrays"], taken.arrays)
    assert capsys.readouterr().out == "letters (1,)\n"


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"file": np.zeros(1)}, "hidden_state, got 'file'"),
        ({"not a name": np.zeros(1)}, "got 'not a name'"),
        ({"things": np.array([{}])}, "things must hold numbers or texts, got values of type object"),
    ],
)
def test_what_no_file_can_bear_is_refused(arrays: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Taken("made-up", arrays, "")


def test_a_file_is_named_after_the_network_the_first_words_and_the_view() -> None:
    assert file_name("lstm", "The plot isn't new, but I loved it", "path") == "lstm-the-plot-is-not-path"
    assert file_name("run-0a1b-3", "", "two sentences") == "run-0a1b-3-two-sentences"
    assert file_name("gru", "../../etc/passwd 😍", "read") == "gru-etc-passwd-read"
    assert file_name("", "", "") == "taken"
