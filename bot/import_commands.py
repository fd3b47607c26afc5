"""`python -m bot import red FOLDER`: take over what people linked with Red's Spotify cog."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config.settings import ConfigError, Settings, format_problems, load
from bot.container import open_container
from bot.exits import CANNOT_START
from bot.http.errors import ServiceError
from bot.logs import configure, redact
from bot.moving_in.red_files import NotReds, RedData, RedLink, read_red
from bot.moving_in.take_over import Outcome, TakeOver
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected, OwnerWithoutPremium, RateLimited
from bot.storage.errors import NotSaved, StorageError

_NAMED = 20
_INTERRUPTED = 130
_WORDS: dict[Outcome, str] = {
    "taken": "taken over",
    "here": "linked here already, so left alone",
    "ended": "ended at Spotify: they have to link again",
    "no_seat": "not on the app's list of users (User Management in Spotify's dashboard): add them, "
    "and run this again",
    "anothers": "of a Spotify account that another Discord account has linked here",
    "unreachable": "not taken over, for Spotify didn't answer: run this again",
}
_AGAIN: frozenset[Outcome] = frozenset({"no_seat", "unreachable"})
"""What another run may change."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for; `client_id` is what FOLDER may not say."""

    folder: str
    client_id: str | None
    for_real: bool


class _Stopped(Exception):
    """Nothing can be taken over; the text says why, and what to do."""


def import_red(wanted: Wanted) -> int:
    """Say what can be taken over, or do it, and return the exit code."""
    try:
        settings = load(os.environ, Path(".env"))
    except ConfigError as error:
        print(format_problems(error.problems), file=sys.stderr)
        return CANNOT_START
    configure("WARNING", settings.log_format, settings.secrets())
    try:
        return asyncio.run(_import(wanted, settings))
    except (NotReds, _Stopped, StorageError) as error:
        print(redact(f"Nothing was taken over: {error}.", settings.secrets()), file=sys.stderr)
        return 1 if isinstance(error, NotSaved) else CANNOT_START
    except OSError as error:
        what = f"{error.filename or wanted.folder} can't be read ({error.strerror})"
        print(f"Nothing was taken over: {what}.", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print("Stopped. Run it again to go on.", file=sys.stderr)
        return _INTERRUPTED


async def _import(wanted: Wanted, settings: Settings) -> int:
    data = read_red(Path(wanted.folder))
    client_id = wanted.client_id or data.client_id
    if client_id is None:
        raise _Stopped(
            "the folder doesn't say which Spotify app Red uses. Name its client ID with --client-id"
        )
    async with open_container(settings) as container:
        take_over = container.moving_in
        app = await take_over.app(client_id)
        if app is None:
            raise _Stopped(
                f"Red's links belong to the Spotify app {client_id}, which this bot doesn't use. "
                "Links work only with their own app: set SPOTIPY_CLIENT_ID and "
                "SPOTIPY_CLIENT_SECRET to it"
            )
        count = len(data.links) + len(data.unreadable)
        links = "link" if count == 1 else "links"
        print(f"{data.file}: {count:,} {links} with the Spotify app {client_id}")
        if not wanted.for_real:
            return await _preview(wanted, data, take_over)
        return await _carry_out(data, app, take_over)


async def _preview(wanted: Wanted, data: RedData, take_over: TakeOver) -> int:
    here = [one.discord_id for one in data.links if await take_over.is_here(one)]
    _print(len(data.links) - len(here), "can be taken over, unless Spotify has ended them")
    _print(len(here), _WORDS["here"], here)
    _print_unreadable(data)
    again = f" --client-id {wanted.client_id}" if wanted.client_id else ""
    print(
        "Nothing was changed, and Spotify wasn't asked. To take them over, unload Red's cog "
        f"([p]unload spotify), and run: python -m bot import red {wanted.folder}{again} --yes"
    )
    return 0


async def _carry_out(data: RedData, app: SpotifyApp, take_over: TakeOver) -> int:
    found: dict[Outcome, list[int]] = {one: [] for one in _WORDS}
    stopped = ""
    for link in data.links:
        try:
            found[await take_over.take(app, link)].append(link.discord_id)
        except ServiceError as error:
            stopped = _why_stopped(error)
            break
    for outcome, words in _WORDS.items():
        _print(len(found[outcome]), words, () if outcome == "taken" else found[outcome])
    _print_unreadable(data)
    left = _left(data.links, found.values())
    if stopped:
        print(f"{len(left):,} are left: {stopped}", file=sys.stderr)
    return 1 if stopped or any(found[one] for one in _AGAIN) else 0


def _left(links: Sequence[RedLink], done: Iterable[Sequence[int]]) -> list[int]:
    seen = {person for some in done for person in some}
    return [one.discord_id for one in links if one.discord_id not in seen]


def _why_stopped(error: ServiceError) -> str:
    match error:
        case AppRejected():
            return (
                "Spotify refuses the app's client ID or secret. Check SPOTIPY_CLIENT_SECRET, and "
                "run this again."
            )
        case OwnerWithoutPremium():
            return "the owner of the Spotify app needs Premium. Then run this again."
        case RateLimited():
            return "Spotify asks for a pause, or today's requests are spent. Run this again later."
        case _:
            raise error


def _print(count: int, words: str, people: Sequence[int | str] = ()) -> None:
    if not count:
        return
    named = ", ".join(str(one) for one in people[:_NAMED])
    more = f" and {len(people) - _NAMED:,} more" if len(people) > _NAMED else ""
    print(f"  {count:,} {words}" + (f" ({named}{more})" if named else ""))


def _print_unreadable(data: RedData) -> None:
    words = "can't be read, or have no refresh token: they have to link again"
    _print(len(data.unreadable), words, data.unreadable)
