"""An uploaded model, layer by layer: what Keras has, and how it is computed here, as HTML."""

from collections.abc import Sequence
from html import escape

from rnnviz.figures.style import LINE, MUTED, themed
from rnnviz.keras_file.assembled import Row

READABLE_ROWS = (  # What a model may be made of; T words, D numbers for each, H units.
    Row("TextVectorization", "T", "gives its words; else they are a file of their own", False),
    Row("Embedding", "T × D", "a row for each word", True),
    Row("BatchNormalization", "T × D", "folded into its neighbour, wherever it stands", False),
    Row("SimpleRNN, GRU, LSTM", "H", "also in Bidirectional, and several of them", True),
    Row("Dropout, SpatialDropout1D, GaussianNoise", "H", "only in training", False),
    Row("Dense, Activation", "1", "one or several; at the end a sigmoid, or a softmax", True),
)
STYLE = f"""<style>
.read-layers {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  font-size: 0.9rem; line-height: 1.3; font-variant-numeric: tabular-nums;
}}
.read-layers.read-layers :is(ol, li, p) {{ margin: 0; padding: 0; font-size: inherit; list-style: none; }}
.read-layers.read-layers li {{
  display: grid; grid-template-columns: minmax(0, 15rem) minmax(0, 1fr); align-items: center; gap: 0 1rem;
}}
.read-layers.read-layers li + li {{ padding-top: 1.15rem; }}
.read-layers li + li .block::before {{
  content: "↓ " attr(data-from); position: absolute; left: 0.7rem; top: -1.12rem; white-space: nowrap;
  font-size: 0.75rem; font-weight: 400; line-height: 1.12rem; color: var(--muted);
}}
.read-layers .block {{
  position: relative; border: 1.25px solid currentColor; border-radius: 5px; padding: 0.25rem 0.7rem;
  font-weight: 600; overflow-wrap: anywhere;
}}
.read-layers .aside .block {{ border: 1px dashed var(--line); font-weight: 400; padding-block: 0.1rem; }}
.read-layers .says {{ color: var(--muted); font-size: 0.85rem; }}
.read-layers .aside .says {{ font-style: italic; }}
@media (max-width: 640px) {{
  .read-layers.read-layers li {{ grid-template-columns: minmax(0, 11rem) minmax(0, 1fr); gap: 0 0.6rem; }}
}}
</style>"""


def layers_figure(rows: Sequence[Row]) -> str:
    """A block for each layer, with the shape that goes into it above, and how it is computed beside it.

    Dashed is what is no layer here: it is folded into another one, or counts in training only.
    """
    items = []
    for n, row in enumerate(rows):
        before = f"shape {rows[n - 1].shape}" if n else ""
        kind = "" if row.is_computed else ' class="aside"'
        items.append(
            f'<li{kind}><span class="block" data-from="{escape(before)}">{escape(row.kind)}</span>'
            f'<span class="says">{escape(row.says)}</span></li>'
        )
    return f'{STYLE}<div class="read-layers"><ol>{"".join(items)}</ol></div>'
