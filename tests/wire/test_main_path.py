"""The main path: link, ask what is playing, look up an artist; everywhere and in both forms."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.wire.link_steps import consented, held, lacks, status_of
from tests.world import Reply, World, until


@pytest.mark.parametrize("secret", [True, False], ids=["with secret", "PKCE alone"])
async def test_links_and_listens_with_and_without_client_secret(
    make_world: MakeWorld, secret: bool
) -> None:
    world = await make_world(**({} if secret else {"SPOTIPY_CLIENT_SECRET": ""}))
    mira = world.someone("Mira")
    mira.plays()
    page = await mira.links()
    assert page.status == 200
    assert mira.spotify_name in page.words
    assert "?" not in page.url, "code and state leave the address bar"
    (await mira.says("!nowplaying")).contains("窓辺の切手", "夜の郵便局")
    (await mira.uses("artist", name="velvet harbour")).contains("Velvet Harbour")
    granted = world.spotify.count("/api/token", grant_type="client_credentials")
    assert granted == (1 if secret else 0)


async def test_without_secret_the_catalogue_asks_to_link_first(make_world: MakeWorld) -> None:
    world = await make_world(SPOTIPY_CLIENT_SECRET="")
    reply = await world.someone().says("!artist velvet harbour")
    reply.contains("isn't linked yet")


@pytest.mark.parametrize("where", ["general", "dm"])
async def test_now_playing_by_prefix_and_slash_in_server_and_dm(world: World, where: str) -> None:
    mira = await world.linked()
    mira.plays()
    for reply in (
        await mira.says("!nowplaying", where),
        await mira.says("!np", where),
        await mira.uses("nowplaying", where),
    ):
        reply.contains("窓辺の切手", "is listening", "Spotify")
        assert "Refresh" in reply.buttons
        assert reply.buttons["LISTEN ON SPOTIFY"]["url"].startswith("https://open.spotify.com/")


async def test_commands_answer_to_a_mention(world: World) -> None:
    mira = world.someone()
    bot = f"<@{world.discord.world.bot.id}>"
    (await mira.says(f"{bot} help nowplaying")).contains("nowplaying", "Example")
    (await mira.says(bot)).contains("Every command works")


async def test_t8c_prefix_link_goes_by_direct_message_and_never_into_the_server(
    world: World,
) -> None:
    mira = world.someone()
    public = await mira.says("!link")
    public.contains("direct messages")
    assert "/link/" not in str(public.message)
    private = Reply(await world.discord.sees(mira.person, "dm", "Link your Spotify"))
    address = private.link
    assert len(address) <= 512
    async with Browser(mira.address) as browser:
        await browser.link(address, world.spotify, mira.listener.id)
    await world.discord.sees(mira.person, "dm", "Spotify is linked")


async def test_slash_link_is_private_and_updates_itself(world: World) -> None:
    mira = world.someone()
    reply = await mira.uses("link")
    assert reply.private
    async with Browser(mira.address) as browser:
        address = reply.link
        await browser.link(address, world.spotify, mira.listener.id)
    done = Reply(await world.discord.sees(mira.person, "general", "You're linked to"))
    assert done.id == reply.id
    done.contains(mira.spotify_name)


async def test_closed_direct_messages_get_a_button_with_a_private_answer(world: World) -> None:
    mira = world.someone()
    mira.person.dms_open = False
    reply = await mira.says("!link")
    reply.contains("can't write to you")
    private = await mira.presses(reply, "Get my link")
    assert private.private
    assert "/link/" in private.link
    account = await mira.says("!account")
    assert (await mira.presses(account, "Show my account")).private


async def test_two_people_at_once_each_get_their_own(world: World) -> None:
    mira, jonas = await world.linked(), await world.linked()
    mira.plays("窓辺の切手")
    jonas.plays("Последний трамвай")
    answers = await asyncio.gather(mira.uses("nowplaying"), jonas.uses("nowplaying"))
    answers[0].contains("窓辺の切手")
    answers[1].contains("Последний трамвай")


async def test_two_people_link_at_once(world: World) -> None:
    people = [world.someone() for _ in range(4)]
    pages = await asyncio.gather(*(one.links() for one in people))
    for one, page in zip(people, pages, strict=True):
        assert one.spotify_name in page.words


async def test_a_restart_in_between_loses_nothing(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), world.someone()
    mira.plays()
    old = await mira.uses("nowplaying")
    offer = await jonas.uses("link")
    async with Browser(jonas.address) as browser:
        authorize = await browser.press_continue(offer.link)
        assert await world.bot.stop() == 0
        await world.bot.start()
        page = await browser.open(await world.spotify.consent(authorize, jonas.listener.id))
    assert "Linked" in page.words
    await world.discord.sees(jonas.person, "general", "Spotify is linked")
    mira.plays("青い封筒")
    fresh = await mira.presses_in_place(old, "Refresh")
    fresh.contains("青い封筒")


async def test_a_link_that_ended_just_before_a_crash_is_told_after_the_restart(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = world.someone()
    offer = await mira.uses("link")
    world.discord.fail_next("PATCH", "/webhooks/", 503, times=100)
    async with Browser(mira.address) as browser:
        page = await browser.link(offer.link, world.spotify, mira.listener.id)
    assert page.status == 200
    await world.bot.kill()
    world.discord.rest.faults.clear()
    await world.bot.start()
    told = Reply(await world.discord.sees(mira.person, "general", "You're linked to"))
    assert told.id == offer.id


async def test_unlink_during_a_link_wins(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    async with Browser(mira.address) as browser, held(world) as goes:
        callback = await consented(world, browser, mira)
        opening = asyncio.create_task(browser.open(callback))
        await until(lambda: status_of(world, mira) == "claimed")
        (await mira.uses("unlink")).contains("nlink")
        assert not mira.rows("link_tickets")
        goes.set()
        page = await opening
    lacks(page, "Linked", mira.spotify_name)
    assert not mira.is_linked
    (await mira.uses("account")).contains("You have no Spotify account linked")


async def test_slash_commands_are_sent_only_when_they_changed(make_world: MakeWorld) -> None:
    world = await make_world()

    def syncs() -> int:
        return len([one for one in world.discord.rest.requests if one.method == "PUT"])

    assert syncs() == 1
    await world.bot.stop()
    await world.bot.start()
    assert syncs() == 1
    await world.bot.stop()
    with world.database() as database:
        # As an older version left it, which had other commands.
        database.execute("UPDATE settings SET value = 'older' WHERE name = 'slash_commands'")
    await world.bot.start()
    assert syncs() == 2
    await world.bot.stop()
    await world.bot.start()
    assert syncs() == 2


async def test_help_lists_every_command_and_explains_one(world: World) -> None:
    mira = world.someone()
    overview = await mira.says("!help")
    overview.contains("!link", "!account", "Player", "Catalogue")
    (await mira.chooses(overview, "Player")).contains("!play", "!seek", "!queue")
    (await mira.chooses(mira.now(overview), "Account")).contains("!link", "!unlink", "!account")
    (await mira.says("!help nowplaying")).contains("`!np`", "Usage")
    (await mira.says("!help nonsense")).contains("no command")
    assert {
        one["value"]
        for one in await world.discord.autocomplete(
            mira.person, "general", "help", {"name": "a"}, "name"
        )
    } >= {"account", "artist", "album", "aux open"}


async def test_account_shows_the_link_and_unlink_deletes_everything(world: World) -> None:
    mira = await world.linked()
    account = await mira.uses("account")
    assert account.private
    account.contains(mira.spotify_name, "see what you're playing")
    gone = await mira.uses("unlink")
    gone.contains("Everything about you was deleted")
    assert gone.buttons["Spotify: my apps"]["url"] == "https://www.spotify.com/account/apps/"
    (await mira.uses("account")).contains("You have no Spotify account linked")
    (await mira.says("!np")).contains("isn't linked yet")
    (await mira.uses("unlink")).contains("Nothing to unlink")


async def test_unlink_by_button(world: World) -> None:
    mira = await world.linked()
    gone = await mira.presses_in_place(await mira.uses("account"), "Unlink")
    gone.contains("Unlinked")


async def test_linking_again_replaces(world: World) -> None:
    mira = await world.linked()
    other = world.someone(spotify_name="Second Account").listener
    page = await mira.links(other)
    assert "Second Account" in page.words
    (await mira.uses("account")).contains("Second Account")


async def test_a_spotify_account_of_someone_else_is_not_taken_over(world: World) -> None:
    mira, jonas = await world.linked(), world.someone()
    page = await jonas.links(mira.listener)
    assert page.status == 409
    assert "already linked" in page.words
    await world.discord.sees(jonas.person, "general", "already linked")
    (await mira.uses("account")).contains(mira.spotify_name)


async def test_an_unknown_command_is_answered_where_the_bot_is_addressed(world: World) -> None:
    mira, bot = world.someone(), f"<@{world.discord.world.bot.id}>"
    (await mira.says("!frobnicate", "dm")).contains("don't have that command")
    (await mira.says(f"{bot} frobnicate")).contains("don't have that command")


async def test_an_unknown_command_of_some_other_bot_is_left_alone(world: World) -> None:
    mira = world.someone()
    asked = await mira.writes("!frobnicate")
    # Answers to something later: had there been one to the first, it would be there by now.
    later = [(await mira.says(text)).id for text in ("!help", "!help np", "!help artist")]
    seen = world.discord.messages(mira.person, "general")
    bot = str(world.discord.world.bot.id)
    answers = [one for one in seen if one["author"]["id"] == bot and int(one["id"]) > asked]
    assert [int(one["id"]) for one in answers] == later


async def test_t8a_not_linked_offers_a_button_that_only_the_asker_may_press(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    reply = await mira.says("!np")
    refused = await jonas.presses(reply, "Link Spotify")
    assert refused.private
    refused.contains("isn't yours")
    offer = await mira.presses(reply, "Link Spotify")
    assert offer.private
    start = await mira.opens(offer.link)
    assert mira.person.display in start.words
