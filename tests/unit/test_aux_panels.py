"""An aux's panel: however many changes come, Discord gets an update or two."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from bot.storage.records import AuxSession
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.running_commands import RunningCommands

SESSION = AuxSession(1, 2, 3, 4, "Mira", "ask", None, 5, 6, "en", 7, 8, 9.0)


async def test_changes_that_wait_are_shown_by_one_update(monkeypatch: Any) -> None:
    nothing = cast(Any, None)
    running = RunningCommands()
    panels = AuxPanels(nothing, nothing, nothing, running, nothing, nothing)
    goes, updates = asyncio.Event(), list[bool]()

    async def slow(session: AuxSession, *, refresh_player: bool = False) -> None:
        assert session is SESSION
        updates.append(refresh_player)
        await goes.wait()

    monkeypatch.setattr(panels, "update", slow)
    with panels.changes.watched(1) as changed:
        panels.update_soon(SESSION)
        assert changed.is_set(), "pages are told at once"
    await asyncio.sleep(0)
    for number in range(50):
        panels.update_soon(SESSION, refresh_player=number == 20)
    await asyncio.sleep(0)
    assert updates == [False]
    goes.set()
    await running.drain(5)
    assert updates == [False, True], "what one of them asked for isn't lost"
