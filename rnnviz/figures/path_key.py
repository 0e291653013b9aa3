"""Around the picture of a plane: what its axes are, and the key to its marks."""

from html import escape

from rnnviz.figures.path_course import draw_mark
from rnnviz.figures.path_place import LETTER, Canvas

STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # Verdicts whose marks the key shows.
APART = 15.0  # Pixels between them.
_JUDGED, _ENDS = "100 % positive so far", "where the other sentences end"


def strips(canvas: Canvas, has_verdicts: bool, has_cloud: bool) -> tuple[float, float]:
    """How wide the strip left of a plane is, and how high the one below it."""
    rows = 1 + len(_rows(canvas, has_verdicts, has_cloud))
    return canvas.letters + 8, rows * _line(canvas) + 4


def draw_axes(axes: tuple[str, str], canvas: Canvas) -> str:
    """The names of both axes, in the strips below and to the left."""
    size = f'class="axis-name" font-size="{canvas.letters - 1:g}" text-anchor="end"'
    return (
        f'<text {size} x="{canvas.width:g}" y="{canvas.height + _line(canvas) - 3:g}">'
        f"{escape(axes[0])} →</text>"
        f'<text {size} transform="translate(-7 0) rotate(-90)">{escape(axes[1])} →</text>'
    )


def draw_key(canvas: Canvas, has_verdicts: bool, has_cloud: bool) -> str:
    """What the marks mean, in the strip below the name of the axis."""
    drawn = ""
    for row, names in enumerate(_rows(canvas, has_verdicts, has_cloud), start=2):
        x, y = 0.0, canvas.height + row * _line(canvas) - 3
        for name in names:
            drawn += _verdicts(canvas, x, y) if name == _JUDGED else _ends(canvas, x, y)
            x += _width(name, canvas) + 24
    return drawn


def _line(canvas: Canvas) -> float:
    return canvas.letters + 7


def _rows(canvas: Canvas, has_verdicts: bool, has_cloud: bool) -> list[list[str]]:
    """The parts of the key in each row: in one if they have room."""
    parts = [name for name, is_there in ((_JUDGED, has_verdicts), (_ENDS, has_cloud)) if is_there]
    if sum(_width(name, canvas) + 24 for name in parts) <= canvas.width:
        return [parts] if parts else []
    return [[name] for name in parts]


def _width(name: str, canvas: Canvas) -> float:
    before = 34 + len(STEPS) * APART if name == _JUDGED else 32
    return before + len(name) * (canvas.letters - 1) * LETTER


def _verdicts(canvas: Canvas, x: float, y: float) -> str:
    """The marks of verdicts from 0 to 100 %."""
    marks = "".join(
        draw_mark((x + 36 + n * APART, y - 4), 4.5, verdict, name="sample") for n, verdict in enumerate(STEPS)
    )
    end = x + 34 + len(STEPS) * APART
    return f"{_text(canvas, x, y, '0 %')}{marks}{_text(canvas, end, y, _JUDGED)}"


def _ends(canvas: Canvas, x: float, y: float) -> str:
    """A plus and a minus as the cloud has them."""
    middle = y - 4
    return (
        f'<path class="end positive" d="M{x + 1:.1f} {middle:.1f}h6m-3 -3v6"/>'
        f'<path class="end negative" d="M{x + 15:.1f} {middle:.1f}h6"/>{_text(canvas, x + 28, y, _ENDS)}'
    )


def _text(canvas: Canvas, x: float, y: float, text: str) -> str:
    return f'<text class="axis-name" font-size="{canvas.letters - 1:g}" x="{x:.1f}" y="{y:.1f}">{text}</text>'
