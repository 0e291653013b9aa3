"""The way in: what a fresh server shows of a page that is asked for first."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components.entrance import ENTERED

APP = """
import streamlit as st
from rnnviz.components.entrance import open_the_door
open_the_door()
st.text("the frame")
st.navigation([st.Page("pages/first.py", default=True), st.Page("pages/second.py")]).run()
"""
PAGE = """
import streamlit as st
from rnnviz.components.entrance import enter_through_the_app
{enter}
st.text("{name}")
st.button("again")
"""


@pytest.fixture(params=["first", "second"])
def name(request: pytest.FixtureRequest) -> str:
    """The page that is asked for."""
    return str(request.param)


def served(folder: Path, enters: bool = True) -> AppTest:
    """An app of two pages, on a server that nobody has visited."""
    (folder / "pages").mkdir()
    (folder / "app.py").write_text(APP)
    for name in ("first", "second"):
        enter = f'enter_through_the_app("pages/{name}.py")' if enters else ""
        (folder / f"pages/{name}.py").write_text(PAGE.format(enter=enter, name=name))
    return AppTest.from_file(str(folder / "app.py"))


def shown(app: AppTest) -> list[str]:
    assert [each.message for each in app.exception] == []
    return [each.value for each in app.text]


def test_a_page_that_is_asked_for_first_stands_in_its_frame(tmp_path: Path, name: str) -> None:
    app = served(tmp_path).switch_page(f"pages/{name}.py").run()
    assert shown(app) == ["the frame", name]
    assert app.session_state[ENTERED] is True


def test_without_the_way_in_it_stands_alone(tmp_path: Path, name: str) -> None:
    # Else the way in would not be needed any more.
    app = served(tmp_path, enters=False).switch_page(f"pages/{name}.py").run()
    assert shown(app) == [name]
    assert ENTERED not in app.session_state


def test_a_page_keeps_its_address_on_the_way(tmp_path: Path, name: str) -> None:
    app = served(tmp_path).switch_page(f"pages/{name}.py")
    app.query_params.update(seed="5", text="a good film")
    app.run()
    assert app.query_params == {"seed": "5", "text": "a good film"}


def test_who_comes_through_the_app_is_not_sent_round_again(tmp_path: Path) -> None:
    app = served(tmp_path).run()
    assert shown(app) == ["the frame", "first"]
    assert app.session_state[ENTERED] is True
    app.switch_page("pages/second.py").run()
    assert shown(app)[-1] == "second"


def once_inside() -> None:
    from rnnviz.components.entrance import enter_through_the_app

    # There is no such page: whatever the way in did with it would be an exception.
    enter_through_the_app("pages/no_such_page.py")


def test_once_inside_the_way_in_does_nothing() -> None:
    app = AppTest.from_function(once_inside)
    app.session_state[ENTERED] = True
    before = app.run().session_state.to_dict()
    assert not app.exception
    assert app.run().session_state.to_dict() == before == {ENTERED: True}


def test_outside_the_way_in_goes_through_the_app() -> None:
    app = AppTest.from_function(once_inside).run()
    assert "no_such_page.py" in app.exception[0].message
