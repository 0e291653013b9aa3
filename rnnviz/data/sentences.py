"""The sentences that the pages offer."""

FIRST_SENTENCE = "The plot is not new, but I loved every minute of it"
UNFOLD_SENTENCE = "The plot is not new, but I loved it"
EXAMPLES = {  # What is typed for it, and what the button says.
    "The food was not good": "not good",
    "The food was not bad at all": "not bad at all",
    "The film was long but good": "… but good",
    "The film was good but long": "… but long",
    "I can hardly recommend this phone": "hardly",
    "I expected to love this film, but I nearly left": "I expected to …",
    "AMAZING!!! sooo goood 😍": "loud",
    (
        "The first half hour is slow and I nearly left, the jokes are old and the music is far too loud, "
        "but then the two sisters meet again, and from that moment on it is one of the most honest, "
        "funny and moving stories that I have seen in years"
    ): "a long one",
}
