"""Runs side by side: the settings in which they differ, and what several seeds gave, as HTML."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import ceil, floor, isfinite
from typing import Any, NamedTuple

from rnnviz.analysis.verdicts import Spread, spread
from rnnviz.data.sources import SOURCES
from rnnviz.figures.style import LINE, MUTED, PAGE, themed
from rnnviz.learning.spec import CELL_TITLES, OPTIMIZER_TITLES, RunSpec

CLIPPINGS = {
    "none": "not at all",
    "global_clipnorm": "all together (global_clipnorm)",
    "clipnorm": "each array (clipnorm)",
    "clipvalue": "each number (clipvalue)",
}
SIDES = {"post": "after the text", "pre": "before the text"}
STYLE = f"""<style>
.runs {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  --rule: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums;
}}
.runs.runs p {{ margin: 0 0 0.5rem; font-size: inherit; text-wrap: pretty; max-width: 46rem; }}
.runs .frame {{ overflow-x: auto; }}
.runs table {{ border-collapse: collapse; }}
.runs :is(th, td) {{
  padding: 0.3rem 1.2rem 0.3rem 0; text-align: left; font-weight: 400; vertical-align: top; max-width: 14rem;
}}
.runs thead th {{ font-weight: 600; vertical-align: bottom; overflow-wrap: anywhere; min-width: 5rem; }}
.runs tbody {{ border-top: var(--rule); }}
.runs :is(tbody th, .corner) {{ position: sticky; left: 0; z-index: 1; background: {themed(PAGE)}; }}
.runs tbody th {{ color: var(--muted); }}
.runs .seeds tbody th {{ color: inherit; }}
.runs .seeds :is(th, td) {{ vertical-align: middle; white-space: nowrap; max-width: none; }}
.runs .seeds thead th {{ vertical-align: bottom; }}
.runs .seeds .ends {{ display: flex; justify-content: space-between; font-weight: 400; color: var(--muted); }}
.runs .dots {{ position: relative; display: block; width: 15rem; height: 1.1rem; margin: 0 0.5rem; }}
.runs .ends {{ width: 16rem; }}
.runs .dots > i {{ position: absolute; top: 50%; }}
.runs .dots .axis {{ left: -0.5rem; right: -0.5rem; border-top: 1px solid var(--line); opacity: 0.6; }}
.runs .dots .dot {{
  width: 10px; height: 10px; box-sizing: border-box; border-radius: 50%; translate: -50% -50%;
  border: 2px solid currentColor; background: color-mix(in srgb, currentColor 25%, transparent);
}}
.runs .dots .mean {{ height: 100%; border-left: 2px solid; translate: -1px -50%; }}
@media (max-width: 640px) {{
  .runs :is(tbody th, .corner) {{ min-width: 6.5rem; max-width: 6.5rem; padding-right: 0.6rem; }}
  .runs .seeds :is(tbody th, thead th) {{ white-space: normal; }}
  .runs .dots {{ width: 8rem; }} .runs .ends {{ width: 9rem; }}
}}
</style>"""


class Scores(NamedTuple):
    """What came of a run at its best epoch; None where it is not known. The loss is in nats."""

    parameters: int | None = None
    seconds: float | None = None
    best_loss: float | None = None
    best_accuracy: float | None = None
    test_accuracy: float | None = None


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _percent(value: float) -> str:
    return f"{100 * value:g} %"


def _count(value: int) -> str:
    return f"{value:,}"


def _all(value: int) -> str:
    return f"{value:,}" if value else "all"


def _number(value: float) -> str:
    return f"{value:g}"


# In the order of a reader: part and name of a setting, what a learner calls it, how it is written.
SETTINGS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "data.source": ("Texts", lambda value: SOURCES[value].title),
    "data.examples": ("Texts to learn from, at most", _all),
    "data.words": ("Words of the vocabulary, at most", _count),
    "model.vocab_size": ("Rows of the embedding table", _count),
    "data.length": ("Words read of a text", _count),
    "data.padding": ("Padding", SIDES.__getitem__),
    "model.mask": ("Padding is skipped (mask)", _yes),
    "model.cell": ("Cell", CELL_TITLES.__getitem__),
    "model.units": ("Units", _count),
    "model.layers": ("Recurrent layers", _count),
    "model.bidirectional": ("Reads both ways", _yes),
    "model.activation": ("Activation", str),
    "model.embedding_dim": ("Size of an embedding", _count),
    "model.batch_normalization": ("Batch normalisation", _yes),
    "model.embedding_dropout": ("Dropout of embeddings", _percent),
    "model.recurrent_dropout": ("Recurrent dropout", _percent),
    "model.dropout": ("Dropout before the verdict", _percent),
    "training.word_dropout": ("Words read as unknown", _percent),
    "training.optimizer": ("Optimiser", OPTIMIZER_TITLES.__getitem__),
    "training.learning_rate": ("Learning rate", _number),
    "training.decay": ("Learning rate falls", _yes),
    "training.clip_by": ("Gradients are clipped", CLIPPINGS.__getitem__),
    "training.clip": ("Clipped at", _number),
    "training.batch_size": ("Batch size", _count),
    "training.epochs": ("Epochs", _count),
    "training.shuffle": ("New order each epoch", _yes),
    "model.seed": ("Seed", str),
    "training.seed": ("Seed of the order", str),
}
RESULTS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "parameters": ("Parameters", _count),
    "seconds": ("Seconds of training", lambda value: f"{value:,.1f}"),
    "best_loss": ("Lowest validation loss", lambda value: f"{value:.3f}"),
    "best_accuracy": ("Validation accuracy then", lambda value: f"{100 * value:.1f} %"),
    "test_accuracy": ("Test accuracy then", lambda value: f"{100 * value:.1f} %"),
}


def differences(specs: Sequence[tuple[str, RunSpec]], scores: Sequence[Scores] = ()) -> str:
    """Tabulate the settings in which runs differ, and below them what came of each run.

    Args:
        specs: the name of each run, and its settings.
        scores: of each run, at the epoch with the lowest validation loss; unknown is "–". None of no run.

    Raises:
        ValueError: if there are scores, but not as many as runs.
    """
    if scores and len(scores) != len(specs):
        raise ValueError(f"scores of {len(specs)} runs were expected, got {len(scores)}")
    if not specs:
        return ""
    rows = "".join(_line(label, cells) for label, cells in differing([spec for _, spec in specs]).items())
    said = "" if rows else "<p>These runs have the same settings in everything.</p>" * (len(specs) > 1)
    results = "".join(
        _line(label, [_written(getattr(each, name), write) for each in scores])
        for name, (label, write) in RESULTS.items()
        if any(getattr(each, name) is not None for each in scores)
    )
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in specs)
    bodies = "".join(f"<tbody>{body}</tbody>" for body in (rows, results) if body)
    if not bodies:
        return f'{STYLE}<div class="runs">{said}</div>'
    return (
        f'{STYLE}<div class="runs">{said}<div class="frame" role="region" tabindex="0" '
        f'aria-label="Runs compared"><table><thead><tr><td class="corner"></td>{heads}</tr></thead>{bodies}'
        "</table></div></div>"
    )


def differing(specs: Sequence[RunSpec]) -> dict[str, list[str]]:
    """The settings that are not the same in all, by what a learner calls them, as they are written.

    A limit that clips nothing is "–"; rows of the embedding table are told only where the most words
    are the same.
    """
    tables = [{key: _setting(spec, key) for key in SETTINGS} for spec in specs]
    for table in tables:
        if table["training.clip_by"] == "none":
            table["training.clip"] = None
    kept = {key for key in SETTINGS if any(table[key] != tables[0][key] for table in tables)}
    if "data.words" in kept:
        kept.discard("model.vocab_size")
    if all(table["model.seed"] == table["training.seed"] for table in tables):
        kept.discard("training.seed")  # One seed for both, as the page gives it.
    return {
        label: [_written(table[key], write) for table in tables]
        for key, (label, write) in SETTINGS.items()
        if key in kept
    }


def spread_table(groups: Sequence[tuple[str, Sequence[Scores]]]) -> str:
    """Draw the test accuracies of several seeds as dots on one common line for each group of equal settings.

    A stroke is the mean. What is not known is left out.

    Args:
        groups: the name of some settings, and the scores of each seed.
    """
    known = [(name, values) for name, scores in groups if (values := _accuracies(scores))]
    if not known:
        return f'{STYLE}<div class="runs"><p>No run has a score yet.</p></div>'
    low, high = _axis([value for _, values in known for value in values])
    rows = "".join(_seeds(name, values, (low, high)) for name, values in known)
    ends = f'<span class="ends"><span>{_percent(low)}</span><span>{_percent(high)}</span></span>'
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("mean", "lowest–highest", "seeds"))
    return (
        f'{STYLE}<div class="runs"><p>{_overlap(known)}</p><div class="frame" role="region" tabindex="0" '
        f'aria-label="Several seeds"><table class="seeds"><thead><tr><th scope="col" class="corner">Settings'
        f'</th><th scope="col">Test accuracy, a dot for each seed{ends}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _accuracies(scores: Sequence[Scores]) -> list[float]:
    found = [each.test_accuracy for each in scores]
    return [accuracy for accuracy in found if accuracy is not None and isfinite(accuracy)]


def _seeds(name: str, values: Sequence[float], axis: tuple[float, float]) -> str:
    found = spread(values)
    dots = "".join(
        f'<i class="dot" style="left:{_place(value, axis):.2f}%" title="{100 * value:.1f} %"></i>'
        for value in values
    )
    mean = f'<i class="mean" style="left:{_place(found.mean, axis):.2f}%"></i>' * (found.number > 1)
    return (
        f'<tr><th scope="row">{escape(name)}</th><td><span class="dots"><i class="axis"></i>{mean}{dots}'
        f"</span></td><td>{100 * found.mean:.1f} %</td>"
        f"<td>{100 * found.low:.1f}–{100 * found.high:.1f} %</td><td>{found.number}</td></tr>"
    )


def _axis(values: Sequence[float]) -> tuple[float, float]:
    """Whole per cents around all values, and at least two of them."""
    low, high = floor(100 * min(values) + 1e-9), ceil(100 * max(values) - 1e-9)
    low = min(low, high - 2) if high > 1 else 0
    return low / 100, max(high, 2) / 100


def _place(value: float, axis: tuple[float, float]) -> float:
    return 100 * (value - axis[0]) / (axis[1] - axis[0])


def _overlap(groups: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Whether the two best groups can be told apart by these seeds."""
    ranked = sorted(groups, key=lambda group: -spread(group[1]).mean)[:2]
    if len(ranked) < 2:
        return "One group of settings: how far seeds alone move a score."
    (best, of_best), (next_best, of_next) = ((escape(name), spread(values)) for name, values in ranked)
    if min(of_best.number, of_next.number) < 2:
        return "With one seed of some settings nobody can tell a better network from a luckier one."
    if _reach_each_other(of_best, of_next):
        return (
            f"{best} and {next_best} overlap: another seed moves a score about as far as these settings do."
        )
    return f"Every seed of {best} is better than every seed of {next_best}."


def _reach_each_other(best: Spread, other: Spread) -> bool:
    return best.low <= other.high


def _setting(spec: RunSpec, key: str) -> Any:
    part, name = key.split(".")
    return getattr(getattr(spec, part), name)


def _written(value: Any, write: Callable[[Any], str]) -> str:
    return "–" if value is None or value != value else write(value)


def _line(label: str, cells: Sequence[str]) -> str:
    body = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(label)}</th>{body}</tr>'
