"""Gradients: how they vanish and explode on their way back, what a network remembers, and what mends it."""

import streamlit as st

from rnnviz.components import (
    gradients_chain,
    gradients_clipping,
    gradients_cures,
    gradients_knobs,
    gradients_limits,
    gradients_memory,
    gradients_sentence,
)
from rnnviz.components.controls import choose_one
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.trainer import has_asked, make_known
from rnnviz.components.view import PRESENTER_STYLE, SIZES

enter_through_the_app("pages/gradients.py")
SECTIONS = {
    "chain": ("The chain", gradients_chain.show),
    "knobs": ("The knobs", gradients_knobs.show),
    "clipping": ("Clipping", gradients_clipping.show),
    "memory": ("Memory", gradients_memory.show),
    "sentence": ("The sentence", gradients_sentence.show),
    "limits": ("Limits", gradients_limits.show),
    "cures": ("Cures", gradients_cures.show),
}

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Gradients: why they vanish and explode", anchor=False, width="content")
    with st.popover("View", icon=":material/tune:"):
        size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
if size == "presenter":
    st.html(PRESENTER_STYLE)
look = choose_one("Look at", {name: title for name, (title, _) in SECTIONS.items()}, "look")
SECTIONS[look][1](size)
if has_asked():  # What a browser has trained here is found again after a reload.
    make_known()
