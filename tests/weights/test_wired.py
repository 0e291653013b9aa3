"""The networks of the wirings do what their cards say, on new examples, and reach what was promised."""

from collections.abc import Hashable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.archive import read_archive
from rnnviz.data import tags
from rnnviz.learning.wired_answers import Score, answers_of, score_wired
from rnnviz.learning.wired_data import WiredData, WiredTraining
from rnnviz.learning.wired_train import Diverged
from rnnviz.symbols import END
from rnnviz.tasks import measure, shipped
from rnnviz.tasks.captions import draw_unseen
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.tasks.running import run
from rnnviz.tasks.shipped import FOLDER, load_wired, name_of, path_of, shipped_variants
from rnnviz.tasks.task import Input, Modifier, Sizes, Task
from rnnviz.weights import wired
from rnnviz.weights.wired import jobs_of, make, report
from rnnviz.wired_archive import read_wired

LARGEST = 2_000_000  # Bytes of one file.
COUNT, SEED = 160, 11  # Of what is drawn anew; the cards come from another seed.
TRAINED = [name for name in TASK_NAMES if not task_of(name).elsewhere]
NETWORKS = [(name, one) for name in TRAINED for one in shipped_variants(task_of(name))]
Network = tuple[str, tuple[Modifier, ...]]
each_network = pytest.mark.parametrize("which", NETWORKS, ids=[name_of(task_of(a), b) for a, b in NETWORKS])


@cache
def held_out(name: str) -> WiredData:
    return task_of(name).draw_held_out(COUNT, SEED)


def card_of(name: str, *modifiers: Modifier) -> Any:
    return load_wired(task_of(name), modifiers).network.card


def weights_in(which: Network) -> Any:
    return read_archive(path_of(task_of(which[0]), which[1]))[1]


def examples(data: WiredData) -> list[Hashable]:
    """What is given in each example; where nothing is given, what is to be written."""
    if data.sources is None:
        return [tuple(target.tolist()) for target in data.targets]
    return [np.asarray(source).astype(np.int32).tobytes() for source in data.sources]


def agree(found: Score, card: Any) -> None:
    """Within four standard errors of as many examples as were drawn, and one example more."""
    for name in ("right", "symbols"):
        share = card[name]
        error = 4 * np.sqrt(share * (1 - share) / found.count) + 1 / found.count
        assert getattr(found, name) == pytest.approx(share, abs=error), name


@each_network
def test_a_card_is_true_on_examples_that_are_drawn_anew(which: Network) -> None:
    name, modifiers = which
    saved = load_wired(task_of(name), modifiers)
    score = score_wired(saved.spec, weights_in(which), held_out(name))
    agree(score, saved.network.card)
    assert score.loss == pytest.approx(saved.network.card["loss"], rel=0.35, abs=0.02)


@each_network
def test_the_page_gets_the_answers_that_were_scored(which: Network) -> None:
    # The page runs one example step by step; the score is that of all at once.
    name, modifiers = which
    task, saved = task_of(name), load_wired(task_of(name), modifiers)
    data = held_out(name).take(np.arange(12))
    beginnings = [target[:1] for target in data.targets] if name == "melody" else None
    found = answers_of(saved.spec, weights_in(which), data.sources, task.most, beginnings)
    for n, expected in enumerate(found):
        given = Input(begun=tuple(data.targets[n][:1].tolist()))
        if isinstance(data.sources, tuple):
            given = Input(ids=tuple(data.sources[n].tolist()))
        elif data.sources is not None:
            given = Input(picture=data.sources[n].astype(np.float32))
        answer = run(task, saved.network, given).chosen
        assert [number for number in answer if number != END or not saved.spec.writes] == expected.tolist()


@each_network
def test_a_card_says_how_the_network_came_to_be(which: Network) -> None:
    name, modifiers = which
    task, card = task_of(name), card_of(name, *modifiers)
    assert card["kind"] == task.title and card["seconds"] > 0 and card["count"] >= 1_000
    training = WiredTraining.from_values(card["training"])
    updates, *_, right, symbols, loss = zip(*card["curve"], strict=True)
    assert updates[0] == 0 and updates[-1] == training.updates and list(updates) == sorted(updates)
    assert loss[-1] < loss[0] and symbols[-1] > symbols[0]
    assert right[-1] == pytest.approx(card["right"], abs=0.06)


