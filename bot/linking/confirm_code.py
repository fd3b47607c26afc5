"""The code that a browser shows, to be typed in Discord (level L4)."""

from __future__ import annotations

import hmac
import re
import unicodedata

from bot.linking.attempt import LinkAttempts
from bot.linking.context import LinkContext
from bot.linking.errors import CodeRefused
from bot.linking.outcomes import AttemptEnd
from bot.storage.link_offers import OfferStore

TRIES = 3
CODE_LENGTH = 8
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""The characters of codes, without any that look alike."""

_SPELLED = re.compile(r"[\s`*\"'“”„«»(\[]*(?:[A-Za-z0-9][\s\-‐‑–—_·.]*){8}[`*\"'“”„«»)\]!.\s]*")
"""A code in any form a phone produces: with spaces or dashes, in quotes or punctuation."""

_WITHIN = re.compile(
    r"(?<![0-9A-Za-z])(?=([0-9A-Za-z]{4})[\s\-‐–—_·.]{0,3}([0-9A-Za-z]{4})(?![0-9A-Za-z]))"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST = 100
"""The longest spelling of a code, in characters: a longer text is something else."""

_AT_MOST = 3
"""How many codes one message may contain: together they count as one try."""


class ConfirmCode:
    """Checks typed codes."""

    def __init__(self, context: LinkContext, attempts: LinkAttempts, offers: OfferStore) -> None:
        self._context = context
        self._attempts = attempts
        self._offers = offers

    async def written(self, discord_id: int, text: str) -> AttemptEnd | None:
        """Take a code sent as a message; None if its author isn't expected to send one.

        Raises CodeRefused. It counts for the newest link that expects one, unless it matches
        another link's.
        """
        alone = looks_like_a_code(text)
        written = [_plain(text)] if alone else codes_in(text)
        if not written:
            return None
        refs = await self._offers.awaiting_code(discord_id, self._context.clock())
        codes = {ref: code for ref in refs if (code := await self._code_of(ref)) is not None}
        if not codes:
            if alone and codes_in(text):
                # It has expired or was typed before: silence would leave the person waiting.
                raise CodeRefused(None)
            return None
        newest = next(iter(codes))
        if not set(written[0]) <= set(ALPHABET):
            attempt = await self._attempts.by_ref(newest)
            raise CodeRefused(TRIES - attempt.record.tries if attempt is not None else None)
        for ref, code in codes.items():
            for candidate in written:
                if hmac.compare_digest(candidate.encode(), code.encode()):
                    return await self.typed(ref, discord_id, candidate)
        return await self.typed(newest, discord_id, written[0])

    async def typed(self, ref: str, discord_id: int, text: str) -> AttemptEnd:
        """Link if the code is right; only the ticket's owner may type it.

        Raises CodeRefused. Each try is counted before the comparison, so that parallel tries
        can't exceed three.
        """
        attempt = await self._attempts.by_ref(ref)
        if attempt is None or attempt.record.discord_id != discord_id:
            raise CodeRefused(None)
        waiting = await attempt.waiting_login() if attempt.record.status == "pending" else None
        if waiting is None or waiting.reason != "code":
            raise CodeRefused(None)
        tries = await self._context.tickets.count_try(ref)
        right = hmac.compare_digest(_plain(text).encode(), (waiting.login.code or "-").encode())
        if tries > TRIES or not right:
            if tries >= TRIES:
                await attempt.end("wrong_code", unchanged=True)
                raise CodeRefused(0)
            raise CodeRefused(TRIES - tries)
        return await attempt.complete(waiting.login)

    async def _code_of(self, ref: str) -> str | None:
        attempt = await self._attempts.by_ref(ref)
        waiting = await attempt.waiting_login() if attempt is not None else None
        return waiting.login.code if waiting is not None and waiting.reason == "code" else None


def looks_like_a_code(text: str) -> bool:
    """Whether a message is just eight letters or digits, like a code."""
    spelled = _narrow(text).strip()
    if len(spelled) > _LONGEST or len(_plain(spelled)) != CODE_LENGTH:
        return False
    return _SPELLED.fullmatch(spelled) is not None


def codes_in(text: str) -> list[str]:
    """Return possible codes within other text, at most three.

    Each has a digit or only capitals, so that no ordinary word costs a try.
    """
    words = ["".join(match.groups()) for match in _WITHIN.finditer(_narrow(text))]
    marked = [word.upper() for word in words if word.isupper() or re.search("[0-9]", word)]
    possible = dict.fromkeys(word for word in marked if set(word) <= set(ALPHABET))
    return list(possible)[:_AT_MOST]


def _plain(text: str) -> str:
    """Return a typed code the way it was shown."""
    return "".join(letter for letter in _narrow(text).upper() if letter.isalnum())


def _narrow(text: str) -> str:
    """Return text with full-width letters (Japanese keyboards) turned into plain ones."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
