"""`python -m bot keys rotate` and `keys check`: for a host at a terminal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.config.data_settings import DataSettings
from bot.config.kept_settings import NotKept, seal_again
from bot.config.sources import everything
from bot.data_commands import carried_out
from bot.logs import redact
from bot.storage.errors import StorageError
from bot.storage.keys import MAKE_A_KEY
from bot.storage.reseal import KeyUse
from bot.storage.rotation import KeysInUse, check_keys, rotate_keys
from bot.storage.troubles import key_file

_NAMED = 20


def rotate() -> int:
    """Seal everything with the newest key, and return the exit code."""

    async def work(settings: DataSettings) -> KeysInUse:
        def tell(text: str) -> None:
            print(text, flush=True)

        found = await rotate_keys(settings.url, settings.keys, tell)
        try:
            seal_again(everything(os.environ, Path(".env")).values)
        except NotKept as error:
            raise StorageError(str(error)) from None
        return found

    return _run("Not every value is sealed with the newest key", work, _after_rotation)


def check() -> int:
    """Say which keys are in use and what can't be opened, and return the exit code."""

    async def work(settings: DataSettings) -> KeysInUse:
        return await check_keys(settings.url, settings.keys)

    return _run("The keys can't be checked", work, _after_check)


def _run(
    failed: str,
    work: Callable[[DataSettings], Awaitable[KeysInUse]],
    ending: Callable[[KeysInUse, DataSettings], str],
) -> int:
    def run(settings: DataSettings) -> int:
        found = asyncio.run(_awaited(work, settings))
        print(redact(ending(found, settings), settings.secrets()))
        return 1 if found.unreadable else 0

    return carried_out(failed, run, stopped=f"{failed}: run it again")


async def _awaited(
    work: Callable[[DataSettings], Awaitable[KeysInUse]], settings: DataSettings
) -> KeysInUse:
    return await work(settings)


def _after_check(found: KeysInUse, _settings: DataSettings) -> str:
    lines = [_line(one, found.newest) for one in found.places if one.by_key or one.unreadable]
    for one in found.places:
        lines += _unreadable(one)
    if found.older:
        lines.append(f"{found.older:,} aren't sealed with the newest key: run keys rotate.")
    elif not found.unreadable:
        lines.append("Everything can be opened, and is sealed with the newest key.")
    return "\n".join(lines)


def _line(use: KeyUse, newest: str) -> str:
    parts = []
    for key, count in sorted(use.by_key.items(), key=lambda one: one[0] != newest):
        parts.append(f"{count:,} with {'the newest key' if key == newest else 'key'} {key}")
    if use.unreadable:
        parts.append(f"{len(use.unreadable):,} can't be opened")
    return f"{use.place}: {', '.join(parts)}"


def _unreadable(use: KeyUse) -> list[str]:
    if not use.unreadable:
        return []
    named = ", ".join(use.unreadable[:_NAMED])
    more = len(use.unreadable) - _NAMED
    return [f"{use.place} can't be opened: {named}" + (f" and {more:,} more" if more > 0 else "")]


def _after_rotation(found: KeysInUse, settings: DataSettings) -> str:
    lines = [line for one in found.places for line in _unreadable(one)]
    if settings.keys is not None and not found.resealed and not found.older:
        return "\n".join(
            [
                *lines,
                "Everything is sealed with the newest key already. To change it, put a new key in "
                "front of the others in TOKEN_ENCRYPTION_KEYS, with a comma between, start the bot "
                "again, and run this again. Make a key with:",
                MAKE_A_KEY,
            ]
        )
    lines.append(f"{found.resealed:,} values were sealed again, with key {found.newest}.")
    if settings.keys is None:
        file = key_file(settings.url)
        lines.append(f"Copy {file} to where you keep the key.")
        where = f"all lines of {file} but the first"
    else:
        where = "the former keys from TOKEN_ENCRYPTION_KEYS"
    lines.append(f"Backups from before need the former key; without them, delete {where}.")
    return "\n".join(lines)
