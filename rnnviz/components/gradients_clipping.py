"""Clipping: a cliff in a loss surface, three descents on it, and what clipping did to real trainings."""

from collections.abc import Mapping, Sequence

import streamlit as st

from rnnviz.analysis.cliff import (
    MOST_PARAMETER,
    MOST_STEPS,
    MOST_TIMESTEPS,
    STARTS,
    USUAL,
    CliffSpec,
    Descent,
    descend,
    surface_of,
)
from rnnviz.components.address import remember_choice, version
from rnnviz.components.cliff import cliff
from rnnviz.components.cliff_payload import pack_cliff
from rnnviz.components.controls import choose_number, choose_one, choose_real, page_theme
from rnnviz.components.gradients_cures import conclude, show_clipped_runs
from rnnviz.figures.cliff import conclusion, headline, surface_figure
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.sheet import Sheet

KEY = "cliff"
SQUASHES = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu"}
VIEWS = {"above": "From above", "space": "In space"}
USUAL_STEPS = 40
FIELD = 128  # Pixels.
SCALES = {"normal": 1.0, "presenter": 1.5}


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    st.text(
        "One unit that reads no words and feeds back into itself for T steps: hₜ = f(w hₜ₋₁ + b). Two "
        "numbers to learn, w and b. Its loss has a cliff, and at the cliff the gradient is enormous."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        spec, steps = _choose()
        _offer_starts(spec.squash)
        view = choose_one("Look at the surface", VIEWS, "cliff_view")
    descents = descend(spec, steps)
    conclude("cliff-said", headline(spec, descents), size)
    if view == "space":
        _show_in_space(spec, descents, size)
    else:
        _show_from_above(spec, descents, size)
    st.caption(
        f"Computed here and now: our own unrolling over T = {spec.timesteps} steps on a grid, our own "
        f"backward pass for every step of each descent; learning rate {spec.learning_rate:g}, threshold "
        f"{spec.threshold:g}, h₀ = {spec.initial:g}, the loss is (h_T − {spec.target:g})². Nothing is drawn "
        "at random. After Pascanu, Mikolov & Bengio (2013)."
    )
    st.subheader("Clipping in a real training (SimpleRNN, linear)", anchor=False)
    show_clipped_runs(size)


def _choose() -> tuple[CliffSpec, int]:
    """The settings, each in the address; what cannot be is held within its bounds by its field."""
    squash = choose_one("Activation f", SQUASHES, "cliff_squash")
    usual = USUAL[squash]
    with st.popover("Settings", icon=":material/tune:"), st.container(horizontal=True):
        timesteps = choose_number(
            "Timesteps T", (1, MOST_TIMESTEPS, usual.timesteps), "cliff_T", FIELD,
            "How often the unit reads its own state: the more, the steeper the cliff.",
        )  # fmt: skip
        rate = _real("Learning rate", (0.01, 10.0, usual.learning_rate), _key("rate", squash), 0.05)
        threshold = _real("Threshold", (0.01, 100.0, usual.threshold), _key("clip", squash), 0.1)
        bounds = (-MOST_PARAMETER, MOST_PARAMETER)
        start = tuple(
            _real(f"Start, {name}", (*bounds, value), _key(name, squash), 0.1)
            for name, value in zip("wb", usual.start, strict=True)
        )
        steps = choose_number("Steps", (1, MOST_STEPS, USUAL_STEPS), "cliff_steps", FIELD)
    return CliffSpec(squash, timesteps, rate, threshold, (start[0], start[1])), steps


def _real(label: str, bounds: tuple[float, float, float], key: str, step: float) -> float:
    with st.container(width=FIELD):
        return choose_real(label, bounds, key, step)


def _key(name: str, squash: str) -> str:
    """Each activation has a surface of its own, and so settings of its own."""
    return f"cliff_{name}" if squash == "tanh" else f"cliff_{name}_{squash}"


def _offer_starts(squash: str) -> None:
    starts = STARTS[squash]
    key = f"cliff_start_{squash}"

    def take() -> None:
        if name := st.session_state[key]:
            _start_at(squash, starts[name])
        st.session_state[key] = None  # The pill itself does not stay pressed.

    st.pills("Start at the cliff", starts, key=key, on_change=take, width="content")


def _start_at(squash: str, place: tuple[float, float]) -> None:
    for name, value in zip("wb", place, strict=True):
        st.session_state[_key(name, squash)] = value


@st.fragment
def _show_from_above(spec: CliffSpec, descents: Sequence[Descent], size: str) -> None:
    view = {"size": size, "version": version(), "step": _step_asked(_worth_seeing(spec, descents))}
    payload = pack_cliff(spec, surface_of(spec), descents, view)
    cliff(payload, KEY, _remember, lambda: _take_start(spec.squash))
    if st.session_state.pop("cliff_moved", False):
        st.rerun()  # The fields of the start stand outside of this fragment.


def _worth_seeing(spec: CliffSpec, descents: Sequence[Descent]) -> int:
    """The step after which one descent is gone; the last one where none is."""
    left = [step for each in descents if (step := each.left_at(spec.window)) is not None]
    return min(left, default=len(descents[0].losses) - 1)


def _step_asked(usual: int) -> int:
    """The step that the address names; else the usual one."""
    text = st.query_params.get("cliff_step", "")
    return int(text) if text.isdecimal() and len(text) < 6 else usual


def _remember() -> None:
    remember_choice(KEY, ("cliff_step",), _address_of)


def _address_of(choice: Mapping[str, object]) -> dict[str, str]:
    step = choice.get("step")
    return {"cliff_step": str(step)} if isinstance(step, int) else {}


def _take_start(squash: str) -> None:
    """A place of the surface was pressed."""
    place = st.session_state[KEY].start or {}
    # Each for itself, for what is no number is not larger than anything.
    found = [each for each in map(place.get, "wb") if isinstance(each, (int, float))]
    if len(found) == 2 and all(abs(each) <= MOST_PARAMETER for each in found):
        _start_at(squash, (float(found[0]), float(found[1])))
        st.session_state.cliff_moved = True


def _show_in_space(spec: CliffSpec, descents: Sequence[Descent], size: str) -> None:
    theme = page_theme()
    said = conclusion(spec, descents)
    step = min(_step_asked(_worth_seeing(spec, descents)), len(descents[0].losses) - 1)
    figure = surface_figure(spec, surface_of(spec), descents, step, Sheet(theme, SCALES[size]))
    st.plotly_chart(figure, key="cliff_space", config=CONFIG, alt=f"The loss surface in space. {said}")
    st.caption(
        f"{said} The large marks are step {step}, the one chosen in the view from above. Turn it with the "
        "mouse or a finger; each path is drawn up to where it leaves the picture."
    )
