"""Text of a person inside what Streamlit reads as Markdown."""

import re

_SIGNS = re.compile(r"([\\`*_\[\]<>#$~|!])")


def as_text(text: str) -> str:
    """A text whose signs are signs: no emphasis, formula, picture, link or line of its own.

    No line ends between a number and its per cent sign.
    """
    return _SIGNS.sub(r"\\\1", " ".join(text.split())).replace(" %", "\u00a0%")
