"""A visual explorer of recurrent neural networks: all computation, no page.

In a notebook `rnnviz.show(model, "text")` reads a text with a Keras model and shows everything inside.
"""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """`show`, loaded when it is asked for: whoever imports one room loads no other."""
    if name == "show":
        return import_module(f"{__name__}.notebook").show
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
