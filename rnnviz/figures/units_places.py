"""Where else a pattern of units was found: snippets in context, as HTML."""

from collections.abc import Sequence

from rnnviz.analysis.corpus import Corpus
from rnnviz.analysis.finder_search import Pattern, Place
from rnnviz.figures.units_frame import STYLE, fold, place_line, shades, step_of, written

FIRST_SHOWN = 6  # On a phone; the others are asked for.
_STYLE = """<style>
.units .found.places {
  grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); column-gap: 2rem;
  margin-bottom: 0.25rem;
}
.units .found .bar { border-radius: 3px; padding: 0 0.35rem; }
</style>"""


def places_picture(corpus: Corpus, places: Sequence[Place], pattern: Pattern) -> str:
    """A line for each place: its overlap, and the words of the span in a frame."""
    lines = []
    for place in places:
        head = f'<span class="bar g{step_of(place.overlap)}">{written(place.overlap)}</span>'
        span = (place.first, place.first + pattern.length - 1)
        lines.append(
            place_line(corpus, place.sentence, span, head, [""] * len(corpus.sentences[place.sentence]))
        )
    rest = "".join(lines[FIRST_SHOWN:])
    more = f"{len(lines) - FIRST_SHOWN} more places"
    steps = [step_of(place.overlap) for place in places]
    return (
        f'{STYLE}{_STYLE}{shades(steps, "g", gate=True)}<div class="units">'
        f'<ol class="places found">{"".join(lines[:FIRST_SHOWN])}</ol>'
        + (fold("more", more, f'<ol class="places found">{rest}</ol>') if rest else "")
        + "</div>"
    )
