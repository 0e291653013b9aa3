"""Visitors of the app who come one after another and share the browser's cache, and nothing else.

A third of the time that a page takes to open goes into loading and compiling Streamlit's own files. A
browser context that has met the server before has them; cookies and what a page stored are forgotten.
"""

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext, Error

from tests.browser.rig import View, new_context

FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Visitors:
    """The contexts that nobody uses now, by what they look through."""

    def __init__(self, browser: Browser, faults: list[str]) -> None:
        self._browser, self._faults = browser, faults
        self._free: dict[View, list[BrowserContext]] = defaultdict(list)

    def come(self, view: View) -> BrowserContext:
        """A context with an empty memory, for one visitor."""
        free = self._free[view]
        return free.pop() if free else new_context(self._browser, view, self._faults)

    def leave(self, view: View, context: BrowserContext) -> None:
        """Close the visitor's pages and forget them; a context that cannot forget is closed."""
        try:
            for page in context.pages:
                page.evaluate(FORGET)
                page.close()
            context.clear_cookies()
        except Error:
            context.close()
        else:
            self._free[view].append(context)
