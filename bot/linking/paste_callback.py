"""The address of the page that did not open, pasted in Discord (hosts without a public address).

Spotify sent the browser to a loopback address, which on a phone leads nowhere; code and state
stand in it. Only the person whose ticket it is may paste it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from bot.linking.errors import PasteRefused
from bot.linking.finish_link import FinishLink
from bot.linking.login import Failed
from bot.linking.outcomes import Outcome, as_outcome
from bot.opaque_values import hashed
from bot.storage.errors import Undecryptable
from bot.storage.records import TicketRecord
from bot.storage.ticket_claims import COMPLETED_WITHIN
from bot.storage.tickets import TicketStore

LONGEST = 4000
"""Characters that Discord lets a modal's field have."""

_STATE = re.compile(r"[A-Za-z0-9_-]{22,43}")
_CODE = re.compile(r"[\x21-\x7e]{1,2048}")
_ADDRESS = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_END = re.compile(r"[)\]}*'.,;:!?”’»]+$")
_OUR_STATE = 22
_WRAPPED = 2
"""How often an address may stand percent-encoded within another one (reader pages, redirects)."""
_SPOTIFY = "https://accounts.spotify.com"


@dataclass(frozen=True, slots=True)
class Pasted:
    """What stands in an address of our callback."""

    state: str = field(repr=False)
    code: str | None = field(repr=False)
    error: str | None


class PasteCallback:
    """Takes pasted addresses."""

    def __init__(
        self,
        tickets: TicketStore,
        completing: FinishLink,
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
        """Link by a pasted address; raises PasteRefused with what is wrong with it.

        An address that somebody else brings ends its link: they agreed to what is not theirs, or
        it was passed on, and whoever asked for it must not get it from them.
        """
        pasted, record = await self._found(self.read(text))
        if record is None or record.purpose == "disconnect":
            raise PasteRefused("unknown")
        if record.discord_id != discord_id:
            if record.status == "started":
                await self._completing.stop(record, "passed_on")
            raise PasteRefused("somebody_else")
        self._check_running(record)
        try:
            claimed = await self._tickets.claim(hashed(pasted.state), now=int(self._clock()))
        except Undecryptable:
            claimed = None
        if claimed is None:
            self._check_running(await self._tickets.get(record.ref) or record)
            raise PasteRefused("used")
        try:
            login = await self._completing.sign_in(claimed, pasted.code, pasted.error)
        except Failed as failed:
            await self._completing.stop(record, failed.outcome)
            return failed.outcome
        return await self._completing.end(record, login)

    async def _found(self, pasted: Pasted) -> tuple[Pasted, TicketRecord | None]:
        """Return the ticket; what Markdown or other text has glued to its state is cut off."""
        record = await self._tickets.by_state(hashed(pasted.state))
        if record is not None:
            return pasted, record
        shorter = replace(pasted, state=pasted.state[:_OUR_STATE])
        return shorter, await self._tickets.by_state(hashed(shorter.state))

    def read(self, text: str) -> Pasted:
        """Read an address of our callback; raises PasteRefused."""
        return read_address(
            text,
            redirect_uri=self._redirect_uri,
            public_url=self._public_url,
            accounts_url=self._accounts_url,
        )

    def brings(self, text: str) -> bool:
        """Whether a message holds a whole address of our callback."""
        try:
            self.read(text)
        except PasteRefused:
            return False
        return True

    def means(self, text: str) -> bool:
        """Whether a message is meant as the address of the page that did not open."""
        try:
            self.read(text)
        except PasteRefused as refused:
            known = ("login_page", "start_page", "done_page")
            return refused.reason in known or self._is_part(text)
        return True

    def _is_part(self, text: str) -> bool:
        """Whether it looks like a piece of the address, or like another app's."""
        place = self._redirect_uri.partition("://")[2].lower()
        return place in text.lower() or ("code=" in text and "state=" in text)

    def _check_running(self, record: TicketRecord) -> None:
        if record.status == "passed_on":
            raise PasteRefused("passed_on")
        if as_outcome(record.status) in ("replaced", "burned", "not_me"):
            raise PasteRefused("replaced")
        if record.status == "pending":
            raise PasteRefused("code_waits")
        if record.status == "claimed":
            cut_off = (record.claimed_at or 0) + COMPLETED_WITHIN <= self._clock()
            raise PasteRefused("used" if cut_off else "working")
        if record.status != "started":
            raise PasteRefused("used")
        if record.expires_at <= self._clock():
            raise PasteRefused("expired")


def read_address(text: str, *, redirect_uri: str, public_url: str, accounts_url: str) -> Pasted:
    """Read what was pasted; raises PasteRefused.

    It may stand in other text, in brackets, in Markdown, within another address, lack its scheme,
    or be broken into lines, as phones do. The reason is one of: empty, part, login_page,
    start_page, done_page, other_app, other_page.
    """
    clean = html.unescape(_UNSEEN.sub("", text)).strip()
    if not clean:
        raise PasteRefused("empty")
    wanted = urlsplit(redirect_uri)
    issuers = {_SPOTIFY, _origin(urlsplit(accounts_url))}
    text = clean
    for _ in range(1 + _WRAPPED):
        for address in reversed(_ours(text, wanted)):
            pasted = _read_query(address.partition("?")[2], issuers)
            if pasted is not None:
                return pasted
        text = unquote(text)
    found = _ADDRESS.search(clean)
    try:
        parts = urlsplit(found[0]) if found else None
        same = parts is not None and _place(parts) == _place(wanted)
    except ValueError:
        raise PasteRefused("part") from None
    if parts is None or same:
        raise PasteRefused("part")
    raise PasteRefused(_wrong_page(parts, wanted, public_url, accounts_url))


def _ours(text: str, wanted: SplitResult) -> list[str]:
    """Return what may be our callback's address: up to a space, then with lines joined."""
    start = re.compile(re.escape(f"{wanted.netloc}{wanted.path}") + r"(?=\?)", re.IGNORECASE)
    found = []
    for match in start.finditer(text):
        if not match[0].endswith(wanted.path):
            continue
        rest = text[match.start() :]
        whole = re.split(r"[\s<>|\"`]", rest, maxsplit=1)[0]
        found += [re.sub(r"\s+", "", rest), _END.sub("", whole)]
    return found


def _read_query(query: str, issuers: Collection[str]) -> Pasted | None:
    """Return what stands in an answer; raises PasteRefused if another server gave it (RFC 9207)."""
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    states, codes, errors = (fields.get(name, []) for name in ("state", "code", "error"))
    if len(states) != 1 or len(codes) + len(errors) != 1:
        return None
    state = _state_in(states[0])
    if state is None:
        return None
    if any(one.rstrip("/") not in issuers for one in fields.get("iss", [])):
        raise PasteRefused("other_app")
    if errors:
        denied = errors[0] == "access_denied"
        return Pasted(state, None, "access_denied" if denied else "other")
    return Pasted(state, codes[0], None) if _CODE.fullmatch(codes[0]) else None


def _state_in(text: str) -> str | None:
    """Return a state, also where other text has been glued to its end."""
    if _STATE.fullmatch(text):
        return text
    glued = _STATE.match(text)
    return glued[0][:_OUR_STATE] if glued else None


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


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _place(parts: SplitResult) -> tuple[str, str, int | None, str]:
    host = (parts.hostname or "").lower()
    return parts.scheme.lower(), host, parts.port, parts.path
