"""Check whether Discord accepted the slash commands, and whether DEV_GUILD_ID works."""

from __future__ import annotations

import aiohttp

from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, ok, untested, warn
from bot.doctor.http_probe import Answer, NoAnswer, ask, describe_refusal

_CHECK = "commands"


async def check_commands(
    settings: Settings,
    session: aiohttp.ClientSession,
    application_id: str | None,
    refusal: str | None,
) -> Finding | None:
    """Return the finding, or None if there's nothing to report. Changes nothing at Discord.

    `refusal` is why Discord refused them at the last start.
    """
    if settings.dev_guild_id is not None and application_id is not None:
        return await _in_one_server(settings, session, application_id, refusal)
    if refusal is None:
        return None
    return bad(
        _CHECK,
        f"Discord refused the slash commands at the last start: {refusal}",
        "fix what it says, or update Earshot; then start the bot again",
    )


async def _in_one_server(
    settings: Settings, session: aiohttp.ClientSession, application_id: str, refusal: str | None
) -> Finding:
    guild = settings.dev_guild_id
    try:
        answer = await _get_commands(
            settings, session, f"/applications/{application_id}/guilds/{guild}"
        )
    except NoAnswer as error:
        return untested(_CHECK, f"DEV_GUILD_ID couldn't be tested: {error}")
    if answer.status != 200:
        return bad(
            _CHECK,
            f"Discord refuses DEV_GUILD_ID={guild}, so nobody gets slash commands: "
            f"{describe_refusal(answer)}",
            "use the ID of a server that the bot is in (invite link below), or leave DEV_GUILD_ID "
            "out; then start the bot again",
        )
    if refusal is not None:
        return warn(
            _CHECK,
            f"Discord refused the slash commands at the last start: {refusal}",
            "it would accept them now: start the bot again",
        )
    return ok(_CHECK, f"slash commands are only in server {guild} (DEV_GUILD_ID)")


async def _get_commands(settings: Settings, session: aiohttp.ClientSession, path: str) -> Answer:
    url = f"{settings.discord_api_url.rstrip('/')}{path}/commands"
    token = f"Bot {settings.discord_token.reveal()}"
    return await ask(session, "GET", url, headers={"Authorization": token})
