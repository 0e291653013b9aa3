"""The words of the small English and French: each English word with its French forms."""

from typing import NamedTuple

ELIDED = frozenset("aeiouhéœ")  # Before a word that begins so, "le" becomes "l'". Every h of ours is mute.


class Noun(NamedTuple):
    """An English noun and its French one; `kind` is "human", "animal" or "thing"."""

    one: str
    many: str
    un: str
    des: str
    feminine: bool
    kind: str


class Adjective(NamedTuple):
    """An English adjective, its four French forms, whether it stands before the noun, and of which kinds."""

    english: str
    le: str
    la: str
    les: str
    les_feminine: str
    before: bool
    kinds: tuple[str, ...]


class Verb(NamedTuple):
    """An English verb (it sees, they see) and its French forms, who does it, and to what.

    Attributes:
        objects: the kinds of what it is done to; none for a verb without an object.
        things: nouns that it can be done to, where the kinds would say too much.
        to_persons: whether "him", "her" and "them" can be the object.
    """

    sees: str
    see: str
    voit: str
    voient: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    to_persons: bool = False


class Determiner(NamedTuple):
    """An English determiner and its French forms; the third and fourth stand before a vowel."""

    english: str
    masculine: str
    feminine: str
    masculine_vowel: str
    feminine_vowel: str
    plural: bool


HUMAN, ANIMAL, THING = ("human",), ("animal",), ("thing",)
ALIVE = HUMAN + ANIMAL
ALL = ALIVE + THING

NOUNS = (
    Noun("girl", "girls", "fille", "filles", True, "human"),
    Noun("boy", "boys", "garçon", "garçons", False, "human"),
    Noun("woman", "women", "femme", "femmes", True, "human"),
    Noun("man", "men", "homme", "hommes", False, "human"),
    Noun("child", "children", "enfant", "enfants", False, "human"),
    Noun("friend", "friends", "ami", "amis", False, "human"),
    Noun("cat", "cats", "chat", "chats", False, "animal"),
    Noun("dog", "dogs", "chien", "chiens", False, "animal"),
    Noun("bird", "birds", "oiseau", "oiseaux", False, "animal"),
    Noun("horse", "horses", "cheval", "chevaux", False, "animal"),
    Noun("cow", "cows", "vache", "vaches", True, "animal"),
    Noun("mouse", "mice", "souris", "souris", True, "animal"),
    Noun("apple", "apples", "pomme", "pommes", True, "thing"),
    Noun("house", "houses", "maison", "maisons", True, "thing"),
    Noun("car", "cars", "voiture", "voitures", True, "thing"),
    Noun("tree", "trees", "arbre", "arbres", False, "thing"),
    Noun("flower", "flowers", "fleur", "fleurs", True, "thing"),
    Noun("book", "books", "livre", "livres", False, "thing"),
    Noun("letter", "letters", "lettre", "lettres", True, "thing"),
)

ADJECTIVES = (
    Adjective("big", "grand", "grande", "grands", "grandes", True, ANIMAL + THING),
    Adjective("small", "petit", "petite", "petits", "petites", True, ANIMAL + THING),
    Adjective("pretty", "joli", "jolie", "jolis", "jolies", True, ALL),
    Adjective("young", "jeune", "jeune", "jeunes", "jeunes", True, ALIVE),
    Adjective("black", "noir", "noire", "noirs", "noires", False, ANIMAL + THING),
    Adjective("white", "blanc", "blanche", "blancs", "blanches", False, ANIMAL + THING),
    Adjective("red", "rouge", "rouge", "rouges", "rouges", False, THING),
    Adjective("green", "vert", "verte", "verts", "vertes", False, THING),
    Adjective("tired", "fatigué", "fatiguée", "fatigués", "fatiguées", False, ALIVE),
    Adjective("happy", "heureux", "heureuse", "heureux", "heureuses", False, ALIVE),
    Adjective("intelligent", "intelligent", "intelligente", "intelligents", "intelligentes", False, ALIVE),
)

