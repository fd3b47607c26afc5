"""One person's share of the daily requests, and how often they may press."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import World

WORDS = ("amber", "blue", "copper", "dawn", "ember", "frost", "glass", "harbour", "ink", "jade")


async def test_t9d_one_person_without_spotify_cannot_spend_everybodys_day(
    make_world: MakeWorld,
) -> None:
    world = await make_world(SPOTIFY_DAILY_REQUESTS="300")
    mira, stranger = await world.linked(), world.someone()
    mark = len(world.spotify.requests)
    answers = []
    for word in WORDS:
        answers += [
            await stranger.says(f"!{command} {word} {command}")
            for command in ("search", "artist", "album", "track")
        ]
        await world.discord.autocomplete(
            stranger.person, "general", "artist", {"name": word * 3}, "name"
        )
    answers[-1].contains("You've used your share for today", "<t:")
    sent = [one for one in list(world.spotify.requests)[mark:] if one.path.startswith("/v1/")]
    assert len(sent) == 30
    (await mira.says("!artist velvet harbour")).contains("Velvet Harbour")
    (await world.someone().says("!artist ada quill")).contains("Ada Quill")


async def test_t9d_presses_cool_down_like_commands(world: World) -> None:
    mira = world.someone()
    shown = await mira.uses("settings mine")
    for number in range(20):
        style = ("card", "layout")[number % 2]
        await mira.selects(shown, "set:style", [style])
    select = next(one for one in shown.selects if one["custom_id"].startswith("set:style"))
    await world.discord.press(mira.person, shown.id, select["custom_id"], ["compact"])
    told = await mira.sees("Slow down a little", after=shown.id)
    assert told.private
    assert "compact" not in [row["value"] for row in mira.rows("settings", "subject")]
    (await mira.uses("account")).contains("isn't linked")


async def test_menus_cool_down_like_commands(world: World) -> None:
    mira = world.someone()
    answer = await mira.says("!help")
    for _ in range(20):
        (await mira.picks("Save", message=answer.id)).contains("Nothing to find")
    (await mira.picks("Save", message=answer.id)).contains("Slow down a little")
    (await mira.picks("Queue", message=answer.id)).contains("Nothing to find")


async def test_groups_cool_down_however_they_are_spelled(world: World) -> None:
    for spelled in ("top tracks", "aux panel", "playlist list", "settings mine", "seats list"):
        mira = world.someone()
        said = [await mira.says(f"!{spelled}") for _ in range(21)]
        said[19].lacks("Slow down")
        said[20].contains("Slow down a little")
