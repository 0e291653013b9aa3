"""The grammar writes what its rules say, with the verdict they say."""

import re
from itertools import islice

import numpy as np
import pytest

from rnnviz.data.grammar import SIGNS, Grammar, generate, parse_rules, read_grammar
from rnnviz.data.lexicon import RatedWords, inflect, read_rated_words
from rnnviz.text import tokenize

WORDS = RatedWords(
    {("adj", 1): ("good",), ("adj", -1): ("awful",), ("do", 1): ("try",), ("do", -1): ("bore",)}
)


def tiny(rules: str) -> Grammar:
    return Grammar(parse_rules(rules), WORDS)


@pytest.mark.parametrize(("sign", "expected"), [(1, "not awful"), (-1, "not good")])
def test_a_minus_in_a_slot_turns_the_verdict(sign: int, expected: str, rng: np.random.Generator) -> None:
    assert tiny("sentence\n  not {-adj}").write("sentence", sign, rng) == expected


def test_two_minuses_on_the_way_down_cancel(rng: np.random.Generator) -> None:
    grammar = tiny("sentence\n  never {-phrase}\n\nphrase\n  not {-adj}")
    assert grammar.write("sentence", 1, rng) == "never not good"


def test_an_alternative_with_a_sign_is_kept_for_its_verdict(rng: np.random.Generator) -> None:
    grammar = tiny("sentence\n+ again please\n- never again")
    written = {sign: {grammar.write("sentence", sign, rng) for _ in range(20)} for sign in (1, -1)}
    assert written == {1: {"again please"}, -1: {"never again"}}


def test_weights_are_the_odds_of_alternatives(rng: np.random.Generator) -> None:
    grammar = tiny("sentence\n  3 often\n  1 rarely")
    often = sum(grammar.write("sentence", 1, rng) == "often" for _ in range(4000))
    assert abs(often / 4000 - 0.75) < 0.03  # Four standard deviations.


def test_verbs_are_inflected_and_an_stands_before_a_vowel(rng: np.random.Generator) -> None:
    grammar = tiny("sentence\n  it {do_s} , it {do_ed} : a {adj} day")
    assert grammar.write("sentence", 1, rng) == "it tries , it tried : a good day"
    assert grammar.write("sentence", -1, rng) == "it bores , it bored : an awful day"


@pytest.mark.parametrize(
    ("verb", "ending", "form"),
    [("love", "ed", "loved"), ("annoy", "s", "annoys"), ("impress", "s", "impresses"),
     ("pity", "ed", "pitied"), ("hurt", "ed", "hurt"), ("regret", "ed", "regretted")],
)  # fmt: skip
def test_an_ending_is_spelt_as_in_a_dictionary(verb: str, ending: str, form: str) -> None:
    assert inflect(verb, ending) == form


def test_a_slot_that_nothing_fills_is_an_error() -> None:
    with pytest.raises(ValueError, match="names 'adverb', which is no rule"):
        tiny("sentence\n  {adverb} done")


def test_a_rule_that_stands_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="'noun' twice or empty"):
        parse_rules("noun\n  soup\n\nnoun\n  cake")


def test_the_grammar_is_large_and_leaves_no_slot_open() -> None:
    grammar = read_grammar()
    texts = [example.text for example in islice(generate(grammar, np.random.default_rng(0)), 4000)]
    assert not [text for text in texts if re.search("[{}_]", text)]
    assert len(set(texts)) > 3600
    assert sum(len(alternatives) for alternatives in grammar.rules.values()) > 1000


def test_every_rule_offers_something_for_each_verdict() -> None:
    grammar = read_grammar()
    assert [key for key, choice in grammar.choices.items() if not choice.texts] == []


def test_positive_and_negative_sentences_come_in_turn() -> None:
    labels = [example.label for example in islice(generate(read_grammar(), np.random.default_rng(1)), 10)]
    assert labels == [1, 0] * 5


def test_the_same_seed_writes_the_same_sentences() -> None:
    first, second = (list(islice(generate(read_grammar(), np.random.default_rng(7)), 50)) for _ in range(2))
    assert first == second


def test_what_is_refused_is_not_written(rng: np.random.Generator) -> None:
    grammar = tiny("sentence\n  yes {adj}\n  no {-adj}")
    texts = [one.text for one in islice(generate(grammar, rng, lambda text: text.startswith("yes")), 20)]
    assert set(texts) == {"no awful", "no good"}


def test_there_are_hundreds_of_rated_adjectives_of_each_kind() -> None:
    words = read_rated_words()
    assert all(len(words.of("adj", sign)) > 200 for sign in SIGNS.values())
    assert not set(words.of("adj", 1)) & set(words.of("adj", -1))


def test_every_rated_word_is_one_token() -> None:
    split = [form for form in read_rated_words().forms if len(tokenize(form)) != 1]
    assert split == []
