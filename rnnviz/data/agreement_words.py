"""The words of the agreement sentences: nouns in both numbers, and all that may stand around them."""

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun in both numbers."""

    one: str
    many: str


def _nouns(forms: str) -> tuple[Noun, ...]:
    """Nouns of "one/many"; where only one form stands, the other has an s more."""
    pairs = (form.partition("/") for form in forms.split())
    return tuple(Noun(one, many or f"{one}s") for one, _, many in pairs)


SUBJECTS = _nouns(
    "cat dog bird horse rabbit kitten boy girl teacher doctor farmer friend neighbour child/children "
    "woman/women man/men mouse/mice wolf/wolves guest sister brother student baker tiger"
)
THINGS = _nouns(
    "mat window house garden tree table chair door river lake bridge road field hill box/boxes shelf/shelves "
    "car boat bench/benches lamp wall flower picture tower room street"
)
NOUNS = SUBJECTS + THINGS
ADJECTIVES = tuple("old young small big brown black happy quiet tall new red strange".split())
PLACE_ADJECTIVES = tuple("old small big new red tall strange living empty green".split())
DETERMINERS = ("the", "the", "the", "my", "our")  # None that tells the number.
PREPOSITIONS = ("near", "behind", "beside", "under", "above", "on", "in", "with", "between", "opposite")
PLACES = ("outside", "upstairs", "there", "here")
ADVERBS = ("quietly", "often", "together", "again", "alone")
PRONOUNS = ("which", "that", "who")
PAST = tuple("slept played waited sat stayed lived ran fell arrived returned".split())  # Of either number.
SEEN = tuple("saw liked met followed called found knew remembered".split())  # What another did to it.
DOING = tuple("sitting sleeping playing waiting standing lying hiding resting".split())
OPENINGS = ("yesterday", "today", "last night", "in the morning", "after the rain", "at noon")
ANSWERS = ("was", "were")
PREDICATES = tuple(
    "hungry tired happy lost gone late wet cold warm safe alone here there quiet asleep awake".split()
)
EITHER_WAY = frozenset("very not so still quite rather really always never".split())  # Before a predicate.
NUMBER_OF = {form: number for noun in NOUNS for number, form in enumerate(noun)}  # 0 for one, 1 for many.
OTHER_FORM = {form: noun[1 - number] for noun in NOUNS for number, form in enumerate(noun)}
WORDS = tuple(
    dict.fromkeys(
        " ".join(
            (
                *NUMBER_OF,
                *ADJECTIVES,
                *PLACE_ADJECTIVES,
                *DETERMINERS,
                *PREPOSITIONS,
                *PLACES,
                *ADVERBS,
                *PRONOUNS,
                *PAST,
                *SEEN,
                *DOING,
                *OPENINGS,
                *ANSWERS,
            )
        ).split()
    )
)
