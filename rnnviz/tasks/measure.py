"""How well a network of a task does on what it has never learnt from: what stands on its card."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data import melodies, tags
from rnnviz.decoding import drawing, write
from rnnviz.learning.wired_answers import Score, score_wired
from rnnviz.learning.wired_data import WiredData
from rnnviz.tasks.captions import draw_unseen
from rnnviz.tasks.task import Task
from rnnviz.wired_archive import network_of
from rnnviz.wired_spec import WiredSpec

HELD_OUT = 2_000  # Examples that a shipped network is scored on.
BINS = 8  # Of lengths.
IN_A_BIN = 300  # Examples of each.
DATA_SEED, CHECK_SEED, _SEED = 1, 3, 2  # Of the examples, of those of each check, and of those of the score.
CHECKED_ON = 500  # Examples of each check during a training.
_EACH = 20  # Melodies from each first note.
_TEMPERATURE = 0.7  # At which melodies are judged.

Weights = Mapping[str, FloatArray]


def measure(task: Task, spec: WiredSpec, weights: Weights) -> dict[str, Any]:
    """The scores of a network, as plain values for its card."""
    held_out = task.draw_held_out(HELD_OUT, _SEED)
    card = as_values(score_wired(spec, weights, held_out))
    if task.draw_of_length:
        card["by_length"] = by_length(task, spec, weights, held_out)
    if task.name == "captions":
        card["unseen"] = as_values(score_wired(spec, weights, draw_unseen(HELD_OUT, _SEED)))
    if task.name == "tags":
        card["baseline"] = most_frequent_tags(task)
    if task.name == "critics":
        answers = np.array([int(target[0]) for target in held_out.targets])
        card["baseline"] = float(max(np.mean(answers), 1 - np.mean(answers)))
    if task.name == "melody":
        card |= melody_scores(task, spec, weights)
    return card


def as_values(score: Score) -> dict[str, Any]:
    """A score as plain values."""
    return {"right": score.right, "symbols": score.symbols, "loss": score.loss, "count": score.count}


def by_length(task: Task, spec: WiredSpec, weights: Weights, held_out: WiredData) -> list[dict[str, Any]]:
    """The share of wholly right answers by the length of what is read: for each bin its lengths and count."""
    if task.draw_of_length is None or not isinstance(held_out.sources, tuple):
        return []
    lengths = np.array([len(source) for source in held_out.sources])
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, BINS + 1)).round().astype(int))
    found = []
    for low, high in zip(edges, edges[1:], strict=False):
        last = int(high) if high == edges[-1] else int(high) - 1
        data = task.draw_of_length(int(low), last, IN_A_BIN, _SEED)
        score = score_wired(spec, weights, data)
        found.append({"low": int(low), "high": last, "right": score.right, "count": score.count})
    return found


def most_frequent_tags(task: Task) -> float:
    """The share of held-out words that get the right tag from the most frequent one of each word."""
    usual = tags.most_frequent_tags(tags.draw(task.sizes.examples, DATA_SEED))
    return tags.share_right(usual, tags.draw_held_out(HELD_OUT, _SEED))


def melody_scores(task: Task, spec: WiredSpec, weights: Weights) -> dict[str, Any]:
    """Of melodies drawn from a network: shares in the key, with full bars, that come home, that repeat."""
    drawn = draw_melodies(task, spec, weights)
    return {
        "in_key": float(np.mean([melodies.share_in_key(notes) for notes in drawn])),
        "bars": float(np.mean([melodies.bars_filled(notes) for notes in drawn])),
        "home": float(np.mean([melodies.ends_on_tonic(notes) for notes in drawn])),
        "repeats": float(np.mean([melodies.third_bar_repeats_first(notes) for notes in drawn])),
        "temperature": _TEMPERATURE,
    }


def draw_melodies(task: Task, spec: WiredSpec, weights: Weights) -> list[tuple[str, ...]]:
    """Some melodies from each first note, drawn at random."""
    writer, symbols = network_of(spec, weights, task.alphabets).writer, task.alphabets.writes
    if writer is None:
        raise ValueError(f"a network that writes was expected, got one of {task.title}")
    choose = drawing(np.random.default_rng(_SEED), _TEMPERATURE)
    firsts = [symbols.numbers[note] for note in melodies.first_notes() for _ in range(_EACH)]
    written = (write(writer, writer.begin(), task.most, {0: first}, choose) for first in firsts)
    return [symbols.decode(one.symbols) for one in written]
