"""A set-up in which everything is right, for the doctor's tests to break."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.doctor.checks import examine_environment
from bot.doctor.findings import Finding
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.server import SpotifySandbox
from tests import host

OTHER_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


@dataclass
class Setup:
    """A set-up in which everything is right, to be broken."""

    folder: Path
    discord: DiscordSandbox
    spotify: SpotifySandbox
    environ: dict[str, str] = field(default_factory=dict)
    open: list[socket.socket] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "earshot.db"

    @property
    def key(self) -> Path:
        return self.folder / "token.key"

    async def findings(self) -> list[Finding]:
        return list((await examine_environment(self.environ, None)).findings)

    def sets(self, **values: str) -> None:
        self.environ |= values

    def execute(self, statement: str) -> None:
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.execute(statement)
            database.commit()

    def takes_port(self) -> None:
        """Let another program listen on the port."""
        taken = socket.create_server(("127.0.0.1", int(self.environ["WEB_PORT"])))
        self.open.append(taken)


Break = Callable[[Setup], None]


def sets(**values: str) -> Break:
    return lambda setup: setup.sets(**values)


async def run(
    setup: Setup, *arguments: str, timeout: float = 120, **more: str
) -> tuple[int | None, str]:
    """Run the command as a host does; return exit code and output."""
    settings = setup.environ | more
    command = ("-m", "bot", "doctor", *arguments)
    return await host.runs(*command, folder=setup.folder, settings=settings, timeout=timeout)


async def finds(setup: Setup, break_it: Break, check: str, verdict: str, words: str) -> None:
    """Break the set-up; the doctor must find it, in these words, and say how to fix it."""
    break_it(setup)
    findings = await setup.findings()
    found = [one for one in findings if one.check == check and words in one.what]
    assert found, [f"{one.check} {one.verdict}: {one.what}" for one in findings]
    assert found[0].verdict == verdict, found[0].verdict
    assert len(found[0].fix) > 10, "every finding says how to fix it"
