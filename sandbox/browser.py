"""A person's browser, as far as a link needs one: cookies, one form, redirects by hand."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp

from sandbox.spotify.server import SpotifySandbox

_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: status, address, source, and the words a person reads."""

    status: int
    url: str
    source: str

    @property
    def words(self) -> str:
        """Return the page's text without tags."""
        return " ".join(html.unescape(_TAGS.sub(" ", self.source)).split())


class Browser:
    """Opens pages and presses the button of the start page."""

    def __init__(self, address: str | None = None) -> None:
        """`address` is what a trusted proxy would say of where the browser is."""
        headers = {"X-Forwarded-For": address} if address else {}
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers=headers
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.session.close()

    async def open(self, url: str) -> Seen:
        """Open an address, following redirects."""
        async with self.session.get(url) as answer:
            return Seen(answer.status, str(answer.url), await answer.text())

    async def press_continue(self, start_url: str) -> str:
        """Open a start page and press its button; return the authorize address."""
        page = await self.open(start_url)
        token = _TOKEN.search(page.source)
        if token is None:
            raise RuntimeError(f"no form on the page: {page.status} {page.words}")
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with self.session.post(
            start_url, data={"token": token[1]}, headers=headers, allow_redirects=False
        ) as answer:
            if answer.status != 303:
                raise RuntimeError(f"the form was refused: {answer.status}")
            return urljoin(start_url, answer.headers["Location"])

    async def link(
        self, start_url: str, spotify: SpotifySandbox, person_id: str, *, agree: bool = True
    ) -> Seen:
        """Go the whole way: start page, consent as `person_id`, result page."""
        authorize = await self.press_continue(start_url)
        return await self.open(await spotify.consent(authorize, person_id, agree=agree))
