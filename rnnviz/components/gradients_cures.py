"""Cures, tried: each with a before and an after from real trainings, and all of them side by side."""

from collections.abc import Mapping

import streamlit as st

from rnnviz.components.controls import choose_one, page_theme
from rnnviz.components.run_link import training_address
from rnnviz.experiments.cures_plan import COMMAND, CURES, SEEDS, Arm
from rnnviz.experiments.cures_shipped import Outcome, read_outcomes
from rnnviz.figures.cures import felt_figure, losses_figure, scores_figure
from rnnviz.figures.cures_clipping import QUANTITIES, updates_figure, updates_said
from rnnviz.figures.cures_overview import overview_figure
from rnnviz.figures.cures_words import (
    conclusion,
    differences_said,
    felt_said,
    losses_said,
    noise_said,
    overview_said,
    rule_said,
    settings_said,
    stopping_said,
)
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.sheet import Sheet

SCALES = {"normal": 1.0, "presenter": 1.5}
NATS = "A loss is a cross-entropy in nats: guessing between two verdicts costs ln 2 = 0.69."


@st.cache_resource(show_spinner=False)
def outcomes() -> Mapping[str, Outcome]:
    """The shipped records, read at the first call."""
    return read_outcomes(CURES)


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    sheet = _sheet(size)
    chosen = choose_one("Cure", {key: cure.title for key, cure in CURES.items()}, "cure")
    outcome = outcomes()[chosen]
    _show_cure(outcome, size)
    st.subheader("All of them", anchor=False)
    said = overview_said(outcomes())
    st.text(said)
    st.text(rule_said(outcomes()))
    st.plotly_chart(
        overview_figure(outcomes(), chosen, sheet),
        key="cures_all",
        config=CONFIG,
        alt=f"Test accuracy before and after. {said}",
    )
    _say_origin()


def conclude(key: str, said: str, size: str) -> None:
    """What a picture shows, in bold above it; large for a projector.

    Args:
        key: of its own on the page.
        said: one or two sentences.
        size: "normal" or "presenter".
    """
    with st.container(key=key):
        st.markdown(f"**{said}**")
    if size == "presenter":
        st.html(f"<style>.st-key-{key} p {{ font-size: 1.5rem; }}</style>")


def show_clipped_runs(size: str) -> None:
    """What clipping did to a real training; for the section of clipping, too."""
    outcome = outcomes()["clipping"]
    said = updates_said(outcome)
    conclude("runs-said", said, size)
    _show_updates(outcome, _sheet(size))
    st.caption(
        f"{settings_said(outcome.cure.before.spec)}. "
        f"Without tanh nothing bounds the state, so it explodes early. {NATS}"
    )
    _offer_links(outcome)
    _say_origin()


def _show_cure(outcome: Outcome, size: str) -> None:
    cure, said, sheet = outcome.cure, conclusion(outcome), _sheet(size)
    st.text(f"Disease: {cure.disease}\nCure: {cure.promise}")
    conclude("cure-said", said, size)
    if stopping := stopping_said(outcome):
        st.text(stopping)
    st.caption(noise_said(outcome))
    _show_curves(outcome, sheet)
    if cure.key == "clipping":
        _show_updates(outcome, sheet)
    if cure.is_felt:
        felt = felt_said(outcome)
        st.text(f"What it does to ‖∂h_T/∂h_t‖. {felt}")
        st.plotly_chart(felt_figure(outcome, sheet), key="cure_felt", config=CONFIG, alt=felt)
    changes = "; ".join(differences_said(cure.before.spec, arm.spec) for arm in cure.after)
    st.caption(f"Both: {settings_said(cure.before.spec)}. What differs: {changes}. {NATS}")
    _offer_links(outcome)


def _show_curves(outcome: Outcome, sheet: Sheet) -> None:
    """A picture for each arm, on the same axes, and one of the scores; on a phone below each other."""
    arms = len(outcome.all)
    *columns, last = st.columns([1.0] * arms + [0.8])
    for n, (column, tried) in enumerate(zip(columns, outcome.all, strict=True)):
        with column:
            st.plotly_chart(
                losses_figure(outcome, n, sheet),
                key=f"cure_losses_{n}",
                config=CONFIG,
                alt=losses_said(tried),
            )
    with last:
        st.plotly_chart(
            scores_figure(outcome, sheet), key="cure_scores", config=CONFIG, alt=conclusion(outcome)
        )


def _show_updates(outcome: Outcome, sheet: Sheet) -> None:
    said = updates_said(outcome)
    for column, quantity in zip(st.columns(2), QUANTITIES, strict=True):
        with column:
            st.plotly_chart(
                updates_figure(outcome, quantity, sheet), key=f"updates_{quantity}", config=CONFIG, alt=said
            )


def _offer_links(outcome: Outcome) -> None:
    """To the Training page, with the settings of each arm."""
    with st.container(horizontal=True):
        for tried in outcome.all:
            _offer(tried.arm)


def _offer(arm: Arm) -> None:
    st.page_link(
        "pages/training.py", label=f"Run it yourself: {arm.title}", icon=":material/model_training:",
        query_params=training_address(arm.spec, len(SEEDS)),
    )  # fmt: skip


def _say_origin() -> None:
    seeds = ", ".join(map(str, SEEDS))
    st.caption(
        f"Trained beforehand with our own backward pass, seeds {seeds}: `{COMMAND}`. Neither epoch nor seed "
        "was chosen on test data. The settings were: in pilot runs on seed 0, with the test accuracy in "
        "view, so that the disease shows."
    )


def _sheet(size: str) -> Sheet:
    return Sheet(page_theme(), SCALES[size])
