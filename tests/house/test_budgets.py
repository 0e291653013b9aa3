"""Budgets that ask a question when broken."""

import ast

from tests.house import plan
from tests.house.source import ask, assets, functions, modules


def test_a_page_fits_its_budget() -> None:
    ask(
        f"A page has at most {plan.PAGE_LINES} lines. What of this belongs in rnnviz?",
        (
            f"{module.path} has {lines}"
            for module in modules("app.py", "pages")
            if (lines := len(module.text.splitlines())) > plan.PAGE_LINES
        ),
    )


def test_a_module_fits_its_budget() -> None:
    ask(
        f"A module has at most {plan.MODULE_LINES} lines. Which two nouns live in this one?",
        (
            f"{module.path} has {lines}"
            for module in modules("rnnviz", "tests")
            if (lines := len(module.text.splitlines())) > plan.MODULE_LINES
        ),
    )


def test_what_the_browser_reads_fits_the_budget_of_a_module() -> None:
    ask(
        f"A file for the browser has at most {plan.MODULE_LINES} lines. Which two nouns live in this one?",
        (
            f"{path} has {lines}"
            for path, text in assets()
            if (lines := len(text.splitlines())) > plan.MODULE_LINES
        ),
    )


def test_a_function_fits_its_budget() -> None:
    ask(
        f"A function has at most {plan.FUNCTION_LINES} lines. Which step of this one deserves a name?",
        (
            f"{module.at(function)} {function.name} has {lines}"
            for module in modules("app.py", "pages", "rnnviz", "tests")
            for function in functions(module)
            if (lines := _lines(function)) > plan.FUNCTION_LINES
        ),
    )


def test_a_function_takes_few_arguments() -> None:
    ask(
        f"A function takes at most {plan.ARGUMENTS} arguments. Which of these belong together in one record?",
        (
            f"{module.at(function)} {function.name} takes {count}"
            for module in modules("app.py", "pages", "rnnviz", "tests")
            for function in functions(module)
            if (count := _arguments(function)) > plan.ARGUMENTS
        ),
    )


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its decorators and its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The arguments a caller can give by name or place."""
    given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return sum(argument.arg not in ("self", "cls") for argument in given)
