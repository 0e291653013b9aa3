"""The network that will be trained: its layers from words to verdict, with shapes and parameters, as HTML."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import NamedTuple

from rnnviz.figures.style import LINE, MUTED, themed
from rnnviz.learning.sizes import parts_of
from rnnviz.learning.spec import CELL_TITLES, ModelSpec, RunSpec

STYLE = f"""<style>
.model {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)};
  font-size: 0.85rem; line-height: 1.3; font-variant-numeric: tabular-nums;
}}
.model.model :is(p, ol, li) {{ margin: 0; padding: 0; font-size: inherit; list-style: none; }}
.model p {{ padding-bottom: 0.6rem; }}
.model p b {{ font-size: 1.15rem; }}
.model p span, .model .quiet {{ color: var(--muted); }}
.model ol {{ display: flex; flex-wrap: wrap; gap: 0.7rem 0; }}
.model li {{ display: flex; align-items: stretch; }}
.model li + li::before {{ content: "→"; align-self: center; padding: 0 0.45rem; color: var(--muted); }}
.model .block {{
  display: flex; flex-direction: column; border: 1px solid var(--line); border-radius: 5px; overflow: hidden;
  padding: 0.35rem 0.6rem 0;
}}
.model .block b {{ white-space: nowrap; }}
.model .plain {{ border-style: dashed; }}
.model .ends {{ border-color: transparent; padding-inline: 0; }}
.model .block .count {{ margin-top: auto; padding-top: 0.25rem; white-space: nowrap; }}
.model .bar {{
  display: block; height: 6px; margin: 0.2rem -0.6rem 0;
  background: color-mix(in srgb, currentColor 10%, transparent);
}}
.model .bar::before {{
  content: ""; display: block; height: 100%; width: calc(100% * var(--share)); background: currentColor;
  opacity: 0.65;
}}
@media (max-width: 640px) {{
  .model ol {{ flex-direction: column; gap: 0; }}
  .model li {{ display: block; }}
  .model li + li::before {{ content: "↓"; display: block; text-align: center; line-height: 1.2; }}
}}
</style>"""


class Block(NamedTuple):
    """One layer: what Keras calls it, what it is for, the shape behind it, its parameters."""

    name: str
    says: str
    shape: tuple[int | None, ...]
    parameters: int


def model_strip(spec: RunSpec, words: int | None = None) -> str:
    """Draw the layers of a run's network, from words to verdict.

    A bar below a layer is its share of all parameters. What has none, and is at work in training only, has
    a dashed edge.

    Args:
        spec: of the run.
        words: rows of the embedding table, the two reserved ones among them; None where they are not
            counted yet, and then numbers are the most there can be.
    """
    blocks = blocks_of(spec.model, words)
    total = sum(block.parameters for block in blocks)
    largest = max(blocks, key=lambda block: block.parameters)
    at_most = "" if words else "at most "
    share = f"{100 * largest.parameters / total:.0f} % of them in the {largest.name}"
    measured = sum(block.parameters // 2 for block in blocks if block.name == "BatchNormalization")
    if measured:
        share += f"; {measured:,} are measured, not learnt"
    length = spec.data.length
    items = [_end("Words", f"up to {length:,} of a text, as ids", f"(batch, {length:,})")]
    items += [_layer(block, total, at_most if n == 0 else "") for n, block in enumerate(blocks)]
    items.append(_end("Verdict", "how likely “positive” is", "0 to 1"))
    return (
        f'{STYLE}<div class="model"><p><b>{at_most}{total:,} parameters</b> <span>{share}</span></p>'
        f'<ol role="list">{"".join(items)}</ol></div>'
    )


def blocks_of(model: ModelSpec, words: int | None = None) -> tuple[Block, ...]:
    """The layers in their order, as `learning.build.build_model` stacks them."""
    rows, size = words or model.vocab_size, model.embedding_dim
    counted = {part.name: part.parameters for part in parts_of(replace(model, vocab_size=rows))}
    vectors = (None, None, size)
    blocks = [Block("Embedding", f"{rows:,} rows of {size:,} numbers", vectors, counted["embedding"])]
    if model.embedding_dropout:
        silenced = f"silences {_percent(model.embedding_dropout)} of the numbers"
        blocks.append(Block("SpatialDropout1D", silenced, vectors, 0))
    for depth in range(model.layers):
        blocks += _recurrent(model, depth, counted)
    state = blocks[-1].shape
    if model.dropout:
        blocks.append(Block("Dropout", f"silences {_percent(model.dropout)} of the units", state, 0))
    blocks.append(Block("Dense", "weighs the final state", (None, 1), counted["head"]))
    return tuple(blocks)


def _recurrent(model: ModelSpec, depth: int, counted: Mapping[str, int]) -> list[Block]:
    width = (2 if model.bidirectional else 1) * model.units
    shape = (None, None, width) if depth < model.layers - 1 else (None, width)
    says = f"{model.units:,} units{' in each direction' * model.bidirectional}"
    if model.activation != "tanh":
        says += f", {model.activation}"
    if model.recurrent_dropout:
        says += f", {_percent(model.recurrent_dropout)} silenced at each step"
    name = "Bidirectional " * model.bidirectional + CELL_TITLES[model.cell]
    blocks = [Block(name, says, shape, counted[f"layer {depth + 1}"])]
    if model.batch_normalization:
        says = "evens the units out over a batch"
        blocks.append(Block("BatchNormalization", says, shape, counted[f"normalisation {depth + 1}"]))
    return blocks


def _layer(block: Block, total: int, at_most: str) -> str:
    if not block.parameters:
        count, bar, kind = "none; in training only", "", " plain"
    else:
        share = block.parameters / total
        count = f"{at_most}{block.parameters:,}"
        bar, kind = f'<i class="bar" style="--share: {share:.4f}" aria-hidden="true"></i>', ""
    return (
        f'<li><div class="block{kind}"><b>{escape(block.name)}</b><span class="quiet">{escape(block.says)}'
        f'</span><span>{_shape(block.shape)}</span><span class="count">{count}</span>{bar}</div></li>'
    )


def _end(name: str, says: str, shape: str) -> str:
    return (
        f'<li><div class="block ends"><b>{name}</b><span class="quiet">{says}</span>'
        f"<span>{shape}</span></div></li>"
    )


def _shape(shape: tuple[int | None, ...]) -> str:
    """A shape in words where a length is open: (batch, words, 32)."""
    names = ("batch", "words")
    return f"({', '.join(names[n] if size is None else f'{size:,}' for n, size in enumerate(shape))})"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
