"""One held-out sequence of the memory bench along the axis of time, and below it what networks answer."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from rnnviz.experiments.memory_shipped import Example
from rnnviz.experiments.memory_tasks import BLANK, COPIED, GO, SYMBOLS, MemoryTask
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, PAGE, POSITIVE, TEXT, themed

_LETTERS = "ABCDEFGH"
_DENSE = 44  # Timesteps from which on they stand closer.
_STYLE = f"""<style>
.memory-strip {{ container-type: inline-size; color: {themed(TEXT)}; }}
.memory-strip .table {{
  display: grid; grid-template-columns: max-content max-content minmax(0, 1fr); row-gap: 4px;
  column-gap: 0.9rem; overflow-x: auto; padding-bottom: 0.4rem;
}}
.memory-strip .row {{
  display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center;
}}
.memory-strip .who {{ font-size: 0.9rem; }}
.memory-strip .said {{ font-size: 0.95rem; font-weight: 700; white-space: nowrap; }}
.memory-strip .input > .said {{ font-weight: 400; color: {themed(MUTED)}; }}
.memory-strip .steps {{
  display: grid; grid-template-columns: var(--steps); column-gap: 1px; align-items: center;
}}
.memory-strip .cell {{
  height: 26px; font-size: 0.78rem; line-height: 26px; text-align: center; border-radius: 3px;
  color: {themed(MUTED)}; white-space: nowrap;
}}
.memory-strip .dense .cell {{ font-size: 0.66rem; }}
.memory-strip .noise {{ background: color-mix(in srgb, {themed(LINE)} 18%, transparent); }}
.memory-strip .key {{ background: {themed(POSITIVE)}; color: {themed(PAGE)}; font-weight: 700; }}
.memory-strip .sign {{ box-shadow: inset 0 0 0 2px {themed(TEXT)}; color: {themed(TEXT)}; }}
.memory-strip .track {{ grid-row: 1; height: 0; border-top: 1px dotted {themed(LINE)}; }}
.memory-strip .asked {{ grid-row: 1; color: {themed(TEXT)}; font-weight: 700; background: {themed(PAGE)}; }}
.memory-strip .right {{ box-shadow: inset 0 -3px 0 {themed(POSITIVE)}; }}
.memory-strip .wrong {{ color: {themed(NEGATIVE)}; box-shadow: inset 0 -3px 0 {themed(NEGATIVE)}; }}
.memory-strip .said .wrong {{ box-shadow: none; }}
.memory-strip .narrow {{ display: none; letter-spacing: 0.1em; }}
@container (max-width: 640px) {{
  .memory-strip .table {{ grid-template-columns: minmax(0, 1fr) max-content; }}
  .memory-strip .row > .steps {{ display: none; }}
  .memory-strip .row.input {{ display: block; }}
  .memory-strip .input > .said {{ margin-left: 0.5rem; }}
  .memory-strip .input > .steps {{ display: flex; flex-wrap: wrap; gap: 2px; padding: 0.25rem 0 0.5rem; }}
  .memory-strip .input .cell {{ flex: none; width: 20px; font-size: 0.72rem; }}
  .memory-strip .input .wide {{ width: 32px; }}
  .memory-strip .said {{ text-align: right; white-space: normal; }}
  .memory-strip .narrow {{ display: inline; }}
}}
</style>"""


def memory_strip(task: MemoryTask, example: Example, said: Mapping[str, Sequence[float]]) -> str:
    """A sequence and the answers as HTML: beside each name what it says, and below the steps where.

    On a narrow screen the sequence is wrapped, and the answers stand below it.

    Args:
        task: which one.
        example: what is read, and the right answers.
        said: by who answers, what `memory_results.said_of` keeps of this example.
    """
    steps = len(example.symbols)
    right = right_answers(task, example)
    read = "".join(_token(task, example, n) for n in range(steps))
    rows = [_row("input", f"{steps} timesteps", read, "row input"), _answer_row(task, example, "", right)]
    rows += [_answer_row(task, example, who, answers) for who, answers in said.items()]
    # Of given widths, so that all rows have the same columns.
    marked = [task.is_number and bool(symbol) for symbol in example.symbols]
    columns = " ".join("27px" if wide else "minmax(9px, 26px)" for wide in marked)
    label = escape(strip_said(task, example, said), quote=True)
    dense = " dense" if steps > _DENSE else ""
    return (
        f'{_STYLE}<div class="memory-strip" role="img" aria-label="{label}">'
        f'<div class="table{dense}" tabindex="0" style="--steps:{columns}">{"".join(rows)}</div></div>'
    )


def _row(who: str, said: str, steps: str, kind: str = "row") -> str:
    return (
        f'<div class="{kind}"><span class="who">{who}</span><span class="said">{said}</span>'
        f'<span class="steps">{steps}</span></div>'
    )


def _answer_row(task: MemoryTask, example: Example, who: str, answers: Sequence[float]) -> str:
    """What one says; that of nobody is the correct answer."""
    right = right_answers(task, example)
    hits = [is_right(task, answer, true) for answer, true in zip(answers, right, strict=False)]
    places = tuple(_places(task, example, who, answers))
    cells = "".join(
        f'<span class="cell asked{"" if not who else " right" if hit else " wrong"}"'
        f' style="grid-column:{place}">{text}</span>'
        for place, text, hit in places
    )
    last = max((place for place, _, _ in places), default=len(example.symbols))
    track = f'<span class="track" style="grid-column:1 / {last + 1}"></span>'
    return _row(escape(who) or "correct answer", _beside(task, answers, hits if who else []), track + cells)


def _places(
    task: MemoryTask, example: Example, who: str, answers: Sequence[float]
) -> Iterator[tuple[int, str, bool]]:
    """At which columns an answer is given, from 1, what stands there, and whether it is right."""
    steps, right = len(example.symbols), right_answers(task, example)
    if task.name == "copy":
        for n, (answer, true) in enumerate(zip(answers, right, strict=False)):
            yield steps - COPIED + n + 1, written(task, answer), answer == true
        return
    hit = is_right(task, answers[0], right[0])
    text = "▲" if not who else "✓" if hit else "✗"
    if task.name != "anbn":
        yield steps, text, hit
    elif answers[0]:
        yield steps // 2 + int(answers[0]), text, hit


def _beside(task: MemoryTask, answers: Sequence[float], hits: Sequence[bool]) -> str:
    """The answer beside its name, with whether it is right."""
    if task.name == "copy":
        letters = "".join(written(task, answer) for answer in answers)
        count = f"{sum(hits)} of {len(hits)}" if hits else ""
        return f'<span class="narrow">{letters}</span> {count}'.strip()
    text = written(task, answers[0])
    if not hits:
        return text
    return f"{text} ✓" if hits[0] else f'<span class="wrong">{text} ✗</span>'


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
            return f'<span class="cell key wide" title="marked: {value:.2f}">{value:.2f}</span>'
        return f'<span class="cell noise" style="background:{fill}" title="{value:.2f}"></span>'
    if task.name == "anbn":
        return f'<span class="cell {"key" if symbol else "noise"}">{"ab"[symbol]}</span>'
    if symbol < SYMBOLS:
        return f'<span class="cell key">{_LETTERS[symbol]}</span>'
    if task.name == "copy":
        kind, text = ("sign", "▶") if symbol == GO else ("", "·")
        return f'<span class="cell {kind}" title="{"sign" if symbol == GO else "blank"}">{text}</span>'
    return f'<span class="cell noise" title="distractor {symbol - SYMBOLS + 1}">{symbol - SYMBOLS + 1}</span>'


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


def strip_said(task: MemoryTask, example: Example, said: Mapping[str, Sequence[float]]) -> str:
    """The strip in words."""
    true = right_answers(task, example)
    right = " ".join(written(task, one) for one in true)
    parts = [
        f"{who}: {' '.join(written(task, one) for one in answers[: len(true)])}"
        for who, answers in said.items()
    ]
    return f"{len(example.symbols)} timesteps are read; the correct answer is {right}. {'; '.join(parts)}."
