"""A voice channel's status: how often it's sent, and what's known of it after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest

from bot.storage.records import AuxSession
from bot.toolkit.aux_voice import AuxVoice


def aux(number: int, voice: int | None = 50) -> Any:
    return MagicMock(AuxSession, id=number, voice_id=voice)


@pytest.fixture
def sent() -> AsyncMock:
    return AsyncMock()


@pytest.fixture
def voice(sent: AsyncMock) -> AuxVoice:
    """One of several bots: the channel isn't in its cache."""
    bot = MagicMock()
    bot.get_channel.return_value = None
    bot.http.edit_voice_channel_status = sent
    return AuxVoice(bot, MagicMock())


async def test_it_is_set_where_another_bot_has_the_server(voice: AuxVoice, sent: AsyncMock) -> None:
    await voice.show(aux(1), "Song")
    sent.assert_awaited_once_with("Song", channel_id=50)


async def test_what_was_set_before_a_restart_goes_though_nothing_plays(
    voice: AuxVoice, sent: AsyncMock
) -> None:
    for _ in range(3):
        await voice.show(aux(1), None)
    sent.assert_awaited_once_with(None, channel_id=50)


async def test_all_that_are_shown_are_looked_up_at_once(voice: AuxVoice, sent: AsyncMock) -> None:
    asked: list[Mapping[int, int]] = []

    async def still_shown(shown: Mapping[int, int]) -> frozenset[int]:
        asked.append(shown)
        if 4 in shown:
            await voice.show(aux(4, 60), "Elsewhere")
        return frozenset({2, 3})

    await voice.end_deleted(still_shown)
    assert not asked, "nothing is shown"
    for number in (1, 2, 3, 4):
        await voice.show(aux(number, 50 + number), "Song")
    sent.reset_mock()
    await voice.end_deleted(still_shown)
    assert asked == [{1: 51, 2: 52, 3: 53, 4: 54}]
    cleared = {one.kwargs["channel_id"] for one in sent.await_args_list if one.args == (None,)}
    assert cleared == {51, 54}, "54 by the move, and not where it is now"
    await voice.end_deleted(still_shown)
    assert asked[1] == {2: 52, 3: 53, 4: 60}
