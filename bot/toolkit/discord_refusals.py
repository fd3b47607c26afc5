"""Explains to the host what Discord refused, as opposed to network failures."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import discord
import yarl

_LONGEST_TEXT = 500

UNREACHABLE = (
    aiohttp.ClientError,
    discord.DiscordServerError,
    discord.GatewayNotFound,
    OSError,
    TimeoutError,
)
"""Network failures, or Discord's own (5xx). A GatewayNotFound may hide a refusal."""

_TOKEN = "copy it again from the developer portal, your application, Bot, Reset Token"
_CLOSED_FOR_GOOD = {
    4004: f"it no longer accepts DISCORD_TOKEN: {_TOKEN}",
    4010: "SHARD_IDS and SHARD_COUNT do not fit each other: correct them, or leave both out",
    4011: "the bot is in too many servers for so few shards: raise SHARD_COUNT, or leave it out",
    4012: "this Earshot is too old for Discord: update it",
    4013: "the intents are not valid: update Earshot",
    4014: "an intent is not allowed: turn on Message Content Intent (and, for FEATURES=presence, "
    "Presence Intent) in the developer portal, Bot",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 4xx answer: Discord's status, code and text, and the request it answers."""

    status: int
    code: int
    text: str
    place: str

    def __str__(self) -> str:
        code = f", code {self.code}" if self.code else ""
        return f"HTTP {self.status}{code}: {self.text or 'without a reason'} (at {self.place})"


def refusal_of(error: BaseException) -> Refusal | None:
    """Return what was refused; None for network failures and Discord's own (5xx)."""
    if isinstance(error, discord.GatewayNotFound) and error.__cause__ is not None:
        return refusal_of(error.__cause__)
    if not isinstance(error, discord.HTTPException) or not 400 <= error.status < 500:
        return None
    said = " ".join(error.text.split())[:_LONGEST_TEXT]
    return Refusal(error.status, error.code, said, _place(error))


def for_good(error: BaseException) -> str | None:
    """Return what the host must do when retrying can't help; else None.

    Source: Discord's Gateway Close Event Codes.
    """
    if isinstance(error, discord.LoginFailure):
        return f"Discord does not accept DISCORD_TOKEN: {_TOKEN}"
    if isinstance(error, discord.ConnectionClosed) and error.code in _CLOSED_FOR_GOOD:
        return f"Discord closed the connection (code {error.code}): {_CLOSED_FOR_GOOD[error.code]}"
    refusal = refusal_of(error)
    if refusal is not None and refusal.status == 401:
        return f"Discord does not accept DISCORD_TOKEN ({refusal}): {_TOKEN}"
    return None


def _place(error: discord.HTTPException) -> str:
    method = getattr(error.response, "method", "?")
    url = getattr(error.response, "url", None)
    return f"{method} {url.path}" if isinstance(url, yarl.URL) else str(method)
