"""Ask the services about what was entered. The words are the doctor's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.config.settings import Settings
from bot.configured_apps import configured_apps
from bot.doctor.addresses import check_addresses
from bot.doctor.discord_side import DiscordSide, invite_link
from bot.doctor.findings import Finding
from bot.doctor.network import check_network
from bot.doctor.spotify_side import SpotifySide
from bot.http.exchange import new_session

Verdict = Literal["accepted", "refused", "unknown"]
_LATER = frozenset({"invite", "level"})
"""What the doctor says of a bot that has been set up."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a service says; `notes` is what isn't as it should be, `name` the bot's."""

    verdict: Verdict
    notes: tuple[Finding, ...] = ()
    name: str = ""
    invite: str = ""


async def check_discord(settings: Settings) -> Checked:
    """Ask Discord about the token, and how the application is set."""
    async with new_session() as session:
        side = DiscordSide(settings, session)
        found = [one async for one in side.check()]
    notes = _notes(one for one in found if one.check not in _LATER)
    if side.application_id is None or side.answer is None:
        refused = any(one.prevents_start for one in found)
        return Checked("refused" if refused else "unknown", notes)
    name = str(side.answer.body.get("username") or "")
    return Checked("accepted", notes, name, invite_link(settings, side.application_id))


async def check_spotify(settings: Settings) -> Checked:
    """Ask Spotify about the client ID and secret."""
    async with new_session() as session:
        app = configured_apps(settings)[0]
        side = SpotifySide(session, settings.spotify_accounts_url, settings.spotify_api_url, app)
        found = [one async for one in side.check(None) if one.check == "spotify"]
    notes = _notes(found)
    if side.answer is not None and side.answer.body.get("error") == "invalid_client":
        return Checked("refused", notes)
    accepted = any(one.verdict == "ok" for one in found) and not notes
    return Checked("accepted" if accepted else "unknown", notes)


async def check_address(settings: Settings, port: int) -> Checked:
    """See whether the public address leads to this process, which listens on `port`."""
    here = replace(settings, web_port=port)
    if wrong := _notes(check_addresses(here)):
        return Checked("refused", wrong)
    async with new_session() as session:
        found = [one async for one in check_network(here, session) if one.check == "public"]
    notes = _notes(found)
    return Checked("unknown" if notes else "accepted", notes)


def _notes(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.verdict != "ok")
