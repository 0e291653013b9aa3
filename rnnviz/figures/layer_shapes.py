"""The shapes of one recurrent layer: what goes in and comes out, and the weights to scale."""

from rnnviz.figures.style import LINE, MUTED, themed
from rnnviz.keras_layer import (
    LayerSpec,
    Part,
    formula,
    head_parameters,
    head_shape,
    layer_parameters,
    output_shape,
    parts_of,
)

GRID_COLUMNS = 40  # With more columns than this a square for each parameter is too small to count.
SQUARE, WIDEST, TALLEST = 26, 400, 300  # Pixels at most: one parameter, all columns, all rows.
THINNEST = 8  # Pixels across, or the colour could not be seen.
LETTERS = {"SimpleRNN": ("h",), "GRU": ("z", "r", "h̃"), "LSTM": ("i", "f", "c̃", "o")}  # In Keras's order.
STYLE = f"""<style>
.shapes {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  --kernel: color-mix(in srgb, currentColor 9%, Canvas);
  --recurrent_kernel: color-mix(in srgb, currentColor 22%, Canvas);
  --bias: color-mix(in srgb, currentColor 38%, Canvas);
  display: grid; gap: 1rem;
  line-height: 1.3; font-variant-numeric: tabular-nums;
}}
.shapes.shapes :is(p, ol) {{ margin: 0; padding: 0; font-size: inherit; }}
.shapes sub {{ font-size: 0.72em; line-height: 0; }}
.shapes .flow {{ display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; list-style: none; }}
.shapes .flow li {{
  display: flex; align-items: center; gap: 0.8rem; margin: 0; padding: 0;
  font-size: 0.8rem; text-align: center; color: var(--muted);
}}
.shapes .flow li + li::before {{ content: "→"; font-size: 1rem; }}
.shapes .flow b {{ display: block; font-size: 1rem; color: CanvasText; white-space: nowrap; }}
.shapes .flow .layer {{ border: 1.25px solid CanvasText; border-radius: 5px; padding: 0.2rem 0.7rem; }}
.shapes .note {{ max-width: 36rem; }}
.weights {{ display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.35rem 1rem; }}
.weights > * {{ align-self: center; font-size: 0.9rem; white-space: nowrap; }}
.weights .gates {{ display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; text-align: center; }}
.weights .to-scale {{ max-width: 100%; }}
.weights .matrix {{
  min-height: 2px; display: grid; grid-auto-flow: column; grid-auto-columns: 1fr;
  outline: 1px solid var(--line);
}}
.weights .matrix i + i {{ border-left: 2px solid CanvasText; }}
.weights .counted i {{
  background-image:
    linear-gradient(90deg, Canvas 1px, transparent 1px), linear-gradient(Canvas 1px, transparent 1px);
  background-size: calc(100% / var(--columns)) 100%, 100% calc(100% / var(--rows));
}}
.weights .sum {{
  grid-column: 1 / -1; border-top: 1px solid var(--line); padding-top: 0.5rem;
  font-size: 1rem; white-space: normal;
}}
.shapes .note {{ font-size: 0.85rem; color: var(--muted); }}
</style>"""


def flow_figure(spec: LayerSpec) -> str:
    """Input, layer, output, each with its shape as Keras writes it."""
    return f'{STYLE}<div class="shapes">{_flow(spec)}</div>'


def weights_figure(spec: LayerSpec) -> str:
    """The arrays of the layer to scale, and how they add up."""
    return f'{STYLE}<div class="shapes">{_weights(spec)}</div>'


def _flow(spec: LayerSpec) -> str:
    """Input, layer, output, as Keras writes their shapes."""
    over = "batch, timesteps, " if spec.return_sequences else "batch, "
    both = "2 × " if spec.bidirectional else ""
    layer = "both directions" if spec.bidirectional else "layer"
    steps = [
        ("", f"(None, {spec.timesteps}, {spec.input_dim})", "batch, timesteps, features"),
        ("layer", f"{spec.kind}({spec.units})", layer),
        ("", str(output_shape(spec)), f"{over}{both}units"),
    ]
    if spec.head:
        steps += [("layer", "Dense(1)", "head"), ("", str(head_shape(spec)), f"{over}1")]
    items = (f'<li><div class="{kind}"><b>{text}</b>{words}</div></li>' for kind, text, words in steps)
    return f'<ol class="flow">{"".join(items)}</ol>'


