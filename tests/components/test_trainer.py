"""Who asks: a browser is known by its cookie, and by nothing else."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components import trainer
from tests.pages.trainings import checked, opened, somebody, trained


def panel() -> None:
    """Who asks, what is theirs, and the question to the browser to keep a token."""
    import streamlit as st

    from rnnviz.components.trainer import asker, make_known, standings

    st.session_state.before = len(standings())
    st.session_state.asker = asker()
    st.session_state.mine = [each.record.id for each in standings()]
    make_known()


class Cookie:
    """What the browser sends."""

    token = ""


@pytest.fixture
def cookie(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Cookie]]:
    monkeypatch.setattr(trainer, "_cookie", lambda: Cookie.token)
    Cookie.token = ""
    yield Cookie


def visit() -> AppTest:
    return checked(AppTest.from_function(panel, default_timeout=60).run())


def is_asked_to_keep(app: AppTest) -> bool:
    return bool(app.get("bidi_component"))


def test_a_browser_without_a_cookie_is_given_a_token_and_keeps_it_in_the_session(
    cookie: type[Cookie],
) -> None:
    first, second = visit(), visit()
    tokens = [app.session_state["asker"].owner for app in (first, second)]
    assert all(re.fullmatch("[0-9a-f]{32}", token) for token in tokens) and tokens[0] != tokens[1]
    assert is_asked_to_keep(first) and first.session_state["before"] == 0
    assert checked(first.run()).session_state["asker"].owner == tokens[0]


def test_a_browser_is_known_by_its_cookie(cookie: type[Cookie]) -> None:
    cookie.token = somebody()
    id = trained(cookie.token)
    app = visit()
    assert app.session_state["asker"].owner == cookie.token and not is_asked_to_keep(app)
    assert app.session_state["mine"] == [id]
    page = opened(somebody(), view="Results")
    assert page.selectbox(key="shown_run").value == id
    cookie.token = somebody()
    assert visit().session_state["mine"] == []


@pytest.mark.parametrize(
    "token", ["", "0", "g" * 32, "0" * 31, "0" * 33, "A" * 32, "../../etc/passwd", "0" * 32 + "\n", "<b>"]
)
def test_what_is_no_token_makes_no_owner(cookie: type[Cookie], token: str) -> None:
    cookie.token = token
    app = visit()
    assert app.session_state["asker"].owner != token and is_asked_to_keep(app)


def test_a_page_that_is_reloaded_while_it_has_no_cookie_yet_starts_anew(cookie: type[Cookie]) -> None:
    app = visit()
    cookie.token = app.session_state["asker"].owner  # As the browser has kept it.
    assert visit().session_state["asker"].owner == app.session_state["asker"].owner
