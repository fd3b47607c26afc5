"""A bot without the pictures extra, which cannot import what draws, and the people who ask it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.spotify.library import new_playlist
from tests.world import Someone, World

ROOT = Path(__file__).parents[2]
_NOT_INSTALLED = """
import sys
for name in ("PIL", "fontTools", "bidi"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
async def bare(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    hook, data = tmp_path_factory.mktemp("hook"), tmp_path_factory.mktemp("bare")
    (hook / "sitecustomize.py").write_text(_NOT_INSTALLED)
    world = await World.start(data, {"PYTHONPATH": os.pathsep.join([str(hook), str(ROOT)])})
    yield world
    await world.close()


@pytest.fixture(scope="module")
async def mira(bare: World) -> Someone:
    return await bare.regular("Mira")


async def test_a_chart_comes_as_a_list_that_says_why(mira: Someone) -> None:
    shown = await mira.says("!chart 3")
    first = mira.listener.top["tracks", "medium_term"][0]
    shown.contains("This bot doesn't have picture support", "1\\.", first.id)
    assert not shown.message["attachments"]


async def test_who_chose_cards_sees_the_layout(mira: Someone) -> None:
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    mira.plays("青い封筒")
    shown = await mira.says("!np")
    shown.contains("青い封筒", "Spotify")
    assert not shown.message["attachments"]


async def test_a_playlist_gets_no_new_cover_and_its_owner_hears_why(
    bare: World, mira: Someone
) -> None:
    mine = new_playlist(bare.spotify.catalogue, mira.listener, "Pictured", "pictured x")
    before = mine.data["images"]
    upload = bare.discord.world.upload(bare.discord.origin, "mine.png", "image/png", b"any")
    shown = await mira.says("!playlist cover Pictured", "dm", files=[upload])
    shown.contains("I can't make covers here", "doesn't have picture support")
    assert mine.data["images"] == before


async def test_the_doctor_tells_the_host(bare: World) -> None:
    await bare.host.says("!settings doctor", "dm")
    shown = await bare.host.sees("Set-up check", "dm")
    shown.contains("cards and charts come as text", "pip install")
