"""The sentence: a section of the Gradients page. Was or were, and what of "cat" still reaches the answer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

import streamlit as st

from rnnviz.components.controls import choose_number, choose_one, page_theme
from rnnviz.components.live_run import done_runs, start_button, watch
from rnnviz.data.agreement import TRAINED_TO, Between
from rnnviz.data.agreement_question import (
    CLAUSE_TITLES,
    FIRST_SENTENCE,
    LENGTHS,
    SUBJECT_FORMS,
    compose,
)
from rnnviz.data.agreement_words import NOUNS, WORDS
from rnnviz.experiments.agreement_live import MOST_DISTANCE, MOST_SEED
from rnnviz.experiments.agreement_reading import Asked, asked_of, untrained
from rnnviz.experiments.agreement_shipped import load_agreement, load_results
from rnnviz.experiments.agreement_training import (
    CASES,
    EMBEDDING,
    EPOCHS,
    KEPT_EPOCHS,
    SOLVED,
    TRACED,
    UNITS,
    Lesson,
)
from rnnviz.experiments.live import LiveRun
from rnnviz.figures.agreement_curves import NOUNS as NUMBERS
from rnnviz.figures.agreement_curves import Look, Results, Way, reaching_figure, right_figure
from rnnviz.figures.agreement_curves_said import ranks_said, reaching_said, right_said, verdict_said, when_of
from rnnviz.figures.agreement_said import agreement_said
from rnnviz.figures.agreement_strip import agreement_strip, agreement_table
from rnnviz.figures.agreement_tables import curves_table
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.network import Network
from rnnviz.text import first_words, shorten

MOST_WORDS = 100
SHOWN = ("simple-rnn", "gru", "lstm")  # Word by word; the charts have all cases.
BETWEEN_TITLES = {"same": "same number", "other": "other number", "mixed": "alternating"}
TESTS = {kind: NUMBERS[kind] for kind in ("other", "mixed", "same")}
WEIGHTS = {"after": "trained", "before": "before training"}
WAYS = {"together": f"0 to {TRAINED_TO} words between", "alone": "one distance each"}
PRESENTER = 1.4
Mark = tuple[int | None, Between | None]  # Distance, and the number of the nouns between.


@st.cache_resource(show_spinner="Loading the networks …")
def _networks(when: str) -> Mapping[str, Network]:
    if when == "before":
        return untrained(SHOWN)
    return {case: load_agreement(case) for case in SHOWN}


@st.cache_resource(show_spinner=False)
def _results() -> Results:
    return load_results()


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    if size == "presenter":
        st.html(f"<style>.wasere {{ zoom: {PRESENTER}; }}</style>")
    st.markdown(
        "**Which verb?** The subject decides, however far it stands from the verb; nouns of the other number "
        "in between may mislead. Three networks read the words before the verb, one after another, and must "
        "choose **was** or **were**."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _slots()
        when = choose_one("Networks", WEIGHTS, "said_when")
    # As the box will show it.
    said = st.session_state.get("said", st.query_params.get("said", FIRST_SENTENCE))
    marked = _mark_of(_ask(said, when))
    _read_as_typed(when, marked)
    _charts(marked, size)
    with st.expander("How it was made, and which words it knows"):
        st.markdown(_made(_results()))


def _slots() -> None:
    """The parts of a sentence; each writes the sentence anew."""
    st.selectbox(
        "Subject",
        SUBJECT_FORMS,
        index=SUBJECT_FORMS.index("cat"),
        key="said_subject",
        bind="query-params",
        on_change=_write,
        width=130,
    )
    st.select_slider(
        "Words between subject and verb",
        LENGTHS,
        value=13,
        key="said_words",
        bind="query-params",
        on_change=_write,
        width=260,
    )
    st.segmented_control(
        "Nouns between",
        BETWEEN_TITLES,
        default="same",
        format_func=BETWEEN_TITLES.__getitem__,
        key="said_between",
        bind="query-params",
        required=True,
        on_change=_write_and_test,
    )
    st.segmented_control(
        "First clause",
        CLAUSE_TITLES,
        default="again",
        format_func=CLAUSE_TITLES.__getitem__,
        key="said_clause",
        bind="query-params",
        required=True,
        on_change=_write,
    )


def _write() -> None:
    """Write the sentence of the parts."""
    state = st.session_state
    between = cast(Between, state.said_between or "same")
    state.said = compose(state.said_subject, state.said_words, between, state.said_clause or "again")


def _write_and_test() -> None:
    """Write the sentence of the parts; the charts below show sentences with nouns of this kind, too."""
    st.session_state.said_test = st.session_state.said_between or "same"
    _write()


def _mark_of(asked: Asked) -> Mark:
    return asked.question.distance, asked.between


@st.fragment  # Only what changes with a keystroke; the charts follow when their mark is another one.
def _read_as_typed(when: str, marked: Mark) -> None:
    typed = st.text_input(
        *("Your sentence, with the verb or up to it", FIRST_SENTENCE),
        key="said",
        bind="query-params",
        live="0ms",
        placeholder="The cats near the old house …",
    )
    asked = _ask(typed, when)
    if _mark_of(asked) != marked:
        st.rerun()
    if not asked.columns:
        st.text("Type a sentence, such as: The cats near the old house were hungry.")
        return
    st.text(_notes(asked, typed or ""))
    st.html(agreement_strip(asked))
    st.markdown(agreement_said(asked))
    with st.expander("The same as a table"):
        st.html(agreement_table(asked))


@lru_cache(maxsize=8)  # A page asks once for its charts and once for its picture.
def _ask(typed: str | None, when: str) -> Asked:
    return asked_of(_networks(when), first_words(typed or "", MOST_WORDS)[0])


def _notes(asked: Asked, typed: str) -> str:
    """One line where something was cut, unknown or read otherwise."""
    notes = []
    words = first_words(typed, MOST_WORDS)[1]
    if words > MOST_WORDS:
        notes.append(f"The text has {words:,} words; the first {MOST_WORDS} are read.")
    if asked.unknown:
        shown = ", ".join(f"“{shorten(word)}”" for word in asked.unknown[:3])
        notes.append(f"Unknown to the networks (dashed): {shown}{' …' * (len(asked.unknown) > 3)}.")
    respelled = {one.typed: one.text for one in asked.columns if one.status == "respelled"}
    if respelled:
        shown = ", ".join(f"“{shorten(one)}” as “{read}”" for one, read in list(respelled.items())[:3])
        notes.append(f"Read {shown}.")
    return " ".join(notes)


def _charts(marked: Mark, size: str) -> None:
    """Right answers and gradient, both against distance."""
    results = _results()
    scale = PRESENTER if size == "presenter" else 1
    look = Look(page_theme(), scale, *marked, _own())
    st.subheader("The further, the harder?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = cast(Way, choose_one("Trained on", WAYS, "said_way"))
        between, epoch = "mixed", EPOCHS
        if way == "together":
            between = choose_one("Nouns between, in the test", TESTS, "said_test")
            epochs = {str(n): str(n) for n in reversed(KEPT_EPOCHS)}
            epoch = int(choose_one("After how many epochs", epochs, "said_epoch"))
    st.markdown(verdict_said(results, way, between, epoch))
    if epoch == EPOCHS:  # The gradients were measured after the last one.
        st.markdown(ranks_said(results, way, between))
    left, right = st.columns(2, gap="medium")
    with left:
        said = right_said(results, way, between, epoch)
        st.markdown("**Right answers** on held-out sentences")
        figure = right_figure(results, way, look, between, epoch)
        st.plotly_chart(figure, config=CONFIG, key="said_right", alt=said)
        st.caption(said)
    with right:
        said, when = reaching_said(results, way), when_of(way)
        st.markdown(f"**The gradient that reaches the subject**, {when} training")
        st.plotly_chart(reaching_figure(results, when, look), config=CONFIG, key="said_reaching", alt=said)
        st.caption(said)
    st.caption(
        "Four networks: the three above and a SimpleRNN with a “weak start”, whose W_hh begins smaller, as "
        "in PyTorch; the others begin with an orthogonal one, as in Keras. Open marks are the seeds of "
        "each, the line is their median. “Nearest noun” answers by the last noun before the verb."
    )
    with st.expander("The charts as a table"):
        st.html(curves_table(results, way, between, epoch))
    if way == "alone":
        _train_here()


def _train_here() -> None:
    """Train one network on sentences of one distance, in a worker, and watch it."""
    titles = {name: case.title for name, case in CASES.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        case = choose_one("Train one now", titles, "said_case")
        words = choose_number("Words in between", (0, MOST_DISTANCE, 20), "said_at", 150)
        seed = choose_number("Random seed", (0, MOST_SEED, 3), "said_seed", 150)
        start_button("agreement", {"case": case, "distance": words, "seed": seed}, "Train")
    watch("agreement", _draw_run)


def _draw_run(run: LiveRun) -> None:
    """The share of right answers after each epoch, in a line of text."""
    last = next((one for one in reversed(run.messages) if "curve" in one), None)
    if last is None:
        return
    told = " → ".join(f"{100 * share:.0f} %" for share in last["curve"])
    title = CASES[str(run.values["case"])].title
    st.markdown(
        f"{title}, {run.values['distance']} words, seed {run.values['seed']}: right after each epoch {told}"
    )
    if run.result is not None:
        st.markdown(
            f"On held-out sentences: **{100 * run.result['right']:.1f} %** right, the star in the chart."
        )


def _own() -> tuple[tuple[str, int, float, int], ...]:
    """What this browser has trained here."""
    results = (run.result for run in done_runs("agreement") if run.result is not None)
    return tuple((one["case"], one["distance"], one["right"], one["seed"]) for one in results)


def _made(results: Results) -> str:
    """Where the sentences, the networks and the numbers come from."""
    learnt, runs = results["sentences"], results["together"]
    sizes = ", ".join(f"{CASES[case].title} {each[0]['parameters']:,}" for case, each in runs.items())
    seeds = ", ".join(map(str, results["seeds"]))
    how = Lesson(next(iter(CASES))).spec.training
    return f"""
