"""Where a mixtape's links may come from, and what the bot does where it may do less."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.discord.rights import HISTORY, REACT, SEND
from sandbox.discord.world import Channel
from tests.wire.mixtape_room import Room, link, room_in
from tests.world import Someone, World, until


@pytest.fixture
async def room(world: World, regular: Someone) -> Room:
    return await room_in(world, regular)


async def _arrives(room: Room, text: str, **more: Any) -> int:
    """Let a message arrive that the chat page can't write."""
    discord = room.world.discord
    place = discord.world.channels[room.channel]
    message = discord.world.new_message(place, room.guest.person, {"content": text})
    message.data.update(more)
    await discord.gateway.message_event("MESSAGE_CREATE", place, message)
    return message.id


async def test_webhooks_and_system_messages_are_not_taken_and_forwarded_ones_are(
    room: Room,
) -> None:
    hook, pin, forwarded, last = room.songs[:4]
    by_hook = await _arrives(room, link(hook), webhook_id="123456789012345678")
    await _arrives(room, link(pin), type=6)
    inner = {"content": link(forwarded), "type": 0, "flags": 0, "edited_timestamp": None}
    lists: dict[str, Any] = {one: [] for one in ("embeds", "attachments", "components")}
    inner |= lists | {"timestamp": "2026-11-01T00:00:00.000000+00:00"}
    snapshot = {"message": inner}
    about = {"type": 1, "message_id": "1", "channel_id": str(room.channel)}
    await _arrives(room, "", message_snapshots=[snapshot], message_reference=about)
    await room.posts(room.guest, last)
    await room.holds([forwarded, last])
    await room.marked(by_hook)
    # As a webhook edits its own message.
    await room.world.discord.edit(room.guest.person, by_hook, link(pin))
    await room.settled()
    await room.holds([forwarded, last])


async def test_a_thread_has_a_mixtape_of_its_own(room: Room) -> None:
    world, home = room.world, room.world.home
    thread = Channel("songs", guild_id=home.id, parent_id=room.channel)
    world.discord.world.channels[thread.id] = thread
    made = world.discord.world.channel_json(thread)
    await world.discord.gateway.dispatch("THREAD_CREATE", made, home.id)
    outside, inside = room.songs[:2]
    await room.guest.writes(link(inside), thread.id)
    await room.posts(room.guest, outside)
    await room.holds([outside])
    (await room.owner.says("!mixtape start", thread.id)).contains("From now on")
    in_thread = await room.guest.writes(link(inside), thread.id)
    seen = world.discord.world.messages[in_thread]
    await until(lambda: seen.reactions == ["✅"])
    await room.holds([outside])
    await world.discord.gateway.dispatch("THREAD_DELETE", made, home.id)
    await until(lambda: not world.rows("mixtapes", "channel_id", thread.id))
    assert world.rows("mixtapes", "channel_id", room.channel)


async def test_without_reactions_nothing_is_tried_and_the_mixtape_says_so(room: Room) -> None:
    song, barred = room.songs[:2]
    room.world.spotify.barred.add(barred.id)
    await room.world.discord.forbid(room.channel, REACT)
    tries = len(_reactions(room.world))
    message = await room.posts(room.guest, song, barred)
    await room.holds([song])
    said = await room.guest.sees("can't play this in their country", room.channel)
    assert said.message["message_reference"]["message_id"] == str(message)
    await room.settled()
    assert len(_reactions(room.world)) == tries, "Discord counts requests that it refuses"
    (await room.guest.says("!mixtape", room.channel)).contains("may not add reactions")


def _reactions(world: World) -> list[Any]:
    return [one for one in world.discord.rest.requests if "/reactions/" in one.path]


async def test_without_history_answers_are_no_replies_and_a_backfill_says_why(room: Room) -> None:
    song, barred = room.songs[:2]
    room.world.spotify.barred.add(barred.id)
    await room.world.discord.forbid(room.channel, HISTORY)
    await room.posts(room.guest, song, barred)
    await room.holds([song])
    said = await room.guest.sees("can't play this in their country", room.channel)
    assert said.message.get("message_reference") is None
    start = max(room.world.discord.world.messages)
    await room.owner.writes("!mixtape backfill 10", room.channel)
    answer = await room.owner.sees("may not read earlier messages", room.channel, after=start)
    answer.contains("Read Message History")


async def test_where_it_may_not_write_songs_still_go_in(room: Room) -> None:
    song, barred = room.songs[:2]
    room.world.spotify.barred.add(barred.id)
    await room.world.discord.forbid(room.channel, SEND)
    message = await room.posts(room.guest, song, barred)
    await room.marked(message, "✅", "🔒")
    await room.holds([song])
    await room.settled()
