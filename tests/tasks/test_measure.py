"""What stands on a card is what one counts oneself."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.data import melodies, tags
from rnnviz.learning.wired_answers import Score, score_wired
from rnnviz.learning.wired_data import WiredData
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.symbols import END
from rnnviz.tasks import measure as rooms
from rnnviz.tasks.captions import draw_unseen
from rnnviz.tasks.measure import (
    as_values,
    by_length,
    draw_melodies,
    measure,
    melody_scores,
    most_frequent_tags,
)
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.task import Sizes, Task

SMALL = Sizes(units=6, embedding_dim=4, examples=300, updates=10)


def small(name: str, **sizes: int) -> Task:
    return replace(task_of(name), sizes=replace(SMALL, **sizes))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few examples: it is the counting that is tested here."""
    for name, value in {"HELD_OUT": 60, "IN_A_BIN": 20, "BINS": 4, "_EACH": 2}.items():
        monkeypatch.setattr(rooms, name, value)


def test_a_score_is_plain_values() -> None:
    assert as_values(Score(0.5, 0.75, 1.25, 8)) == {"right": 0.5, "symbols": 0.75, "loss": 1.25, "count": 8}


@pytest.mark.parametrize("name", ["dates", "translation"])
def test_accuracy_by_length_has_bins_that_cover_all_lengths(name: str) -> None:
    task = small(name)
    spec = task.spec()
    held_out = task.draw_held_out(60, 2)
    bins = by_length(task, spec, initial_wired(spec), held_out)
    assert isinstance(held_out.sources, tuple)
    lengths = [len(source) for source in held_out.sources]
    assert bins[0]["low"] == min(lengths) and bins[-1]["high"] == max(lengths)
    for one, two in zip(bins, bins[1:], strict=False):
        assert one["high"] + 1 == two["low"]
    assert len(bins) >= 3 and all(one["low"] <= one["high"] and one["count"] == 20 for one in bins)
    assert task.draw_of_length is not None
    for one in bins:
        drawn = task.draw_of_length(one["low"], one["high"], 20, 2).sources
        assert isinstance(drawn, tuple)
        assert all(one["low"] <= len(source) <= one["high"] for source in drawn)


def test_the_share_of_a_bin_is_counted_on_texts_of_these_lengths() -> None:
    # A network that writes nothing at all, which we call right of the shortest texts only.
    task, seen = small("dates"), list[tuple[int, int]]()
    spec = task.spec()
    weights = initial_wired(spec)
    bias = weights["head.bias"].copy()
    bias[END] = 50.0

    def drawn(low: int, high: int, count: int, seed: int) -> WiredData:
        seen.append((low, high))
        data = task.draw_held_out(count, seed)
        right = [END] if len(seen) == 1 else [END + 1, END]
        return WiredData(data.sources, (np.array(right),) * count)

    bins = by_length(
        replace(task, draw_of_length=drawn), spec, {**weights, "head.bias": bias}, task.draw_held_out(60, 2)
    )
    assert [(one["low"], one["high"]) for one in bins] == seen and len(bins) > 2
    assert [one["right"] for one in bins] == [1.0] + [0.0] * (len(bins) - 1)


def test_a_task_without_lengths_has_no_bins() -> None:
    task = small("captions", hidden=8)
    spec = task.spec()
    assert by_length(task, spec, initial_wired(spec), task.draw_held_out(10, 2)) == []


def test_the_baseline_of_tags_is_counted_by_hand() -> None:
    task, counts = small("tags"), dict[tuple[str, str], int]()
    for pair in tags.draw(300, 1):
        for both in zip(pair.read, pair.written, strict=True):
            counts[both] = counts.get(both, 0) + 1
    right = total = ties = 0
    for pair in tags.draw_held_out(60, 2):
        for word, tag in zip(pair.read, pair.written, strict=True):
            found = {other: n for (one, other), n in counts.items() if one == word}
            best = [other for other, n in found.items() if n == max(found.values())]
            right, total = right + (best == [tag]), total + 1
            ties += len(best) > 1 and tag in best
    assert right / total <= most_frequent_tags(task) <= (right + ties) / total
    assert total > 300


@pytest.mark.parametrize("name", ["dates", "captions", "tags", "melody", "critics"])
def test_a_card_has_what_the_page_shows_of_its_task(name: str) -> None:
    task = small(name, **({"hidden": 8} if name == "captions" else {}))
    spec = task.spec()
    weights = initial_wired(spec)
    card = measure(task, spec, weights)
    assert as_values(score_wired(spec, weights, task.draw_held_out(60, 2))).items() <= card.items()
    more = {
        "dates": {"by_length"},
        "captions": {"unseen"},
        "tags": {"baseline"},
        "critics": {"baseline"},
        "melody": {"in_key", "bars", "home", "repeats", "temperature"},
    }
    assert card.keys() == {"right", "symbols", "loss", "count"} | more[name]
    if name == "captions":
        assert card["unseen"] == as_values(score_wired(spec, weights, draw_unseen(60, 2)))
    if name == "critics":
        classes = [int(target[0]) for target in task.draw_held_out(60, 2).targets]
        assert card["baseline"] == pytest.approx(max(classes.count(0), classes.count(1)) / 60)


def test_melodies_are_drawn_from_every_first_note_the_same_each_time() -> None:
    task = small("melody")
    spec = task.spec()
    weights = initial_wired(spec)
    drawn = draw_melodies(task, spec, weights)
    firsts = [notes[0] for notes in drawn]
    assert firsts == [note for note in melodies.first_notes() for _ in range(2)]
    assert drawn == draw_melodies(task, spec, weights)
    assert all(len(notes) <= task.most for notes in drawn)
    scores = melody_scores(task, spec, weights)
    shares = [
        sum((melodies.midi(note) - melodies.midi(notes[0])) % 12 in {0, 2, 4, 5, 7, 9, 11} for note in notes)
        / len(notes)
        for notes in drawn
    ]
    assert scores["in_key"] == pytest.approx(np.mean(shares))
    lasts = [melodies.midi(notes[-1]) - melodies.midi(notes[0]) for notes in drawn]
    home = [
        last % 12 == 0 and melodies.length(notes[-1]) >= 4 for last, notes in zip(lasts, drawn, strict=True)
    ]
    assert scores["home"] == pytest.approx(np.mean(home))
    assert 0 < scores["in_key"] < 1


def test_a_network_that_does_not_write_has_no_melodies() -> None:
    task = small("tags")
    spec = task.spec()
    with pytest.raises(ValueError, match="got one of Parts of speech"):
        draw_melodies(task, spec, initial_wired(spec))
