"""Training a network of a demonstration again, from its page."""

from collections.abc import Mapping

import streamlit as st

from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.components.controls import page_theme
from rnnviz.components.live_run import follow, in_line, with_a_worker
from rnnviz.components.trainer import asker
from rnnviz.components.wirings import Chosen
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.wired_curve import attempt_figure, attempt_said
from rnnviz.tasks.retrain import Order
from rnnviz.tasks.retrainer import Attempt, Retrainer
from rnnviz.wired_archive import Saved

_SHIPPED = "shipped"
MOST_SEED = 9_999
MOST_UPDATES, MOST_UNITS = 4_000, 128
_SAYS = {
    "waiting": "Waiting for a worker …",
    "drawing": "Drawing the examples …",
    "training": "Training …",
    "done": "Done. Your last networks are kept until the program ends, and can be chosen above.",
    "stopped": "Stopped.",
}


@st.cache_resource(show_spinner=False)
def retrainer() -> Retrainer:
    """The one of this server, made at the first call."""
    return with_a_worker(Retrainer)


def own_networks(chosen: Chosen) -> Mapping[Order, Saved]:
    """What this browser has trained of this demonstration, with these modifiers."""
    kept = retrainer().kept(asker().owner, chosen.task.name)
    return {order: saved for order, saved in kept.items() if order.modifiers == chosen.modifiers}


def title_of(order: Order) -> str:
    """What a network of one's own is called."""
    cell = f"{CELL_TITLES[order.cell]}, " if order.units else ""
    units = f"{order.units} units, " if order.units else ""
    return f"yours: {cell}{units}{order.updates:,} updates, seed {order.seed}"


def choose_whose(chosen: Chosen) -> Saved:
    """The network that comes with the program, or one of one's own; the newest one at first."""
    mine = own_networks(chosen)
    if not mine:
        return chosen.saved
    newest = list(mine)[-1]
    key = f"whose-{chosen.task.name}-{'-'.join(chosen.modifiers)}"
    titles = {_SHIPPED: "the one that comes with the program"} | {
        title_of(order): title_of(order) for order in mine
    }
    if st.session_state.get("newest") == newest:  # It has just come: it answers, whatever did before.
        st.session_state.newest = None
        st.session_state[key] = title_of(newest)
    st.session_state.setdefault(key, title_of(newest))
    whose = st.selectbox("Network that answers", titles, format_func=titles.__getitem__, key=key, width=420)
    return next((saved for order, saved in mine.items() if title_of(order) == whose), chosen.saved)


def train_again(chosen: Chosen) -> None:
    """Settings, a button, and the training as it goes."""
    if chosen.task.elsewhere:
        st.markdown(
            "These are the networks of Explore. Train your own, with all its settings, on its own page."
        )
        st.page_link("pages/training.py", label="Training", icon=":material/model_training:")
        return
    task, spec = chosen.task, chosen.saved.spec
    cell: CellKind = "gru"
    units = None
    quick = task.quick_updates(chosen.modifiers)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if spec.wiring != "one-to-one":
            cell = st.selectbox("Cell", CELL_TITLES, 1, CELL_TITLES.__getitem__, key="train_cell", width=150)
            usual = task.sizes.units
            units = choose_units(task.name, usual)
        updates = st.number_input(
            "Updates", 50, MOST_UPDATES, quick, 50, key=f"updates-{task.name}-{quick}", width=140
        )
        seed = st.number_input("Seed", 0, MOST_SEED, 1, key="train_seed", width=120)
        order = Order(task.name, chosen.modifiers, cell, seed, updates, units)
        st.button(
            "Train it again",
            icon=":material/model_training:",
            type="primary",
            on_click=retrainer().start,
            args=(*asker(), order),
        )
    if seconds := chosen.saved.network.card.get("seconds"):
        updates_made = chosen.saved.network.card["training"]["updates"]
        st.caption(f"The one that comes with the program took {seconds:.0f} s for {updates_made:,} updates.")
    _watch(task.name)


def choose_units(task: str, usual: int) -> int:
    """How many numbers each state has, and so the context: the width of the bottleneck."""
    return st.number_input(
        "Units",
        2,
        MOST_UNITS,
        usual,
        key=f"units-{task}",
        width=130,
        help="Numbers of each state. Without attention they are all that passes on: try 8.",
    )


def _watch(task: str) -> None:
    """The training of this demonstration; when it has ended, the page is run again with its network."""
    attempt = _attempt()
    if attempt is not None and attempt.order.task == task:
        follow(attempt, _attempt, _show, _take_newest)


def _attempt() -> Attempt | None:
    return retrainer().attempt(*asker())


def _take_newest(attempt: Attempt | None) -> None:
    st.session_state.newest = attempt.order if attempt and attempt.state == "done" else None


def _show(attempt: Attempt) -> None:
    variant = ", ".join(("", *attempt.order.modifiers))
    st.caption(f"{title_of(attempt.order)}{variant}")
    share = attempt.update / attempt.of if attempt.of else 0.0
    place = retrainer().place(asker().owner) if attempt.state == "waiting" else None
    says = in_line(place) or attempt.says or _SAYS.get(attempt.state, "")
    if attempt.is_live:
        st.progress(share, f"{says} {attempt.update:,} of {attempt.of:,} updates, {attempt.seconds:.0f} s")
        st.button("Stop", on_click=retrainer().stop, args=(asker().owner,), key="stop_attempt")
    else:
        st.text(f"{says} {attempt.update:,} updates in {attempt.seconds:.0f} s.")
    if attempt.checks or attempt.losses:
        figure = attempt_figure(attempt, page_theme())
        st.plotly_chart(figure, key="attempt", config=CONFIG, alt=attempt_said(attempt))