def chain_said(spec: LayerSpec) -> str:
    """The chain as a sentence."""
    every = "at every timestep" if spec.return_sequences else "at the last timestep only"
    both = " A second row of cells reads from the last timestep to the first." if spec.bidirectional else ""
    return (
        f"The layer unfolded: x of {spec.input_dim} numbers enters a cell, the state of {spec.units} numbers "
        f"goes on to the next cell, and {spec.width} numbers come out {every}.{both}"
    )


def note_on_chain(spec: LayerSpec) -> str:
    """What is left out of the chain, and what is easily read wrongly; as Markdown."""
    both = " The backward row has read everything when it comes to x₁." * spec.bidirectional
    return (
        "Shapes in the chain are those of one sequence; None is a length left open. Row vectors: h W, where "
        f"many books write W h.{both}"
    )


def _weights(spec: LayerSpec) -> str:
    """The arrays of one direction to scale, below each other, and the sum."""
    parts = parts_of(spec)
    columns, rows = parts[0].columns, sum(part.rows for part in parts)
    wide = min(SQUARE * columns, WIDEST, TALLEST * columns / rows)
    gates = "".join(f"<i>{letter}</i>" for letter in LETTERS[spec.kind])
    heading = f'<span></span><div class="to-scale gates" style="width:{wide:.0f}px">{gates}</div>'
    body = "".join(_matrix(spec, part, wide) for part in parts)
    thin = wide < THINNEST or wide / columns < 2
    title = "Every square is a parameter" if _is_counted(parts) else "The parameters, to scale"
    if spec.bidirectional:
        title += ", once for each direction"
    twice = "<p>The same again for the direction that reads backwards.</p>" if spec.bidirectional else ""
    dense = f"<p>Dense: {spec.width} + 1 = {head_parameters(spec)}</p>" if spec.head else ""
    return (
        f"<p><strong>{title}</strong>{', but the thinnest are drawn thicker' * thin}</p>"
        f'<div class="weights">{heading}{body}<div class="sum">'
        f"<strong>{formula(spec)} parameters</strong>{twice}{dense}</div></div>{_note(spec)}"
    )


def _matrix(spec: LayerSpec, part: Part, wide: float) -> str:
    counted = " counted" * _is_counted(parts_of(spec))
    size = f"width:{wide:.0f}px;aspect-ratio:{part.columns}/{part.rows}"
    if wide < THINNEST:
        size = f"width:{THINNEST}px;height:{wide * part.rows / part.columns:.0f}px"
    blocks = f'<i style="background-color:var(--{part.name})"></i>' * len(spec.gates)
    return (
        f"<div>{_letter(part)}<br>{part.rows} · {part.columns} = <strong>{part.size:,}</strong></div>"
        f'<div class="to-scale matrix{counted}" style="{size};--columns:{spec.units};--rows:{part.rows}">'
        f"{blocks}</div>"
    )


def _is_counted(parts: tuple[Part, ...]) -> bool:
    """Whether squares are large enough to be counted."""
    return max(max(part.rows, part.columns) for part in parts) <= GRID_COLUMNS


def _note(spec: LayerSpec) -> str:
    """What a reader of a textbook would stumble over."""
    notes = {
        "SimpleRNN": "One column for each unit. Every timestep uses the same weights, so the number of "
        "timesteps does not count.",
        "LSTM": "Four blocks of columns: input gate i, forget gate f, candidate c̃, output gate o, each with "
        "weights of its own.",
        "GRU": "Three blocks of columns: update gate z, reset gate r, candidate h̃. Many textbooks count "
        f"{layer_parameters(spec) - spec.directions * 3 * spec.units:,}: one bias instead of two. Keras has "
        "reset_after=True, which multiplies by W<sub>hh</sub> before the reset gate and needs a bias there.",
    }
    return f'<p class="note">{notes[spec.kind]}</p>'


def _letter(part: Part) -> str:
    letter, below = part.letter.split("_")
    return f"{letter}<sub>{below}</sub>"
