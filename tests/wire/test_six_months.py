"""Six months: reminders, renewing with one button, dead tokens, told once."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until


def letters(someone: Someone, kind: str) -> list[dict[str, Any]]:
    return [one for one in someone.rows("letters") if one["kind"] == kind]


async def reminded(someone: Someone) -> int:
    """Return how many reminders there are when all are told."""
    await until(lambda: all(one["status"] == "told" for one in letters(someone, "reminder")))
    return len(letters(someone, "reminder"))


async def restarted(world: World) -> None:
    """Reminders are looked at when the bot starts, and then when the next is due."""
    await world.bot.stop()
    await world.bot.start()


async def looked_after(world: World, last: Someone) -> None:
    """Restart, and wait until the one whose link is looked at last has a reminder again."""
    await world.bot.stop()
    with world.database() as database:
        change = "UPDATE accounts SET reminded = 0 WHERE discord_id = ?"
        database.execute(change, (last.person.id,))
    await world.bot.start()
    await until(lambda: last.rows("accounts")[0]["reminded"] > 0)


@pytest.fixture
async def own(make_world: MakeWorld) -> World:
    return await make_world()


async def test_reminders_come_once_each_at_14_3_and_0_days(own: World) -> None:
    mira, young, last = [await own.linked() for _ in range(3)]
    last.make_older(170)
    mira.make_older(167)
    await looked_after(own, last)
    assert not letters(mira, "reminder"), "15 days before the end it is too early"
    for days, number in ((1.1, 1), (11, 2), (3, 3)):
        mira.make_older(days)
        for _ in range(2):
            await looked_after(own, last)
        assert await reminded(mira) == number
    told = await mira.sees("Your Spotify link ends soon", "dm")
    told.contains(mira.spotify_name)
    assert "Renew my link" in told.buttons
    await until(lambda: all(one["status"] == "told" for one in letters(mira, "reminder")))
    dms = [one for one in own.discord.messages(mira.person, "dm") if "ends soon" in str(one)]
    assert len(dms) == 3
    assert not letters(young, "reminder")


async def test_a_host_that_was_off_gives_the_latest_reminder_only(own: World) -> None:
    mira = await own.linked()
    await own.bot.stop()
    mira.make_older(180)
    await own.bot.start()
    await mira.sees("Your Spotify link ends soon", "dm")
    assert len(letters(mira, "reminder")) == 1


async def test_closed_direct_messages_are_told_at_the_next_command(own: World) -> None:
    mira = await own.linked()
    mira.plays()
    mira.person.dms_open = False
    mira.make_older(170)
    await restarted(own)
    await until(lambda: [one["status"] for one in letters(mira, "reminder")] == ["closed"])
    public = await mira.says("!np")
    waiting = await mira.sees("I have something for you", after=public.id)
    waiting.lacks("ends soon")
    shown = await mira.presses(waiting, "Show it only to me")
    assert shown.private
    shown.contains("Your Spotify link ends soon")
    mark = shown.id
    await mira.says("!np")
    assert not [
        one
        for one in own.discord.messages(mira.person, "general")
        if int(one["id"]) > mark and "something for you" in str(one)
    ], "told once"


async def test_by_slash_it_is_told_privately_behind_the_answer(own: World) -> None:
    mira = await own.linked()
    mira.plays()
    mira.person.dms_open = False
    mira.make_older(170)
    await restarted(own)
    await until(lambda: [one["status"] for one in letters(mira, "reminder")] == ["closed"])
    # Slower than a second: others have seen "thinking…", which has become the answer.
    own.spotify.fault("/v1/me/player", "late", seconds=1.3)
    answer = await mira.uses("nowplaying")
    told = await mira.sees("Your Spotify link ends soon", after=answer.id)
    assert told.private
    jonas = own.someone()
    assert jonas.now(answer).words == answer.words, "what everyone sees stays"
    assert not answer.private


async def renews(own: World, mira: Someone, listener_id: str) -> tuple[Reply, str]:
    """Renew by the account's button, agreeing as that listener; return offer and page."""
    account = await mira.uses("account")
    offer = await mira.presses(account, "Renew my link")
    offer.contains("Renew your Spotify link", mira.spotify_name)
    async with Browser(mira.address) as browser:
        address = offer.link
        assert f"Log in to Spotify as {mira.spotify_name}" in (await browser.open(address)).words
        page = await browser.link(address, own.spotify, listener_id)
    return offer, page.words


