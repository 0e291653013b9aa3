"""Training a network of a demonstration again, from its page."""

from collections.abc import Mapping

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.components.trainer import asker, is_open
from rnnviz.components.wirings import Chosen
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.wired_curve import attempt_figure
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.tasks.retrain import Order
from rnnviz.tasks.retrainer import Attempt, Retrainer
from rnnviz.wired_archive import Saved

_SHIPPED = "shipped"
BETWEEN_LOOKS = 0.7  # Seconds.
MOST_SEED = 9_999
MOST_UPDATES, MOST_UNITS = 6_000, 256
_SAYS = {
    "waiting": "Waiting for a worker …",
    "drawing": "Drawing the examples …",
    "training": "Training …",
    "done": "Done: your network answers above. It is kept until the program ends.",
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
    units = f", {order.units} units" if order.units else ""
    return f"yours: {CELL_TITLES[order.cell]}{units}, {order.updates:,} updates, seed {order.seed}"


def choose_whose(chosen: Chosen) -> Saved:
    """The network that comes with the program, or one of one's own; the newest one at first."""
    mine = own_networks(chosen)
    if not mine:
        return chosen.saved
    key = f"whose-{chosen.task.name}-{'-'.join(chosen.modifiers)}"
    titles = {_SHIPPED: "the one that comes with the program"} | {
        title_of(order): title_of(order) for order in mine
    }
    if st.session_state.pop("show_newest", False):
        st.session_state[key] = list(titles)[-1]
    whose = st.selectbox("Network that answers", titles, format_func=titles.__getitem__, key=key, width=420)
    return next((saved for order, saved in mine.items() if title_of(order) == whose), chosen.saved)


def train_again(chosen: Chosen) -> None:
    """Settings, a button, and the training as it goes."""
    task, spec = chosen.task, chosen.saved.spec
    cell: CellKind = "gru"
    units = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if spec.wiring != "one-to-one":
            cell = st.selectbox("Cell", CELL_TITLES, 1, CELL_TITLES.__getitem__, key="train_cell", width=150)
            usual = task.sizes.units
            units = choose_units(task.name, usual)
        updates = st.number_input(
            "Updates", 50, MOST_UPDATES, task.sizes.quick, 50, key=f"updates-{task.name}", width=140
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
        help="Numbers of each state. Between reader and writer they are all that passes: try 8.",
    )


def _watch(task: str) -> None:
    """The training of this demonstration; looked at again and again only while it goes on."""
    attempt = retrainer().attempt(*asker())
    if attempt is not None and attempt.order.task == task:
        st.fragment(_look, run_every=BETWEEN_LOOKS if attempt.is_live else None)(attempt)


def _look(before: Attempt) -> None:
    """The training as far as it is; when it has ended, the whole page is run again with its network."""
    attempt = retrainer().attempt(*asker()) or before
    _show(attempt)
    if before.is_live and not attempt.is_live:
        st.session_state.show_newest = attempt.state == "done"
        st.rerun()


def _show(attempt: Attempt) -> None:
    share = attempt.update / attempt.of if attempt.of else 0.0
    says = attempt.says or _SAYS.get(attempt.state, "")
    if attempt.is_live:
        st.progress(share, f"{says} {attempt.update:,} of {attempt.of:,} updates, {attempt.seconds:.0f} s")
        st.button("Stop", on_click=retrainer().stop, args=(asker().owner,), key="stop_attempt")
    else:
        st.text(f"{says} {attempt.update:,} updates in {attempt.seconds:.0f} s.")
    if attempt.checks or attempt.losses:
        is_dark = st.context.theme.type == "dark"
        st.plotly_chart(attempt_figure(attempt, is_dark), key="attempt", config=CONFIG)
