"""What flows through a wiring: its layers in a row, with the shape of what each hands on."""

from collections.abc import Sequence
from html import escape

from rnnviz.figures.layer_shapes import STYLE
from rnnviz.wiring_code import Stop

_STYLE = """<style>
.wiring-flow .part { align-self: center; font-size: 0.75rem; letter-spacing: 0.02em; color: var(--muted); }
.wiring-flow .flow { row-gap: 0.6rem; }
.wiring-flow li span { white-space: nowrap; }
</style>"""


def wiring_flow(stops: Sequence[Stop]) -> str:
    """The stops as HTML: each layer in a box, below it the shape as Keras writes it."""
    items = []
    for stop in stops:
        box = "layer" if "(" in stop.layer or stop.layer in _LAYERS else "input"
        items.append(
            f'<li><span><b class="{box}">{escape(_short(stop.layer))}</b>{escape(stop.shape)}</span></li>'
        )
    said = "; ".join(f"{stop.layer} gives {stop.shape}" for stop in stops)
    return (
        f'{STYLE}{_STYLE}<div class="shapes wiring-flow" role="img" aria-label="{escape(said, quote=True)}">'
        f'<ol class="flow">{"".join(items)}</ol></div>'
    )


_LAYERS = {"Reshape", "MaxPooling2D", "Flatten", "Attention", "Concatenate"}


def _short(layer: str) -> str:
    """Without what the picture above says already."""
    return layer.replace("return_sequences=", "sequences=")