async def test_one_button_renews_and_settings_stay(own: World) -> None:
    mira = await own.linked()
    shown = await mira.uses("settings mine")
    await mira.selects(shown, "set:privacy", ["everyone"])
    mira.make_older(175)
    _, page = await renews(own, mira, mira.listener.id)
    assert "Linked" in page
    row = mira.rows("accounts")[0]
    assert row["authorized_at"] - row["first_linked_at"] >= 175 * 24 * 3600
    assert row["reminded"] == 0
    again = await mira.uses("account")
    assert "Renew my link" not in again.buttons
    chosen = [one["value"] for one in mira.rows("settings", "subject")]
    assert "everyone" in chosen


async def test_v4_another_account_is_refused_with_both_names(own: World) -> None:
    mira, other = await own.linked(), own.someone()
    mira.make_older(175)
    offer, page = await renews(own, mira, other.listener.id)
    for words in ("different Spotify account", mira.spotify_name, other.spotify_name):
        assert words in page
    told = await mira.becomes(offer, "nothing was changed")
    told.contains(mira.spotify_name, other.spotify_name)
    assert mira.rows("accounts")[0]["spotify_id"] == mira.listener.id
    changed = await mira.links(other.listener)
    assert changed.status == 200, "changing the account is what link is for"
    assert mira.rows("accounts")[0]["spotify_id"] == other.listener.id


async def test_widening_demands_the_same_account(own: World) -> None:
    mira, other = await own.linked(), own.someone()
    mira.plays()
    asked = await mira.uses("pause")
    async with Browser(mira.address) as browser:
        address = asked.link
        page = await browser.link(address, own.spotify, other.listener.id)
    assert page.status == 409
    await mira.becomes(asked, "different Spotify account")
    assert mira.listener.player.playing


async def test_a_dead_token_is_told_once_and_never_tried_again(own: World) -> None:
    mira = await own.linked()
    own.spotify.revoke(mira.listener)
    mira.forget_access()
    mark = len(own.spotify.requests)
    for _ in range(3):
        (await mira.uses("nowplaying")).contains("Spotify says it was revoked")
        await restarted(own)
    assert own.spotify.count("/api/token", since=mark, grant_type="refresh_token") == 1
    row = mira.rows("accounts")[0]
    assert row["refresh_token"] is None
    assert row["access_token"] is None
    await until(lambda: [one["status"] for one in letters(mira, "ended")] == ["told"])
    dms = [one for one in own.discord.messages(mira.person, "dm") if "has ended" in str(one)]
    assert dms == [], "the answer to the command has told it"


async def test_a_link_found_dead_by_someone_else_is_told_by_message(own: World) -> None:
    mira, friend = await own.linked(), await own.linked()
    own.spotify.revoke(mira.listener)
    mira.forget_access()
    (await friend.says(f"!np {mira.mention}")).contains("hasn't linked Spotify")
    told = await mira.sees("Your Spotify link has ended", "dm")
    assert "Renew my link" in told.buttons
    (await friend.says(f"!np {mira.mention}")).contains("hasn't linked Spotify")
    assert len(letters(mira, "ended")) == 1


async def test_revoked_expired_and_unexplained_are_told_apart(own: World) -> None:
    revoked, old, odd = await own.linked(), await own.linked(), await own.linked()
    own.spotify.revoke(revoked.listener)
    old.make_older(183)
    for grant in own.spotify.accounts.grants.values():
        if grant.person is odd.listener:
            grant.refresh_token = "gone"
    own.spotify.accounts.grants = {
        token: grant
        for token, grant in own.spotify.accounts.grants.items()
        if grant.person is not odd.listener
    }
    for one, words in (
        (revoked, "Spotify says it was revoked"),
        (old, "after six months"),
        (odd, "doesn't say why"),
    ):
        one.forget_access()
        (await one.uses("nowplaying")).contains(words)
        (await one.uses("nowplaying")).contains(words)


async def test_a_dead_link_is_renewed_with_its_waiting_command(own: World) -> None:
    mira = await own.linked()
    mira.plays()
    mira.make_older(183)
    mira.forget_access()
    asked = await mira.uses("nowplaying")
    await mira.agrees(asked)
    await mira.sees("窓辺の切手", after=asked.id)


async def test_account_shows_the_date(own: World) -> None:
    mira = await own.linked()
    ends = mira.rows("accounts")[0]["authorized_at"] + 182 * 24 * 3600
    (await mira.uses("account")).contains(f"<t:{ends}:D>")
