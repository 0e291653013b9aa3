"""The visual RNN explorer: page settings and the table of pages."""

import gc

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components import (  # noqa: F401  # Registered before a page asks for them.
    beam,
    board,
    cliff,
    diagram,
    flow,
    instrument,
    lab,
    pixels,
    pressable,
    rows,
    trainer,
    unfolder,
    wired,
)
from rnnviz.components.entrance import open_the_door
from rnnviz.figures.style import MUTED, themed

st.set_page_config(page_title="RNN Explorer", page_icon="📈", layout="wide")
open_the_door()


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Once a server: small matrix products on one thread, imports out of the garbage collector's sight.

    Streamlit's own collection after every run is switched off in .streamlit/config.toml.
    """
    compute_on_one_thread()
    gc.collect()
    gc.freeze()


settle()
st.html(
    "<style>"
    # A note that comes and goes moves nothing.
    ".stText { min-height: 1.4em; font-size: 0.9rem; margin: -0.6rem 0; }"
    # What may be concluded stands there, so it must be as easy to read as the rest.
    "[data-testid=stCaptionContainer] { opacity: 1; }"
    f"[data-testid=stCaptionContainer] p {{ color: {themed(MUTED)}; }}"
    # Buttons in a row of settings are as high as the boxes beside them.
    ".stButtonGroup [data-variant=segmented_control] { min-height: 2.5rem; }"
    ".st-key-tools .stButtonGroup [data-variant=segmented_control] { min-height: 2rem; }"
    # As the pictures do, a row fades at an edge behind which there is more of it: see components/rows.
    ".st-key-rows { position: absolute; }"
    "[data-more~=before] { --before: 28px; }"
    "[data-more~=behind] { --behind: 28px; }"
    "[role=radiogroup]:is([data-more~=before], [data-more~=behind]) {"
    " mask-image: linear-gradient(to right, transparent, black var(--before, 0px),"
    " black calc(100% - var(--behind, 0px)), transparent); }"
    ".stMainBlockContainer { padding: 4.25rem 2.5rem 2rem; }"
    "@media (max-width: 640px) {"
    " .stMainBlockContainer { padding: 4rem 1rem 1rem; }"
    " .stButtonGroup [role=radiogroup] { flex-wrap: wrap; }"
    " .stButtonGroup [role=radiogroup]:has([data-variant=pills]) { flex-wrap: nowrap; overflow-x: auto; }"
    " .stButtonGroup [data-variant=pills], .st-key-tools button { flex-shrink: 0; }"
    " .stMain .st-key-tools [role=radiogroup] { flex-wrap: nowrap; overflow-x: auto; }"
    "}</style>"
)
pages = [
    st.Page("pages/explore.py", title="Explore", icon=":material/timeline:", default=True),
    st.Page("pages/unfold.py", title="Unfold", icon=":material/account_tree:"),
    st.Page("pages/architectures.py", title="Architectures", icon=":material/schema:"),
    st.Page("pages/gradients.py", title="Gradients", icon=":material/trending_down:"),
    st.Page("pages/order.py", title="Word order", icon=":material/swap_horiz:"),
    st.Page("pages/layer.py", title="Keras layer", icon=":material/layers:"),
    st.Page("pages/training.py", title="Training", icon=":material/model_training:"),
]
st.navigation(pages, position="top").run()
