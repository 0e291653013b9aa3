"""Fonts, scripts and data come with the installation (invariant 6)."""

import ast
import re
import tomllib

from tests.house import plan
from tests.house.source import TOP, ask, assets, imports, modules, strings

REACHING_OUT = frozenset(
    "urllib.request http.client ftplib smtplib requests httpx aiohttp urllib3 websockets".split()
)
LOADING = re.compile(
    r"""(?:\b(?:src|srcset|data-src|action)\s*=|<link\b[^>]*\bhref\s*=|@import|\burl\(|\bfrom\b|\bimport\()"""
    r"""\s*[\\"'`(]*\s*(?:https?:)?//[^\s"'`)>]*"""
    r"""|\b(?:fetch|importScripts|sendBeacon|XMLHttpRequest|WebSocket|EventSource)\s*\(""",
    re.IGNORECASE,
)


def test_what_the_browser_reads_loads_nothing_from_elsewhere() -> None:
    ask(
        "Would this work in a classroom without a network? Ship the file, or embed it.",
        (f"{path}: {found[0]}" for path, text in assets() for found in LOADING.finditer(text)),
    )


def test_html_written_in_python_loads_nothing_from_elsewhere() -> None:
    ask(
        "Would this work in a classroom without a network? Ship the file, or embed it.",
        (
            f"{module.at(text)} {found[0]}"
            for module in modules("app.py", "pages", "rnnviz")
            if module.room != plan.COMMAND
            for text in strings(module)
            if (found := LOADING.search(str(text.value)))
        ),
    )


def test_no_figure_asks_for_plotly_from_a_cdn() -> None:
    ask(
        "An exported page must open without a network. Should Plotly be embedded?",
        (
            module.at(text)
            for module in modules("app.py", "pages", "rnnviz")
            for text in strings(module)
            if text.value == "cdn"
        ),
    )


def test_only_the_weights_command_reaches_out() -> None:
    ask(
        "Nothing leaves the machine at run time. Can this come with the installation?",
        (
            f"{found.place} imports {found.name}"
            for module in modules("app.py", "pages", "rnnviz")
            if module.room != plan.COMMAND
            for found in imports(module)
            if any(f"{found.name}.".startswith(f"{name}.") for name in REACHING_OUT)
        ),
    )


def test_streamlit_is_told_to_stay_at_home() -> None:
    config = tomllib.loads((TOP / ".streamlit/config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    # Without a name of its own, Streamlit asks checkip.amazonaws.com for one at every start.
    assert config["browser"]["serverAddress"] == "localhost"
    assert "http" not in str(config["theme"])


def test_streamlit_collects_no_garbage_between_keystrokes() -> None:
    config = tomllib.loads((TOP / ".streamlit/config.toml").read_text())
    assert config["runner"]["postScriptGC"] is False


def test_the_icon_of_the_tab_comes_with_the_installation() -> None:
    calls = [
        (module.at(node), icons)
        for module in modules("app.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.set_page_config"
        for icons in [[ast.unparse(word.value) for word in node.keywords if word.arg == "page_icon"]]
    ]
    ask(
        "A :material/...: icon, or the page's own when none is named, is fetched from fonts.gstatic.com for "
        "the tab. Can page_icon be a file or an emoji?",
        (place for place, icons in calls if not icons or ":material/" in icons[0]),
    )
