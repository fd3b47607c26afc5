"""Metrics: on a port of their own, and without anyone's name in them."""

from __future__ import annotations

import asyncio

from sandbox.process import free_port
from tests.conftest import MakeWorld


async def test_counts_without_names_on_a_port_of_their_own(make_world: MakeWorld) -> None:
    port = free_port()
    world = await make_world(METRICS_PORT=str(port))
    mira = await world.linked("Very Recognisable")
    await mira.uses("nowplaying")
    await mira.says("!artist zzz qqq")
    page = await mira.opens(f"http://127.0.0.1:{port}/metrics")
    for line in (
        'earshot_commands_total{command="nowplaying",outcome="answered"} 1.0',
        'earshot_commands_total{command="artist",outcome="NothingFound"} 1.0',
        'earshot_spotify_requests_total{group="player",status="204"} 1.0',
        'earshot_web_requests_total{route="/callback",status="303"} 1.0',
    ):
        assert line in page.source, page.source
    for private in ("Recognisable", str(mira.person.id), mira.listener.id):
        assert private not in page.source


async def test_a_missing_link_is_counted_for_commands_menus_and_presses(
    make_world: MakeWorld,
) -> None:
    port = free_port()
    world = await make_world(METRICS_PORT=str(port))
    mira = world.someone()
    (await mira.uses("play")).contains("isn't linked yet")
    shown = await world.someone().says("!track 最終便")
    (await mira.presses(shown, "Play")).contains("isn't linked yet")
    (await mira.picks("Save", message=shown.id)).contains("isn't linked yet")
    page = await mira.opens(f"http://127.0.0.1:{port}/metrics")
    for name in ("play", "press do", "Save"):
        assert f'earshot_commands_total{{command="{name}",outcome="NotLinked"}} 1.0' in page.source


async def test_what_is_answered_is_counted_for_commands_menus_and_presses(
    make_world: MakeWorld,
) -> None:
    port = free_port()
    world = await make_world(METRICS_PORT=str(port))
    mira = await world.regular()
    mira.plays()
    shown = await world.someone().says("!track 最終便")
    await mira.presses(shown, "Save")
    await mira.picks("Save", message=shown.id)
    counts = [
        f'earshot_commands_total{{command="{name}",outcome="answered"}}'
        for name in ("track", "press do", "Save")
    ]
    # It's counted once the answer has been sent.
    async with asyncio.timeout(60):
        while True:
            page = await mira.opens(f"http://127.0.0.1:{port}/metrics")
            if all(one in page.source for one in counts):
                break
