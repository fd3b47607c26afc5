"""Take the address of a page that didn't open, pasted in Discord (for hosts without public URL).

Spotify sends the browser to a loopback address, which leads nowhere on a phone; it contains the
code and state. Only the ticket's own person may paste it.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import (
    AuthorizationResponse,
    NotAResponse,
    WrongIssuer,
    is_state,
    read_response,
    spotify_issuers,
)
from bot.linking.context import Addresses, LinkContext
from bot.linking.errors import PasteRefusal, PasteRefused
from bot.linking.offers import is_at_home
from bot.linking.outcomes import AttemptEnd, end_of
from bot.linking.spotify_signin import Failed
from bot.storage.link_attempts import COMPLETED_WITHIN
from bot.storage.ticket_records import CANCELLED, TicketRecord

_ADDRESS = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_END = ")]}*'.,;:!?”’»"
_OUR_STATE = 22
_WRAPPED = 2
"""How often an address may be percent-encoded in another one (reader pages, redirects)."""

_LOOKED_AT = 8
"""How many addresses in a message are read, the last ones: each costs the rest of its text."""


class PasteCallback:
    """Takes pasted addresses."""

    def __init__(self, context: LinkContext, attempts: LinkAttempts, addresses: Addresses) -> None:
        self._context = context
        self._attempts = attempts
        self._addresses = addresses
        self._at_home = is_at_home(addresses.public_url)

    async def take(self, discord_id: int, text: str) -> AttemptEnd:
        """Link with a pasted address; raises PasteRefused with what is wrong with it.

        If someone else pastes it, the link ends: either they agreed to a link that isn't theirs,
        or it was passed on, and the person who asked for it must not get their account. With a
        public address every callback can be opened, and levels 4 and 5 look at the browser: there
        an address that its own person brings links nothing, and ends the link too.
        """
        response, attempt = await self._attempt_of(self.read(text))
        if attempt is None or attempt.record.purpose == "disconnect":
            raise PasteRefused("unknown")
        if attempt.record.discord_id != discord_id:
            if attempt.record.status == "started":
                await attempt.end("passed_on", unchanged=True)
            raise PasteRefused("someone_else")
        if not self._at_home and attempt.record.status in ("started", CANCELLED):
            await attempt.end(CANCELLED, unchanged=True)
            return CANCELLED
        self._check_running(attempt.record)
        verifier = await attempt.claim(response.state)
        if verifier is None:
            late = await self._attempts.by_ref(attempt.ref)
            self._check_running((late or attempt).record)
            raise PasteRefused("used")
        try:
            login = await attempt.exchange(verifier, response)
        except Failed as failed:
            await attempt.fail(failed)
            return failed.outcome
        return await attempt.complete(login)

    async def _attempt_of(
        self, response: AuthorizationResponse
    ) -> tuple[AuthorizationResponse, LinkAttempt | None]:
        """Return the attempt; text that Markdown or others appended to its state is cut off."""
        attempt = await self._attempts.by_state(response.state)
        if attempt is not None:
            return response, attempt
        shorter = replace(response, state=response.state[:_OUR_STATE])
        return shorter, await self._attempts.by_state(shorter.state)

    def read(self, text: str) -> AuthorizationResponse:
        """Read an address of our callback; raises PasteRefused."""
        return read_address(text, self._addresses)

    def brings(self, text: str) -> bool:
        """Whether a message contains a complete address of our callback."""
        try:
            self.read(text)
        except PasteRefused:
            return False
        return True

    def means(self, text: str) -> bool:
        """Whether a message is meant to be the address of the page that didn't open."""
        try:
            self.read(text)
        except PasteRefused as refused:
            known = ("login_page", "start_page", "done_page")
            return refused.reason in known or self._is_part(text)
        return True

    def _is_part(self, text: str) -> bool:
        """Whether it looks like a piece of the address, or like another app's."""
        callback = self._addresses.redirect_uri.partition("://")[2].lower()
        return callback in text.lower() or ("code=" in text and "state=" in text)

    def _check_running(self, record: TicketRecord) -> None:
        if record.status == "passed_on":
            raise PasteRefused("passed_on")
        if end_of(record.status) in ("replaced", CANCELLED, "not_me"):
            raise PasteRefused("replaced")
        if record.status == "pending":
            raise PasteRefused("code_waits")
        if record.status == "claimed":
            interrupted = (record.claimed_at or 0) + COMPLETED_WITHIN <= self._context.clock()
            raise PasteRefused("used" if interrupted else "working")
        if record.status != "started":
            raise PasteRefused("used")
        if record.is_over(self._context.clock()):
            raise PasteRefused("expired")


