"""What a picture is drawn on: the theme of the page, and how large."""

from typing import NamedTuple

from rnnviz.figures.curve_chart import FONT
from rnnviz.figures.style import RUNS, Theme


class Sheet(NamedTuple):
    """The theme, and more than 1 for a projector."""

    theme: Theme
    scale: float = 1.0

    def colour(self, arm: int) -> str:
        """Of what stands before (0), and of what comes after."""
        return RUNS[self.theme][(3, 1, 0)[arm % 3]]

    @property
    def size(self) -> float:
        """Of letters, in pixels."""
        return FONT * self.scale
