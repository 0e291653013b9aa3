"""How large a .keras file and what is in it may be, and the error that says what is wrong with one."""

MOST_BYTES = 200_000_000  # Of the file.
MOST_MEMBERS = 200
MOST_CONFIG_BYTES = 2_000_000
MOST_WORDS_BYTES = 8_000_000
MOST_WEIGHTS_BYTES = 260_000_000  # With the two moments of an optimiser: three times the parameters.
MOST_LAYERS = 64
MOST_UNITS = 1_024  # Of any layer, also the length of an embedding.
MOST_ROWS = 200_000  # Words.
MOST_PARAMETERS = 20_000_000
LONGEST_WORD = 200  # Letters.
LONGEST_TEXT = 10_000  # Timesteps.


class NotReadable(ValueError):
    """The file is no model that is read here; the message says so to a person."""


def plainly(value: object, letters: int = 60) -> str:
    """A value of a file as a sentence can bear it: printable, and short."""
    written = value if isinstance(value, str) else repr(value)
    plain = "".join(sign if sign.isprintable() else "?" for sign in written[: letters + 1])
    return plain if len(plain) <= letters else f"{plain[: letters - 1]}…"
