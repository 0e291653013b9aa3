"""The three networks side by side: what the page claims of them is so."""

import numpy as np
import pytest

from rnnviz.data.order import TASKS
from rnnviz.data.order_sentences import EXAMPLES
from rnnviz.network import shipped_networks
from rnnviz.tasks.order import KINDS, Contestants, contrast, exchange, load_contestants


@pytest.fixture(scope="module", params=TASKS)
def contestants(request: pytest.FixtureRequest) -> Contestants:
    return load_contestants(request.param)


def examples(contestants: Contestants) -> list[tuple[str, tuple[str, str]]]:
    return list(EXAMPLES[contestants.task.name].items())


def test_the_three_have_one_vocabulary_and_about_one_size(contestants: Contestants) -> None:
    networks = [getattr(contestants, kind) for kind in KINDS]
    assert len({network.vocabulary for network in networks}) == 1
    assert set(networks[0].vocabulary.words[2:]) == set(contestants.task.words)
    sizes = [network.parameters for network in networks]
    assert max(sizes) < 1.3 * min(sizes)
    assert contestants.slots.slots == contestants.task.most_words


def test_they_are_none_of_the_sentiment_networks() -> None:
    assert not any(name.startswith(tuple(TASKS)) for name in shipped_networks())


def test_an_output_is_a_probability_of_each_answer(contestants: Contestants) -> None:
    for text in ("", "food", "the dog bit the man", "zzqxj " * 40):
        side = contrast(contestants, text, text).sides[0]
        for kind in KINDS:
            output = side.output(kind)
            assert output.shape == (len(contestants.task.answers),)
            assert output.sum() == pytest.approx(1, abs=1e-5) and output.min() >= 0


def test_same_words_same_bag_same_bits_but_the_recurrent_one_is_right_on_both(
    contestants: Contestants,
) -> None:
    seen = 0
    for name, pair in examples(contestants):
        shown = contrast(contestants, *pair)
        if sorted(pair[0].lower().split()) == sorted(pair[1].lower().split()):
            seen += 1
            assert shown.is_one_bag and shown.are_equal("bag") and not shown.are_equal("recurrent")
        if "unknown" not in name:
            for side in shown.sides:
                assert shown.answer(side, "recurrent") == side.truth, side.text
    assert seen >= 4


def test_a_bag_is_wrong_on_one_of_two_twins(contestants: Contestants) -> None:
    shown = contrast(contestants, *examples(contestants)[0][1])
    right = [shown.answer(side, "bag") == side.truth for side in shown.sides]
    assert sorted(right) == [False, True]


def test_words_behind_the_last_slot_change_nothing(contestants: Contestants) -> None:
    text = " ".join(contestants.task.words[: contestants.task.most_words])
    shown = contrast(contestants, text, f"{text} dog not food man")
    assert shown.are_equal("slots") and not shown.are_equal("bag") and not shown.are_equal("recurrent")


def test_the_answer_so_far_is_that_of_the_words_so_far(contestants: Contestants) -> None:
    text = examples(contestants)[0][1][0]
    words = text.split()
    outputs = contrast(contestants, text, "").sides[0].recurrent.outputs
    for n in range(len(words)):
        so_far = contrast(contestants, " ".join(words[: n + 1]), "").sides[0].output("recurrent")
        np.testing.assert_allclose(so_far, outputs[n], atol=1e-6)


def test_the_truth_is_claimed_only_where_the_rules_reach() -> None:
    who = load_contestants("who")
    one, two = contrast(who, "The dog bit the man!", "The dog painted the man").sides
    assert (one.truth, two.truth, two.unknown) == ("dog", None, ("painted",))
    assert contrast(who, "the horse folowed the man", "").sides[0].truth == "horse"  # As it is read.


def test_texts_that_the_networks_read_alike_are_one_text() -> None:
    who = load_contestants("who")
    assert contrast(who, "The dog, the zzqxj", "the dog the wvvkq").is_one_text
    assert not contrast(who, "dog man", "man dog").is_one_text
    assert contrast(who, "dog man", "man dog").is_one_bag
    assert not contrast(who, "dog man", "man dog dog").is_one_bag


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("The dog bit the man", "The man bit the dog"),
        ("a Dog, a cat and the MAN.", "a MAN, a cat and the Dog."),
        ("the dog slept", "the dog slept"),
        ("", ""),
        ("<b>dog</b> man", "<b>man</b> dog"),
    ],
)
def test_nouns_are_exchanged_as_typed(text: str, twin: str) -> None:
    assert exchange(TASKS["who"], text) == twin
    assert exchange(TASKS["who"], twin) == text


def test_a_task_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="one of who, not, got 'why'"):
        load_contestants("why")
