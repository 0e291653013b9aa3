"""Tagged sentences: known tags, one reading each, and words that only what follows can tell."""

from collections import Counter, defaultdict

import pytest

from rnnviz.data import tags
from rnnviz.data.drawn import Pair
from rnnviz.data.tags_grammar import parse_tagged


@pytest.fixture(scope="module")
def learnt() -> tuple[Pair, ...]:
    return tags.draw(15_000, 0)


@pytest.fixture(scope="module")
def held_out() -> tuple[Pair, ...]:
    return tags.draw_held_out(1_500, 1)


def test_every_word_has_a_known_tag(learnt: tuple[Pair, ...]) -> None:
    words = set(tags.words())
    for pair in learnt:
        assert len(pair.read) == len(pair.written)
        assert tags.SHORTEST <= len(pair.read) <= tags.LONGEST
        assert set(pair.read) <= words and set(pair.written) <= set(tags.TAGS)
    assert {tag for pair in learnt for tag in pair.written} == set(tags.TAGS)
    assert 400 <= len(words) <= 700


def test_nearly_every_word_is_drawn(learnt: tuple[Pair, ...]) -> None:
    assert set(tags.words()) == {word for pair in learnt for word in pair.read}


def test_no_sentence_has_two_readings(learnt: tuple[Pair, ...], held_out: tuple[Pair, ...]) -> None:
    readings = defaultdict(set)
    for pair in (*learnt, *held_out):
        readings[pair.read].add(pair.written)
    assert max(map(len, readings.values())) == 1


def test_words_are_spelled_as_a_typed_text_is_read() -> None:
    assert tags.words_of(" ".join(tags.words())) == tags.words()


def test_a_before_a_vowel_is_an(learnt: tuple[Pair, ...]) -> None:
    for pair in learnt:
        for word, following in zip(pair.read, pair.read[1:], strict=False):
            if word in ("a", "an"):
                assert (word == "an") == (following[0] in "aeiou"), pair.read


def test_the_most_frequent_tag_of_each_word_is_not_enough(
    learnt: tuple[Pair, ...], held_out: tuple[Pair, ...]
) -> None:
    assert 0.86 <= tags.share_right(tags.most_frequent_tags(learnt), held_out) <= 0.92


def test_the_word_behind_tells_more_than_the_word_before(
    learnt: tuple[Pair, ...], held_out: tuple[Pair, ...]
) -> None:
    def share(first: int, last: int) -> float:
        counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for pair in learnt:
            padded = ("", *pair.read, "")
            for place, tag in enumerate(pair.written, 1):
                counts[padded[place + first : place + last + 1]][tag] += 1
        right = [
            bool(counts[key]) and counts[key].most_common(1)[0][0] == tag
            for pair in held_out
            for place, tag in enumerate(pair.written, 1)
            for key in [("", *pair.read, "")[place + first : place + last + 1]]
        ]
        return sum(right) / len(right)

    assert share(0, 1) > share(-1, 0) + 0.01


def test_ambiguous_words_have_their_tags() -> None:
    ambiguous = tags.ambiguous_words()
    assert ambiguous["that"] == ("DET", "PRON", "SCONJ")
    assert ambiguous["her"] == ("DET", "PRON")
    assert ambiguous["to"] == ("ADP", "PART")
    assert ambiguous["light"] == ("ADJ", "NOUN", "VERB")
    assert ambiguous["man"] == ("NOUN", "VERB")
    assert set("watch play walk book saw can will like fly fish duck".split()) - {"fly"} <= set(ambiguous)
    assert "the" not in ambiguous


@pytest.mark.parametrize("path", tags.GARDEN_PATHS, ids=lambda path: path.text)
def test_a_garden_path_is_made_of_known_words_and_its_word_is_ambiguous(path: tags.GardenPath) -> None:
    words, right = path.text.split(), path.tags.split()
    assert len(words) == len(right) and set(right) <= set(tags.TAGS)
    ambiguous = tags.ambiguous_words()
    for word, tag in zip(words, right, strict=True):
        assert word in tags.words() and (word not in ambiguous or tag in ambiguous[word]), word
    assert words[path.word] in ambiguous
    assert tags.is_held_out(words)


def test_every_word_of_a_garden_path_is_learnt_with_its_tag(learnt: tuple[Pair, ...]) -> None:
    counted = Counter(each for pair in learnt for each in zip(*pair, strict=True))
    for path in tags.GARDEN_PATHS:
        for each in zip(path.text.split(), path.tags.split(), strict=True):
            assert counted[each] >= 5, each


def test_sentences_by_hand(learnt: tuple[Pair, ...]) -> None:
    known = {" ".join(pair.read): " ".join(pair.written) for pair in (*learnt, *tags.draw(40_000, 2))}
    assert known["this is cold"] == "PRON AUX ADJ"
    assert known["mark the page today"] == "VERB DET NOUN ADV"
    assert known["the complex houses were expensive"] == "DET ADJ NOUN AUX ADJ"
    assert known["the old man the ship"] == "DET NOUN VERB DET NOUN"
    assert known["the calm lasted all day"] == "DET NOUN VERB DET NOUN"


def test_nothing_held_out_is_learnt_from(learnt: tuple[Pair, ...], held_out: tuple[Pair, ...]) -> None:
    assert not {pair.read for pair in learnt} & {pair.read for pair in held_out}
    assert len(set(held_out)) == len(held_out)


def test_the_same_seed_draws_the_same() -> None:
    assert tags.draw(50, 7) == tags.draw(50, 7) != tags.draw(50, 8)


def test_tags_and_shares_by_hand() -> None:
    pairs = [Pair(("a", "b"), ("X", "Y")), Pair(("a", "a"), ("X", "Z"))]
    assert tags.most_frequent_tags(pairs) == {"a": "X", "b": "Y"}
    assert tags.share_right({"a": "X", "b": "Y"}, pairs) == 0.75


def test_a_grammar_without_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule 'missing'"):
        parse_tagged("sentence\n  {missing}")
    with pytest.raises(ValueError, match="stands twice"):
        parse_tagged("sentence\n  a/DET\nsentence\n  b/DET")
    with pytest.raises(ValueError, match="no tag"):
        parse_tagged("sentence\n  word")
