"""Word order: two sentences of the same words, read by networks with and without a memory."""

import streamlit as st

from rnnviz.components.entrance import enter_through_the_app
from rnnviz.data.order import TASKS, TRAINED_ON
from rnnviz.data.order_sentences import EXAMPLES, HEADINGS
from rnnviz.figures.contrast import contrast_picture
from rnnviz.figures.contrast_tables import contest_table, contrast_tables
from rnnviz.tasks.order import Contestants, Contrast, contrast, exchange, load_contestants
from rnnviz.text import first_words, shorten

MOST_WORDS = 40  # Of each sentence; more could not be compared at a glance.
FIRST_TASK = "who"

enter_through_the_app("pages/order.py")


@st.cache_resource(show_spinner="Loading the networks …")
def contestants_of(task: str) -> Contestants:
    return load_contestants(task)


def type_both(one: str, two: str) -> None:
    """Type two sentences for the person."""
    st.session_state.one, st.session_state.two = one, two


def take_example(task: str) -> None:
    """Type an example; the pill itself does not stay pressed."""
    if st.session_state.pair in EXAMPLES[task]:
        type_both(*EXAMPLES[task][st.session_state.pair])
    st.session_state.pair = None


def begin_anew() -> None:
    """Another question needs other sentences: its first example."""
    type_both(*next(iter(EXAMPLES[st.session_state.task or FIRST_TASK].values())))


def say_what_was_unusual(shown: Contrast, most: int) -> None:
    """One sentence where something was cut, unknown or read otherwise."""
    notes = []
    if most > MOST_WORDS:
        notes.append(f"A sentence has {most:,} words; the first {MOST_WORDS} are read.")
    columns = [column for side in shown.sides for column in side.recurrent.columns]
    unknown = dict.fromkeys(f"“{shorten(word)}”" for side in shown.sides for word in side.unknown)
    if unknown:
        more = " …" if len(unknown) > 3 else ""
        notes.append(f"Unknown to the networks (dashed): {', '.join(list(unknown)[:3])}{more}.")
    respelled = {column.typed: column.text for column in columns if column.status == "respelled"}
    if respelled:
        read = ", ".join(f"“{shorten(typed)}” as “{text}”" for typed, text in list(respelled.items())[:3])
        notes.append(f"Read {read}{' …' if len(respelled) > 3 else ''}.")
    st.text(" ".join(notes))


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def compare_as_typed(task: str) -> None:
    first = next(iter(EXAMPLES[task].values()))
    texts, most = [], 0
    for place, key, title, default in zip(
        st.columns(2, gap="medium"), ("one", "two"), ("Sentence 1", "Sentence 2"), first, strict=True
    ):
        typed = place.text_input(
            title, default, key=key, bind="query-params", live="0ms", placeholder="Type a sentence"
        )
        text, words = first_words(typed or "", MOST_WORDS)
        texts.append(text)
        most = max(most, words)
    shown = contrast(contestants_of(task), *texts)
    say_what_was_unusual(shown, most)
    st.html(contrast_picture(shown))
    with st.expander("The same as a table"):
        st.html(contrast_tables(shown))


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    heading = st.empty()
    task = st.segmented_control(
        "Question",
        tuple(TASKS),
        default=FIRST_TASK,
        format_func=lambda name: TASKS[name].question,
        key="task",
        bind="query-params",
        on_change=begin_anew,
        required=True,
        label_visibility="collapsed",
    )
    task = task or FIRST_TASK  # None where an address names a question that there is not.
heading.title(HEADINGS[task], anchor=False, width="content")
st.markdown(
    f"Two feedforward networks and a recurrent one learned from the same {TRAINED_ON:,} generated sentences "
    f"to answer one question: **{TASKS[task].question}**"
)
with st.container(horizontal=True, vertical_alignment="center"):
    st.pills(
        "Try one of these",
        EXAMPLES[task],
        key="pair",
        on_change=take_example,
        args=(task,),
        label_visibility="collapsed",
        width="content",
    )
    st.button(
        "Exchange the nouns",
        icon=":material/swap_horiz:",
        on_click=lambda: type_both(st.session_state.one, exchange(TASKS[task], st.session_state.one)),
        help="Sentence 2 becomes sentence 1 with its first and its last noun exchanged.",
    )
compare_as_typed(task)
with st.expander("How well do these networks do?"):
    st.html(contest_table(contestants_of(task)))
with st.expander("Which words do they know?"):
    others = sorted(set(TASKS[task].words) - set(TASKS[task].nouns))
    st.markdown(f"**Nouns**: {', '.join(TASKS[task].nouns)}. **Other words**: {', '.join(others)}.")
