"""The buttons below a picture of ours that save it as SVG or PNG; `pressable.js` hears them."""

from html import escape

from rnnviz.figures.style import BORDER, MUTED, PRIMARY, themed

SAVING_STYLE = f"""<style>
.saving.saving {{ display: flex; gap: 0.5em; margin: 0.4em 0 0; color: {themed(MUTED)}; font-size: 1rem; }}
.saving button {{
  all: unset; cursor: pointer; box-sizing: border-box; min-height: 24px; padding: 0.1em 0.7em;
  font-size: 0.88em; color: {themed(PRIMARY)}; border: 1px solid {themed(BORDER)}; border-radius: 4px;
}}
.saving button:hover {{ border-color: {themed(PRIMARY)}; }}
.saving button:focus-visible {{ outline: 2px solid {themed(PRIMARY)}; outline-offset: 2px; }}
</style>"""


def save_buttons(title: str, said: str, source: str) -> str:
    """Two buttons; they save the SVG that is shown in the same `figure`, as a file that stands alone.

    Args:
        title: above the picture in the file, and its name.
        said: below that, what is to be seen.
        source: at its foot, where the numbers come from.
    """
    texts = "".join(
        f' data-{name}="{escape(text)}"'
        for name, text in (("title", title), ("said", said), ("source", source))
    )
    return (
        f'{SAVING_STYLE}<p class="saving" role="group" aria-label="Save the picture"{texts}>'
        '<button type="button" data-save="svg">SVG</button>'
        '<button type="button" data-save="png">PNG</button></p>'
    )
