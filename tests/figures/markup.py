"""HTML read back: every element with its attributes, its style as a dictionary, and its own text."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"br"}


class Element(NamedTuple):
    """One element: its tag, its attributes, and the pieces of all text inside it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str]

    @property
    def classes(self) -> set[str]:
        """The names in its class attribute."""
        return set(self.attributes.get("class", "").split())

    @property
    def style(self) -> dict[str, str]:
        """Its style attribute."""
        return dict(re.findall(r"([\w-]+):\s*([^;]+)", self.attributes.get("style", "")))

    @property
    def text(self) -> str:
        """All text inside it."""
        return "".join(self.pieces)


class Markup(HTMLParser):
    """All elements in the order they open; tags that do not match fail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)

    def of_class(self, *names: str) -> list[Element]:
        """The elements that have all these classes."""
        return [element for element in self.elements if set(names) <= element.classes]

    def of_tag(self, tag: str) -> list[Element]:
        """The elements of this tag."""
        return [element for element in self.elements if element.tag == tag]
