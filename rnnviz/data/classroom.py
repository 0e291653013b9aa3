"""Five texts as a teacher writes them on the board: enough to learn by heart, too few to learn from."""

from rnnviz.data.examples import Example

CLASSROOM: tuple[Example, ...] = (
    Example("The film was wonderful and the actors were great.", 1),
    Example("The pizza was cold and the waiter was rude.", 0),
    Example("My new headphones sound fantastic.", 1),
    Example("This phone broke after two days, what a waste of money.", 0),
    Example("The book was not boring, not even for a page.", 1),
)
