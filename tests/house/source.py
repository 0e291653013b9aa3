"""The source of the house as text and syntax trees, read once."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TOP = Path(__file__).parents[2]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Module(NamedTuple):
    """One file of Python: where it stands from the top of the repository, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name: rnnviz.figures.style."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The room of rnnviz it belongs to: figures. Empty for rnnviz itself and outside of it."""
        package, _, rest = self.name.partition(".")
        return rest.partition(".")[0] if package == "rnnviz" else ""

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Where a node stands, for a message: rnnviz/cells.py:12."""
        return f"{self.path}:{node.lineno}"


@cache
def modules(*places: str) -> tuple[Module, ...]:
    """Every Python file in these folders or at these paths, of those that exist."""
    paths = sorted(path for place in places for path in _python_files(TOP / place))
    return tuple(_read(path) for path in paths)


def _python_files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else place.rglob("*.py")


@cache
def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(TOP).as_posix(), text, ast.parse(text))


def assets() -> tuple[tuple[str, str], ...]:
    """(path, text) of every file of rnnviz that a browser reads."""
    return tuple(
        (path.relative_to(TOP).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((TOP / "rnnviz").rglob("*"))
        if path.suffix in (".html", ".css", ".js", ".mjs", ".svg")
    )


class Import(NamedTuple):
    """One name that a module imports, absolute, and where."""

    name: str
    place: str

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """The room of rnnviz it comes from, or nothing."""
        return self.name.split(".")[1] if self.name.startswith("rnnviz.") else ""


def imports(module: Module) -> Iterator[Import]:
    """Everything a module imports, at its top or inside a function, also by name at run time."""
    return _imports(module, ast.walk(module.tree))


def imports_at_start(module: Module) -> Iterator[Import]:
    """What is imported as soon as a module is: all that stands in no function."""
    return _imports(module, _outside_of_functions(module.tree))


def _outside_of_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, (*FUNCTIONS, ast.Lambda)):
            yield node
            yield from _outside_of_functions(node)


def _imports(module: Module, nodes: Iterable[ast.AST]) -> Iterator[Import]:
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from (Import(alias.name, module.at(node)) for alias in names)
            case ast.ImportFrom(names=names):
                source = _absolute(module, node)
                yield from (Import(f"{source}.{alias.name}", module.at(node)) for alias in names)
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
                if ast.unparse(function) in ("__import__", "import_module", "importlib.import_module"):
                    yield Import(name, module.at(node))


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """The module an import statement imports from, its leading dots resolved."""
    parts = Path(module.path).with_suffix("").parts
    anchor = parts[: len(parts) - node.level] if node.level else ()
    return ".".join((*anchor, *([node.module] if node.module else [])))


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, also those inside others."""
    yield from (node for node in ast.walk(module.tree) if isinstance(node, FUNCTIONS))


def strings(module: Module) -> Iterator[ast.Constant]:
    """Every text in a module that is not a docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def ask(question: str, found: Iterable[str]) -> None:
    """Fail with a question and the places that raise it, unless there are none."""
    places = sorted(set(found))
    if places:
        pytest.fail("\n  ".join((question, *places)), pytrace=False)
