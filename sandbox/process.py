"""The real bot as its own process; only its environment tells it where the sandbox is."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox.discord.server import DiscordSandbox
from sandbox.shifted_clock import advance
from sandbox.spotify.server import SpotifySandbox

REAL_SECRET = "right"
"""Stands for the simulated Discord's client secret, which is different every time."""

_ROOT = Path(__file__).resolve().parent.parent
_INHERITED = frozenset(
    {"EARSHOT_FONTS", "HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV"}
)
_INHERITED_PREFIXES = ("COVERAGE_", "LC_", "PYTHON")

_FIRST_PORT = 16_000
_PORTS_EACH = 4_000
_WORKERS = 4
_ports = itertools.count()


def clean_environment(**settings: str) -> dict[str, str]:
    """Return an environment that knows nothing about this computer's real bot.

    Only what every program needs is inherited, so none of the host's settings leak in. The bot
    must also run in a working folder without a `.env`.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _INHERITED or name.startswith(_INHERITED_PREFIXES)
    }
    found = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    kept["PYTHONPATH"] = os.pathsep.join(found)
    return kept | {name: value for name, value in settings.items() if value}


def free_port() -> int:
    """Return a free loopback port, which the next calls don't return soon.

    Each of the processes that test at the same time has ports of its own. All are below those that
    the system gives to outgoing connections, so that none is taken before a bot listens there.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST_PORT + worker % _WORKERS * _PORTS_EACH
    for _ in range(_PORTS_EACH):
        port = first + (os.getpid() + next(_ports)) % _PORTS_EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")


class BotProcess:
    """Starts, stops and kills `python -m bot`; keeps what it prints in `output` and in `log`.

    It runs in its data folder with a clean environment: neither the settings of the
    real bot on this computer nor its `.env` reach it.
    """

    def __init__(
        self, discord: DiscordSandbox, spotify: SpotifySandbox, data: Path, **environment: str
    ) -> None:
        self._discord = discord
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output: list[str] = []
        self.log: Path | None = None
        """A file that also gets what the bot prints, and outlives it."""
        self.command: tuple[str, ...] = ()
        """What follows `python -m bot`."""
        self.program: tuple[str, ...] = ()
        """What to start instead of `python -m bot`; it doesn't find this repository."""
        self.clock: Path | None = None
        """A file through which the bot's clock can be advanced; None for the real clock."""
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False
        self._reader: asyncio.Task[None] | None = None
        self._restarting = asyncio.Lock()
        self._data = data
        self.database = data / "earshot.db"
        spotify.redirect_uris.append(f"{self.url}/callback")
        discord.oauth.redirect_uris.append(f"{self.url}/discord/callback")
        self.environment = {
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_APP_URL": discord.origin,
            "SPOTIPY_CLIENT_ID": spotify.client_id,
            "SPOTIPY_CLIENT_SECRET": spotify.client_secret,
            "SPOTIPY_REDIRECT_URI": f"{self.url}/callback",
            "SPOTIFY_ACCOUNTS_URL": spotify.accounts_url,
            "SPOTIFY_API_URL": spotify.api_url,
            "SPOTIFY_LINK_URL": f"{spotify.origin}/short",
            "WEB_PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "FEATURES": "taste,blend,seats",
            **environment,
        }
        if environment.get("DISCORD_CLIENT_SECRET") == REAL_SECRET:
            self.environment["DISCORD_CLIENT_SECRET"] = discord.oauth.client_secret

    async def start(self, *, wait: bool = True) -> None:
        """Start the bot; with `wait`, wait until it's connected and ready."""
        self._ready = False
        self._process = await asyncio.create_subprocess_exec(
            *(self.program or (sys.executable, "-m", *self._module())),
            cwd=self._data,
            env=self._whole_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        if wait:
            await self.until_ready()

    def _whole_environment(self) -> dict[str, str]:
        whole = clean_environment(**self.environment)
        if self.program:
            del whole["PYTHONPATH"]
        return whole

    def _module(self) -> tuple[str, ...]:
        if self.clock is None:
            return ("bot", *self.command)
        if not self.clock.exists():
            advance(self.clock, 0)
        return ("sandbox.shifted_clock", str(self.clock), *self.command)

    def advance_clock(self, seconds: float) -> None:
        """Make the bot believe that this much more time has passed."""
        if self.clock is None:
            raise RuntimeError("this bot has the real clock: set `clock` before it starts")
        advance(self.clock, seconds)

    @property
    def pid(self) -> int:
        """The process's ID."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def reads_again(self) -> None:
        """Have the bot read the database again, which someone else has changed.

        Returns once the signal has reached it: what is sent to the bot next comes after it.
        """
        if self._process is not None and self._process.returncode is None and self._ready:
            self._process.send_signal(signal.SIGUSR1)
            while _is_pending(self._process.pid, signal.SIGUSR1):
                os.sched_yield()

    async def until_ready(self, timeout: float = 90) -> None:
        """Wait for the bot's "ready" line; raises RuntimeError with its output if it ends."""
        seen = len([line for line in self.output if "ready as " in line])
        try:
            async with asyncio.timeout(timeout):
                while len([line for line in self.output if "ready as " in line]) <= seen:
                    if self._process is None or self._process.returncode is not None:
                        raise RuntimeError("the bot ended:\n" + "".join(self.output[-40:]))
                    await asyncio.sleep(0.02)
            self._ready = True
        except TimeoutError:
            raise RuntimeError("the bot didn't start:\n" + "".join(self.output[-40:])) from None

    async def ended(self, timeout: float | None = 60) -> int:
        """Wait for the bot to end and return its exit code; `timeout` None waits forever."""
        if self._process is None:
            raise RuntimeError("not started")
        code = await asyncio.wait_for(self._process.wait(), timeout)
        if self._reader is not None:
            await self._reader
        return code

    async def ended_for_good(self) -> int:
        """Wait for the bot to end, however often it's restarted, and return its exit code."""
        while True:
            process = self._process
            code = await self.ended(timeout=None)
            async with self._restarting:
                if self._process is process:
                    return code

    async def restart(self, meanwhile: Callable[[], None]) -> None:
        """Stop the bot, call `meanwhile`, and start it again."""
        async with self._restarting:
            await self.stop()
            meanwhile()
            await self.start()

    async def stop(self) -> int | None:
        """Stop the bot as Docker does, and return its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int | None:
        """Kill the bot without warning."""
        return await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int | None:
        if self._process is None:
            return None
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)
        try:
            return await self.ended()
        except TimeoutError:
            self._process.kill()
            return await self.ended()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        with contextlib.ExitStack() as stack:
            log = stack.enter_context(self.log.open("ab", buffering=0)) if self.log else None
            async for line in process.stdout:
                self.output.append(line.decode("utf-8", "replace"))
                if log is not None:
                    log.write(line)


def _is_pending(pid: int, number: signal.Signals) -> bool:
    """Whether a signal has not yet reached any thread of a process (proc(5), `ShdPnd`)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return False
    line = next((one for one in status.splitlines() if one.startswith("ShdPnd:")), "ShdPnd: 0")
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)
