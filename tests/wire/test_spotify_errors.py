"""Every failure of Spotify that these commands can meet, in words for the one who can act."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bot.accounts.lifetime import GRANT_LIFETIME as SIX_MONTHS
from sandbox.spotify.apps import NO_SEAT_WORDINGS
from tests.conftest import MakeWorld
from tests.world import World


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("noseat", {}, "no seat yet"),
        ("owner_premium", {}, "app is inactive"),
        ("scope", {}, "doesn't allow this yet"),
        ("premium", {}, "needs Spotify Premium"),
        ("no_device", {}, "No device is open"),
        ("restricted", {}, "Not possible right now"),
        ("forbidden", {}, "Not available to bots"),
        ("status", {"status": 404, "body": "{}"}, "Not found"),
        ("unauthorized", {}, "link has ended"),
        ("status", {"status": 500}, "isn't answering"),
        ("status", {"status": 503}, "isn't answering"),
        ("html", {}, "isn't answering"),
        ("truncated", {}, "isn't answering"),
        ("malformed", {}, "isn't answering"),
        ("reset", {}, "isn't answering"),
        ("bad_request", {}, "Not accepted"),
    ],
)
async def test_now_playing(world: World, kind: str, options: dict[str, Any], words: str) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.fault("/v1/me/player", kind, times=50, **options)
    started = time.monotonic()
    (await mira.uses("nowplaying")).contains(words)
    assert time.monotonic() - started < 6
    world.spotify.faults.clear()
    (await mira.uses("nowplaying")).contains("窓辺の切手")


@pytest.mark.parametrize("wording", NO_SEAT_WORDINGS)
async def test_every_wording_of_no_seat_is_known(world: World, wording: str) -> None:
    world.spotify.app.no_seat_wording = wording
    try:
        someone = world.someone(seat=False)
        page = await someone.links()
        assert page.status == 403
        assert "One more step for the bot's host" in page.words
        await world.discord.sees(someone.person, "general", "no seat yet")
        (await someone.says("!np")).contains("isn't linked yet")
    finally:
        world.spotify.app.no_seat_wording = NO_SEAT_WORDINGS[0]


async def test_owner_without_premium_shows_itself_at_linking(world: World) -> None:
    world.spotify.app.owner_premium = False
    try:
        page = await world.someone().links()
    finally:
        world.spotify.app.owner_premium = True
    assert page.status == 502
    assert "inactive" in page.words


@pytest.mark.parametrize("kind", ["hang", "slow"])
async def test_a_hanging_spotify_is_answered_in_time(world: World, kind: str) -> None:
    mira = await world.linked()
    world.spotify.fault("/v1/me/player", kind, times=50)
    one = await world.discord.command(mira.person, "general", "nowplaying")
    await world.discord.answered(one, 3)
    assert (one.answered_ms or 9999) < 2000, "acknowledged well before Discord gives up"
    started = time.monotonic()
    (await mira.finished(one, "general")).contains("isn't answering")
    assert time.monotonic() - started < 6


async def test_reads_are_tried_again_after_a_passing_fault(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.fault("/v1/me/player", "status", times=2, status=502)
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_a_pause_of_a_second_is_waited_for(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    world.spotify.fault("/v1/me/player", "ratelimit", retry_after=1)
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    assert world.spotify.count("/v1/me/player") == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"retry_after": 3600}, "rate limit was reached"),
        ({"retry_after": None}, "rate limit was reached"),
        ({"retry_after": "soon"}, "rate limit was reached"),
        ({"retry_after": -5}, "rate limit was reached"),
        ({"retry_after": 86207, "reason": "QUOTA_EXCEEDED"}, "quota is used up"),
    ],
)
async def test_a_longer_pause_stops_all_calls_even_after_a_restart(
    make_world: MakeWorld, options: dict[str, Any], words: str
) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), await world.linked()
    world.spotify.fault("/v1/me/player", "ratelimit", times=1, **options)
    (await mira.uses("nowplaying")).contains(words, "<t:")
    (await jonas.uses("nowplaying")).contains("rate limit was reached", "<t:")
    await world.bot.stop()
    await world.bot.start()
    (await mira.says("!np")).contains("rate limit was reached")
    assert world.spotify.count("/v1/me/player") == 1
    (await mira.says("!artist velvet harbour")).contains("Velvet Harbour")


async def test_the_daily_budget_ends_politely(make_world: MakeWorld) -> None:
    world = await make_world(SPOTIFY_DAILY_REQUESTS="10")
    mira = world.someone()
    for name in ("velvet harbour", "ada quill", "opal motel"):
        await mira.says(f"!artist {name}")
    suggestions = await world.discord.autocomplete(
        mira.person, "general", "artist", {"name": "glass"}, "name"
    )
    assert suggestions == [], "the last fifth is for what people ask for"
    await mira.says("!artist ghost ferry")
    (await mira.says("!artist juniper vale")).contains("Daily limit reached", "<t:")
    sent = [one for one in world.spotify.requests if one.path.startswith("/v1/")]
    assert len(sent) <= 10


async def test_expired_access_token_is_refreshed_once_for_everyone(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.expire_access_tokens()
    mark = len(world.spotify.requests)
    replies = await asyncio.gather(*(mira.uses("nowplaying") for _ in range(8)))
    assert all("窓辺の切手" in reply.words for reply in replies)
    assert (
        world.spotify.count("/api/token", since=mark, grant_type="refresh_token", by=mira.listener)
        == 1
    )


@pytest.mark.parametrize("rotation", [None, "rotate", "empty"])
async def test_refresh_with_and_without_a_new_refresh_token(
    world: World, rotation: str | None
) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.rotation = rotation
    try:
        for _ in range(3):
            mark = len(world.spotify.requests)
            world.spotify.expire_access_tokens()
            world.later()
            (await mira.uses("nowplaying")).contains("窓辺の切手")
            assert world.spotify.count("/api/token", since=mark, by=mira.listener) == 1
    finally:
        world.spotify.rotation = None


async def test_a_revoked_link_is_dropped_once_and_linking_again_mends_it(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.revoke(mira.listener.id)
    world.spotify.expire_access_tokens()
    mark = len(world.spotify.requests)
    for _ in range(3):
        reply = await mira.uses("nowplaying")
        reply.contains("link was removed", "Link again")
        assert "Link Spotify" in reply.buttons
    assert world.spotify.count("/api/token", since=mark, by=mira.listener) == 1, "never retried"
    (await mira.uses("account")).contains("ended")
    await mira.links()
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_six_months_later(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    world.spotify.clock.advance(SIX_MONTHS + 60)
    (await mira.uses("nowplaying")).contains("Link again")


async def test_wrong_client_secret_is_the_hosts_fault_and_keeps_links(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.expire_access_tokens()
    world.spotify.fault("/api/token", "invalid_client", times=2)
    (await mira.uses("nowplaying")).contains("settings are wrong", "Your link is kept")
    page = await world.someone().links()
    assert page.status == 502
    assert "SPOTIPY_CLIENT_SECRET" in page.words
    world.spotify.faults.clear()
    (await mira.uses("nowplaying")).contains("窓辺の切手")


@pytest.mark.parametrize("kind", ["status", "html", "reset", "malformed"])
async def test_accounts_service_down_keeps_the_link(world: World, kind: str) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.expire_access_tokens()
    world.spotify.fault("/api/token", kind, times=2)
    (await mira.uses("nowplaying")).contains("sign-in isn't answering")
    world.spotify.faults.clear()
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_t3d_fewer_scopes_than_asked_for_are_noticed(world: World) -> None:
    world.spotify.withheld = frozenset({"user-read-playback-state"})
    mira = await world.linked()
    (await mira.says("!np")).contains("doesn't allow this yet")
    asked = world.spotify.count("/v1/me/player", by=mira.listener)
    assert asked == 0, "what was granted is known: Spotify needn't refuse first"
    world.spotify.withheld = frozenset()
    await mira.links()
    (await mira.says("!np")).contains("Nothing to see")


async def test_a_private_playlist_does_not_spoil_now_playing(world: World) -> None:
    mira = await world.linked()
    playlist = world.spotify.catalogue.all("playlist")[0]
    mira.plays(context=playlist)
    world.spotify.fault("/v1/playlists/", "status", times=5, status=404)
    reply = await mira.uses("nowplaying")
    reply.contains("窓辺の切手", "a playlist")


async def test_another_persons_dead_link_is_not_explained_to_the_viewer(world: World) -> None:
    mira, jonas = await world.linked(), world.someone()
    world.spotify.revoke(mira.listener.id)
    world.spotify.expire_access_tokens()
    reply = await jonas.says(f"!np {mira.mention}")
    reply.contains("hasn't linked Spotify")
    reply.lacks("revoked")
