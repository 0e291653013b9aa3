"""Every colour of the program, in one place, for both themes.

Signed quantities run from orange (negative) over a neutral zero to blue (positive); gates run from
neutral to violet. Blue and orange stay apart for all common kinds of colour blindness, and violet is
met by lightness alone. "Positive" sentiment has the positive end's colour everywhere.
"""

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
INK = ("#000000", "#FFFFFF")  # For numbers on any colour: one of the two has 4.5 : 1 on every ground.
NOT_A_NUMBER = {"light": "#8A8F94", "dark": "#7C858C"}  # Hatched as well: never colour alone.


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
        }
        for theme in THEMES
    }


def themed(colours: dict[str, str]) -> str:
    """A colour of both themes as CSS; the browser takes the one of the page."""
    return f"light-dark({colours['light']}, {colours['dark']})"


def shade(stops: dict[str, tuple[str, ...]], share: float) -> str:
    """The colour at a share, 0 to 1, of a scale as CSS; beyond, that of the end."""
    return themed({theme: _mixed(stops[theme], share) for theme in THEMES})


def _mixed(stops: tuple[str, ...], share: float) -> str:
    """Linear in sRGB between two stops, as the browser instrument mixes them."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    low, high = (bytes.fromhex(stop[1:]) for stop in stops[first : first + 2])
    mixed = (round(a + (b - a) * (place - first)) for a, b in zip(low, high, strict=True))
    return f"#{bytes(mixed).hex().upper()}"
