"""Limits, measured: a section of the Gradients page."""

from datetime import datetime
from math import exp, log

import streamlit as st

from rnnviz.analysis.limits import NEUTRAL, HalfLives, Window, half_lives, lengthened, window_of
from rnnviz.components.controls import choose_one, page_theme
from rnnviz.components.shipped import shipped_network
from rnnviz.experiments.limits_speed import INPUT, QUICK, THOROUGH, UNITS, Timing, measure
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.limits_speed import speed_figure, speed_said, speed_table
from rnnviz.figures.limits_strip import length_said, length_strip, window_said, window_strip
from rnnviz.figures.limits_units import (
    half_life_picture,
    half_life_said,
    half_life_table,
    window_and_gates_said,
)
from rnnviz.network import Network, Reading, shipped_networks
from rnnviz.text import first_words

EXAMPLES = {
    "First bad, then good": (
        "The hotel was dirty and the food was cold, but the film that we saw that night was excellent, one "
        "of the best of the year"
    ),
    "Not bad at all": (
        "I saw this film in a small cinema near the station with my two sisters, and it was not bad at all, "
        "in fact we loved it"
    ),
    "Boring to the last": (
        "We went there on a tuesday with my sister and her two friends, and the film was a waste of time, "
        "boring from the first minute to the last"
    ),
    "The first words judge": (
        "I loved every minute of this film, which I saw in a small cinema near the station on an evening in "
        "november"
    ),
}
FIRST_TEXT = next(iter(EXAMPLES.values()))
MOST_WORDS = 60
COUNTS = (0, 1, 2, 4, 8, 16, 32, 64, 128)
GATES = {"lstm": "LSTM: forget gate", "gru": "GRU: update gate"}
GATE_NAMES = {"lstm": "forget gate", "gru": "update gate"}
# What a gate is before training: the sigmoid of its bias, Keras's 1 for the forget gate and 0 for z.
FIRST_BIAS = {"lstm": 1.0, "gru": 0.0}
PRESENTER = 1.4
Measured = tuple[str, tuple[Timing, ...]]  # The time of day, and what was measured.


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    if size == "presenter":
        st.html(f"<style>.limits, .halves {{ zoom: {PRESENTER}; }}</style>")
    st.markdown(
        "Four measurements: what reading **one word after another** costs, on **how many words** a verdict "
        "rests, where it drifts when the text **goes on**, and how long **gates** hold."
    )
    _speed(size)
    st.divider()
    st.pills(
        *("Try one of these", EXAMPLES),
        key="limits_example",
        on_change=_take_example,
        label_visibility="collapsed",
    )
    _as_typed()


def _take_example() -> None:
    """Type an example; the pill itself does not stay pressed."""
    if st.session_state.limits_example in EXAMPLES:
        st.session_state.limits_text = EXAMPLES[st.session_state.limits_example]
    st.session_state.limits_example = None


@st.fragment  # Only what changes with a keystroke.
def _as_typed() -> None:
    typed = st.text_input(
        *("Your text", FIRST_TEXT),
        key="limits_text",
        bind="query-params",
        live="0ms",
        placeholder="Type a text",
    )
    text, count = first_words(typed or "", MOST_WORDS)
    networks = {name: shipped_network(name) for name in shipped_networks()}
    readings = {name: network.read(text) for name, network in networks.items()}
    if not count:
        st.text("Type a text: its verdicts will stand here.")
        return
    st.text(f"The text has {count:,} words; the first {MOST_WORDS} are read." if count > MOST_WORDS else "")
    windows = {name: window_of(each, readings[name]) for name, each in networks.items()}
    _windows({networks[name].title: each for name, each in windows.items()}, readings)
    _lengths(networks, text)
    _half_lives(readings, windows)


