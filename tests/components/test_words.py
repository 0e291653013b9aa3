"""What a person wrote, inside Markdown."""

from rnnviz.components.words import as_text


def test_signs_are_signs_and_lines_one_line() -> None:
    assert as_text("a *b*\n[c](d) $e$ <f>") == r"a \*b\* \[c\](d) \$e\$ \<f\>"


def test_a_number_keeps_its_sign_on_its_line() -> None:
    assert as_text("from 98.4 % to 7 %.") == "from 98.4\u00a0% to 7\u00a0%."
