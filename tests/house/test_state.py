"""Nothing changes behind the reader's back (invariants 3 and 4)."""

import ast
import re
from collections.abc import Iterator

from tests.house import plan
from tests.house.source import FUNCTIONS, Module, ask, imports, modules

SEEDED = frozenset(
    "default_rng Generator SeedSequence BitGenerator PCG64 PCG64DXSM Philox SFC64 MT19937".split()
)
CONTAINERS = frozenset("list dict set bytearray defaultdict deque Counter OrderedDict".split())
PRINTING = ("print", "pprint", "sys.stdout.write", "sys.stderr.write")
DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CHANGES = frozenset(
    "append extend insert remove pop clear sort reverse add discard update setdefault popitem"
    " appendleft popleft extendleft difference_update intersection_update __setitem__".split()
)


def test_pages_define_no_classes() -> None:
    ask(
        "Pages define no classes. Which room of rnnviz does this belong to?",
        (
            f"{module.at(node)} class {node.name}"
            for module in modules("app.py", "pages")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
        ),
    )


def test_nothing_is_declared_global() -> None:
    ask(
        "Whose value is this? Pass it, or return it.",
        (
            module.at(node)
            for module in modules("app.py", "pages", "rnnviz")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Global)
        ),
    )


def test_nothing_is_printed() -> None:
    ask(
        "Who would read this in a server's log? Return it.",
        (
            module.at(node)
            for module in modules("app.py", "pages", "rnnviz")
            if module.path != f"rnnviz/{plan.COMMAND}/__main__.py"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in PRINTING
        ),
    )


def test_a_download_does_not_run_the_page() -> None:
    ask(
        "A run begins by forgetting what waits to be sent: the file's address may be lost, and the button "
        'turns for ever. Say on_click="ignore".',
        (
            module.at(node)
            for module in modules("app.py", "pages", "rnnviz")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("download_button")
            and not any(each.arg == "on_click" and "ignore" in ast.unparse(each) for each in node.keywords)
        ),
    )


def test_chance_comes_from_a_seed_or_a_generator() -> None:
    ask(
        "Would the same seed give the same picture? Take a seed or a numpy Generator.",
        (place for module in modules("app.py", "pages", "rnnviz") for place in _unseeded(module)),
    )


def _unseeded(module: Module) -> Iterator[str]:
    """Uses of a generator that all share, or that nobody can repeat."""
    for found in imports(module):
        shared = re.fullmatch(r"random\b.*|numpy\.random\.(\w+)", found.name)
        if shared and shared[1] not in SEEDED:
            yield f"{found.place} imports {found.name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            legacy = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", ast.unparse(node))
            if legacy and legacy[1] not in SEEDED:
                yield f"{module.at(node)} {legacy[0]}"
        elif isinstance(node, ast.Call) and ast.unparse(node).endswith("default_rng()"):
            yield f"{module.at(node)} default_rng() without a seed"


def test_a_container_of_a_module_is_a_constant() -> None:
    ask(
        "A list, dict or set of a module is shared by all. Is it a constant? Then name it like one.",
        (
            f"{module.path}: {name}"
            for module in modules("rnnviz")
            for name in _containers(module)
            if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*|__\w+__", name)
        ),
    )


def test_a_container_of_a_module_is_never_changed() -> None:
    ask(
        "This changes something that every session shares. Can it be passed and returned?",
        (
            f"{module.at(node)} {ast.unparse(node)}"
            for module in modules("rnnviz")
            for name in _containers(module)
            for node in ast.walk(module.tree)
            if isinstance(node, (ast.stmt, ast.expr)) and _changes(node, name)
        ),
    )


def _containers(module: Module) -> Iterator[str]:
    """The names at the top of a module that hold something changeable."""
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_container(value):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _is_container(value):
                yield name


def _is_container(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in CONTAINERS
    return isinstance(value, DISPLAYS)


def _changes(node: ast.AST, name: str) -> bool:
    """Whether a node changes the container called `name` in place."""
    match node:
        case ast.Subscript(value=ast.Name(id=found), ctx=ast.Store() | ast.Del()):
            return found == name
        case ast.AugAssign(target=ast.Name(id=found)):
            return found == name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr=method)):
            return found == name and method in CHANGES
    return False


def test_records_are_frozen() -> None:
    ask(
        "A record that changes must be copied to be trusted. Should this be @dataclass(frozen=True)?",
        (
            f"{module.at(node)} class {node.name}"
            for module in modules("rnnviz")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
            for decorator in node.decorator_list
            if re.match(r"(dataclasses\.)?dataclass\b", ast.unparse(decorator))
            and "frozen=True" not in ast.unparse(decorator)
        ),
    )


def test_no_default_is_a_shared_container() -> None:
    ask(
        "A default is made once and shared by every call. Should it be a tuple, or None?",
        (
            f"{module.at(node)} {node.name}"
            for module in modules("app.py", "pages", "rnnviz")
            for node in ast.walk(module.tree)
            if isinstance(node, FUNCTIONS)
            for default in (*node.args.defaults, *node.args.kw_defaults)
            if isinstance(default, DISPLAYS)
        ),
    )
