"""Every colour stands in one place (invariant 5)."""

import re

from tests.house import plan
from tests.house.source import ask, assets, modules, strings

# Black is left to shadows, which mean nothing.
WRITTEN = re.compile(
    r"#(?:[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\((?!\s*0[\s,]+0[\s,]+0)\s*[\d.]", re.IGNORECASE
)
# In a stylesheet or a script three digits are a colour too, where a value stands.
WRITTEN_FOR_A_BROWSER = re.compile(rf"{WRITTEN.pattern}|[:\"'`]\s*#[0-9a-f]{{3,4}}\b", re.IGNORECASE)


def test_python_names_colours_instead_of_writing_them() -> None:
    ask(
        f"What does this colour mean? Give the meaning a name in {plan.COLOURS}.",
        (
            f"{module.at(text)} {found[0]}"
            for module in modules("app.py", "pages", "rnnviz")
            if module.path != plan.COLOURS
            for text in strings(module)
            if (found := WRITTEN.search(str(text.value)))
        ),
    )


def test_components_are_given_their_colours() -> None:
    ask(
        f"What does this colour mean? Pass it from {plan.COLOURS}, or use the theme's variable (--st-...).",
        (f"{path}: {found[0]}" for path, text in assets() for found in WRITTEN_FOR_A_BROWSER.finditer(text)),
    )