@each_network
def test_no_file_is_larger_than_it_may_be(which: Network) -> None:
    assert path_of(task_of(which[0]), which[1]).stat().st_size < LARGEST


@pytest.mark.parametrize("name", TASK_NAMES)
def test_nothing_held_out_is_learnt_from(name: str) -> None:
    task = task_of(name)
    learnt = set(examples(task.draw(4_000, measure.DATA_SEED)))
    assert len(learnt) > 900
    for seed in (measure._SEED, measure.CHECK_SEED, SEED):
        assert not learnt & set(examples(task.draw_held_out(COUNT, seed)))
    assert not learnt & set(examples(draw_unseen(COUNT, SEED))) or name != "captions"


@pytest.mark.parametrize("name", ["shapes", "captions", "tags", "dates", "translation"])
def test_no_example_to_press_is_learnt_from(name: str) -> None:
    task = task_of(name)
    learnt = set(examples(task.draw(4_000, measure.DATA_SEED)))
    for text in task.examples:
        given = task.understand(text)
        shown = np.array(given.ids) if given.picture is None else given.picture
        assert shown.astype(np.int32).tobytes() not in learnt, text


def test_captions_reach_98_per_cent_word_for_word() -> None:
    for modifiers in shipped_variants(task_of("captions")):
        card = card_of("captions", *modifiers)
        assert card["right"] >= 0.98
        # Captions that were never met are harder, and the card says how much.
        assert 0.9 < card["unseen"]["right"] < card["right"]


def test_captions_are_right_by_the_rule_from_the_board_to_the_text() -> None:
    task = task_of("captions")
    pictures = np.asarray(held_out("captions").sources).reshape(COUNT, 144, 4)
    signs = np.where(pictures.any(axis=2), pictures.argmax(axis=2) + 1, 0)
    texts = ["".join(".rgby"[sign] for sign in row) for row in signs[:80]]
    runs = [run(task, load_wired(task).network, task.understand(text)) for text in texts]
    judged = [one.is_right for one in runs if one.is_right is not None]
    assert len(judged) > 50 and np.mean(judged) > 0.95


@pytest.mark.parametrize("modifiers", [("attention",), ("bidirectional", "attention")])
def test_dates_reach_99_per_cent_with_attention(modifiers: tuple[Modifier, ...]) -> None:
    assert card_of("dates", *modifiers)["right"] >= 0.99
    task, network = task_of("dates"), load_wired(task_of("dates"), modifiers).network
    reads, found = task.alphabets.reads, []
    for source in held_out("dates").sources or ():
        assert reads is not None
        given = task.understand("".join(reads.names[n] for n in source))
        assert given.right is not None  # By the rule, from what is typed.
        found.append(run(task, network, given).is_right is True)
    assert len(found) == COUNT and np.mean(found) > 0.975
    for text in task.examples:
        assert run(task, network, task.understand(text)).is_right, text


def test_tags_are_three_points_above_the_most_frequent_tag_of_each_word() -> None:
    usual = tags.most_frequent_tags(tags.draw(20_000, measure.DATA_SEED))
    baseline = tags.share_right(usual, tags.draw_held_out(1_000, SEED))
    for modifiers in shipped_variants(task_of("tags")):
        card = card_of("tags", *modifiers)
        assert card["baseline"] == pytest.approx(baseline, abs=0.015)
        assert (card["symbols"] >= card["baseline"] + 0.03) >= ("bidirectional" in modifiers)
    # What only the words behind can tell, is what the other direction is for.
    assert card_of("tags", "bidirectional")["symbols"] > card_of("tags")["symbols"] + 0.02


