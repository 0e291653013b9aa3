"""What flows through a wiring: its layers in rows, with the shape of what each hands on."""

from collections.abc import Sequence
from html import escape

from rnnviz.figures.layer_shapes import STYLE
from rnnviz.wiring_code import Stop

_ROWS = {"reads": ("see", "read"), "writes": ("write", "answer")}
_LAYERS = {"Reshape", "MaxPooling2D", "Flatten", "Attention", "Concatenate"}
_STYLE = """<style>
.wiring-flow { gap: 0.5rem; }
.wiring-flow .row { display: grid; grid-template-columns: 4rem 1fr; align-items: start; }
.wiring-flow .name { font-size: 0.85rem; color: var(--muted); padding-top: 0.35rem; }
.wiring-flow .flow { row-gap: 0.6rem; }
.wiring-flow li span { white-space: nowrap; }
@media (max-width: 640px) {
  .wiring-flow .row { grid-template-columns: 1fr; }
  .wiring-flow li span { white-space: normal; }
}
</style>"""


def wiring_flow(stops: Sequence[Stop]) -> str:
    """The stops as HTML: each layer in a box, below it the shape as Keras writes it.

    What reads and what writes stand in rows of their own: the one does not flow into the other by its layers,
    but by its context.
    """
    writes = any(stop.part == "write" for stop in stops)
    rows = []
    for name, parts in _ROWS.items():
        here = [stop for stop in stops if (stop.part if writes or stop.part != "answer" else "read") in parts]
        if here:
            items = "".join(map(_item, here))
            label = name if writes else "layers"
            rows.append(
                f'<div class="row"><span class="name">{label}</span><ol class="flow">{items}</ol></div>'
            )
    said = "; ".join(f"{stop.layer} gives {stop.shape}" for stop in stops)
    return (
        f'{STYLE}{_STYLE}<div class="shapes wiring-flow" role="img" aria-label="{escape(said, quote=True)}">'
        f"{''.join(rows)}</div>"
    )


def _item(stop: Stop) -> str:
    box = "layer" if "(" in stop.layer or stop.layer in _LAYERS else "input"
    return f'<li><span><b class="{box}">{escape(stop.layer)}</b>{escape(stop.shape)}</span></li>'