def read_address(text: str, addresses: Addresses) -> AuthorizationResponse:
    """Read what was pasted; raises PasteRefused.

    It may be inside other text, brackets, Markdown or another address, lack its scheme, or be
    broken into lines, as phones do. The reason is one of: empty, part, login_page,
    start_page, done_page, other_app, other_page.
    """
    clean = html.unescape(_UNSEEN.sub("", text)).strip()
    if not clean:
        raise PasteRefused("empty")
    wanted = urlsplit(addresses.redirect_uri)
    issuers = spotify_issuers(addresses.accounts_url)
    text = clean
    for _ in range(1 + _WRAPPED):
        for address in reversed(_ours(text, wanted)):
            response = _read_query(address.partition("?")[2], issuers)
            if response is not None:
                return response
        text = unquote(text)
    match = _ADDRESS.search(clean)
    try:
        parts = urlsplit(match[0]) if match else None
        same = parts is not None and _address_key(parts) == _address_key(wanted)
    except ValueError:
        raise PasteRefused("part") from None
    if parts is None or same:
        raise PasteRefused("part")
    raise PasteRefused(_wrong_page(parts, addresses))


def _ours(text: str, wanted: SplitResult) -> list[str]:
    """Return possible addresses of our callback: with lines joined, and up to the first space."""
    start = re.compile(re.escape(f"{wanted.netloc}{wanted.path}") + r"(?=\?)", re.IGNORECASE)
    found = (one for one in start.finditer(text) if one[0].endswith(wanted.path))
    candidates = []
    for match in deque(found, _LOOKED_AT):
        rest = text[match.start() :]
        whole = re.split(r"[\s<>|\"`]", rest, maxsplit=1)[0]
        candidates += ["".join(rest.split()), whole.rstrip(_END)]
    return candidates


def _read_query(query: str, issuers: Collection[str]) -> AuthorizationResponse | None:
    """Read an answer from a query, or return None; raises PasteRefused for another server's."""
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=20)
        states = [_trimmed(state) for state in fields.get("state", [])]
        return read_response({**fields, "state": states}, issuers)
    except (ValueError, NotAResponse):
        return None
    except WrongIssuer:
        raise PasteRefused("other_app") from None


def _trimmed(state: str) -> str:
    """Return a state without any text appended to it."""
    return state if is_state(state) else state[:_OUR_STATE]


def _wrong_page(parts: SplitResult, addresses: Addresses) -> PasteRefusal:
    host, public = parts.netloc.lower(), urlsplit(addresses.public_url)
    if host == urlsplit(addresses.accounts_url).netloc.lower():
        return "login_page"
    if host in {urlsplit(addresses.redirect_uri).netloc.lower(), public.netloc.lower()}:
        path = parts.path.removeprefix(public.path.rstrip("/"))
        if path.startswith("/link/"):
            return "start_page"
        return "done_page" if path.startswith("/done/") else "other_page"
    return "other_app" if "code=" in parts.query and "state=" in parts.query else "other_page"


def _address_key(parts: SplitResult) -> tuple[str, str, int | None, str]:
    host = (parts.hostname or "").lower()
    return parts.scheme.lower(), host, parts.port, parts.path