def test_a_garden_path_is_tagged_right_in_both_directions_alone() -> None:
    task = task_of("tags")
    ways: dict[str, tuple[Modifier, ...]] = {"one": (), "both": ("bidirectional",)}
    right = {
        way: [
            run(task, load_wired(task, one).network, task.understand(text)).is_right for text in task.examples
        ]
        for way, one in ways.items()
    }
    assert all(right["both"]) and not right["one"][0] and right["one"].count(False) >= 2


def test_melodies_keep_the_rules() -> None:
    for modifiers in shipped_variants(task_of("melody")):
        card = card_of("melody", *modifiers)
        assert card["in_key"] > 0.99 and card["bars"] > 0.9 and card["home"] > 0.95
        assert 0 < card["repeats"] < 1


@pytest.mark.parametrize("name", ["dates", "translation"])
def test_lengths_on_a_card_follow_each_other(name: str) -> None:
    for modifiers in shipped_variants(task_of(name)):
        bins = card_of(name, *modifiers)["by_length"]
        assert len(bins) >= 5
        assert all(one["high"] + 1 == two["low"] for one, two in zip(bins, bins[1:], strict=False))
        assert all(0 <= one["right"] <= 1 and one["count"] == measure.IN_A_BIN for one in bins)


def test_every_network_that_can_be_made_is_a_job_once() -> None:
    jobs = list(jobs_of())
    assert len(jobs) == len(set(jobs)) == 1 + 4 + 2 + 2 + 4 + 8 + 8
    assert set(NETWORKS) <= set(jobs)
    assert list(jobs_of(("tags",)))[:3] == [
        ("tags", ()),
        ("tags", ("stacked",)),
        ("tags", ("bidirectional",)),
    ]
    assert list(jobs_of(("sentiment",))) == []


def small(name: str) -> Task:
    sizes = Sizes(units=6, embedding_dim=4, examples=300, updates=20)
    return replace(task_of(name), sizes=sizes)


def test_a_network_is_made_scored_and_written_with_its_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(measure, "HELD_OUT", 80)
    monkeypatch.setattr(wired, "task_of", small)
    for module in (wired, shipped):
        monkeypatch.setattr(module, "FOLDER", tmp_path / "wired")
    make("tags", ("bidirectional",), said.append)
    (path,) = (tmp_path / "wired").iterdir()
    assert path.name == "tags-bidirectional.npz"
    spec, network = read_wired(path, path.stem)
    assert spec == small("tags").spec(("bidirectional",))
    weights = read_archive(path)[1]
    score = score_wired(spec, weights, small("tags").draw_held_out(80, 2))
    assert measure.as_values(score).items() <= network.card.items()
    assert (network.card["examples"], network.card["training"]["updates"]) == (300, 20)
    assert len(network.card["curve"]) == 11 and said[0].startswith("tags-bidirectional: right ")
    first = path.read_bytes()
    make("tags", ("bidirectional",), said.append)
    again = read_archive(path)[1]
    assert all((again[key] == weights[key]).all() for key in weights) and first
    report(said.append)
    assert any(line.startswith("tags-bidirectional: right") and "baseline" in line for line in said[2:])


def test_a_training_that_diverges_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def diverged(*_: object) -> Any:
        yield Diverged(1, 20, float("nan"), 0.0, 0.1)

    monkeypatch.setattr(wired, "task_of", small)
    monkeypatch.setattr(wired, "train_wired", diverged)
    for module in (wired, shipped):
        monkeypatch.setattr(module, "FOLDER", tmp_path / "wired")
    with pytest.raises(ValueError, match="tags diverged"):
        make("tags", (), print)
    assert not (tmp_path / "wired").exists()


def test_the_report_is_what_stands_on_the_cards() -> None:
    lines: list[str] = []
    report(lines.append)
    by_name = dict(line.split(": right ") for line in lines)
    assert {name_of(task_of(name), one) for name, one in NETWORKS} <= by_name.keys()
    for name, one in NETWORKS:
        said = by_name[name_of(task_of(name), one)]
        assert said.startswith(f"{card_of(name, *one)['right']:.1%}, symbols")
    assert "baseline 91" in by_name["tags"] and "in_key" in by_name["melody"]
    assert FOLDER.name == "wired"
