"""Texts as models from elsewhere split them; the places of the words are those of the text as typed."""

import pytest

from rnnviz.text import TOKENIZER, UNKNOWN_ID, VECTORIZER, Splitting, Vocabulary, encode, first_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The film isn't bad!", ["the", "film", "isnt", "bad"]),
        ("well-made, (truly)", ["wellmade", "truly"]),
        (" . — ...  ", ["—"]),
        ("Été\u00a0x\ty\n", ["Été\u00a0x", "y"]),
        ("", []),
        ("?!", []),
    ],
)
def test_a_vectorizer_deletes_signs_and_lowers_ascii_letters_only(text: str, words: list[str]) -> None:
    assert [word.text for word in VECTORIZER.split(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The film isn't bad!", ["the", "film", "isn't", "bad"]),
        ("well-made,(truly)", ["well", "made", "truly"]),
        ("ÉTÉ\u00a0x\ty\nz", ["été\u00a0x", "y", "z"]),
        ("ΣΑΣ", ["σας"]),
    ],
)
def test_a_tokenizer_parts_at_signs_and_lowers_all_letters(text: str, words: list[str]) -> None:
    assert [word.text for word in TOKENIZER.split(text)] == words


@pytest.mark.parametrize("splitting", [VECTORIZER, TOKENIZER, Splitting("none", "", False, "_")])
def test_places_are_those_of_what_was_typed(splitting: Splitting) -> None:
    text = ' «It\'s» "GOOD"!! (not_bad) … ok.'
    words = splitting.split(text)
    assert all(a.end <= b.start for a, b in zip(words, words[1:], strict=False))
    for word in words:
        typed = text[word.start : word.end]
        if not splitting.is_parting:
            typed = "".join(sign for sign in typed if sign not in splitting.signs)
        assert word.text.lower() == typed.lower()


def test_nothing_is_respelled_and_unknown_words_are_read_as_unknown() -> None:
    known = Vocabulary.of(["film", "good"])
    other = Vocabulary(known.words, VECTORIZER)
    assert encode("a goood filmm", known)[-1].status == "respelled"
    assert [(token.id, token.status) for token in encode("a goood FILM!", other)] == [
        (UNKNOWN_ID, "unknown"),
        (UNKNOWN_ID, "unknown"),
        (2, "known"),
    ]
    assert encode("good!", other)[0].typed == "good"


def test_the_reserved_words_are_no_words_of_a_text() -> None:
    other = Vocabulary(("", "[UNK]", "unk"), Splitting("ascii", ""))
    assert [token.status for token in encode("[UNK] unk", other)] == ["unknown", "known"]


def test_a_text_is_cut_where_its_own_words_end() -> None:
    other = Vocabulary.of(["x"])
    text = "don't stop-it now"
    assert first_words(text, 3) == ("don't stop", 5)
    assert first_words(text, 2, Vocabulary(other.words, VECTORIZER)) == ("don't stop-it", 3)
    assert first_words(text, 2, other) == first_words(text, 2)


@pytest.mark.parametrize("bad", [{"lowers": "some"}, {"spaces": ""}])
def test_a_splitting_that_makes_no_sense_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be|must stand"):
        Splitting(**bad)  # type: ignore[arg-type]
