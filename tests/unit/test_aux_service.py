"""Every change to an aux updates its panel: no caller has to think of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest

from bot.music.resolver import Target
from bot.storage.records import AuxSession
from bot.together.aux_queue import Vote
from bot.together.aux_sessions import Member
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_service import AuxService

SESSION: Any = MagicMock(AuxSession, id=7, owner_id=1, language="en", trust="everyone")
GUEST = Member(2, "Guest G")


def _service() -> tuple[AuxService, MagicMock]:
    panels = MagicMock(AuxPanels)
    panels.checked = MagicMock()
    panels.lock.return_value = AsyncMock()
    sessions, queue, player = AsyncMock(), AsyncMock(), AsyncMock()
    sessions.by_id.return_value = sessions.transfer_ownership.return_value = SESSION
    sessions.close.return_value = ()
    queue.settle.return_value = []
    queue.decide.return_value = SimpleNamespace(session_id=7)
    queue.vote.return_value = Vote(1, 2)
    player.current_uri.return_value = "spotify:track:4iV5W9uYEdYUVa79Axb7Rh"
    return AuxService(MagicMock(), sessions, queue, player, panels), panels


CHANGES: dict[str, Callable[[AuxService], Awaitable[Any]]] = {
    "suggest": lambda aux: aux.suggest(SESSION, GUEST, Target(2)),
    "decide": lambda aux: aux.decide(3, 1, accepted=False),
    "remove": lambda aux: aux.remove(SESSION, 1, 1),
    "move": lambda aux: aux.move(SESSION, 2, 1),
    "set_pings": lambda aux: aux.set_pings(SESSION, on=True),
    "set_limit": lambda aux: aux.set_limit(SESSION, 3),
    "choose_trust": lambda aux: aux.choose_trust(SESSION, "everyone", None, None),
    "take_over": lambda aux: aux.take_over(SESSION, GUEST, offered_by=1, offered_at=0),
    "vote": lambda aux: aux.vote(SESSION, 2),
    "skip": lambda aux: aux.skip(SESSION, None, AsyncMock()),
    "close": lambda aux: aux.close(SESSION, 1, moderates=False),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_updates_the_panel(change: str) -> None:
    aux, panels = _service()
    await CHANGES[change](aux)
    updates = (panels.update_soon, panels.update, panels.show, panels.end)
    assert [one for one in updates if one.called], "the panel still shows what was before"


async def test_a_pressed_panel_is_edited_by_the_press_alone() -> None:
    aux, panels = _service()
    edit = AsyncMock()
    await aux.set_pings(SESSION, on=True, edit=edit)
    panels.update.assert_awaited_once_with(SESSION, edit=edit)
    panels.update_soon.assert_not_called()


@pytest.mark.parametrize("failure", [TimeoutError, RuntimeError])
async def test_trusting_a_role_holds_though_discord_cannot_say_who_has_it(
    failure: type[Exception],
) -> None:
    aux, panels = _service()
    queue = AsyncMock()
    aux._queue = queue
    queue.suggesters.return_value = [5]
    by_role = MagicMock(AuxSession, id=7, language="en", trust="role")
    aux._sessions.by_id = AsyncMock(return_value=by_role)  # type: ignore[method-assign]
    guild = MagicMock(query_members=AsyncMock(side_effect=failure))
    queue.settle.return_value = []
    await aux.choose_trust(SESSION, "role", 9, guild)
    panels.update.assert_awaited_once()
    assert guild.query_members.await_args.kwargs["cache"] is False, "who leaves must not stay known"
