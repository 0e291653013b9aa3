"""A table of one's own: a file, its two columns, and what was found in it; or why it cannot be used."""

import streamlit as st

from rnnviz.components.words import as_text
from rnnviz.data.examples import Example
from rnnviz.data.sources import split_of
from rnnviz.data.tables import Preview, Table, TableError, preview_table, read_table

MOST_MEGABYTES = 200


@st.cache_resource(max_entries=4, show_spinner="Reading the table …")
def _preview(digest: str, _raw: bytes) -> Preview | str:
    try:
        return preview_table(_raw)
    except TableError as error:
        return str(error)


@st.cache_resource(max_entries=4, show_spinner="Reading the table …")
def _read(digest: str, _raw: bytes, text: str, label: str) -> Table | str:
    """What was found, or why it cannot be trained on; known before anything starts."""
    try:
        table = read_table(_raw, text, label)
        split_of("table", 0, table.examples)  # Refuses what would leave one class to learn from.
    except ValueError as error:  # TableError is one.
        return str(error)
    return table


def choose_table() -> tuple[Example, ...] | None:
    """The texts of an uploaded table; None where there is none that could be used."""
    uploaded = st.file_uploader(
        "A CSV file with a column of texts and one of labels",
        ["csv", "tsv", "txt"],
        key="table",
        max_upload_size=MOST_MEGABYTES,
        help="The first line names the columns. The labels have two values, such as positive and negative.",
    )
    if uploaded is None:
        return None
    raw = uploaded.getvalue()
    digest = f"{uploaded.file_id} {len(raw)}"
    preview = _preview(digest, raw)
    if isinstance(preview, str):
        st.error(as_text(preview))
        return None
    with st.container(horizontal=True):
        text = _choose_column("Text", preview, preview.text_column)
        label = _choose_column("Label", preview, preview.label_column)
    table = _read(digest, raw, text, label)
    if isinstance(table, str):
        st.error(as_text(table))
        return None
    positive = sum(example.label > 0.5 for example in table.examples)
    negative, count = table.classes[0], len(table.examples)
    st.caption(
        f"{count:,} texts: {positive:,} “{as_text(table.classes[1])}” (positive) and {count - positive:,} "
        f"“{as_text(negative)}” (negative). About a tenth each is held out for validation and test."
    )
    for note in table.notes:
        st.caption(as_text(note))
    return table.examples


def _choose_column(label: str, preview: Preview, guessed: str) -> str:
    at = preview.columns.index(guessed) if guessed in preview.columns else 0
    chosen = st.selectbox(f"{label} column", preview.columns, at, key=f"{label.lower()}_column", width=150)
    return chosen or preview.columns[at]
