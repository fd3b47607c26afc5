"""A request that ends in a plain page."""

from __future__ import annotations


class PageError(Exception):
    """Ends a request with `status` and the page named `page` (see pages.py)."""

    def __init__(self, status: int, page: str) -> None:
        super().__init__(page)
        self.status = status
        self.page = page
