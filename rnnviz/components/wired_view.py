"""A demonstration live: what a person gives, and the picture of the network that answers."""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.components.address import held, hold, version
from rnnviz.components.controls import choose_number
from rnnviz.components.pixels import pixels
from rnnviz.components.wired import wired
from rnnviz.components.wired_payload import pack_nothing, pack_run
from rnnviz.components.wirings import Chosen
from rnnviz.data import melodies, pictures
from rnnviz.decoding import Choose, drawing, likeliest
from rnnviz.symbols import END
from rnnviz.tasks.running import Run, run, shown
from rnnviz.tasks.task import Input
from rnnviz.wired_archive import Saved

MOST_LETTERS = 400  # Of a text that is looked at.
MOST_SEED = 9_999
KEY = "wired"
_FORCED = re.compile(r"\b([0-9]{1,2})-([0-9]{1,5})\b")  # "3-17.4-5": at step 3 symbol 17, at step 4 symbol 5.


def give(chosen: Chosen) -> Input:
    """What the person gives: a text, a picture, or a first note."""
    task = chosen.task
    if task.pixels:
        return task.understand(_drawn(task.name))
    if task.name == "melody":
        note = st.pills(
            "First note: its pitch is the key",
            task.examples,
            default=task.examples[0],
            key="note",
            bind="query-params",
            format_func=task.pretty,
            required=True,
        )
        return task.understand(note or task.examples[0])
    key = f"text-{task.name}"
    typed = st.text_input(
        task.asks,
        task.examples[0],
        key=key,
        bind="query-params",
        live="0ms",
        placeholder=task.asks,
    )
    return task.understand((typed or "")[:MOST_LETTERS])


def choose_example(task: str, pills: str) -> None:
    """Type an example for the person; the pill itself does not stay pressed."""
    if st.session_state[pills]:
        st.session_state[f"text-{task}"] = st.session_state[pills]
    st.session_state[pills] = None
    hold("force", "")


def offer_examples(chosen: Chosen) -> None:
    """Examples to press."""
    task = chosen.task
    if task.name == "melody":
        return
    if task.pixels:
        _offer_pictures(task.examples)
        return
    pills = f"pills-{task.name}"
    st.pills(
        "Try one of these",
        task.examples,
        key=pills,
        on_change=choose_example,
        args=(task.name, pills),
        label_visibility="collapsed",
    )


def _offer_pictures(examples: tuple[str, ...]) -> None:
    """By their captions."""
    captions = {str(pictures.expected(pictures.from_text(text))): text for text in examples}

    def take() -> None:
        if picked := st.session_state["pills-pictures"]:
            hold("picture", captions[picked])
        st.session_state["pills-pictures"] = None
        hold_force_of("")

    st.pills("Pick a picture", captions, key="pills-pictures", on_change=take, label_visibility="collapsed")


def hold_force_of(text: str) -> None:
    """Hold what the writer is made to write."""
    held("force", st.session_state.get("force_owner", ""))
    hold("force", text)


def _drawn(task: str) -> str:
    """The picture on the board."""
    owner = "picture"
    text = held("picture", owner) or pictures.EXAMPLES[0 if task == "shapes" else 1]

    def take() -> None:
        held("picture", owner)
        drawn = st.session_state["board"].picture
        if isinstance(drawn, str):
            hold("picture", pictures.to_text(pictures.from_text(drawn)))

    text = pictures.to_text(pictures.from_text(text))
    pixels(text, "board", take, pictures.SIDE)
    return text


def forced_symbols(owner: str, symbols: int) -> dict[int, int]:
    """Which symbol the writer is made to write at which step, by the address."""
    found = {}
    for step, number in _FORCED.findall(held("force", owner)[:MOST_LETTERS]):
        if END <= int(number) < symbols:
            found[int(step)] = int(number)
    return found


def take_force() -> None:
    """The person chose what is written at a step; what was forced behind it is let go."""
    asked = st.session_state[KEY].force or {}
    step, number = asked.get("step"), asked.get("number")
    if asked.get("version") != version() or not isinstance(step, int):
        return
    owner = st.session_state.get("force_owner", "")
    kept = {at: n for at, n in forced_symbols(owner, 100_000).items() if at < step}
    if isinstance(number, int):
        kept[step] = number
    hold("force", ".".join(f"{at}-{n}" for at, n in sorted(kept.items())))


def answer(chosen: Chosen, saved: Saved, given: Input) -> Run | None:
    """Let the network answer; None where nothing was given."""
    if given.is_empty:
        return None
    writer = saved.network.writer
    forced: Mapping[int, int] = {}
    if writer:
        owner = f"{chosen.task.name} {given.ids[:60]} {given.shown} {given.begun}"
        st.session_state.force_owner = owner
        forced = forced_symbols(owner, len(writer.symbols))
    if chosen.task.name != "melody":
        return run(chosen.task, saved.network, given, forced)
    temperature, choose = _temperature()
    return replace(run(chosen.task, saved.network, given, forced, choose), temperature=temperature)


def _temperature() -> tuple[float, Choose]:
    """How boldly a melody is drawn, and the choice that does so."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        temperature = st.slider(
            "Temperature",
            0.0,
            2.0,
            0.7,
            0.05,
            key="temperature",
            bind="query-params",
            width=320,
            help="At 0 always the likeliest note; at 1 as often as the network thinks; above, wilder.",
        )
        seed = choose_number("Random seed", (0, MOST_SEED, 1), "dice", 150)
    if temperature == 0:
        return 0.0, likeliest
    return temperature, drawing(np.random.default_rng(seed), temperature)


def show_run(result: Run | None, size: str) -> None:
    """The picture of a run."""
    notes = []
    if result and result.task.name == "melody" and result.writing:
        names = [result.symbols.names[n] for n in result.writing.symbols]
        notes = [(melodies.midi(name), melodies.length(name)) if " " in name else (None, 0) for name in names]
    payload = pack_run(result, version(), size, notes) if result else pack_nothing(version())
    wired(payload, KEY, take_force)


def say(given: Input, result: Run | None) -> None:
    """Whether the answer is right, what the person made it write, and what must be said of the input."""
    parts = []
    if result is None:
        parts.append("Nothing to read yet." if not given.says else "")
    elif made := _made(result):
        parts.append(f"You made it write {made}; what follows is its own.")
    elif result.is_right is True:
        parts.append("✓ Right.")
    elif result.is_right is False and given.right is not None:
        parts.append(f"✗ Wrong. It should be: {result.task.joined(given.right)}.")
    st.text(" ".join([*parts, given.says]).strip())


def _made(result: Run) -> str:
    """The symbols that the person forced, by step."""
    if result.writing is None:
        return ""
    steps = sorted(step for step in result.writing.forced if step >= len(result.given.begun))
    symbols = result.writing.symbols
    named = (
        f"“{result.task.pretty(shown(result.symbols, symbols[step]))}” at step {step + 1}" for step in steps
    )
    return ", ".join(named)