VERBS = (
    Verb("sleeps", "sleep", "dort", "dorment", ALIVE),
    Verb("arrives", "arrive", "arrive", "arrivent", ALIVE),
    Verb("sings", "sing", "chante", "chantent", HUMAN),
    Verb("dances", "dance", "danse", "dansent", HUMAN),
    Verb("works", "work", "travaille", "travaillent", HUMAN),
    Verb("sees", "see", "voit", "voient", ALIVE, ALL, to_persons=True),
    Verb("loves", "love", "aime", "aiment", HUMAN, ALL, to_persons=True),
    Verb("finds", "find", "trouve", "trouvent", ALIVE, ALL, to_persons=True),
    Verb("watches", "watch", "regarde", "regardent", ALIVE, ALL, to_persons=True),
    Verb("hears", "hear", "entend", "entendent", ALIVE, ALIVE, ("car", "cars"), to_persons=True),
    Verb("draws", "draw", "dessine", "dessinent", HUMAN, ALL),
    Verb("eats", "eat", "mange", "mangent", ALIVE, (), ("apple", "apples", "flower", "flowers")),
    Verb("reads", "read", "lit", "lisent", HUMAN, (), ("book", "books", "letter", "letters")),
    Verb("writes", "write", "écrit", "écrivent", HUMAN, (), ("book", "books", "letter", "letters")),
)
DETERMINERS = (
    Determiner("the", "le", "la", "l'", "l'", False),
    Determiner("a", "un", "une", "un", "une", False),
    Determiner("this", "ce", "cette", "cet", "cette", False),
    Determiner("my", "mon", "ma", "mon", "mon", False),
    Determiner("the", "les", "les", "les", "les", True),
    Determiner("these", "ces", "ces", "ces", "ces", True),
    Determiner("my", "mes", "mes", "mes", "mes", True),
    Determiner("two", "deux", "deux", "deux", "deux", True),
)
DEFINITE = ("the", "this", "these", "my")  # Behind a negation "a" would be "de" in French: it stands in none.
PRONOUNS = {"he": "il", "she": "elle", "they": "ils"}
OBJECTS = {"him": "le", "her": "la", "them": "les"}
ADVERBS = {"often": "souvent", "always": "toujours"}
PLACES = {
    "in the garden": "dans le jardin",
    "in the house": "dans la maison",
    "in the street": "dans la rue",
    "under the tree": "sous l' arbre",
    "behind the house": "derrière la maison",
    "in front of the house": "devant la maison",
    "here": "ici",
}
TIMES = {"today": "aujourd'hui", "in the evening": "le soir"}
JOINING = {"and": "et", "but": "mais", "because": "parce que", "when": "quand"}
SMALL = ("is", "are", "does", "do", "not", "never", "that", "an")
SMALL_FRENCH = ("est", "sont", "ne", "n'", "pas", "jamais", "qui", "que", "qu'", "parce")


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(sorted(set(" ".join(texts).split())))


ENGLISH = _words(
    *(f"{noun.one} {noun.many}" for noun in NOUNS),
    *(adjective.english for adjective in ADJECTIVES),
    *(f"{verb.sees} {verb.see}" for verb in VERBS),
    *(determiner.english for determiner in DETERMINERS),
    *(word for table in (PRONOUNS, OBJECTS, ADVERBS, PLACES, TIMES, JOINING) for word in table),
    *SMALL,
)
FRENCH = _words(
    *(f"{noun.un} {noun.des}" for noun in NOUNS),
    *(" ".join((one.le, one.la, one.les, one.les_feminine)) for one in ADJECTIVES),
    *(f"{verb.voit} {verb.voient}" for verb in VERBS),
    *(f"{one.masculine} {one.feminine} {one.masculine_vowel} {one.feminine_vowel}" for one in DETERMINERS),
    *(word for table in (PRONOUNS, OBJECTS, ADVERBS, PLACES, TIMES, JOINING) for word in table.values()),
    *SMALL_FRENCH,
)
