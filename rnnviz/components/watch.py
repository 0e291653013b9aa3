"""A training as it goes on: curves, the gradient, and one's own sentences read again after every epoch."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from rnnviz.components.controls import page_theme
from rnnviz.components.own import Run, network_of_epoch, read_as_trained, run_of
from rnnviz.components.trainer import asker, service, standings
from rnnviz.components.words import as_text
from rnnviz.figures.curve_chart import CONFIG, Quantity
from rnnviz.figures.curve_points import Curve
from rnnviz.figures.curves import curve_figure, overfit_sentence, said
from rnnviz.figures.sentence_strip import sentence_strip
from rnnviz.learning.assemble import note_on
from rnnviz.learning.service import Standing
from rnnviz.learning.store import LIVE
from rnnviz.text import first_words

BETWEEN_LOOKS = 0.8  # Seconds; each look draws three charts.
BEFORE_IT_BEGINS = 0.25  # Seconds, while there is nothing to draw.
NOTHING_YET = ("waiting", "starting")
SENTENCES = (
    "A good film\nNot a good film\nThe film is long but good\nI loved every minute of it\nDull and lifeless"
)
MOST_SENTENCES, MOST_WORDS = 8, 60
QUANTITIES: tuple[Quantity, ...] = ("loss", "accuracy", "gradient")
SCORES = QUANTITIES[:2]


def watch(id: str, scale: float) -> None:
    """Show a run; while anything goes on, again and again."""
    live, standing = live_ids(), standing_of(id)
    is_about_to_begin = standing is not None and standing.record.state in NOTHING_YET
    every = BEFORE_IT_BEGINS if is_about_to_begin else BETWEEN_LOOKS
    st.fragment(_show, run_every=every if live else None)(id, scale, live)


def follow() -> None:
    """Beside another view: run the page again when a run begins or ends, so that its buttons are right."""
    if live := live_ids():
        st.fragment(_rerun_if_changed, run_every=1.0)(live)


def live_ids() -> frozenset[str]:
    """The runs of whoever asks that go on, and how they stand: when that changes, so do buttons."""
    return frozenset(f"{each.record.id} {each.record.state}" for each in standings() if each.record.is_live)


def _rerun_if_changed(live: frozenset[str]) -> None:
    if live_ids() != live:
        st.rerun()


def _show(id: str, scale: float, live: frozenset[str]) -> None:
    _rerun_if_changed(live)
    standing = standing_of(id)
    if standing is None:
        st.rerun()
    run = run_of(standing)
    _state_line(run)
    _buttons(run)
    if run.standing.record.state in NOTHING_YET:
        show_frames(run.spec.training.epochs, scale)
        return
    if sentence := overfit_sentence(run.epochs):
        st.markdown(f"**{sentence}**")
    for column, quantity in zip(st.columns(3), QUANTITIES, strict=True):
        with column:
            show_curve(quantity, [curve_of(run)], scale)
    _say_sizes(run)
    _show_sentences(run)


def show_frames(epochs: int, scale: float) -> None:
    """The charts before there is anything in them; so the browser has loaded what draws them."""
    for column, quantity in zip(st.columns(3), QUANTITIES, strict=True):
        with column:
            show_curve(quantity, [Curve("", until=epochs)], scale)


def _say_sizes(run: Run) -> None:
    """How many texts stand behind the curves, and which runs wait behind this one."""
    sizes, waiting = run.standing.record.facts.get("sizes", {}), []
    if sizes:
        texts = "It learns from {train:,} texts; {validation:,} others are scored after every epoch".format(
            **sizes
        )
        waiting.append(f"{texts}, {sizes['test']:,} are kept for the test.")
    behind = [each.record.name for each in standings() if each.record.state == "waiting"]
    if behind:
        waiting.append(f"Next in line: {as_text(', '.join(behind[::-1]))}.")
    st.caption(" ".join(waiting))


def curve_of(run: Run, colour: int = 0) -> Curve:
    """The curve of a run."""
    training = run.spec.training
    clip = training.clip if training.clip_by == "global_clipnorm" else None
    return Curve(run.name, run.progress, run.epochs, colour, clip, training.epochs)


def show_curve(quantity: Quantity, curves: Sequence[Curve], scale: float, cursor: int | None = None) -> None:
    """One chart."""
    figure = curve_figure(quantity, curves, page_theme(), cursor, scale)
    told = " ".join(f"{curve.name}: {said(quantity, curve)}" for curve in curves)
    st.plotly_chart(figure, key=f"chart_{quantity}", config=CONFIG, alt=told)


def _state_line(run: Run) -> None:
    """In one line: what happens now, how far it is, how quick, how long it will take."""
    record, latest = run.standing.record, run.standing.latest
    share = _share(run)
    if record.state == "waiting":
        place = run.standing.place
        st.progress(0.0, f"Waiting: place {place} in line" if place else "Waiting for a worker …")
    elif record.state == "starting":
        st.progress(0.0, "Reading the texts …")
    elif record.state == "compiling":
        st.progress(0.0, "Compiling …")
    elif record.state in ("running", "paused"):
        doing = "Paused in" if record.state == "paused" else "Learning:"
        epoch = min(int(latest.get("epoch", 0)) + 1, record.spec.training.epochs)
        st.progress(
            share,
            " · ".join([f"{doing} epoch {max(epoch, 1)} of {record.spec.training.epochs}", *_speed(run)]),
        )
    else:
        st.progress(share, _how_it_ended(run))


def _speed(run: Run) -> list[str]:
    """Texts per second and the time left, once there is something to go by."""
    latest = run.standing.latest
    seconds, done = latest.get("seconds", 0.0), _texts_done(run)
    if not done or seconds <= 0:
        return []
    left = (1 - _share(run)) / max(_share(run), 1e-9) * seconds
    return [f"{done / seconds:,.0f} texts a second", f"{left:.0f} s left"]


def _texts_done(run: Run) -> float:
    size = run.standing.record.facts.get("sizes", {}).get("train", 0)
    return _share(run) * run.spec.training.epochs * size


def _share(run: Run) -> float:
    """How much of the training is done, 0 to 1."""
    epochs, latest = run.spec.training.epochs, run.standing.latest
    passed = max([n + 1 for n in run.finished], default=0)
    if latest.get("kind") == "progress":
        passed = max(passed, latest["epoch"] + latest["done"] / latest["of"])
    return min(1.0, max(0.0, passed / epochs))


def _how_it_ended(run: Run) -> str:
    record, epochs = run.standing.record, max([n + 1 for n in run.finished], default=0)
    ended = {"done": "Done", "stopped": "Stopped", "diverged": "Diverged", "failed": "Failed"}
    seconds = max((epoch["seconds"] for epoch in run.epochs), default=0.0)
    parts = [
        f"{ended.get(record.state, 'Interrupted')} after {epochs} of {record.spec.training.epochs} epochs"
    ]
    size = record.facts.get("sizes", {}).get("train", 0)
    if epochs and seconds:
        parts += [f"{seconds:.1f} s", f"{epochs * size / seconds:,.0f} texts a second"]
    return " · ".join(parts)


def _buttons(run: Run) -> None:
    record = run.standing.record
    if record.says:
        (st.error if record.state in ("diverged", "failed") else st.info)(as_text(record.says))
    with st.container(horizontal=True):
        if record.state in ("running", "paused"):
            is_paused = record.state == "paused"
            label, icon, act = (
                ("Resume", "play_arrow", service().resume)
                if is_paused
                else ("Pause", "pause", service().pause)
            )
            st.button(label, icon=f":material/{icon}:", on_click=_order, args=(act, run.id), key="pause")
        if record.state in LIVE:
            st.button(
                "Stop", icon=":material/stop:", on_click=_order, args=(service().stop, run.id), key="stop"
            )
        elif record.state in ("stopped", "interrupted") and len(run.finished) <= record.spec.training.epochs:
            st.button(
                "Go on from its last epoch",
                icon=":material/resume:",
                on_click=_go_on,
                args=(run.id,),
                key="go_on",
            )
        if record.facts.get("why"):
            st.caption(f"Trained by {record.facts['why']}.")


def _order(act: Callable[[str, str], None], id: str) -> None:
    try:
        act(asker().owner, id)
    except LookupError:
        return  # It ended a moment ago.


def _go_on(id: str) -> None:
    try:
        service().go_on(*asker(), id)
    except (LookupError, ValueError, OSError) as error:
        st.session_state.trouble = str(error)


def own_sentences() -> list[str]:
    """The sentences that are read after every epoch."""
    typed = st.text_area(
        "Your sentences, one a line", SENTENCES, key="sentences", height=175, max_chars=2000,
        bind="query-params",
        help="After every epoch the network of that epoch reads them, and you see its verdict change.",
    )  # fmt: skip
    lines = [line.strip() for line in (typed or "").splitlines() if line.strip()]
    return [first_words(line, MOST_WORDS)[0] for line in lines[:MOST_SENTENCES]]


def _show_sentences(run: Run) -> None:
    strip, typed = st.columns([2, 1])
    with typed:
        texts = own_sentences()
    with strip:
        st.subheader("Your sentences, read again after every epoch", anchor=False)
        if note := note_on(run.spec):
            st.caption(note)
        if not texts or not run.finished:
            waiting = "No network yet: the first one reads them before it has learnt anything."
            st.caption(waiting if texts else "Type a sentence. Each epoch's network will read it.")
            return
        st.html(_strip(run, texts))


def _strip(run: Run, texts: Sequence[str]) -> str:
    epochs = run.finished
    read = tuple(read_as_trained(run, text) for text in texts)
    verdicts = np.array([_said(run.id, number, read, run.name) for number in epochs]).T
    heads = ["before" if number < 0 else str(number + 1) for number in epochs]
    return sentence_strip(texts, verdicts, heads, best=epochs.index(run.best) if run.best in epochs else None)


@st.cache_resource(max_entries=2000, show_spinner=False)  # Else a hundred networks read twice a second.
def _said(id: str, number: int, texts: tuple[str, ...], _title: str) -> list[float]:
    """What the network of an epoch says of the sentences; whose run it is was asked before."""
    network = network_of_epoch(id, number, _title)
    return [network.read(text).probability for text in texts]


def standing_of(id: str) -> Standing | None:
    """How one of the asker's runs stands."""
    return next((each for each in standings() if each.record.id == id), None)
