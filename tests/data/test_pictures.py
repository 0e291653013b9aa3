"""Pictures: shapes, places and relations by hand, captions that tell the truth, nothing held out learnt."""

from collections import Counter

import numpy as np
import pytest

from rnnviz.data import pictures
from rnnviz.data.pictures_shapes import SHAPES, masks

CAPTIONS = (
    "a red square at the top left",
    "a blue circle above a yellow square",
    "a green cross left of a yellow triangle",
    "two red circles side by side",
    "a green cross at the bottom right",
    "a red triangle above a blue triangle",
)


@pytest.fixture(scope="module")
def learnt() -> pictures.Pictures:
    return pictures.draw(20_000, 0)


def _painted(*rows: str) -> str:
    return "".join(row.ljust(12, ".") for row in rows).ljust(144, ".")


@pytest.mark.parametrize(("text", "caption"), [*zip(pictures.EXAMPLES, CAPTIONS, strict=True)])
def test_examples_say_what_they_show(text: str, caption: str) -> None:
    assert pictures.expected(pictures.from_text(text)) == caption


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        ((), "nothing"),
        (("", "", "", "", "....rrrr", "....rrrr", "....rrrr", "....rrrr"), "a red square in the middle"),
        (("bbb", "bbb", "bbb", "", "bbb", "b.b", "bbb"), "two blue squares one above the other"),
        (("bbb", "bbb", "bbb", "bbb", "bbb"), None),  # No form of ours.
        (("bbb.ggg", "bbb.ggg", "bbb.ggg"), "a blue square left of a green square"),
        (("bbb", "bbb", "bbb", "", "....ggg", "....ggg", "....ggg"), None),  # Neither above nor beside.
        (("bbb.bbb.bbb", "bbb.bbb.bbb", "bbb.bbb.bbb"), None),  # Three.
        (("y.y", ".y.", "y.y"), "a yellow cross at the top left"),
        (("", "", "", "", "", "", "", "", "", "", "", "...........r"), None),
    ],
)
def test_captions_by_hand(rows: tuple[str, ...], caption: str | None) -> None:
    assert pictures.expected(pictures.from_text(_painted(*rows))) == caption


def test_captions_are_those_of_the_rule_wherever_it_reaches(learnt: pictures.Pictures) -> None:
    told = [pictures.expected(cells) for cells in learnt.cells[:4_000]]
    reached = [(one, two) for one, two in zip(told, learnt.captions, strict=False) if one is not None]
    assert all(one == two for one, two in reached)
    assert 0.7 < len(reached) / len(told) < 0.95  # The others have a cell too many or too few.


def test_forms_are_of_one_shape_only_and_one_cell_changes_none() -> None:
    known = masks()
    assert len({form.tobytes() for form in known.cells}) == len(known.cells)
    assert known.steady.all()
    assert np.allclose([known.weights[known.shapes == n].sum() for n in range(len(SHAPES))], 1)
    assert known.heights.min() >= 3 and known.widths.max() == 6


def test_every_word_occurs_and_no_other(learnt: pictures.Pictures) -> None:
    assert {word for caption in learnt.captions for word in caption.split()} == set(pictures.words())
    assert max(len(caption.split()) for caption in learnt.captions) == 8


def test_shapes_colours_places_and_relations_are_all_frequent(learnt: pictures.Pictures) -> None:
    counted = Counter(word for caption in learnt.captions for word in set(caption.split()))
    assert min(counted[word] for word in (*SHAPES, *pictures.COLOURS)) > 4_000
    assert min(counted[word] for word in ("above", "of", "two", "middle", "nothing")) > 300
    singles = Counter(caption.split(maxsplit=3)[3] for caption in learnt.captions if " the " in caption[:26])
    assert len([place for place in singles if place.startswith(("at", "on", "in"))]) >= 9


def test_a_picture_goes_through_its_text_and_back(learnt: pictures.Pictures) -> None:
    for cells in learnt.cells[:50]:
        assert (pictures.from_text(pictures.to_text(cells)) == cells).all()


@pytest.mark.parametrize("text", ["", "r", "r" * 10_000, "<script>" * 30, "é☃\n" * 50])
def test_any_text_is_some_picture(text: str) -> None:
    cells = pictures.from_text(text)
    assert cells.shape == (12, 12) and cells.min() >= 0 and cells.max() <= 4
    assert not cells.flags.writeable


def test_colours_are_encoded_one_hot() -> None:
    encoded = pictures.encode(pictures.from_text("r.y"))
    assert encoded.shape == (576,) and encoded.dtype == np.float32
    assert encoded[:12].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] and encoded.sum() == 2
    assert pictures.encode(np.zeros((2, 5, 12, 12), int)).shape == (2, 5, 576)


def test_nothing_held_out_is_learnt_from(learnt: pictures.Pictures) -> None:
    texts = set(map(pictures.to_text, learnt.cells))
    held_out, unseen = pictures.draw_held_out(1_000, 1), pictures.draw_unseen(300, 1)
    for others in (held_out, unseen):
        others_texts = set(map(pictures.to_text, others.cells))
        assert not texts & others_texts and len(others_texts) == len(others.captions)
        assert all(map(pictures.is_held_out, others.cells, others.captions))
    assert not set(unseen.captions) & set(learnt.captions)
    assert not any(map(pictures.is_unseen, held_out.captions))
    for example in map(pictures.from_text, pictures.EXAMPLES):
        assert pictures.to_text(example) not in texts


def test_single_shapes_have_sixteen_classes() -> None:
    learnt, held_out = pictures.draw_single(5_000, 0), pictures.draw_single_held_out(500, 0)
    assert set(learnt.captions) == set(pictures.CLASSES) and len(pictures.CLASSES) == 16
    assert not set(map(pictures.to_text, learnt.cells)) & set(map(pictures.to_text, held_out.cells))
    for cells, caption in zip(learnt.cells, learnt.captions, strict=True):
        colours = Counter(cells[cells > 0].tolist())
        assert pictures.COLOURS[colours.most_common(1)[0][0] - 1] == caption.split()[0]


def test_the_same_seed_draws_the_same() -> None:
    one, two, other = (pictures.draw(30, seed) for seed in (7, 7, 8))
    assert (one.cells == two.cells).all() and one.captions == two.captions != other.captions
    assert not one.cells.flags.writeable
