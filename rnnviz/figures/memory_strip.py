"""One held-out sequence of the memory bench along the axis of time, and below it what networks answer."""

from collections.abc import Mapping, Sequence
from html import escape

from rnnviz.experiments.memory_shipped import Example
from rnnviz.experiments.memory_tasks import BLANK, COPIED, GO, SYMBOLS, MemoryTask
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, PAGE, POSITIVE, TEXT, themed

_LETTERS = "ABCDEFGH"
_STYLE = f"""<style>
.memory-strip {{ overflow-x: auto; overflow-y: hidden; color: {themed(TEXT)}; padding-bottom: 0.3rem; }}
.memory-strip .table {{ display: grid; column-gap: 1px; row-gap: 4px; align-items: center; }}
.memory-strip .who {{
  font-size: 0.85rem; white-space: nowrap; padding-right: 0.8rem; position: sticky; left: 0; z-index: 1;
  background: {themed(PAGE)};
}}
.memory-strip .cell {{
  height: 28px; font-size: 0.75rem; line-height: 28px; text-align: center; border-radius: 3px;
  color: {themed(MUTED)}; white-space: nowrap; padding: 0 2px;
}}
.memory-strip .noise {{ background: color-mix(in srgb, {themed(LINE)} 18%, transparent); }}
.memory-strip .key {{ background: {themed(POSITIVE)}; color: {themed(PAGE)}; font-weight: 700; }}
.memory-strip .sign {{ box-shadow: inset 0 0 0 2px {themed(TEXT)}; color: {themed(TEXT)}; }}
.memory-strip .asked {{ color: {themed(TEXT)}; font-weight: 700; font-size: 0.85rem; padding: 0 2px; }}
.memory-strip .who b {{ font-weight: 700; }}
.memory-strip .who .no {{ color: {themed(NEGATIVE)}; }}
.memory-strip .right {{ box-shadow: inset 0 -3px 0 {themed(POSITIVE)}; }}
.memory-strip .wrong {{ color: {themed(NEGATIVE)}; box-shadow: inset 0 -3px 0 {themed(NEGATIVE)}; }}
.memory-strip .wide {{ white-space: nowrap; text-align: left; padding-left: 0.5rem; }}
.memory-strip .time {{ font-size: 0.72rem; color: {themed(MUTED)}; height: 1rem; }}
</style>"""


def memory_strip(task: MemoryTask, example: Example, said: Mapping[str, Sequence[float]]) -> str:
    """A sequence and the answers as HTML.

    Args:
        task: which one.
        example: what is read, and the right answers.
        said: by who answers, what `memory_results.said_of` keeps of this example.
    """
    steps = len(example.symbols)
    places = answered_at(task, example)
    columns = f"max-content repeat({steps}, minmax(max-content, 26px)) minmax(0, max-content)"
    read = "".join(_token(task, example, n) for n in range(steps))
    rows = [f'<span class="who">is read</span>{read}<span></span>']
    right = right_answers(task, example)
    for who, answers in (*({"right": right}).items(), *said.items()):
        cells = ["<span></span>"] * (steps + 1)
        for place, answer, true in zip(places, answers, right, strict=False):
            cells[place] = _answer(task, answer, true, who == "right")
        if task.name == "anbn":
            cells = _end_cells(example, int(answers[0]), who == "right")
        mark = "" if who == "right" else _mark(task, answers, right)
        rows.append(f'<span class="who">{escape(who)}{mark}</span>{"".join(cells)}')
    label = escape(strip_said(task, example, said), quote=True)
    return (
        f'{_STYLE}<div class="memory-strip" tabindex="0" role="img" aria-label="{label}">'
        f'<div class="table" style="grid-template-columns:{columns}">{"".join(rows)}</div></div>'
    )


