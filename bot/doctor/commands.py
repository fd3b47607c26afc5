"""The slash commands: whether Discord has taken them, and may be told them in DEV_GUILD_ID."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, ok, untested, warn
from bot.doctor.http_probe import Heard, NotHeard, ask, refusal_words
from bot.storage.inspect import setting_of_the_bot
from bot.storage.settings import COMMANDS_REFUSED

_CHECK = "commands"


async def check_commands(
    settings: Settings, session: aiohttp.ClientSession, application_id: str | None
) -> Finding | None:
    """Return what there is to say; nothing is sent that changes anything at Discord."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    before = setting_of_the_bot(file, COMMANDS_REFUSED)
    if settings.dev_guild_id is not None and application_id is not None:
        return await _in_one_server(settings, session, application_id, before)
    if before is None:
        return None
    return bad(
        _CHECK,
        f"Discord refused the slash commands at the last start: {before}",
        "fix what it says, or update Earshot, and start the bot again",
    )


async def _in_one_server(
    settings: Settings, session: aiohttp.ClientSession, application_id: str, before: str | None
) -> Finding:
    guild = settings.dev_guild_id
    try:
        heard = await _asked(settings, session, f"/applications/{application_id}/guilds/{guild}")
    except NotHeard as error:
        return untested(_CHECK, f"DEV_GUILD_ID could not be tried: {error}")
    if heard.status != 200:
        return bad(
            _CHECK,
            f"DEV_GUILD_ID={guild} is refused by Discord, so nobody gets slash commands: "
            f"{refusal_words(heard)}",
            "use the ID of a server that the bot is in (invite link below), or leave DEV_GUILD_ID "
            "out; then start the bot again",
        )
    if before is not None:
        return warn(
            _CHECK,
            f"Discord refused the slash commands at the last start: {before}",
            "they would be taken now: start the bot again",
        )
    return ok(_CHECK, f"slash commands are in server {guild} alone (DEV_GUILD_ID)")


async def _asked(settings: Settings, session: aiohttp.ClientSession, place: str) -> Heard:
    url = f"{settings.discord_api_url.rstrip('/')}{place}/commands"
    token = f"Bot {settings.discord_token.reveal()}"
    return await ask(session, "GET", url, headers={"Authorization": token})
