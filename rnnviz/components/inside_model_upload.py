"""A model that is uploaded: the file, its vocabulary, and what a person has to say of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from rnnviz.archive import UNREADABLE, Parts
from rnnviz.components.latest import latest
from rnnviz.components.words import as_text
from rnnviz.figures.model_said import found_said, reading_notes
from rnnviz.keras_file.assembled import Assembled, assemble, with_verdict
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.limits import MOST_BYTES, MOST_WORDS_BYTES, NotReadable, plainly
from rnnviz.keras_file.words import (
    MOST_BEFORE,
    WordList,
    first_row,
    fit,
    read_words,
    which_row,
    words_inside,
)
from rnnviz.learning.upload import Lost, read_upload
from rnnviz.network import Network
from rnnviz.text import TOKENIZER, UNKNOWN_ID, VECTORIZER, Splitting, Vocabulary

_FOUND = "model_found"  # In the session, with all that was made of it: nobody else is shown it.
_LOOKED_AT = 2_000  # Words of a vocabulary, to see whether a text can have them.

# How the model's texts were split; in any other way the words of its vocabulary would not be found.
SPLITTINGS: Mapping[str, tuple[str, Splitting | None]] = {
    "file": ("As its Tokenizer says", None),
    "vectorizer": ("As TextVectorization: isn't → isnt", VECTORIZER),
    "tokenizer": ("As Tokenizer: well-made → well made", TOKENIZER),
}


@dataclass(frozen=True, eq=False)
class Offer:
    """A model that can be read with.

    Attributes:
        key: of the file and all that was said of it.
        title: of the file.
        found: what was found in it.
        built: how it is computed here.
        parts: of its network.
        network: made of these.
        rows: for each of its words the row of the model; -1 where the model has none.
        notes: what is to be known of it, in sentences.
    """

    key: str
    title: str
    found: Found
    built: Assembled
    parts: Parts
    network: Network
    rows: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What the person says of the model; None where the file says it, or it is guessed."""

    first: int | None = None
    splitting: str = "file"
    positive: int | None = None
    is_logit: bool = False


@dataclass(frozen=True, eq=False)
class Asked:
    """A model that was uploaded, as far as it is.

    Attributes:
        title: of the file.
        found: what was found in it.
        built: how it is computed here.
        offer: what can be read with; None while its words are missing, or do not fit.
    """

    title: str
    found: Found
    built: Assembled
    offer: Offer | None = None


def ask_for_model() -> Asked | None:
    """The uploaders, and what was made of the files; None where there is no model that can be read."""
    uploaded = st.file_uploader(
        "Your model, a .keras file",
        ["keras"],
        key="model_file",
        max_upload_size=MOST_BYTES // 1_000_000,
        help="It is read as a zip of numbers, in a process of its own. No code in it is ever run.",
    )
    if uploaded is None:
        for made in (_FOUND, "model_built", "model_offer"):  # They hold the numbers of the model.
            st.session_state.pop(made, None)
        return None
    key = _key_of(uploaded)
    found = latest(_FOUND, (key,), lambda: _found(uploaded.getvalue()))
    if isinstance(found, NotReadable):
        _refuse(str(found))
        if isinstance(found, Lost):
            st.button("Try again", key="model_again", on_click=st.session_state.pop, args=(_FOUND, None))
        return None
    built = latest("model_built", (key,), lambda: _built(found))
    if isinstance(built, str):
        _refuse(built)
        return None
    title = plainly(uploaded.name, 40)
    words, words_key = _ask_for_words(found)
    said = _ask_what_to_say(found, built, words)
    if words is None:
        return Asked(title, found, built)
    if said.first is None and first_row(words, found.rows) is None:
        st.info(as_text(which_row(words, found.rows)))
        return Asked(title, found, built)
    offer_key = f"{key} {words_key} {said}"
    offer = latest("model_offer", (offer_key,), lambda: _offer(offer_key, title, found, words, said))
    if isinstance(offer, str):
        _refuse(offer)
        return Asked(title, found, built)
    return Asked(title, found, built, offer)


def _refuse(says: str) -> None:
    st.error(as_text(says))


def _ask_for_words(found: Found) -> tuple[WordList | None, str]:
    """The vocabulary inside the model, or else an uploaded one; and what tells it from others."""
    if found.words:
        try:
            words = words_inside(found)
        except NotReadable as error:
            _refuse(str(error))
            return None, ""
        return words, "inside"
    uploaded = st.file_uploader(
        f"Its vocabulary: the words of its {found.rows:,} rows",
        ["txt", "json", "csv", "vocab"],
        key="model_words",
        max_upload_size=MOST_WORDS_BYTES // 1_000_000,
        help="A text with a word in each line, a JSON list, a JSON table of words and ids, or a Tokenizer.",
    )
    if uploaded is None:
        return None, ""
    key = _key_of(uploaded)
    words_or_not = latest("model_word_list", (key,), lambda: _words(uploaded.getvalue()))
    if isinstance(words_or_not, str):
        _refuse(words_or_not)
        return None, ""
    return words_or_not, key


