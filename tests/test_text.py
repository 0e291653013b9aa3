"""From typed text to ids: words, offsets, spelling, and whatever else a person may paste."""

import itertools
import string

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnnviz.text import PADDING_ID, RESERVED, UNKNOWN_ID, Vocabulary, Word, encode, spell, tokenize

VOCABULARY = Vocabulary.of("the film was good is not bad great 's actors loved so well 42 ♥ :) 😂".split())

# Texts that were ever trouble somewhere: lone surrogates, controls, right-to-left, stacked marks, joiners.
ODD = st.text(
    st.sampled_from("aZ'’n't 3.,:)<\ud83d\udc00\x00\x1b\u202e\u200d\u0301\u0327\u20e3İßﬁ½㏂ŉשم👍🏽\ufe0f")
)
ANYTHING = st.one_of(st.text(), st.text(st.characters(exclude_categories=())), ODD)
same_every_time = settings(derandomize=True, deadline=None, database=None)


def words(text: str) -> str:
    return " ".join(word.text for word in tokenize(text))


def typed(text: str) -> list[str]:
    return [text[word.start : word.end] for word in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \t\n ... !?", ""),
        ("The film was GOOD!", "the film was good"),
        ("a well-made,not_bad story", "a well made not bad story"),
        ("Amélie is naïve; ﬁne ＧＯＯＤ", "amelie is naive fine good"),
        ("3.5 of 1,000 in 1999.", "3.5 of 1,000 in 1999"),
        ("7/10, 80's", "7 10 80 s"),
        ("film's they're I'd we'll I've I'm", "film 's they 're i 'd we 'll i 've i 'm"),
        ("O'Brien rock’n’roll 'quoted'", "obrien rocknroll quoted"),
        ("good :) bad :-( so ;D <3", "good :) bad :-( so ;d <3"),
        ("loved it 😂😂 👍🏽 ❤️ 1️⃣", "loved it 😂 😂 👍 ♥ 1"),
        ("co\xadoperate", "cooperate"),
    ],
)
def test_a_text_becomes_lower_case_words(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("contraction", "expected"),
    [
        ("isn't", "is not"),
        ("isnt", "is not"),
        ("ISN’T", "is not"),
        ("don`t", "do not"),
        ("can't", "can not"),
        ("cant", "can not"),
        ("cannot", "can not"),
        ("won't", "will not"),
        ("wont", "will not"),
        ("shan't", "shall not"),
        ("ain't", "is not"),
        ("mightn't", "might not"),
    ],
)
def test_a_negation_is_a_word_of_its_own(contraction: str, expected: str) -> None:
    assert words(contraction) == expected


@pytest.mark.parametrize("word", "want parent went cent different talent front shant point amount".split())
def test_a_word_that_ends_in_nt_is_no_contraction(word: str) -> None:
    assert words(word) == word


def test_offsets_are_places_in_the_text_as_typed() -> None:
    text = "It ISN’T\n bad… Amélie's :)"
    expected = (
        Word("it", 0, 2),
        Word("is", 3, 5),
        Word("not", 5, 8),
        Word("bad", 10, 13),
        Word("amelie", 15, 21),
        Word("'s", 21, 23),
        Word(":)", 24, 26),
    )
    assert tokenize(text) == expected
    assert typed(text) == ["It", "IS", "N’T", "bad", "Amélie", "'s", ":)"]


def test_a_mark_typed_after_its_letter_belongs_to_the_word() -> None:
    assert typed("cafe\u0301 bad") == ["cafe\u0301", "bad"]
    assert typed("the nai\u0308ve") == ["the", "nai\u0308ve"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<br /><br />Good", "br br good"),
        ("<b>bad</b> &amp; <i class='x'>good", "b bad b amp i class x good"),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("http://example.org/film", "http example org film"),
        ("if a<30", "if a 30"),
    ],
)
def test_markup_and_links_are_words_and_no_faces(text: str, expected: str) -> None:
    assert words(text) == expected


@same_every_time
@given(ANYTHING)
@example("ŉ½㏂ \ud800 \U0010ffff\u0000")
def test_any_text_at_all_has_words_with_places(text: str) -> None:
    found = tokenize(text)
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert word.text == word.text.lower() and not any(map(str.isspace, word.text))
    for before, after in itertools.pairwise(found):
        assert before.start <= after.start and before.end <= after.end


@same_every_time
@given(st.text(string.printable))
def test_words_of_plain_text_do_not_overlap_and_leave_only_signs_between(text: str) -> None:
    end = 0
    for word in tokenize(text):
        assert end <= word.start
        assert not any(map(str.isalnum, text[end : word.start]))
        end = word.end
    assert not any(map(str.isalnum, text[end:]))


@same_every_time
@given(ANYTHING)
def test_encoding_gives_one_token_a_word_and_says_what_became_of_it(text: str) -> None:
    found, tokens = tokenize(text), encode(text, VOCABULARY)
    assert [token.typed for token in tokens] == [text[word.start : word.end] for word in found]
    for word, token in zip(found, tokens, strict=True):
        if token.status == "unknown":
            assert (token.id, token.text) == (UNKNOWN_ID, word.text)
        else:
            assert VOCABULARY.words[token.id] == token.text
            assert token.id >= len(RESERVED)
            assert (token.text == word.text) == (token.status == "known")


