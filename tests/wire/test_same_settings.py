"""Processes of one bot with different settings: the web process and the doctor say so."""

from __future__ import annotations

from pathlib import Path

from tests import host
from tests.conftest import MakeWorld
from tests.postgres import PostgresServer
from tests.reply import until
from tests.wire.processes import fleet, serves

WRONG = "the bot was last started with another value of"


async def test_a_web_process_with_other_settings_says_so(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres, bots=1, webs=1) as found:
        (web,) = found.webs
        await web.stop()
        await serves(web)
        assert WRONG not in "".join(web.output)
        await web.stop()
        web.environment |= {"FEATURES": "presence", "PRESENCE_DEFAULT": "opt-out"}
        await serves(web)
        said = f"{WRONG} FEATURES, PRESENCE_DEFAULT; give every process the same"
        await until(lambda: said in "".join(web.output))
        _, report = await host.runs(
            "-m", "bot", "doctor", folder=tmp_path, settings=web.environment
        )
        assert f"WARN  settings: {WRONG} FEATURES, PRESENCE_DEFAULT\n" in report
        assert "opt-out" not in report
        web.environment |= {"SPOTIFY_SEATS": "3"}
        await found.bots[0].stop()
        found.bots[0].environment |= {"FEATURES": "presence", "PRESENCE_DEFAULT": "opt-out"}
        await found.bots[0].start()
        _, report = await host.runs(
            "-m", "bot", "doctor", folder=tmp_path, settings=web.environment
        )
        assert f"{WRONG} SPOTIFY_SEATS\n" in report


async def test_settings_that_changed_since_the_start(make_world: MakeWorld, tmp_path: Path) -> None:
    world = await make_world(FEATURES="taste,seats")
    bot = world.bot
    same = bot.environment | {"FEATURES": "seats, taste"}
    _, report = await host.runs("-m", "bot", "doctor", folder=tmp_path, settings=same)
    assert WRONG not in report
    _, report = await host.runs(
        "-m", "bot", "doctor", folder=tmp_path, settings=same | {"FEATURES": "taste"}
    )
    assert f"{WRONG} FEATURES\n" in report
