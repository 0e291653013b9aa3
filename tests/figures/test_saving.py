"""The buttons that save a picture: what is typed stays a text, and both kinds can be pressed."""

from rnnviz.figures.saving import save_buttons
from tests.figures.markup import Markup


def test_the_texts_of_the_file_stand_as_they_are_said() -> None:
    typed = '<img src=x> & "it"'
    page = Markup(save_buttons("A title", typed, "Network: LSTM."))
    (host,) = page.of_class("saving")
    names = ("data-title", "data-said", "data-source")
    assert [host.attributes[name] for name in names] == ["A title", typed, "Network: LSTM."]
    assert [each.attributes["data-save"] for each in page.of_tag("button")] == ["svg", "png"]
    assert not page.of_tag("img")