def _ask_what_to_say(found: Found, built: Assembled, words: WordList | None) -> Said:
    """Only what the files leave open is asked."""
    first, splitting = (None, "file") if words is None or found.words else _ask_of_words(words, found.rows)
    positive, is_logit = None, found.is_logit
    if built.outputs > 1:
        places = range(built.outputs)
        positive = st.selectbox(
            f"Which of the {built.outputs} outputs is “positive”?",
            places,
            index=built.outputs - 1,
            format_func=lambda place: f"output {place + 1}",
            key=f"model_positive_{built.outputs}",
            width=290,
        )
    if built.head[-1].activation == "linear":
        is_logit = st.checkbox(
            "Its output is a logit (from_logits=True)",
            value=found.is_logit,
            key="model_logit",
            help="Then a sigmoid, or softmax, is put behind it here.",
        )
    return Said(first, splitting, positive, is_logit)


def _ask_of_words(words: WordList, rows: int) -> tuple[int | None, str]:
    """The row of the first word, if the file does not say it, and how texts were split."""
    first: int | None = None
    with st.container(horizontal=True):
        if words.first is None:
            guessed = first_row(words, rows)
            first = st.selectbox(
                "Row of the first word",
                range(MOST_BEFORE + 1),
                index=None,
                placeholder="please choose" if guessed is None else f"{guessed}, as guessed",
                key="model_first",
                width=170,
            )
        usual = [name for name, (_, way) in SPLITTINGS.items() if way == words.splitting]
        ways = list(SPLITTINGS)[1:] if usual else list(SPLITTINGS)
        splitting = st.selectbox(
            "How its texts were split",
            ways,
            index=ways.index(usual[0]) if usual else 0,
            format_func=lambda name: SPLITTINGS[name][0],
            key="model_splitting",
            width=290,
        )
    return first, splitting


def _key_of(uploaded: UploadedFile) -> str:
    return f"{uploaded.file_id} {uploaded.size}"


@st.cache_resource(show_spinner=False)
def _gate() -> BoundedSemaphore:
    """As many uploads as are read at a time; each may take a gigabyte."""
    return BoundedSemaphore(2)


def _found(raw: bytes) -> Found | NotReadable:
    try:
        with st.spinner("Reading the model …"), _gate():
            return read_upload(raw)
    except NotReadable as error:
        return error


def _built(found: Found) -> Assembled | str:
    try:
        return assemble(found)
    except UNREADABLE as error:  # NotReadable is one; so is what a layer says of arrays that do not fit.
        return str(error)


def _words(raw: bytes) -> WordList | str:
    try:
        return read_words(raw)
    except NotReadable as error:
        return str(error)


def _offer(key: str, title: str, found: Found, words: WordList, said: Said) -> Offer | str:
    try:
        return offer_of(key, title, found, words, said)
    except ValueError as error:
        return str(error)


def offer_of(key: str, title: str, found: Found, words: WordList, said: Said) -> Offer:
    """Put a model and its words together.

    Raises:
        ValueError: if they do not fit, or give no verdict; the message says why.
    """
    built = assemble(found)
    head = with_verdict(built, said.is_logit)
    fitted = fit(words, found.rows, said.first, SPLITTINGS[said.splitting][1])
    _expect_to_find(fitted.vocabulary)
    positive = said.positive if built.outputs > 1 else None
    notes = (*fitted.notes, *reading_notes(found, built, positive))
    card = {
        "kind": title.removesuffix(".keras") or "model",
        "note": " ".join(notes),
        "summary": found_said(found, built, len(fitted.vocabulary) - 2),
    }
    parts = Parts(
        "model", fitted.vocabulary, fitted.pick(built.embeddings), built.layers, head, card, positive
    )
    return Offer(key, card["kind"], found, built, parts, Network(*parts), fitted.rows, (*found.notes, *notes))


def _expect_to_find(vocabulary: Vocabulary) -> None:
    """Refuse a way of splitting by which no typed word would be one of the vocabulary."""
    some = vocabulary.words[2 : 2 + _LOOKED_AT]
    if not any(
        vocabulary.find(part.text)[1] != UNKNOWN_ID for word in some for part in vocabulary.split(word)
    ):
        raise ValueError(
            f"None of its words, such as “{plainly(some[0], 24)}”, is found when texts are split this way. "
            "Were they split in another one?"
        )
