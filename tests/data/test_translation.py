"""The small English and French: agreement, elision and order by hand, and nothing held out is learnt from."""

import pytest

from rnnviz.data import translation
from rnnviz.data.drawn import Pair

PAIRS = {
    # Gender, number, and what stands before a vowel.
    "the cat sleeps": "le chat dort",
    "the cow sleeps": "la vache dort",
    "the child sleeps": "l'enfant dort",
    "the children sleep": "les enfants dorment",
    "a bird sings": "un oiseau chante",
    "a mouse arrives": "une souris arrive",
    "this man works": "cet homme travaille",
    "this boy works": "ce garçon travaille",
    "this woman works": "cette femme travaille",
    "these girls dance": "ces filles dansent",
    "my apple is red": "ma pomme est rouge",
    "my horses are white": "mes chevaux sont blancs",
    "two horses arrive": "deux chevaux arrivent",
    # Adjectives: most behind the noun, some before it.
    "the black cat sleeps": "le chat noir dort",
    "the big black cow sleeps": "la grande vache noire dort",
    "this young man works": "ce jeune homme travaille",
    "the tired girls sleep": "les filles fatiguées dorment",
    "an intelligent woman writes a letter": "une femme intelligente écrit une lettre",
    "the big tree is green": "le grand arbre est vert",
    "the green tree is big": "l'arbre vert est grand",
    "the houses are small": "les maisons sont petites",
    # Negation goes around the verb, and loses its vowel.
    "she does not see the dog": "elle ne voit pas le chien",
    "they do not love the dogs": "ils n'aiment pas les chiens",
    "the dog is not happy": "le chien n'est pas heureux",
    "the women are not happy": "les femmes ne sont pas heureuses",
    "he never sleeps": "il ne dort jamais",
    "she is never tired": "elle n'est jamais fatiguée",
    "he often reads my book": "il lit souvent mon livre",
    "he does not always listen": None,
    "he does not always sing": "il ne chante pas toujours",
    # A pronoun stands before the verb.
    "she sees him": "elle le voit",
    "he loves her": "il l'aime",
    "the girls watch them": "les filles les regardent",
    "he does not love her": "il ne l'aime pas",
    "the boy never sees them": "le garçon ne les voit jamais",
    # That is qui or que, by what follows.
    "the girl that sings is happy": "la fille qui chante est heureuse",
    "the girl that he sees is happy": "la fille qu'il voit est heureuse",
    "the dogs that the man watches sleep": "les chiens que l'homme regarde dorment",
    # Two are many, and masculine unless both are feminine.
    "the girl and the woman are tired": "la fille et la femme sont fatiguées",
    "the girl and the boy are tired": "la fille et le garçon sont fatigués",
    # Clauses and places.
    "she sleeps because she is tired": "elle dort parce qu'elle est fatiguée",
    "he sings when a bird sings": "il chante quand un oiseau chante",
    "she sings because the man works": "elle chante parce que l'homme travaille",
    "the cat sleeps in the garden today": "le chat dort dans le jardin aujourd'hui",
    "she sees the cat and the dog sleeps": "elle voit le chat et le chien dort",
    "he dances under the tree in the evening": "il danse sous l'arbre le soir",
    # None of it.
    "the cat": None,
    "the cat sleep": None,
    "cats sleep": None,
    "a apple is red": None,
    "she does not see a dog": None,
    "the black big cat sleeps": None,
    "the wolf sleeps": None,
    "": None,
}


@pytest.mark.parametrize("english", PAIRS)
def test_translations_by_hand(english: str) -> None:
    french = translation.translate(english.split())
    assert (french if french is None else translation.joined(french)) == PAIRS[english]


def test_contractions_are_read_as_two_words() -> None:
    assert translation.words_of("She doesn't sleep.") == ("she", "does", "not", "sleep")


@pytest.fixture(scope="module")
def learnt() -> tuple[Pair, ...]:
    return translation.draw(10_000, 0)


def test_every_pair_is_the_grammars_own_translation(learnt: tuple[Pair, ...]) -> None:
    for pair in learnt[:3_000]:
        assert translation.translate(pair.read) == pair.written
    assert {word for pair in learnt for word in pair.read} == set(translation.ENGLISH)
    assert {word for pair in learnt for word in pair.written} == set(translation.FRENCH)


def test_an_elided_word_stands_before_a_vowel_only(learnt: tuple[Pair, ...]) -> None:
    for pair in learnt:
        for word, following in zip(pair.written, pair.written[1:], strict=False):
            if word.endswith("'"):
                assert following[0] in "aeiouhé", pair.written
            elif word in ("le", "la", "ne", "que", "ce", "ma"):
                assert following[0] not in "aeiouhé", pair.written


def test_words_of_a_typed_sentence_are_spelled_as_those_of_the_grammar() -> None:
    assert translation.words_of(" ".join(translation.ENGLISH)) == translation.ENGLISH


def test_nothing_held_out_or_shown_is_learnt_from(learnt: tuple[Pair, ...]) -> None:
    held_out = translation.draw_held_out(500, 1)
    read = {pair.read for pair in learnt}
    assert not read & {pair.read for pair in held_out}
    assert not read & {tuple(text.split()) for text in translation.EXAMPLES}
    assert len(set(held_out)) == 500 and all(translation.is_held_out(pair.read) for pair in held_out)
    assert all(translation.translate(text.split()) for text in translation.EXAMPLES)


@pytest.mark.parametrize("low", range(3, 20, 4))
def test_held_out_sentences_of_every_length(low: int) -> None:
    pairs = translation.draw_of_length(low, low + 2, 40, 0)
    assert all(low <= len(pair.read) <= low + 2 and translation.is_held_out(pair.read) for pair in pairs)


def test_lengths_are_bounded_and_the_same_seed_draws_the_same(learnt: tuple[Pair, ...]) -> None:
    assert max(len(pair.read) for pair in learnt) == translation.LONGEST
    assert translation.draw(50, 7) == translation.draw(50, 7) != translation.draw(50, 8)
