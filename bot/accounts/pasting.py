"""The address of the page that did not open, pasted in Discord (hosts without a public address).

Spotify sent the browser to a loopback address, which on a phone leads nowhere; code and state
stand in it. Only the person whose ticket it is may paste it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, urlsplit

from bot.accounts.completing import Completing
from bot.accounts.errors import PasteRefused
from bot.accounts.login import Failed
from bot.accounts.outcomes import Outcome, as_outcome
from bot.accounts.secrets import hashed
from bot.storage.errors import Undecryptable
from bot.storage.records import TicketRecord
from bot.storage.tickets import TicketStore

LONGEST = 4000
"""Characters that Discord lets a modal's field have."""

_STATE = re.compile(r"[A-Za-z0-9_-]{22,43}")
_CODE = re.compile(r"[\x21-\x7e]{1,2048}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What stands in an address of our callback."""

    state: str = field(repr=False)
    code: str | None = field(repr=False)
    error: str | None


class Pasting:
    """Takes pasted addresses."""

    def __init__(
        self,
        tickets: TicketStore,
        completing: Completing,
        *,
        redirect_uri: str,
        public_url: str,
        accounts_url: str,
        clock: Callable[[], float],
    ) -> None:
        self._tickets = tickets
        self._completing = completing
        self._redirect_uri = redirect_uri
        self._public_url = public_url
        self._accounts_url = accounts_url
        self._clock = clock

    async def take(self, discord_id: int, text: str) -> Outcome:
        """Link by a pasted address; raises PasteRefused with what is wrong with it."""
        pasted = read_address(
            text,
            redirect_uri=self._redirect_uri,
            public_url=self._public_url,
            accounts_url=self._accounts_url,
        )
        record = await self._tickets.by_state(hashed(pasted.state))
        if record is None:
            raise PasteRefused("unknown")
        if record.discord_id != discord_id:
            raise PasteRefused("somebody_else")
        self._check_running(record)
        try:
            claimed = await self._tickets.claim(hashed(pasted.state), now=int(self._clock()))
        except Undecryptable:
            claimed = None
        if claimed is None:
            raise PasteRefused("used")
        try:
            login = await self._completing.sign_in(claimed, pasted.code, pasted.error)
        except Failed as failed:
            await self._completing.stop(record, failed.outcome)
            return failed.outcome
        return await self._completing.end(record, login)

    def _check_running(self, record: TicketRecord) -> None:
        if as_outcome(record.status) in ("replaced", "burned", "not_me"):
            raise PasteRefused("replaced")
        if record.status != "started":
            raise PasteRefused("used")
        if record.expires_at <= self._clock():
            raise PasteRefused("expired")


def read_address(text: str, *, redirect_uri: str, public_url: str, accounts_url: str) -> Pasted:
    """Read what was pasted; raises PasteRefused.

    Its reason is one of: empty, part, login_page, start_page, done_page, other_app, other_page.
    """
    address = _ADDRESS.search(text.strip())
    if address is None:
        raise PasteRefused("part" if text.strip() else "empty")
    try:
        parts = urlsplit(address[0])
        wanted = urlsplit(redirect_uri)
        query = parse_qs(parts.query, max_num_fields=20)
        same = _place(parts) == _place(wanted)
    except ValueError:
        raise PasteRefused("part") from None
    if not same:
        raise PasteRefused(_wrong_page(parts, wanted, public_url, accounts_url))
    states, codes, errors = (query.get(name, []) for name in ("state", "code", "error"))
    if len(states) != 1 or len(codes) + len(errors) != 1 or not _STATE.fullmatch(states[0]):
        raise PasteRefused("part")
    if errors:
        denied = errors[0] == "access_denied"
        return Pasted(states[0], None, "access_denied" if denied else "other")
    if not _CODE.fullmatch(codes[0]):
        raise PasteRefused("part")
    return Pasted(states[0], codes[0], None)


def _wrong_page(parts: SplitResult, wanted: SplitResult, public_url: str, accounts_url: str) -> str:
    if parts.netloc.lower() == urlsplit(accounts_url).netloc.lower():
        return "login_page"
    ours = {wanted.netloc.lower(), urlsplit(public_url).netloc.lower()}
    if parts.netloc.lower() in ours:
        path = parts.path.removeprefix(urlsplit(public_url).path.rstrip("/"))
        if path.startswith("/link/"):
            return "start_page"
        return "done_page" if path.startswith("/done/") else "other_page"
    return "other_app" if "code=" in parts.query and "state=" in parts.query else "other_page"


def _place(parts: SplitResult) -> tuple[str, str, int | None, str]:
    host = (parts.hostname or "").lower()
    return parts.scheme.lower(), host, parts.port, parts.path
