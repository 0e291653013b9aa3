"""The pairs of sentences that the page on word order offers, by task."""

HEADINGS = {
    "who": "Same words, other order: who bit whom?",
    "not": "Same words, other order: what does “not” belong to?",
}
EXAMPLES = {  # By what the button says; the first is what a visitor finds.
    "who": {
        "dog and man": ("The dog bit the man", "The man bit the dog"),
        "passive": ("The dog was bitten by the man", "The man was bitten by the dog"),
        "it was … that": ("It was the dog that bit the man", "It was the dog that the man bit"),
        "a longer sentence": (
            "This morning the hungry young dog was chased by the tired old man in the street",
            "This morning the hungry young man was chased by the tired old dog in the street",
        ),
        "two lengths": (
            "The cat saw the bear",
            "Yesterday the big brown bear saw the small cat near the river",
        ),
        "an unknown word": ("The wombat bit the man", "The man bit the wombat"),
    },
    "not": {
        "food and room": ("The food was good but the room was not", "The room was good but the food was not"),
        "“not” moves": (
            "The food was not good and the room was bad",
            "The food was good and the room was not bad",
        ),
        "not bad": (
            "The food was not bad but the wine was awful",
            "The food was awful but the wine was not bad",
        ),
        "a longer sentence": (
            "I think the room was really nice but the service was awful and the food was not good",
            "I think the food was really nice but the service was awful and the room was not good",
        ),
        "two lengths": (
            "The food was not bad",
            "In the end the food was not very bad while the room was really dull",
        ),
        "an unknown word": (
            "The food was scrumptious but the room was not",
            "The room was scrumptious but the food was not",
        ),
    },
}
