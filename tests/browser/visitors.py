"""Visitors of the app who come one after another and share one tab of the browser, and nothing else.

Half of the time that a page takes to open goes into starting a process, and into loading and compiling
Streamlit's own files. A tab that has met the server before has all of it; cookies and what a page stored are
forgotten.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Page

from tests.browser.rig import View, new_context

FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Visitors:
    """The tabs that nobody uses now, each of a context of its own."""

    def __init__(self, browser: Browser, faults: list[str]) -> None:
        self._browser, self._faults = browser, faults
        self._free: list[Page] = []

    def come(self, view: View) -> Page:
        """An empty page with an empty memory, for one visitor."""
        if not self._free:
            return new_context(self._browser, view, self._faults).new_page()
        page = self._free.pop()
        page.set_viewport_size({"width": view.width, "height": view.height})
        page.emulate_media(
            color_scheme=view.scheme, reduced_motion="reduce" if view.reduced_motion else "no-preference"
        )
        return page

    def leave(self, page: Page, is_spoilt: bool = False) -> None:
        """Forget a visitor; a tab that cannot forget, or is spoilt, is closed."""
        context = page.context
        try:
            if is_spoilt or page.is_closed():
                return context.close()
            for another in context.pages:
                if another is not page:
                    another.close()
            page.evaluate(FORGET)
            page.goto("about:blank")
            page.mouse.move(0, 0)
            context.clear_cookies()
        except Error:
            context.close()
        else:
            self._free.append(page)

    @contextmanager
    def visit_of(self, view: View | None = None) -> Iterator[Page]:
        """One visitor, who leaves at the end of the block."""
        page = self.come(view or View())
        is_spoilt = True
        try:
            yield page
            is_spoilt = False
        finally:
            self.leave(page, is_spoilt)