**Sentences** come from a grammar of our own ({len(WORDS)} words). Held out is a tenth of all subjects
with a first phrase behind them; every measured sentence begins with such a pair. A "which was" in
between agrees with the noun before it: right behind the subject it tells the number once more.

**Networks**: embedding {EMBEDDING}, {UNITS} units, one sigmoid unit; parameters: {sizes}. Adam at
{how.learning_rate:g}, falling to 0, gradients clipped to norm {how.clip:g}, {how.word_dropout:.0%} of the
words made unknown, {EPOCHS} epochs, seeds {seeds}; the sentence above is read by those of seed 0.
*0 to {TRAINED_TO} words*: {learnt["together"]:,} sentences. *One distance each*: {learnt["alone"]:,}
sentences of that distance for each network, ended early at {SOLVED:.0%}. Each point is measured on
{learnt["measured"]} sentences.

**Weak start** is a SimpleRNN whose W_hh begins as PyTorch draws it, evenly from ±1/√units (largest
eigenvalue near 0.58); all others begin as in Keras, with an orthogonal one (all eigenvalues on the unit
circle).

**The gradient** is ∂score/∂xₜ, of the score before the sigmoid, not of the loss: the loss has no slope
where an answer is right and sure. The chart has the median of {TRACED} sentences with nouns of either
number between.

Precomputed with `{results["command"]}` in {results["seconds"]:,} s on {results["trained"]}; the
sentence above is read live.

**Nouns**: {", ".join(noun.one for noun in NOUNS)}.
"""
