"""Pages with one instrument, opened by their address without a browser."""

from streamlit.testing.v1 import AppTest

from tests.house.source import TOP


def opened(page: str, **address: str) -> AppTest:
    """A page of an address, the first that its visitor asks for; there is no exception."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).switch_page(f"pages/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(page: AppTest) -> AppTest:
    """The page; there is no exception on it."""
    assert [each.message for each in page.exception] == []
    return page


def sent(page: AppTest) -> bytes:
    """The bytes that the instrument was given."""
    (component,) = (each for each in page.get("bidi_component") if each.proto.bytes)
    payload: bytes = component.proto.bytes
    return payload
