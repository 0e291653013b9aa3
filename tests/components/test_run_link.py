"""The address of a run on the Training page; that the page understands it is tested with the page."""

from rnnviz.components.run_link import training_address
from rnnviz.components.settings import USUAL
from rnnviz.experiments.cures_plan import CURES


def test_what_is_usual_is_not_said() -> None:
    assert training_address(USUAL) == {}
    assert training_address(USUAL, 3) == {"seeds": "3"}


def test_choices_are_called_what_their_buttons_say() -> None:
    assert training_address(CURES["clipping"].after[1].spec, 3) == {
        "kind": "SimpleRNN",
        "epochs": "8",
        "rate": "0.3",
        "squash": "linear",
        "optimizer": "SGD",
        "batch": "32",
        "clip_by": "by value",
        "clip": "0.01",
        "seeds": "3",
    }
    assert training_address(CURES["two-way"].after[0].spec)["two_way"] == "true"
    assert training_address(CURES["two-way"].before.spec)["mask"] == "false"
