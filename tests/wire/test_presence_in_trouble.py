"""What people's Discord shows, when Discord's connection breaks, doesn't answer, or is late."""

from __future__ import annotations

import pytest

from tests.presences import lets_it_be_seen, shows, shows_nothing
from tests.world import World, until

FIRST, SECOND = "窓辺の切手", "青い封筒"


async def changes_unseen(room: World, mode: str, title: str | None) -> None:
    """Break the connection, and have the last person change their song while there is none."""
    gateway = room.discord.gateway
    before = gateway.identifies + gateway.resumes
    await gateway.drop(mode)
    if title is None:
        await shows_nothing(room.guests[-1])
    else:
        await shows(room.guests[-1], title)
    await room.discord.wait_for(
        lambda: gateway.connected and gateway.identifies + gateway.resumes > before, 30
    )


@pytest.mark.parametrize("mode", ["reset", "4000", "reconnect", "invalid"])
async def test_g1_after_a_drop_nothing_old_is_shown_as_now(room: World, mode: str) -> None:
    jonas, mira = room.someone(), room.someone("Mira Q")
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST)
    await changes_unseen(room, mode, SECOND)
    card = await jonas.says(f"!np {mira.mention}")
    card.contains(SECOND)
    card.lacks(FIRST)
    (await jonas.says("!listening")).contains("Mira Q", SECOND)
    await changes_unseen(room, mode, None)
    (await jonas.says("!listening")).lacks("Mira Q")
    (await jonas.says(f"!np {mira.mention}")).contains("Discord shows no song")


async def test_who_says_yes_is_listed_at_once(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await shows(mira, FIRST)
    asked = room.discord.gateway.members_asked
    await lets_it_be_seen(mira)
    await until(lambda: room.discord.gateway.members_asked > asked)
    (await jonas.says("!listening")).contains("Mira Q", FIRST)


async def test_in_direct_messages_with_a_shared_server(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await jonas.says("!help")
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    (await jonas.says(f"!np {mira.mention}", "dm")).contains("Mira Q", FIRST)


async def test_one_question_to_discord_however_often_someone_is_looked_at(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST)
    asked, requests = room.discord.gateway.members_asked, len(room.spotify.requests)
    for _ in range(3):
        await shows(mira, SECOND)
        (await jonas.says(f"!np {mira.mention}")).contains(SECOND)
    assert room.discord.gateway.members_asked - asked <= 3, "only whether they share a server"
    assert len(room.spotify.requests) == requests


async def test_a_song_that_never_ends_is_asked_about_again(room: World) -> None:
    """Discord may lose an event, too: a song past its end isn't shown as playing."""
    mira, jonas = room.someone("Mira Q"), room.someone()
    await lets_it_be_seen(mira)
    await shows(mira, FIRST, progress_ms=3_600_000)
    mira.person.activities = []
    (await jonas.says(f"!np {mira.mention}")).lacks(FIRST)
    (await jonas.says("!listening")).lacks("Mira Q")


async def test_thirty_who_let_it_be_seen(room: World) -> None:
    """`listening` names as many as fit, and says that there may be more."""
    for _ in range(30):
        one = room.someone()
        await lets_it_be_seen(one)
        await shows(one, FIRST)
    here = await room.someone().says("!listening")
    assert here.words.count(FIRST) == 25
    here.contains("there may be more")
