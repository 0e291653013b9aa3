"""The shapes of one recurrent layer: the chain with a shape at every arrow, and the weights to scale.

Both are HTML that grows with its place: positions count in units of the chain's width.
"""

from html import escape
from typing import NamedTuple

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

WIDE, WIDE_BOTH = 400, 450  # Units of the chain's width, in one direction and in both.
FIRST, SECOND, DOTS, LAST = 112, 212, 280, 346  # Where columns stand.
BOX = 52
TOP = 96  # Of the cells, below x_t and its arrow.
DOWN = 34  # Length of the arrow to the output.
GRID_COLUMNS = 40  # With more columns than this a square for each parameter is too small to count.
SQUARE, WIDEST, TALLEST = 26, 400, 300  # Pixels at most: one parameter, all columns, all rows.
THINNEST = 8  # Pixels across, or the colour could not be seen.
SMALLEST = 8.0  # Letters of a shape at its arrow, in units of the chain.
LETTERS = {"SimpleRNN": ("h",), "GRU": ("z", "r", "h̃"), "LSTM": ("i", "f", "c̃", "o")}  # In Keras's order.
STYLE = f"""<style>
.shapes {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  --kernel: color-mix(in srgb, currentColor 9%, Canvas);
  --recurrent_kernel: color-mix(in srgb, currentColor 22%, Canvas);
  --bias: color-mix(in srgb, currentColor 38%, Canvas);
  display: flex; flex-wrap: wrap; gap: 1.5rem 1rem; align-items: flex-start;
  line-height: 1.3; font-variant-numeric: tabular-nums;
}}
.shapes.shapes :is(p, ol) {{ margin: 0; padding: 0; font-size: inherit; }}
.shapes sub {{ font-size: 0.72em; line-height: 0; }}
.shapes .half {{ flex: 1 1 21rem; min-width: 0; display: grid; gap: 1rem; }}
.shapes .flow {{ display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; list-style: none; }}
.shapes .flow li {{
  display: flex; align-items: center; gap: 0.8rem; margin: 0; padding: 0;
  font-size: 0.8rem; text-align: center; color: var(--muted);
}}
.shapes .flow li + li::before {{ content: "→"; font-size: 1rem; }}
.shapes .flow b {{ display: block; font-size: 1rem; color: CanvasText; white-space: nowrap; }}
.shapes .flow .layer {{ border: 1.25px solid CanvasText; border-radius: 5px; padding: 0.2rem 0.7rem; }}
.shapes .frame {{ container-type: inline-size; max-width: 36rem; }}
.shapes .note {{ max-width: 36rem; }}
.chain {{
  --u: calc(100cqw / var(--wide)); --v: max(var(--u), 0.95px); /* Letters stop shrinking. */
  position: relative; height: calc(var(--high) * var(--u));
  font-size: calc(12.5 * var(--v)); line-height: 1.15;
}}
.chain > * {{
  position: absolute; box-sizing: border-box; font-style: normal; font-weight: 400; white-space: nowrap;
  left: calc(var(--x) * var(--u)); top: calc(var(--y) * var(--u));
  width: calc(var(--w) * var(--u)); height: calc(var(--h) * var(--u));
}}
.chain :is(.cell, .start, .out) {{
  z-index: 1; display: flex; flex-direction: column; align-items: center; justify-content: center;
  border: 1.25px solid; border-radius: calc(5 * var(--u)); background: Canvas;
}}
.chain .cell > span {{ text-align: center; }}
.chain .cell small {{ font-size: 0.8em; color: var(--muted); }}
.chain .start {{ border: 1px dashed var(--muted); border-radius: 99px; color: var(--muted); }}
.chain .out {{ border-color: var(--line); }}
.chain .out > span {{ display: grid; justify-items: center; }}
.chain .line {{ background: var(--line); min-width: 1.5px; min-height: 1.5px; }}
.chain .line::after {{ position: absolute; border: calc(4.5 * var(--u)) solid transparent; }}
.chain .right::after, .chain .left::after, .chain .down::after {{ content: ""; }}
.chain .right::after {{
  right: 0; top: 50%; translate: 0 -50%; border-right: 0; border-left: calc(8 * var(--u)) solid var(--line);
}}
.chain .left::after {{
  left: 0; top: 50%; translate: 0 -50%; border-left: 0; border-right: calc(8 * var(--u)) solid var(--line);
}}
.chain .down::after {{
  bottom: 0; left: 50%; translate: -50% 0; border-bottom: 0; border-top: calc(8 * var(--u)) solid var(--line);
}}
.chain .label {{ width: auto; height: auto; translate: -50% 0; text-align: center; color: var(--muted); }}
.chain .beside {{ translate: 0 0; text-align: left; }}
.chain .x {{ color: CanvasText; font-weight: 600; font-size: calc(14 * var(--v)); }}
.chain mark {{
  color: CanvasText; border-radius: 3px; padding: 0 calc(3 * var(--u)); display: inline-block;
  font-size: calc(var(--f) * var(--v));
}}
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


class Column(NamedTuple):
    """One timestep of the chain: its number as written, and the middle of its column."""

    name: str
    x: int


def layer_figure(spec: LayerSpec) -> str:
    """The chain of a layer on the left, its weights to scale on the right."""
    return (
        f'{STYLE}<div class="shapes"><div class="half">{_flow(spec)}{_chain(spec)}'
        f'<p class="note">{_note_on_chain(spec)}</p></div>'
        f'<div class="half">{_weights(spec)}</div></div>'
    )


def columns_of(spec: LayerSpec) -> list[Column]:
    """The timesteps drawn: the first two and the last, or all of three or fewer."""
    few = spec.timesteps if spec.timesteps and spec.timesteps <= 3 else None
    names = [str(n + 1) for n in range(few)] if few else ["1", "2", str(spec.timesteps or "T")]
    return [Column(name, x) for name, x in zip(names, (FIRST, SECOND, LAST), strict=False)]


def _flow(spec: LayerSpec) -> str:
    """Input, layer, output, as Keras writes their shapes."""
    over = "batch, timesteps, " if spec.return_sequences else "batch, "
    both = "2 × " if spec.bidirectional else ""
    layer = "both directions" if spec.bidirectional else "layer"
    steps = [
        ("", f"(None, {spec.timesteps}, {spec.input_dim})", "batch, timesteps, inputs"),
        ("layer", f"{spec.kind}({spec.units})", layer),
        ("", str(output_shape(spec)), f"{over}{both}units"),
    ]
    if spec.head:
        steps += [("layer", "Dense(1)", "head"), ("", str(head_shape(spec)), f"{over}1")]
    items = (f'<li><div class="{kind}"><b>{text}</b>{words}</div></li>' for kind, text, words in steps)
    return f'<ol class="flow">{"".join(items)}</ol>'


def _chain(spec: LayerSpec) -> str:
    high = 84 if spec.kind == "LSTM" else 52
    rows = [_Row(TOP, high, False), _Row(TOP + high + 34, high, True)][: spec.directions]
    columns, bottom = columns_of(spec), rows[-1].y + high
    parts = [_inputs(spec, column, rows) for column in columns]
    parts += [_row(spec, columns, row) for row in rows]
    parts.append(_outputs(spec, columns, rows))
    if columns[-1].name not in ("1", "2", "3"):
        parts += [_label("…", DOTS, y, "x") for y in (0, *(row.y + high / 2 - 12 for row in rows))]
    wide = WIDE_BOTH if spec.bidirectional else WIDE
    return (
        f'<div class="frame" role="img" aria-label="{escape(_said(spec))}"><div class="chain" '
        f'style="--wide:{wide};--high:{bottom + DOWN + 40}">{"".join(parts)}</div></div>'
    )


class _Row(NamedTuple):
    """One direction of reading: where its cells stand."""

    y: int
    high: int
    reverse: bool


def _inputs(spec: LayerSpec, column: Column, rows: list[_Row]) -> str:
    """x_t on top, and its arrow into the cell of each direction; the second passes behind the first."""
    kernel, *_ = parts_of(spec)
    html = _label(f"x<sub>{column.name}</sub>", column.x, -6, "x")
    html += _label(f"({spec.input_dim},)", column.x, 18)
    for row, shift in zip(rows, _shifts(rows), strict=True):
        html += _line("down", column.x + shift, 34, high=row.y - 34)
    return html + _weight(kernel, column.x + _shifts(rows)[-1] + 5, 47, 86, "beside")


def _row(spec: LayerSpec, columns: list[Column], row: _Row) -> str:
    """The cells of one direction, first state to last, and the states between them."""
    way = (" ←" if row.reverse else " →") if spec.bidirectional else ""
    inside = f"{way}<br><small>{spec.activation}</small>"
    html = "".join(
        _box("cell", column.x - BOX / 2, row.y, (BOX, row.high), f"h<sub>{column.name}</sub>{inside}")
        for column in columns
    )
    start = LAST + 82 if row.reverse else 26
    stops = [start, *sorted((column.x for column in columns), reverse=row.reverse)]
    y = row.y + row.high - 22 if spec.kind == "LSTM" else row.y + row.high / 2
    lines = [(y, "h")] + ([(row.y + 16, "c")] if spec.kind == "LSTM" else [])
    for height, letter in lines:
        html += _box("start", start - 20, height - 11, (40, 22), f"{letter}<sub>0</sub>")
        for number, (one, other) in enumerate(zip(stops, stops[1:], strict=False)):
            html += _state(spec, (one, other), height, letter, is_first=number == 0)
    return html


def _state(spec: LayerSpec, ends: tuple[float, float], y: float, letter: str, is_first: bool) -> str:
    """One state on its way to the next cell; where columns are left out, two short arrows."""
    left, right = min(ends) + (20 if is_first and ends[0] < ends[1] else BOX / 2), max(ends) - BOX / 2
    if is_first and ends[0] > ends[1]:
        right = max(ends) - 20
    direction = "right" if ends[0] < ends[1] else "left"
    if left < DOTS < right and (spec.timesteps is None or spec.timesteps > 3):
        gap = DOTS - left - 14
        return _line(direction, left, y, gap) + _line(direction, DOTS + 14, y, right - DOTS - 14)
    middle = (left + right) / 2
    html = _line(direction, left, y, right - left)
    html += _label(f"({spec.units},)", middle, y + (6 if letter == "h" else -18))
    if letter == "h":
        html += _weight(parts_of(spec)[1], middle, y - 33, right - left)
    return html


def _outputs(spec: LayerSpec, columns: list[Column], rows: list[_Row]) -> str:
    """What the layer hands on: from every cell, or of each direction from the one it reached last."""
    bottom = rows[-1].y + rows[-1].high
    y, html = bottom + DOWN, ""
    for column in columns if spec.return_sequences else columns[-1:]:
        name = f"y<sub>{column.name}</sub>" if spec.return_sequences else "y"
        for row, shift in zip(rows, _shifts(rows), strict=True):
            if row.reverse and not spec.return_sequences:
                x = columns[0].x
                html += _line("", x, bottom, high=DOWN + 17)
                html += _line("right", x, y + 17, column.x - BOX / 2 - x)
                html += _label(f"({spec.units},)", x + 5, bottom + 6, "beside")
            else:
                html += _line("down", column.x + shift, row.y + row.high, high=y - row.y - row.high)
        if not spec.bidirectional:
            html += _label(f"({spec.units},)", column.x + 5, bottom + 6, "beside")
        html += _box("out", column.x - BOX / 2, y, (BOX, 36), f"<b>{name}</b><span>({spec.width},)</span>")
    return html


def _shifts(rows: list[_Row]) -> list[int]:
    """How far from the middle of a column the arrows of each direction run."""
    return [0] if len(rows) == 1 else [-13, 13]


def _said(spec: LayerSpec) -> str:
    """The chain as a sentence."""
    every = "at every timestep" if spec.return_sequences else "at the last timestep only"
    both = " A second row of cells reads from the last timestep to the first." if spec.bidirectional else ""
    return (
        f"The layer unfolded: x of {spec.input_dim} numbers enters a cell, the state of {spec.units} numbers "
        f"goes on to the next cell, and {spec.width} numbers come out {every}.{both}"
    )


def _note_on_chain(spec: LayerSpec) -> str:
    """What is left out of the picture, and what is easily read wrongly."""
    both = " The backward row has read everything when it comes to x<sub>1</sub>." * spec.bidirectional
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


def _weight(part: Part, x: float, y: float, room: float, place: str = "") -> str:
    """The name of a weight and its shape at its arrow, as large as there is room."""
    shape = f"({part.rows}, {part.columns})"
    size = min(11.0, room / (0.5 * len(shape)))
    if size < SMALLEST:  # It stands at the next arrow.
        return ""
    ground = f"background:var(--{part.name});--f:{size:.1f}"
    return _label(f'<mark style="{ground}">{_letter(part)}<br>{shape}</mark>', x, y, place)


def _label(text: str, x: float, y: float, kind: str = "") -> str:
    return f'<span class="label {kind}" style="--x:{x:g};--y:{y:g}">{text}</span>'


def _box(kind: str, x: float, y: float, size: tuple[float, float], text: str) -> str:
    wide, high = size
    place = f"--x:{x:g};--y:{y:g};--w:{wide:g};--h:{high:g}"
    return f'<span class="{kind}" style="{place}"><span>{text}</span></span>'


def _line(tip: str, x: float, y: float, wide: float = 0, high: float = 0) -> str:
    """A line to the right or down, with a tip or without."""
    return f'<b class="line {tip}" style="--x:{x:g};--y:{y:g};--w:{wide:g};--h:{high:g}"></b>'
