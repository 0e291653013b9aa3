"""The networks for the tasks of order do what their cards say, on sentences written anew."""

from typing import Any

import numpy as np
import pytest

from rnnviz.data.order import TASKS, Split, bag_ceiling, split
from rnnviz.network import Network
from rnnviz.tasks.order import FOLDER, KINDS, Contestants, load_contestants
from rnnviz.weights.order import PARTS, share_right

LARGEST = 100_000  # Bytes of one file.


@pytest.fixture(scope="module", params=TASKS)
def contestants(request: pytest.FixtureRequest) -> Contestants:
    return load_contestants(request.param)


@pytest.fixture(scope="module")
def parts(contestants: Contestants) -> Split:
    return split(contestants.task, np.random.default_rng(contestants.bag.card["seed"]))


def networks(contestants: Contestants) -> dict[str, Any]:
    return {kind: getattr(contestants, kind) for kind in KINDS}


def outputs_of(network: Any, text: str) -> Any:
    """What a network answers, read from what the page shows."""
    reading = network.read(text)
    return reading.outputs[-1] if isinstance(network, Network) else reading.output


def test_cards_count_what_is_right_on_the_held_out_sentences(contestants: Contestants, parts: Split) -> None:
    for kind, network in networks(contestants).items():
        for part in PARTS:
            sentences = getattr(parts, part)
            answers = [contestants.task.answers[outputs_of(network, one.text).argmax()] for one in sentences]
            right = np.mean([said == one.answer for said, one in zip(answers, sentences, strict=True)])
            # A machine that rounds otherwise may tip a sentence or two.
            assert network.card["right"][part] == pytest.approx(right, abs=0.003), (kind, part)


def test_cards_count_what_there_is(contestants: Contestants, parts: Split) -> None:
    for network in networks(contestants).values():
        assert network.card["parameters"] == network.parameters
        assert network.card["sentences"] == {name: len(part) for name, part in parts._asdict().items()}
        assert network.card["bag_ceiling"] == {part: bag_ceiling(getattr(parts, part)) for part in PARTS}
        assert "generated" in network.card["data"]
        assert set(network.card["packages"]) == {"keras", "tensorflow", "numpy"}


def test_what_the_page_says_is_so(contestants: Contestants) -> None:
    right = {kind: network.card["right"] for kind, network in networks(contestants).items()}
    for part in PARTS:
        assert right["bag"][part] <= contestants.bag.card["bag_ceiling"][part] == 0.5
        assert right["recurrent"][part] >= right["slots"][part]
    assert right["recurrent"]["ordinary"] > 0.99 and right["recurrent"]["unseen"] > 0.99
    assert right["slots"]["ordinary"] > 0.95 and right["slots"]["unseen"] > 0.9  # Within its slots it can.
    assert right["recurrent"]["longer"] > 0.95
    assert right["slots"]["longer"] < 0.8  # A longer sentence does not fit.


def test_scores_are_counted_from_answers(contestants: Contestants, parts: Split) -> None:
    few = parts.ordinary[:20]
    wrong = [one._replace(answer="nobody") for one in few[:5]]
    assert share_right(contestants.recurrent, contestants.task, [*few[5:], *wrong]) == 0.75


def test_no_file_is_larger_than_it_may_be() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(files) == {f"{task}-{kind}.npz" for task in TASKS for kind in KINDS}
    assert max(files.values()) < LARGEST