def _windows(windows: dict[str, Window], readings: dict[str, Reading]) -> None:
    st.markdown(
        "**2. Effective window.** How likely “positive” is, in per cent, if reading begins at this word. "
        "Underlined: the words it takes until the verdict stays that of the whole text."
    )
    columns = next(iter(readings.values())).columns
    st.html(window_strip(columns, windows))
    st.markdown(window_said(windows, len(columns)))
    if any(window.horizon is not None for window in windows.values()):
        st.caption(
            "The gradient’s horizon: how many words back less than 1 % of a small change of the state (of "
            "the last layer, reading forward) still arrives at the end."
        )


def _lengths(networks: dict[str, Network], text: str) -> None:
    st.markdown(
        "**3. Sensitivity to length.** The same text with more and more neutral words behind it: how likely "
        "“positive” is, in per cent."
    )
    verdicts = {each.title: lengthened(each, text, COUNTS) for each in networks.values()}
    alone = {each.title: _neutral(name) for name, each in networks.items()}
    neutral = ", ".join(f"{100 * p:.0f} % ({title})" for title, p in alone.items())
    st.html(length_strip(verdicts, COUNTS))
    st.markdown(length_said(verdicts, alone, COUNTS[-1]))
    st.caption(
        f"Behind it stands, over and over: “{' '.join(NEUTRAL)}”. {COUNTS[-1]} of these words alone are "
        f"{neutral} likely to be positive. This is one text and one trained network of each kind; with "
        "others it may come out otherwise."
    )


@st.cache_data(show_spinner=False)
def _neutral(name: str) -> float:
    """The verdict of a shipped network on nothing but neutral words."""
    return float(lengthened(shipped_network(name), "", COUNTS[-1:])[0])


def _half_lives(readings: dict[str, Reading], windows: dict[str, Window]) -> None:
    st.markdown(
        "**4. How long the gates hold.** For how many words a unit keeps half of what it held, by its gate "
        "alone, on this text. A SimpleRNN has no such gate: all that it keeps goes through W_hh."
    )
    kind = choose_one("Gate", GATES, "limits_gate")
    lives = {name: _lives_of(readings[name]) for name in GATES}
    first = 1 / (1 + exp(-FIRST_BIAS[kind]))
    start = log(0.5) / log(first)
    name = f"before training, with a gate of {first:.2f}: {start:.2g} words"
    st.html(half_life_picture(lives[kind], GATE_NAMES[kind], (start, name)))
    st.markdown(half_life_said(lives[kind], GATE_NAMES[kind]))
    st.markdown(window_and_gates_said(lives[kind], windows[kind].words, start))
    with st.expander("The same as a table"):
        st.html(half_life_table({GATES[name]: each for name, each in lives.items()}))


def _lives_of(reading: Reading) -> HalfLives:
    lives = half_lives(reading.layers[-1].forward)
    if lives is None:
        raise ValueError("half-lives are of cells with a gate that keeps, got another one")
    return lives


@st.cache_resource(show_spinner="Measuring …")
def _quickly_measured() -> Measured:
    """Once for each start of the server."""
    return f"{datetime.now():%H:%M:%S}", tuple(measure())


@st.fragment
def _speed(size: str) -> None:
    st.markdown(
        "**1. One word after another.** A recurrent layer, step by step, against a dense one with as many "
        "weights, which takes all words at once."
    )
    if st.button("Measure again, thoroughly", icon=":material/timer:", key="limits_measure"):
        with st.spinner("Measuring …"):
            now = f"{datetime.now():%H:%M:%S}"
            st.session_state.limits_timings = (now, tuple(measure(rounds=THOROUGH)))
    measured: Measured | None = st.session_state.get("limits_timings")
    rounds = THOROUGH
    if measured is None:
        measured, rounds = _quickly_measured(), QUICK
    at, timings = measured
    said = speed_said(timings)
    theme = page_theme()
    figure = speed_figure(timings, theme, PRESENTER if size == "presenter" else 1)
    st.plotly_chart(figure, config=CONFIG, key="limits_speed", alt=said)
    st.markdown(said)
    st.caption(
        f"Measured here at {at}, the best of {rounds} rounds: NumPy, random weights, {INPUT} inputs, {UNITS} "
        "units. Whatever else this machine did at the time is in it."
    )
    with st.expander("The same as a table"):
        st.html(speed_table(timings))
