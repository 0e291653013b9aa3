"""Training a network of a demonstration again, from its page."""

from collections.abc import Mapping

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.components.trainer import asker, is_open
from rnnviz.components.wirings import Chosen
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.wired_curve import attempt_figure, attempt_said
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.tasks.retrain import Order
from rnnviz.tasks.retrainer import Attempt, Retrainer
from rnnviz.wired_archive import Saved

_SHIPPED = "shipped"
BETWEEN_LOOKS = 0.7  # Seconds.
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
    return Retrainer(ProcessExecutor(1, compute_on_one_thread, idle_seconds=120.0), Switchboard(), is_open)


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
    """The training of this demonstration; looked at again and again only while it goes on."""
    attempt = retrainer().attempt(*asker())
    if attempt is not None and attempt.order.task == task:
        st.fragment(_look, run_every=BETWEEN_LOOKS if attempt.is_live else None)(attempt)


def _look(before: Attempt) -> None:
    """The training as far as it is; when it has ended, the whole page is run again with its network."""
    attempt = retrainer().attempt(*asker())
    if before.is_live and (attempt is None or not attempt.is_live):
        st.session_state.newest = attempt.order if attempt and attempt.state == "done" else None
        st.rerun()
    told = attempt or before
    variant = ", ".join(("", *told.order.modifiers))
    st.caption(f"{title_of(told.order)}{variant}")
    _show(told)


def _show(attempt: Attempt) -> None:
    share = attempt.update / attempt.of if attempt.of else 0.0
    place = retrainer().place(asker().owner) if attempt.state == "waiting" else None
    says = attempt.says or _SAYS.get(attempt.state, "")
    if place:
        says = f"Number {place} in line for a worker …"
    if attempt.is_live:
        st.progress(share, f"{says} {attempt.update:,} of {attempt.of:,} updates, {attempt.seconds:.0f} s")
        st.button("Stop", on_click=retrainer().stop, args=(asker().owner,), key="stop_attempt")
    else:
        st.text(f"{says} {attempt.update:,} updates in {attempt.seconds:.0f} s.")
    if attempt.checks or attempt.losses:
        is_dark = st.context.theme.type == "dark"
        st.plotly_chart(
            attempt_figure(attempt, is_dark), key="attempt", config=CONFIG, alt=attempt_said(attempt)
        )
