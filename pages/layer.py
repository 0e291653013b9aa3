"""Keras layer: change the settings of one layer, and watch its shapes, parameters, code and states."""

from typing import cast

import streamlit as st

from rnnviz.activations import ACTIVATIONS
from rnnviz.analysis.squash import MOST_SCALE, MOST_SEED, MOST_TIMESTEPS, SquashSpec, compare
from rnnviz.architectures import layer_diagram
from rnnviz.components.controls import choose_number, choose_one
from rnnviz.components.diagram import diagram
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.figures.activations import activation_figure, states_table
from rnnviz.figures.layer_shapes import chain_said, flow_figure, note_on_chain, weights_figure
from rnnviz.keras_layer import LAYER_KINDS, MOST, LayerKind, LayerSpec, arrows_of, code_of, summary_text

enter_through_the_app("pages/layer.py")
asked = st.query_params.to_dict()  # As the address came; what cannot be used is taken out of it.


def is_heard(text: str, value: object) -> bool:
    """Whether a setting became what the address says."""
    try:
        return float(text) == value
    except ValueError:
        return text.casefold() == str(value).casefold()


def say_what_was_not_heard() -> None:
    """One sentence where the address asks for what there is not."""
    lost = [
        f"{name}={text[:20]}"
        for name, text in asked.items()
        if text and name in st.session_state and not is_heard(text, st.session_state[name])
    ]
    if lost:
        st.text(f"Not possible, so left as usual: {', '.join(lost)}.")


def choose_layer() -> LayerSpec:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = cast(LayerKind, choose_one("Layer", {each: each for each in LAYER_KINDS}, "cell"))
        inputs = choose_number("Inputs D", (1, MOST, 4), "inputs", 130)
        units = choose_number("Units H", (1, MOST, 5), "units", 130)
        name = st.selectbox(
            "Activation", tuple(ACTIVATIONS), key="activation", bind="query-params", width=130
        )
        with st.container(width="content", gap=None):
            sequences = st.toggle("return_sequences", key="sequences", bind="query-params")
            both = st.toggle("Bidirectional", key="both", bind="query-params")
            head = st.toggle("Dense head", key="head", bind="query-params")
    return LayerSpec(kind, inputs, units, name, sequences, both, head=head)


def choose_weights() -> SquashSpec:
    scale, steps, seed = st.columns(3)
    with seed:
        chosen = choose_number("Seed", (0, MOST_SEED, 0), "seed", 200)
    return SquashSpec(
        scale=scale.slider("Size of W_hh", 0.0, MOST_SCALE, 1.0, 0.05, key="scale", bind="query-params"),
        timesteps=steps.slider("Timesteps", 1, MOST_TIMESTEPS, 20, key="timesteps", bind="query-params"),
        seed=chosen,
    )


@st.fragment
def show_activations(chosen: str) -> None:
    results = compare(choose_weights())
    st.html(activation_figure(results, chosen))
    with st.expander("The states as a table"):
        st.html(states_table(results))


st.title("Change a Keras layer and watch its shapes", anchor=False)
spec = choose_layer()
note = st.empty()
chain, weights = st.columns(2)
with chain:
    st.html(flow_figure(spec))
    diagram(layer_diagram(spec), "layer_diagram", chain_said(spec))
    st.caption(note_on_chain(spec))
with weights:
    st.html(weights_figure(spec))
with st.expander("Every shape as a table"):
    rows = [f"| `{arrow.letter}` | {arrow.meaning} | `{arrow.shape}` |" for arrow in arrows_of(spec)]
    st.markdown("\n".join(["| Arrow | What it carries | Shape |", "|---|---|---|", *rows]))
code, summary = st.columns(2)
with code:
    st.subheader("The code", anchor=False)
    st.code(code_of(spec), language="python")
with summary:
    st.subheader("What model.summary() prints", anchor=False)
    st.code(summary_text(spec), language=None)
st.header("What the activation does to the states", anchor=False)
st.markdown(
    "A SimpleRNN of its own, with 4 inputs and 8 units, reads random inputs, four times with the same "
    "weights: drawn as Keras draws them, and W_hh multiplied by the size. Shaded: where the slope is below "
    "0.1, so that hardly any gradient passes."
)
show_activations(spec.activation)
with note.container():
    say_what_was_not_heard()
