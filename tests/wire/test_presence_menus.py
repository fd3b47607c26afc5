"""What one can do with the song that someone's Discord shows: buttons, and menus on its message."""

from __future__ import annotations

from tests.presences import lets_it_be_seen, shows
from tests.world import Someone, World, until

FIRST, SECOND, OTHER = "窓辺の切手", "青い封筒", "最終便"


async def heard(room: World, title: str, progress_ms: int = 30_000) -> Someone:
    """Add someone without a link whose Discord shows a song that others may see."""
    mira = room.someone("Mira Q")
    await lets_it_be_seen(mira)
    await shows(mira, title, progress_ms)
    return mira


def queue_of(someone: Someone) -> list[str]:
    return [one.name for one in someone.listener.player.queue]


async def test_what_a_presence_shows_is_queued_and_played_from_everywhere(room: World) -> None:
    jonas = await room.regular("Jonas J")
    jonas.plays(OTHER)
    mira = await heard(room, FIRST, 60_000)
    menu = await jonas.picks("Now playing", person=mira.person)
    menu.contains(FIRST, "As Discord shows it")
    queued = await jonas.presses(menu, "Queue for me")
    assert queued.private
    assert queue_of(jonas) == [FIRST]
    (await jonas.presses(menu, "Play from here")).contains("from `1:0")
    card = await room.someone().says(f"!np {mira.mention}")
    queued = await jonas.picks("Queue", message=card.id)
    assert queued.private
    queued.contains(FIRST)
    assert queue_of(jonas)[-1] == FIRST
    jonas.plays(OTHER)
    (await jonas.picks("Play on Spotify", message=card.id)).contains("Playing", FIRST)
    assert jonas.listener.player.thing
    assert jonas.listener.player.thing.name == FIRST
    (await jonas.picks("Save", message=card.id)).contains("Saved to your library")
    asked = room.spotify.count("/v1/me/player", by=mira.listener)
    assert asked == 0, "nothing is asked for the one who is only heard"
    for menu_name in ("Queue", "Play on Spotify"):
        (await room.someone().picks(menu_name, message=card.id)).contains("isn't linked")
    # The message follows the song, and so do its buttons and its menus.
    await shows(mira, SECOND)
    await until(lambda: SECOND in jonas.now(card).words)
    await jonas.presses(jonas.now(card), "Queue for me")
    assert queue_of(jonas)[-1] == SECOND
    (await jonas.picks("Play on Spotify", message=card.id)).contains("Playing", SECOND)
