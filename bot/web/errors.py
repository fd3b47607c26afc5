"""A request that ends in a plain page."""

from __future__ import annotations

from bot.ui.words.pages import PageName


class PageError(Exception):
    """Ends a request with `status` and the page named `page` (see bot/ui/words/pages.py)."""

    def __init__(self, status: int, page: PageName) -> None:
        super().__init__(page)
        self.status = status
        self.page: PageName = page
