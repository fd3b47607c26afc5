"""A person's browser, as far as linking needs one: cookies, one form, redirects by hand."""

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
_REF = re.compile(r'name="ref" value="([0-9a-f]{24})"')
_ANSWER = re.compile(r'name="(state|code|ref|token)" value="([^"]*)"')
_UNDO = re.compile(r'action="([^"]*/link/undo)"')
_HERE = re.compile(r'action="([^"]*/link/here)"')
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as seen: status, URL, source, and its text."""

    status: int
    url: str
    source: str

    @property
    def words(self) -> str:
        """Return the page's text without tags."""
        return " ".join(html.unescape(_TAGS.sub(" ", self.source)).split())


class Browser:
    """Opens pages and presses the button of the start page."""

    def __init__(self, address: str | None = None, *, https_at: str | None = None) -> None:
        """`address` is the IP address that a trusted proxy would report for the browser.

        At `https_at` a proxy would do HTTPS: its secure cookies are sent there.
        """
        headers = {"X-Forwarded-For": address} if address else {}
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=https_at),
            headers=headers,
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
        """Open a URL, following redirects."""
        async with self.session.get(url) as answer:
            return Seen(answer.status, str(answer.url), await answer.text())

    async def press_continue(self, start_url: str) -> str:
        """Open a start page and press its button; return where the browser is redirected."""
        return await self.submit(await self.open(start_url))

    async def submit(self, page: Seen, action: str | None = None, **more: str) -> str:
        """Submit a page's form; return where the browser is redirected."""
        token, ref = _TOKEN.search(page.source), _REF.search(page.source)
        if token is None:
            raise RuntimeError(f"no form on the page: {page.status} {page.words}")
        fields = {"token": token[1], **({"ref": ref[1]} if ref else {}), **more}
        answer = await self.post(urljoin(page.url, action or page.url), fields)
        if answer.status != 303:
            raise RuntimeError(f"the form was refused: {answer.status}")
        return urljoin(page.url, answer.headers["Location"])

    async def post(self, url: str, fields: dict[str, str]) -> aiohttp.ClientResponse:
        """Post fields as our own page's form does, without following a redirect."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with self.session.post(
            url, data=fields, headers=headers, allow_redirects=False
        ) as answer:
            await answer.read()
            return answer

    async def goes_on(self, callback: str) -> Seen:
        """Open a callback in a browser that didn't start the link, and press "Continue"."""
        return await self.press_on(await self.open(callback))

    async def press_on(self, page: Seen) -> Seen:
        """Press "Continue" on the page that asks whether to continue in this browser."""
        fields = {name: html.unescape(value) for name, value in _ANSWER.findall(page.source)}
        if len(fields) != 4:
            raise RuntimeError(f"no answer to continue with: {page.status} {page.words}")
        headers = {"Sec-Fetch-Site": "same-origin"}
        url = _here(page)
        async with self.session.post(url, data=fields, headers=headers) as answer:
            return Seen(answer.status, str(answer.url), await answer.text())

    async def sent_on(self, callback: str) -> str:
        """Do the same, but return where the browser is redirected instead of going there."""
        page = await self.open(callback)
        fields = {name: html.unescape(value) for name, value in _ANSWER.findall(page.source)}
        answer = await self.post(_here(page), fields)
        return urljoin(page.url, answer.headers["Location"])

    async def undo(self, done: Seen) -> Seen:
        """Press "This wasn't me: undo" on a success page."""
        form = _UNDO.search(done.source)
        return await self.open(await self.submit(done, form[1] if form else "/link/undo"))

    async def not_me(self, start_url: str) -> Seen:
        """Press "This is not me" on a start page."""
        page = await self.open(start_url)
        token = _TOKEN.search(page.source)
        fields = {"token": token[1] if token else "", "act": "not_me"}
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with self.session.post(start_url, data=fields, headers=headers) as answer:
            return Seen(answer.status, str(answer.url), await answer.text())

    async def link(
        self, start_url: str, spotify: SpotifySandbox, person_id: str, *, agree: bool = True
    ) -> Seen:
        """Link from start to finish: start page, consent as `person_id`, result page."""
        authorize = await self.press_continue(start_url)
        return await self.open(await spotify.consent(authorize, person_id, agree=agree))


def _here(page: Seen) -> str:
    """Return where the form that asks whether to continue here leads."""
    form = _HERE.search(page.source)
    return urljoin(page.url, str(form[1]) if form else "/link/here")
