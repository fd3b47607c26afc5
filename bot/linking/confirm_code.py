"""The code that a browser shows and its person types in Discord (level L4)."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable

from bot.linking.errors import CodeRefused
from bot.linking.finish_link import FinishLink
from bot.linking.login import from_text
from bot.linking.outcomes import Outcome
from bot.storage.errors import Undecryptable
from bot.storage.link_offers import OfferStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import PendingRecord
from bot.storage.tickets import TicketStore

TRIES = 3
CODE_LENGTH = 8
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes are made of: nothing that is easily mistaken for something else."""

_SPELLED = re.compile(r"[\s`*\"'“”„«»(\[]*(?:[A-Za-z0-9][\s\-‐‑–—_·.]*){8}[`*\"'“”„«»)\]!.\s]*")
"""A code however a phone spells it: spaces or dashes in it, quotes or marks around it."""

_WITHIN = re.compile(
    r"(?<![0-9A-Za-z])(?=([0-9A-Za-z]{4})[\s\-‐–—_·.]{0,3}([0-9A-Za-z]{4})(?![0-9A-Za-z]))"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AT_MOST = 3
"""How many codes one message may hold: together they are one try."""


class ConfirmCode:
    """Checks typed codes."""

    def __init__(
        self,
        tickets: TicketStore,
        pending: PendingLoginStore,
        completing: FinishLink,
        offers: OfferStore,
        clock: Callable[[], float],
    ) -> None:
        self._tickets = tickets
        self._pending = pending
        self._completing = completing
        self._offers = offers
        self._clock = clock

    async def written(self, discord_id: int, text: str) -> Outcome | None:
        """Take a code that was written as a message; None where none is awaited from its author.

        Raises CodeRefused. It counts for the newest link that awaits one, unless it is another's.
        """
        alone = looks_like_a_code(text)
        written = [_plain(text)] if alone else codes_in(text)
        if not written:
            return None
        pending = await self._offers.awaiting_code(discord_id, self._clock())
        codes = {ref: code for ref in pending if (code := await self._code_of(ref)) is not None}
        if not codes:
            if alone and codes_in(text):
                # It had run out, or was typed before: silence would leave its person waiting.
                raise CodeRefused(None)
            return None
        refs = list(codes)
        if not set(written[0]) <= set(ALPHABET):
            newest = await self._tickets.get(refs[0])
            raise CodeRefused(TRIES - newest.tries if newest is not None else None)
        for ref in refs:
            for one in written:
                if hmac.compare_digest(one.encode(), codes[ref].encode()):
                    return await self.typed(ref, discord_id, one)
        return await self.typed(refs[0], discord_id, written[0])

    async def typed(self, ref: str, discord_id: int, text: str) -> Outcome:
        """Link when the code is right; only the ticket's owner may type it.

        Raises CodeRefused. Every try is counted before it is compared, so that many at once
        are no more than three.
        """
        record = await self._tickets.get(ref)
        if record is None or record.discord_id != discord_id or record.status != "pending":
            raise CodeRefused(None)
        pending = await self._waits(ref)
        if pending is None or pending.reason != "code":
            raise CodeRefused(None)
        tries = await self._tickets.count_try(ref)
        login = from_text(pending.login)
        right = hmac.compare_digest(_plain(text).encode(), (login.code or "-").encode())
        if tries > TRIES or not right:
            if tries >= TRIES:
                await self._completing.stop(record, "wrong_code")
                raise CodeRefused(0)
            raise CodeRefused(TRIES - tries)
        return await self._completing.end(record, login)

    async def _waits(self, ref: str) -> PendingRecord | None:
        try:
            return await self._pending.get(ref, self._clock())
        except Undecryptable:
            return None

    async def _code_of(self, ref: str) -> str | None:
        pending = await self._waits(ref)
        if pending is None or pending.reason != "code":
            return None
        return from_text(pending.login).code


def looks_like_a_code(text: str) -> bool:
    """Whether a message is nothing but eight letters or digits, as a code is."""
    return len(_plain(text)) == CODE_LENGTH and bool(_SPELLED.fullmatch(_narrow(text).strip()))


def codes_in(text: str) -> list[str]:
    """Return what may be a code within other words, at most three.

    One has a digit or only capitals there, so that no ordinary word costs a try.
    """
    found = ["".join(match.groups()) for match in _WITHIN.finditer(_narrow(text))]
    marked = [one.upper() for one in found if one.isupper() or re.search("[0-9]", one)]
    possible = dict.fromkeys(one for one in marked if set(one) <= set(ALPHABET))
    return list(possible)[:_AT_MOST]


def _plain(text: str) -> str:
    """Return a code as it was shown, however it was typed."""
    return "".join(letter for letter in _narrow(text).upper() if letter.isalnum())


def _narrow(text: str) -> str:
    """Return a text with the full-width letters of Japanese keyboards as plain ones."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
