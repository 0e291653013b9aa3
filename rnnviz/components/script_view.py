"""What will be trained: the network of the settings, and the same training as a Keras script."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.components.watch import show_frames
from rnnviz.figures.model_strip import model_strip
from rnnviz.learning.script import keras_script
from rnnviz.learning.spec import RunSpec


def show_what_will_be_trained(specs: Sequence[RunSpec], scale: float) -> None:
    """Before the first run: the network, and what is to be seen here."""
    if not specs:
        st.info("Choose a table with your own texts first.", icon=":material/table:")
        return
    st.info(
        "Press the green button. In a few seconds you see how the loss falls and the accuracy rises, and "
        "what the network says of your own sentences after every epoch.",
        icon=":material/model_training:",
    )
    show_frames(specs[0].training.epochs, scale)
    st.html(model_strip(specs[0]))


def show_script(specs: Sequence[RunSpec]) -> None:
    """The script of the settings as they are chosen; of several runs the first."""
    if not specs:
        st.info("Choose a table first; then the script that reads it stands here.")
        return
    st.html(model_strip(specs[0]))
    columns = (st.session_state.get("text_column", "text"), st.session_state.get("label_column", "label"))
    script = keras_script(specs[0], columns)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption("The settings on the left, in Keras. It runs as it stands, in the folder of this program.")
        st.download_button(
            "training.py",
            script,
            "training.py",
            "text/x-python",
            icon=":material/download:",
            on_click="ignore",
        )
    st.code(script, language="python")