@same_every_time
@given(st.lists(st.sampled_from("the film was good is not bad great actors loved so well 42".split())))
def test_known_words_are_read_as_themselves(chosen: list[str]) -> None:
    tokens = encode(" ".join(chosen), VOCABULARY)
    assert [token.text for token in tokens] == chosen
    assert {token.status for token in tokens} <= {"known"}


@same_every_time
@given(ANYTHING)
def test_what_was_read_would_be_read_as_itself(text: str) -> None:
    for token in encode(text, VOCABULARY):
        assert VOCABULARY.look_up(token.text) == (token.text, token.id)


@pytest.mark.parametrize("word", "great actors loved".split())
def test_any_one_edit_behind_the_first_letter_is_forgiven(word: str) -> None:
    spelled = set()
    for place in range(1, len(word)):
        head, letter, tail = word[:place], word[place], word[place + 1 :]
        spelled |= {head + tail} | {head + tail[0] + letter + tail[1:] for _ in tail[:1]}
        spelled |= {head + new + rest for new in string.ascii_lowercase for rest in (tail, letter + tail)}
    assert {VOCABULARY.look_up(error) for error in spelled} == {(word, VOCABULARY.ids[word])}


@pytest.mark.parametrize("error", ["freat", "reat", "grraat", "g", "gret great", "gréat", "42nd", "9reat"])
def test_other_errors_are_unknown(error: str) -> None:
    assert VOCABULARY.look_up(error) == (error, UNKNOWN_ID)


def test_the_most_frequent_of_the_near_words_is_read() -> None:
    assert Vocabulary.of(["coat", "boat", "coot"]).look_up("cobat") == ("coat", 2)
    assert Vocabulary.of(["story", "store", "stork"]).look_up("stors")[0] == "story"
    assert Vocabulary.of(["stork", "store", "story"]).look_up("stors")[0] == "stork"


def test_words_of_three_letters_and_very_long_ones_are_not_respelled() -> None:
    long = "a" + "bc" * 10
    vocabulary = Vocabulary.of(["cat", long])
    assert vocabulary.look_up("caz")[1] == vocabulary.look_up(long + "x")[1] == UNKNOWN_ID
    assert vocabulary.look_up(long) == (long, 3)


@pytest.mark.parametrize(
    ("drawn_out", "expected"),
    [("soooo", "so"), ("goooood", "good"), ("GREAAAAT", "great"), ("wellll", "well")],
)
def test_letters_drawn_out_are_drawn_in(drawn_out: str, expected: str) -> None:
    (token,) = encode(drawn_out, VOCABULARY)
    assert (token.text, token.typed, token.status) == (expected, drawn_out, "respelled")


def test_a_token_says_what_was_typed_and_what_was_read() -> None:
    text = "The flim isn't grate 😂 zzzz!"
    tokens = encode(text, VOCABULARY)
    assert [token.typed for token in tokens] == ["The", "flim", "is", "n't", "grate", "😂", "zzzz"]
    assert [token.text for token in tokens] == ["the", "film", "is", "not", "grate", "😂", "zzzz"]
    assert [token.status[0] for token in tokens] == list("krkkuku")


def test_unknown_words_get_the_unknown_id() -> None:
    assert encode("zebra", VOCABULARY)[0].id == UNKNOWN_ID == VOCABULARY.words.index("[UNK]")


@pytest.mark.parametrize("reserved", RESERVED)
def test_the_reserved_rows_cannot_be_typed(reserved: str) -> None:
    assert VOCABULARY.look_up(reserved)[1] == UNKNOWN_ID
    assert all(token.id != PADDING_ID for token in encode(reserved, VOCABULARY))


def test_ten_thousand_words_are_read_to_the_last(rng: np.random.Generator) -> None:
    chosen = rng.choice(["the", "film", "isn't", "goooood", "flim", "zebra", "naïve", "😂"], 10_000)
    text = ", ".join(chosen)
    tokens = encode(text, VOCABULARY)
    assert len(tokens) == 10_000 + (chosen == "isn't").sum()
    assert tokens[-1].typed.startswith(text.rpartition(", ")[2][:2])


def test_one_endless_word_is_one_word() -> None:
    (token,) = encode("a" * 100_000 + "n" * 100_000, VOCABULARY)
    assert token.status == "unknown"
    assert len(encode("a'" * 50_000, VOCABULARY)) == 1


def test_a_vocabulary_begins_with_its_reserved_rows() -> None:
    assert VOCABULARY.words[:2] == ("", "[UNK]")
    assert Vocabulary.of(VOCABULARY.words) == VOCABULARY
    assert len(VOCABULARY) == len(VOCABULARY.words) == len(VOCABULARY.ids)
    for words in ((), ("the", "film"), ("[UNK]", ""), ("",)):
        with pytest.raises(ValueError, match="a vocabulary begins with"):
            Vocabulary(words)


def test_a_vocabulary_has_no_word_twice() -> None:
    for words in (["the", "film", "the"], ["film", ""], ["[UNK]"]):
        with pytest.raises(ValueError, match="stands twice"):
            Vocabulary.of(words)


@same_every_time
@given(ANYTHING)
@example("It ISN'T “fine”, doesnt Cannot film's 3.5 :) 😂 naïve")
def test_spelling_gives_the_words_of_tokenizing(text: str) -> None:
    assert spell(text) == tuple(word.text for word in tokenize(text))
