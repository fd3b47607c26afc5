"""`python -m bot doctor` at the terminal: what it prints, and that it changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3

from bot.config.settings import load
from bot.doctor.checks import examine_environment
from bot.doctor.storage import check_storage
from tests import host
from tests.wire.doctor_setup import Setup, run


async def test_a_right_set_up_is_healthy(setup: Setup) -> None:
    report = await examine_environment(setup.environ, None)
    assert [one for one in report.findings if one.verdict == "bad"] == []
    assert report.healthy
    facts = dict(report.facts)
    assert "permissions=101376" in facts["Invite link"]
    assert "scope=bot+applications.commands" in facts["Invite link"]
    assert str(setup.discord.world.bot.id) in facts["Invite link"]
    said = " ".join(one.what for one in report.findings)
    assert "level 5 needs a public address" in said
    assert "level 5 (each browser" not in said
    assert "can't be tested before the first login" in said


async def test_a_network_disk_is_found(setup: Setup) -> None:
    mounts = setup.folder / "mounts"
    mounts.write_text(f"server:/x {setup.folder} nfs4 rw 0 0\nnone / ext4 rw 0 0\n")
    found = [one for one in check_storage(load(setup.environ), mounts) if one.verdict == "bad"]
    assert "network disk" in found[0].what


async def test_a_locked_database_is_found(setup: Setup) -> None:
    with contextlib.closing(sqlite3.connect(setup.database, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("BEGIN EXCLUSIVE")
        found = await setup.findings()
        database.execute("ROLLBACK")
    assert any("is locked by another program" in one.what for one in found)


async def test_exit_code_text_and_json(setup: Setup) -> None:
    code, text = await run(setup)
    assert code == 0, text
    assert "Nothing is broken." in text, "the redirect URI can't be tested yet"
    setup.sets(SPOTIPY_CLIENT_SECRET="0" * 32)
    code, text = await run(setup)
    assert code == 1
    first = text.splitlines()[0]
    assert first.startswith("BAD   spotify"), "what's broken comes first"
    assert "-> copy both again" in text
    code, text = await run(setup, "--json")
    assert code == 1
    report = json.loads(text)
    assert report["healthy"] is False
    assert {"check", "verdict", "what", "fix"} == set(report["findings"][0])
    secrets = {setup.environ["DISCORD_TOKEN"], setup.environ["DISCORD_CLIENT_SECRET"]}
    assert not [one for one in secrets | setup.spotify.issued if one in text]


async def test_it_changes_nothing(setup: Setup) -> None:
    before = {file.name: file.read_bytes() for file in setup.folder.iterdir()}
    await setup.findings()
    after = {file.name: file.read_bytes() for file in setup.folder.iterdir()}
    assert before["earshot.db"] == after["earshot.db"]
    assert before["token.key"] == after["token.key"]
    fresh = Setup(setup.folder / "new", setup.discord, setup.spotify, dict(setup.environ))
    fresh.sets(DATABASE_URL=f"sqlite:///{fresh.database}")
    assert any("created at the first start" in one.what for one in await fresh.findings())
    assert not fresh.folder.exists()


async def test_the_start_warns_about_what_is_quick_to_check(setup: Setup) -> None:
    setup.sets(PUBLIC_URL="http://127.0.0.1:1")
    process = await host.start("-m", "bot", folder=setup.folder, settings=setup.environ)
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(60):
        while "to fix it" not in seen:
            line = await process.stdout.readline()
            assert line, f"it ended: {seen}"
            seen += line.decode()
    process.terminate()
    await process.communicate()
    assert "every link would end in another browser" in seen
