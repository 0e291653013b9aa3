"""Every colour of the program, in one place, for both themes.

Signed quantities run from orange (negative) over a neutral zero to blue (positive); gates run from
neutral to violet. Blue and orange stay apart for all common kinds of colour blindness, and violet is
met by lightness alone. "Positive" sentiment has the positive end's colour everywhere.
"""

from collections.abc import Callable
from typing import Literal

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

# Stops at equal distances. The middle of a signed scale and the start of a gate's are "nothing".
SIGNED = {
    "light": tuple("#7F2704 #C9500B #F08A3C #FBC795 #F2F3F4 #A9CDE6 #5399C9 #1D6AA5 #08396B".split()),
    "dark": tuple("#FFD9B0 #FFA657 #E0742B #84451F #1C252D #1D4F73 #3286BD #6DB8EA #CBE8FF".split()),
}
GATE = {
    "light": tuple("#F2F3F4 #D6CCE8 #A98FCE #764FAD #42207A".split()),
    "dark": tuple("#1C252D #3D3160 #6A4FA6 #A78BDD #E4D8FF".split()),
}
# Text and lines in the colour of an end; at least 4.5 : 1 on the background of the theme.
POSITIVE = {"light": "#1D6AA5", "dark": "#6DB8EA"}
NEGATIVE = {"light": "#B4470A", "dark": "#FFA657"}
LINE = {"light": "#7C8A96", "dark": "#6E7F8C"}  # Arrows and axes; at least 3 : 1.
MUTED = {"light": "#566573", "dark": "#9FB0BD"}  # Text that steps back; still 4.5 : 1.
PAGE = {
    "light": "#FFFFFF",
    "dark": "#0E1418",
}  # The page's own ground, for what hides text that passes below.
TEXT = {"light": "#14202B", "dark": "#E6EDF3"}  # The page's own, for pictures that are not made of HTML.
INK = ("#000000", "#FFFFFF")  # For numbers on any colour: one of the two has 4.5 : 1 on every ground.
NOT_A_NUMBER = {"light": "#8A8F94", "dark": "#7C858C"}  # Hatched as well: never colour alone.

# Runs that are compared, at least 3 : 1; any two are apart for every eye, and neither end's colour is there.
RUNS = {
    "light": tuple("#A8801B #229591 #452566 #7C1B44 #658552 #2C349F #532A09 #9767C4".split()),
    "dark": tuple("#EFC05C #93F9F4 #926CB4 #E37B9D #C4E7AF #766CE2 #A4714D #D5AAF9".split()),
}

# What a small picture may be drawn in: red, green, blue, yellow, by their letters. They mean nothing else;
# each stands out from the page by 3 : 1, and no two are alike for any eye.
PICTURE = {
    "light": dict(zip("rgby", "#A31526 #289B5C #2447B5 #B88600".split(), strict=True)),
    "dark": dict(zip("rgby", "#D9404F #86E8B0 #4A7BEA #FFDA4A".split(), strict=True)),
}


def palette() -> dict[str, dict[str, object]]:
    """All colours as plain values, by theme: what the browser instrument is given."""
    return {
        theme: {
            "signed": SIGNED[theme],
            "gate": GATE[theme],
            "positive": POSITIVE[theme],
            "negative": NEGATIVE[theme],
            "line": LINE[theme],
            "muted": MUTED[theme],
            "nan": NOT_A_NUMBER[theme],
            "ink": INK,
            "picture": tuple(PICTURE[theme].values()),
            "runs": RUNS[theme],
        }
        for theme in THEMES
    }


def themed(colours: dict[str, str]) -> str:
    """A colour of both themes as CSS; the browser takes the one of the page."""
    return f"light-dark({colours['light']}, {colours['dark']})"


def shade(stops: dict[str, tuple[str, ...]], share: float) -> str:
    """The colour at a share, 0 to 1, of a scale as CSS; beyond, that of the end."""
    return themed({theme: _mixed(stops[theme], share) for theme in THEMES})


def ink(stops: dict[str, tuple[str, ...]], share: float) -> str:
    """The one of `INK` that is read best on the shade at a share of a scale, as CSS."""
    return themed({theme: max(INK, key=_contrast_with(_mixed(stops[theme], share))) for theme in THEMES})


def _contrast_with(ground: str) -> Callable[[str], float]:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), the lighter first."""
    behind = _luminance(ground) + 0.05
    return lambda text: max(behind / (_luminance(text) + 0.05), (_luminance(text) + 0.05) / behind)


def _luminance(colour: str) -> float:
    encoded = (part / 255 for part in bytes.fromhex(colour[1:]))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in encoded)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mixed(stops: tuple[str, ...], share: float) -> str:
    """Linear in sRGB between two stops, as the browser instrument mixes them."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    low, high = (bytes.fromhex(stop[1:]) for stop in stops[first : first + 2])
    mixed = (round(a + (b - a) * (place - first)) for a, b in zip(low, high, strict=True))
    return f"#{bytes(mixed).hex().upper()}"


# Heights of a loss surface, low to high: grey, so that coloured paths stand out from it.
TERRAIN = {
    "light": tuple("#FFFFFF #E6EBEE #C3CCD3 #9AA6B0 #75828D".split()),
    "dark": tuple("#0E1418 #1D2830 #35434F #536472 #778896".split()),
}

# Of the page's widgets, as .streamlit/config.toml has them: for files that work without the page.
PRIMARY = {"light": "#0B7361", "dark": "#4CC7A5"}
RAISED = {"light": "#F4F6F8", "dark": "#172027"}
BORDER = {"light": "#8593A0", "dark": "#66757F"}


def scale_stops(kind: Literal["signed", "gate"], theme: Theme) -> list[tuple[float, str]]:
    """A scale as Plotly takes it: each stop's place from 0 to 1, and its colour."""
    stops = (SIGNED if kind == "signed" else GATE)[theme]
    return [(number / (len(stops) - 1), stop) for number, stop in enumerate(stops)]