def _mark(task: MemoryTask, answers: Sequence[float], right: Sequence[float]) -> str:
    """Beside a name whether the answer is right: on a phone the answer itself must be scrolled to."""
    hits = [is_right(task, answer, true) for answer, true in zip(answers, right, strict=False)]
    if len(hits) > 1:
        return f" <b>{sum(hits)} of {len(hits)}</b>"
    return f' <b class="{"yes" if hits[0] else "no"}">{"✓" if hits[0] else "✗"}</b>'


def answered_at(task: MemoryTask, example: Example) -> tuple[int, ...]:
    """The columns below which answers stand."""
    steps = len(example.symbols)
    if task.name == "copy":
        return tuple(range(steps - COPIED, steps))
    return (steps - 1,)


def right_answers(task: MemoryTask, example: Example) -> tuple[float, ...]:
    """What would be right, in the way the answers are kept."""
    if task.name == "copy":
        return example.targets[-COPIED:]
    if task.name == "anbn":
        return (len(example.symbols) // 2,)
    return example.targets


def _token(task: MemoryTask, example: Example, n: int) -> str:
    symbol = int(example.symbols[n])
    if task.is_number:
        value = example.values[n]
        fill = f"linear-gradient(to top, {themed(LINE)} {value:.0%}, transparent {value:.0%})"
        if symbol:
            return f'<span class="cell key" title="marked: {value:.2f}">{value:.2f}</span>'
        return f'<span class="cell noise" style="background:{fill}" title="{value:.2f}"></span>'
    if task.name == "anbn":
        return f'<span class="cell {"key" if symbol else "noise"}">{"ab"[symbol]}</span>'
    if symbol < SYMBOLS:
        return f'<span class="cell key">{_LETTERS[symbol]}</span>'
    if task.name == "copy":
        kind, text = ("sign", "▶") if symbol == GO else ("", "·")
        return f'<span class="cell {kind}" title="{"sign" if symbol == GO else "blank"}">{text}</span>'
    return f'<span class="cell noise" title="distractor {symbol - SYMBOLS + 1}">{symbol - SYMBOLS + 1}</span>'


def _answer(task: MemoryTask, answer: float, true: float, is_truth: bool) -> str:
    kind = "asked" if is_truth else f"asked {'right' if is_right(task, answer, true) else 'wrong'}"
    mark = "" if is_truth else " ✓" if is_right(task, answer, true) else " ✗"
    text = written(task, answer)
    return f'<span class="cell {kind}">{text if task.name == "copy" else text + mark}</span>'


def is_right(task: MemoryTask, answer: float, true: float) -> bool:
    """Whether an answer is right; a number, whether it is as near as a solved task asks on average."""
    return (answer - true) ** 2 <= task.enough if task.is_number else answer == true


def written(task: MemoryTask, answer: float) -> str:
    """An answer as people write it."""
    if task.is_number:
        return f"{answer:.2f}"
    if task.name == "anbn":
        return f"after {answer:.0f} b" if answer else "never"
    return "·" if answer == BLANK else _LETTERS[int(answer)]


def _end_cells(example: Example, count: int, is_truth: bool) -> list[str]:
    """A mark below the b after which the end is said, and in the last column where it is never said."""
    n = len(example.symbols) // 2
    cells = ["<span></span>"] * (2 * n + 1)
    kind = "asked" if is_truth else "asked right" if count == n else "asked wrong"
    if count:
        cells[n + count - 1] = (
            f'<span class="cell {kind}">{"end" if is_truth else "✓" if count == n else "✗"}</span>'
        )
    else:
        cells[2 * n] = f'<span class="cell wide {kind}">✗ never</span>'
    return cells


def strip_said(task: MemoryTask, example: Example, said: Mapping[str, Sequence[float]]) -> str:
    """The strip in words."""
    true = right_answers(task, example)
    right = " ".join(written(task, one) for one in true)
    parts = [
        f"{who}: {' '.join(written(task, one) for one in answers[: len(true)])}"
        for who, answers in said.items()
    ]
    return f"{len(example.symbols)} timesteps are read; right is {right}. {'; '.join(parts)}."
