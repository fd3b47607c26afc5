"""`python -m bot setup`: the same questions and checks in a terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sandbox.process import clean_environment
from tests import host
from tests.setting_up import SettingUp, setting_up


class Terminal:
    """A terminal in which the command runs; what it prints is kept, and typed text is a line."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.shown = ""
        self._looked_at = 0

    async def answers(self, question: str, text: str) -> None:
        """Wait until a question is asked after all that was shown before, and answer it."""
        await asyncio.to_thread(self._until, question)
        os.write(self._handle, f"{text}\n".encode())

    async def sees(self, words: str) -> None:
        await asyncio.to_thread(self._until, words)

    def _until(self, words: str) -> None:
        ends = time.monotonic() + 120
        while (at := self.shown.find(words, self._looked_at)) < 0:
            assert time.monotonic() < ends, f"no {words!r} in {self.shown[self._looked_at :]!r}"
            if select.select([self._handle], [], [], 0.2)[0]:
                self.shown += os.read(self._handle, 4096).decode()
        # What comes after it may have come in the same piece.
        self._looked_at = at + len(words)


@contextmanager
def _pseudo_terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    for one in (ours, theirs):
        os.close(one)


@asynccontextmanager
async def _asked(made: SettingUp) -> AsyncIterator[tuple[Terminal, asyncio.subprocess.Process]]:
    with _pseudo_terminal() as (ours, theirs):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "setup"),
            cwd=made.folder,
            env=clean_environment(**made.bot.environment),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        yield Terminal(ours), process
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_the_terminal_asks_and_checks_the_same(tmp_path: Path) -> None:
    async with setting_up(tmp_path / "volume") as made:
        async with _asked(made) as (terminal, process):
            await terminal.answers("Bot token (not shown): ", "hello")
            await terminal.sees("That isn't a bot token.")
            await terminal.answers("Bot token (not shown): ", made.discord.bot_token)
            await terminal.sees("Discord accepts the token")
            await terminal.answers("Public address (Enter for none): ", "")
            await terminal.answers("Client ID: ", made.spotify.client_id)
            await terminal.answers("Enter for none): ", "1" * 32)
            await terminal.sees("Spotify doesn't accept this client ID and secret.")
            await terminal.answers("Enter for none): ", made.spotify.client_secret)
            await terminal.answers("Seal them with the bot's key? [Y/n] ", "")
            await terminal.sees("Now start the bot: ")
            await terminal.sees(" -m bot")
            assert await process.wait() == 0
            for secret in (made.discord.bot_token, made.spotify.client_secret):
                assert secret not in terminal.shown, "what is typed isn't shown"
        await made.bot.start()
        assert made.codes == []


async def test_stopped_in_the_middle_it_goes_on_there(tmp_path: Path) -> None:
    async with setting_up(tmp_path / "volume") as made:
        async with _asked(made) as (terminal, process):
            await terminal.answers("Bot token (not shown): ", made.discord.bot_token)
            await terminal.answers("Public address (Enter for none): ", "\x04")
            await terminal.sees("Stopped. What was accepted is kept")
            assert await process.wait() == 130
        async with _asked(made) as (terminal, process):
            await terminal.answers("Public address (Enter for none): ", "")
            await terminal.sees("Client ID: ")
            assert "Bot token" not in terminal.shown


async def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    code, output = await host.runs("-m", "bot", "setup", folder=tmp_path)
    assert code == 2
    assert "this isn't a terminal" in output


async def test_a_bot_that_is_set_up_is_asked_nothing(tmp_path: Path) -> None:
    async with setting_up(tmp_path / "volume") as made:
        made.bot.environment |= {
            "DISCORD_TOKEN": made.discord.bot_token,
            "SPOTIPY_CLIENT_ID": made.spotify.client_id,
        }
        async with _asked(made) as (terminal, process):
            await terminal.sees("Everything needed is set.")
            assert await process.wait() == 0
