"""Run all checks in order, and say what couldn't be checked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from bot.config.dotenv_file import MISSING
from bot.config.settings import ConfigError, Settings, load
from bot.config.shared import different_settings
from bot.configured_apps import configured_apps
from bot.doctor.addresses import check_addresses
from bot.doctor.backups import check_backups
from bot.doctor.budget import check_budget
from bot.doctor.commands import check_commands
from bot.doctor.discord_side import DiscordSide, invite_link
from bot.doctor.findings import Finding, Report, bad, fatal, ok, untested, warn
from bot.doctor.http_probe import Answer
from bot.doctor.network import check_network
from bot.doctor.seats import check_seats
from bot.doctor.spotify_side import SpotifySide
from bot.doctor.storage import check_stored, network_disk
from bot.doctor.versions import versions
from bot.pictures.facts import missing_libraries
from bot.storage.addresses import is_postgres
from bot.storage.troubles import database_file

_SKEW = 30.0


async def examine_environment(environ: Mapping[str, str], dotenv: Path | None) -> Report:
    """Read the settings and examine them; if any are wrong, report only those."""
    try:
        settings = load(environ, dotenv)
    except ConfigError as error:
        wrong = [
            fatal("settings", f"{problem.name} {problem.what}", problem.fix)
            for problem in error.problems
        ]
        rest = [untested("everything else", "will be checked once the settings are right")]
        if all(problem.what == MISSING for problem in error.problems):
            page = "not done? Start the bot (make run): it prints the address of its set-up page"
            rest.insert(0, untested("set-up", page))
        return Report((*wrong, *rest))
    return await examine(settings)


async def examine(settings: Settings) -> Report:
    """Run every check and return the report."""
    findings: list[Finding] = [ok("settings", "all settings are valid")]
    findings += check_addresses(settings)
    findings += check_shards(settings)
    of_storage, stored_facts = await check_stored(settings)
    findings += of_storage
    findings += check_shared(settings, stored_facts.bot_settings)
    findings += await asyncio.to_thread(lambda: list(check_backups(settings)))
    findings.append(check_pictures())
    facts: list[tuple[str, str]] = [("Redirect URI for Spotify's dashboard", settings.redirect_uri)]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        findings += [one async for one in check_network(settings, session)]
        discord = DiscordSide(settings, session)
        findings += [one async for one in discord.check()]
        refused = stored_facts.commands_refused
        commands = await check_commands(settings, session, discord.application_id, refused)
        findings += [] if commands is None else [commands]
        answers = [discord.answer]
        apps = configured_apps(settings)
        for app in apps:
            side = SpotifySide(
                session, settings.spotify_accounts_url, settings.spotify_api_url, app
            )
            findings += [one async for one in side.check(stored_facts.people.get(app.client_id))]
            answers.append(side.answer)
        findings += check_seats(
            stored_facts, apps, settings.spotify_seats, asks=settings.unused_seats != "leave"
        )
        findings += check_budget(stored_facts.spent, settings.spotify_daily_requests)
        findings.append(_clock([answer for answer in answers if answer is not None]))
    if discord.application_id is not None:
        facts.append(("Invite link", invite_link(settings, discord.application_id)))
    if settings.discord_client_secret is not None:
        facts.append(("Redirect for Discord's portal", f"{settings.public_url}/discord/callback"))
    facts.append(("Versions", versions(settings)))
    return Report(tuple(findings), tuple(facts))


def at_start(settings: Settings) -> list[Finding]:
    """Return what the quick checks, which use no network, find wrong.

    Leaves out what keeps the bot from starting, because the start itself reports that.
    """
    findings = [*check_addresses(settings), *check_shards(settings)]
    if not is_postgres(settings.database_url):
        findings += network_disk(database_file(settings.database_url))
    return [one for one in findings if one.verdict == "bad" and not one.prevents_start]


def check_shards(settings: Settings) -> list[Finding]:
    """Report shards that no process can run: an SQLite file belongs to one process."""
    count, ids = settings.shard_count, settings.shard_ids
    if count is None or ids is None or not settings.database_url.startswith("sqlite:"):
        return []
    left_out = count - len(ids)
    if not left_out:
        return []
    return [
        bad(
            "shards",
            f"this process runs {len(ids)} of {count} shards, and no other one can use its SQLite "
            "file: nobody answers in the servers of the others",
            "leave SHARD_IDS out, or use PostgreSQL (DATABASE_URL=postgresql://…) for all of them",
        )
    ]


def check_shared(settings: Settings, kept: str | None) -> list[Finding]:
    """Report settings that a bot has otherwise; `kept` is what one was last started with."""
    names = different_settings(kept, settings) if kept is not None else []
    if not names:
        return []
    return [
        warn(
            "settings",
            f"the bot was last started with another value of {', '.join(names)}",
            "give every process the same settings (python -m bot web, too), and start those again "
            "that had others",
        )
    ]


def check_pictures() -> Finding:
    """Report whether cards and charts can be drawn; either way is fine."""
    missing = missing_libraries()
    if not missing:
        return ok("pictures", "everything for drawing cards and charts is installed")
    return Finding(
        "pictures",
        "ok",
        f"cards and charts come as text: {', '.join(missing)} not installed",
        "to get pictures, run in this bot's folder: pip install '.[pictures]'",
    )


def _clock(answers: list[Answer]) -> Finding:
    skews = [answer.skew for answer in answers if answer.skew is not None]
    if not skews:
        return untested("clock", "no service answered with the time")
    worst = max(skews, key=abs)
    if abs(worst) > _SKEW:
        direction = "ahead" if worst > 0 else "behind"
        return warn(
            "clock",
            f"this computer's clock is {abs(worst):.0f} seconds {direction}",
            "turn on time synchronisation (timedatectl set-ntp true)",
        )
    return ok("clock", "the clock is right")
