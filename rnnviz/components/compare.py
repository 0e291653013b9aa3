"""Several runs side by side: their curves, the settings in which they differ, and the spread over seeds."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from rnnviz.analysis.verdicts import confusion
from rnnviz.components.controls import page_theme
from rnnviz.components.own import Run, epoch_of, material_of
from rnnviz.components.watch import SCORES, curve_of, show_curve
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.curves import Seeds, seed_band_figure
from rnnviz.figures.run_tables import Scores, differences, spread_table
from rnnviz.learning.records import usual_name
from rnnviz.learning.sizes import parameters_of
from rnnviz.learning.spec import RunSpec

MOST_RUNS = 9  # Three cells from three seeds.
_CHOSEN, _SEEN = "compared", "compared_before"  # In the session.
TOGETHER = 2.0  # Seconds within which the runs of one press are written down.


def show_comparison(runs: Sequence[Run], scale: float) -> None:
    """Choose runs and see them together."""
    by_id = {run.id: run for run in runs if run.best is not None}
    if not by_id:
        st.info("There is nothing to compare yet. Train a network, change a setting, and train it again.")
        return
    _choose_new_ones(list(by_id), _usual(list(by_id.values())))
    chosen = st.multiselect(
        "Runs to compare", list(by_id),
        format_func=lambda id: by_id[id].name if id in by_id else id,
        key=_CHOSEN, max_selections=MOST_RUNS, persist_state="session",
    )  # fmt: skip
    picked = [run for id, run in reversed(by_id.items()) if id in chosen]  # The oldest first.
    if not picked:
        st.info("Choose at least one run.")
        return
    if len(picked) == 1:
        st.caption("With a second run, curves stand side by side and the settings that differ are listed.")
    _show_curves(picked, scale)
    specs = [(run.name, run.spec) for run in picked]
    st.html(differences(specs, [_scores(run) for run in picked]))
    _show_seeds(picked, scale)


def _choose_new_ones(ids: Sequence[str], usual: list[str]) -> None:
    """Of runs that came since the last look, the usual choice; one that was made by hand grows by them."""
    seen, offered = st.session_state.get(_SEEN, ((), None))
    chosen, new = st.session_state.get(_CHOSEN), [id for id in ids if id not in seen]
    if chosen is None or (new and chosen == offered):
        st.session_state[_CHOSEN] = usual
    elif new:
        st.session_state[_CHOSEN] = [*new, *(id for id in chosen if id in ids)][:MOST_RUNS]
    st.session_state[_SEEN] = tuple(ids), usual


def _usual(runs: Sequence[Run]) -> list[str]:
    """At first those of the last press of the button, newest first; of a single run also those before."""
    newest = runs[0].standing.record.created
    together = [run.id for run in runs if newest - run.standing.record.created < TOGETHER]
    return together[:MOST_RUNS] if len(together) > 1 else [run.id for run in runs[:4]]


def _show_curves(picked: Sequence[Run], scale: float) -> None:
    """Every run; those that differ in nothing but the seed have one colour."""
    curves = [curve_of(run, colour) for colour, group in enumerate(_alike(picked)) for run in group]
    for column, quantity in zip(st.columns(2), SCORES, strict=True):
        with column:
            show_curve(quantity, curves, scale)


def _show_seeds(picked: Sequence[Run], scale: float) -> None:
    """Where several runs differ in nothing but the seed: how far chance goes."""
    alike = _alike(picked)
    if all(len(group) == 1 for group in alike):
        return
    st.subheader("Several seeds: how much is chance", anchor=False)
    groups = [
        Seeds(_name_of(group), [run.epochs for run in group], colour) for colour, group in enumerate(alike)
    ]
    scores = [[_scores(run) for run in group] for group in alike]
    st.html(spread_table([(group.name, found) for group, found in zip(groups, scores, strict=True)]))
    theme = page_theme()
    for column, quantity in zip(st.columns(2), SCORES, strict=True):
        with column:
            figure = seed_band_figure(quantity, groups, theme, scale)
            told = f"The validation {quantity} of {', '.join(group.name for group in groups)}."
            st.plotly_chart(figure, key=f"band_{quantity}", config=CONFIG, alt=told)


def _name_of(group: Sequence[Run]) -> str:
    name = usual_name(_without_seed(group[0].spec))
    return f"{name}, {len(group)} seeds" if len(group) > 1 else name


def _alike(picked: Sequence[Run]) -> list[list[Run]]:
    """Runs whose settings differ in nothing but the seed stand together."""
    found: dict[RunSpec, list[Run]] = {}
    for run in picked:
        found.setdefault(_without_seed(run.spec), []).append(run)
    return list(found.values())


def _without_seed(spec: RunSpec) -> RunSpec:
    return replace(spec, model=replace(spec.model, seed=0), training=replace(spec.training, seed=0))


def _scores(run: Run) -> Scores:
    """What a run came to, at its best epoch."""
    best = {epoch["epoch"]: epoch for epoch in run.epochs}[run.best]
    material = material_of(run.id)
    labels = [text.label for text in material.test]
    tested = confusion(epoch_of(run.id, best["epoch"]).test, labels).accuracy
    spec = replace(run.spec.model, vocab_size=len(material.words))
    seconds = max(epoch["seconds"] for epoch in run.epochs)
    return Scores(parameters_of(spec), seconds, best["validation_loss"], best["validation_accuracy"], tested)
