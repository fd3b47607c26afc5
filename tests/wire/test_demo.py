"""`make demo` as a newcomer meets it: on a computer where the real bot has settings too."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox.discord.server import DiscordSandbox
from sandbox.process import BotProcess
from sandbox.spotify.server import SpotifySandbox
from tests import host

ROOT = Path(__file__).parents[2]
REAL = {
    "COMMAND_PREFIX": "?!",
    "DATABASE_URL": "sqlite:////nowhere/earshot.db",
    "DISCORD_CLIENT_SECRET": "of-the-real-bot",
    "DISCORD_TOKEN": "of-the-real-bot",
    "LOG_LEVEL": "ERROR",
    "OWNER_IDS": "not-an-id",
    "PUBLIC_URL": "https://music.example.org",
    "SHARD_IDS": "99",
    "SPOTIFY_SEATS": "1",
    "TRUSTED_PROXIES": "192.0.2.7",
    "WEB_HOST": "192.0.2.1",
    "WEB_PORT": "1",
}
"""Settings of a real bot; nearly each would break the demo or change what it shows."""


def log_in(text: str) -> Path:
    found = re.search(r"The bot's log: (\S+\.log)", text)
    assert found, text
    return Path(found[1])


@contextlib.asynccontextmanager
async def demo(
    folder: Path, *arguments: str, **settings: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Run the demo until it says that it is running; yield what it has printed."""
    command = ("-m", "sandbox", *(arguments or ("--port", "0")))
    process = await host.start(*command, folder=folder, settings=settings | {"TMPDIR": str(folder)})
    assert process.stdout is not None
    said = ""
    try:
        async with asyncio.timeout(60):
            while "Press Ctrl+C to stop" not in said:
                line = await process.stdout.readline()
                assert line, said
                said += line.decode()
        yield process, said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 30)


def left_in(folder: Path) -> list[str]:
    return [one.suffix for one in folder.iterdir()]


def children_of(process: asyncio.subprocess.Process) -> list[str]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("needs /proc to find the bot")
    return children.read_text().split()


def clone(folder: Path) -> Path:
    """Make a clone of this repository's code that can have a `.env` of its own."""
    shutil.copytree(ROOT / "sandbox", folder / "sandbox", ignore=lambda *_: ["__pycache__"])
    for name in ("bot", "cogs"):
        (folder / name).symlink_to(ROOT / name)
    return folder


async def test_the_real_bots_env_file_does_not_reach_the_demo(tmp_path: Path) -> None:
    copy = clone(tmp_path)
    (copy / ".env").write_text("".join(f"{name}={value}\n" for name, value in REAL.items()))
    path = str(copy)
    async with demo(copy, PYTHONPATH=path) as (_, said):
        log = log_in(said)
        assert str(copy) in str(log)
        written = log.read_text()
        assert "ready as" in written, "the log's level is the demo's"
    assert not re.search(r"example\.org|192\.0\.2|of-the-real-bot", said + log.read_text())


async def test_the_environment_does_not_reach_the_demos_bot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    bot = BotProcess(discord, spotify, tmp_path)
    try:
        await bot.start()
        sent = await discord.send("mira", "general", "!help")
        answer = await discord.sees("mira", "general", "!help", after=sent.id)
        assert "?!" not in str(answer)
        one = await discord.command("mira", "general", "link", {})
        offer = await discord.sees("mira", "general", "Link your Spotify", after=one.id)
        assert f"{bot.url}/link/" in str(offer)
        assert "music.example.org" not in str(offer)
    finally:
        await bot.stop()
        await discord.close()
        await spotify.close()


@pytest.mark.parametrize("more", [(), ("--phone",), ("--sign-in",)])
async def test_a_used_port_is_one_plain_line(tmp_path: Path, more: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = ("-m", "sandbox", "--port", port, *more)
        code, said = await host.runs(*command, folder=tmp_path, settings={"TMPDIR": str(tmp_path)})
    assert code == 2
    said = said.removeprefix("Starting the demo …\n")
    assert said.count("\n") == 1
    assert said.startswith(f"Port {port} can't be used (Address already in use).")
    assert "--port 7701" in said
    assert left_in(tmp_path) == [], "nothing is left behind"


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
async def test_a_port_that_is_none_is_refused_in_words(tmp_path: Path, port: str) -> None:
    code, said = await host.runs("-m", "sandbox", f"--port={port}", folder=tmp_path)
    assert code == 2
    assert "Use a number from 0 to 65535" in said
    assert "Traceback" not in said


async def test_the_log_outlives_the_demo(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, said):
        address = re.search(r"Open +(http://\S+)", said)
        assert address
        async with ClientSession() as session, session.get(address[1]) as page:
            assert page.status == 200
    assert "stopping" in log_in(said).read_text()
    assert left_in(tmp_path) == [".log"], "the data are gone"


async def test_when_the_bot_ends_the_demo_says_so_and_where_its_log_is(tmp_path: Path) -> None:
    async with demo(tmp_path) as (process, said):
        (bot,) = children_of(process)
        await asyncio.create_subprocess_exec("kill", "-9", bot)
        output, _ = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
    assert "the bot stopped on its own" in output.decode()
    assert "Traceback" not in output.decode()
    assert log_in(output.decode()) == log_in(said)


async def test_letting_time_pass_restarts_the_bot_and_its_own_end_is_still_noticed(
    tmp_path: Path,
) -> None:
    async with demo(tmp_path) as (process, said):
        address = re.search(r"Open +(http://\S+)/", said)
        assert address
        before = children_of(process)
        async with ClientSession() as session:
            async with session.post(f"{address[1]}/sandbox/tour/unused") as answer:
                assert await answer.json() == {"holder": "jonas.k", "waiter": "noor"}
            async with session.get(f"{address[1]}/sandbox/world") as answer:
                assert answer.status == 200
        (bot,) = children_of(process)
        assert [bot] != before
        await asyncio.create_subprocess_exec("kill", "-9", bot)
        output, _ = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
    assert "the bot stopped on its own" in output.decode()


async def test_a_bot_that_does_not_start_says_why_and_where_its_log_is(tmp_path: Path) -> None:
    copy = clone(tmp_path)
    (copy / "bot").unlink()
    (copy / "bot").mkdir()
    (copy / "bot" / "__main__.py").write_text("import sys; sys.exit('the settings are wrong')\n")
    (copy / "bot" / "__init__.py").touch()
    settings = {"PYTHONPATH": str(copy), "TMPDIR": str(copy)}
    code, said = await host.runs("-m", "sandbox", "--port", "0", folder=copy, settings=settings)
    assert code == 1
    assert "the settings are wrong" in said
    assert "Traceback" not in said
    assert "the settings are wrong" in log_in(said).read_text()
