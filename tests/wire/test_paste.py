"""Hosts without a public address: straight to Spotify, and the address pasted in Discord.

Attacks: docs/reference/threats-and-faults.md, V6.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.browser import Browser
from sandbox.process import REAL_SECRET
from tests.conftest import MakeWorld
from tests.wire.link_steps import exchanges
from tests.wire.signing import signs_in_at
from tests.world import Reply, Someone, World, code_on, until


async def brings_back(world: World, someone: Someone, offer: Reply, *, agree: bool = True) -> str:
    """Go to Spotify straight from Discord; return the address that does not open."""
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    return await world.spotify.consent(direct, someone.listener.id, agree=agree)


async def test_two_ways_in_one_sentence_each(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    offer.contains("I'm on the computer that runs the bot:", "On my phone or another computer:")
    assert list(offer.buttons) == ["1 Open Spotify", "2 Paste the address", "Link Spotify"]
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    assert len(direct) <= 512
    query = {key: value[0] for key, value in parse_qs(urlsplit(direct).query).items()}
    assert query["show_dialog"] == "true"
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) == 22


async def test_a_public_address_offers_one_way(make_world: MakeWorld) -> None:
    world = await make_world(
        PUBLIC_URL="https://music.example.org",
        SPOTIPY_REDIRECT_URI="https://music.example.org/callback",
    )
    offer = await world.someone().uses("link")
    assert list(offer.buttons) == ["Link Spotify", "Allow everything at once"]
    assert offer.link.startswith("https://music.example.org/link/")


PUBLIC = {
    "PUBLIC_URL": "https://music.example.org",
    "SPOTIPY_REDIRECT_URI": "https://music.example.org/callback",
}


@pytest.mark.parametrize("signs", [False, True], ids=["level 4", "level 5"])
@pytest.mark.parametrize("place", ["dm", "general"])
async def test_v6_on_a_public_address_pasting_links_nobody(
    make_world: MakeWorld, signs: bool, place: str
) -> None:
    """V6: an address that a victim hands over would step around the code and Discord's sign-in."""
    world = await make_world(**PUBLIC, **({"DISCORD_CLIENT_SECRET": REAL_SECRET} if signs else {}))
    world.spotify.redirect_uris.append(PUBLIC["SPOTIPY_REDIRECT_URI"])
    world.discord.oauth.redirect_uris.append(f"{PUBLIC['PUBLIC_URL']}/discord/callback")
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    offer = await attacker.uses("link")
    local = offer.link.replace(PUBLIC["PUBLIC_URL"], world.bot.url)
    async with Browser(attacker.address, https_at=world.bot.url) as mine:
        authorize = await mine.press_continue(local)
        if signs:
            back = world.discord.oauth.consent(authorize, attacker.person)
            back = back.replace(PUBLIC["PUBLIC_URL"], world.bot.url)
            authorize = await signs_in_at(mine, back)
    address = await world.spotify.consent(authorize, victim.listener.id)
    mark = len(world.spotify.requests)
    for _ in range(2):
        posted = await attacker.writes(address, place)
        told = await attacker.sees("This link was cancelled", "dm", after=posted)
        told.lacks("That worked", "state=")
    await attacker.becomes(offer, "This link was cancelled")
    assert not attacker.is_linked
    assert exchanges(world, mark) == 0
    assert [row["status"] for row in attacker.rows("link_tickets")] == ["burned"]


@pytest.mark.parametrize("way", ["slash", "prefix in a direct message"])
async def test_the_pasted_address_links(make_world: MakeWorld, way: str) -> None:
    """With the callback's port unreachable, as on a phone."""
    world = await make_world(
        SPOTIPY_REDIRECT_URI="http://127.0.0.1:9/callback", PUBLIC_URL="http://127.0.0.1:9"
    )
    world.spotify.redirect_uris.append("http://127.0.0.1:9/callback")
    mira = world.someone()
    mira.plays()
    offer = await mira.uses("link") if way == "slash" else await mira.says("!link", "dm")
    address = await brings_back(world, mira, offer)
    assert address.startswith("http://127.0.0.1:9/callback?")
    (await mira.pastes(offer, f"  {address}\n")).contains("That worked")
    await mira.becomes(offer, mira.spotify_name)
    (await mira.says("!np")).contains("窓辺の切手")


async def test_a_waiting_command_is_carried_out_after_the_paste(world: World) -> None:
    mira = world.someone()
    mira.plays()
    asked = await mira.uses("nowplaying")
    await mira.pastes(asked, await brings_back(world, mira, asked))
    await mira.sees("窓辺の切手", after=asked.id)


async def test_v6_another_persons_address_is_refused(world: World) -> None:
    """V6: only the person who asked for the link may bring the address back."""
    attacker, victim = world.someone(), world.someone()
    offer, own = await attacker.uses("link"), await victim.uses("link")
    address = await brings_back(world, victim, offer)
    (await victim.pastes(own, address)).contains("someone else's link")
    assert not victim.is_linked
    assert not attacker.is_linked


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("{address}&x=1", "That worked"),
        ("my address is {address} ok?", "That worked"),
        ("{cut}", "Only part of it was copied"),
        ("127.0.0.1", "Only part of it was copied"),
        ("{base}?code=abc", "Only part of it was copied"),
        ("{base}?state={state}", "Only part of it was copied"),
        ("{base}?state={state}&state={state}&code=a", "Only part of it was copied"),
        ("{base}?state=AAAAAAAAAAAAAAAAAAAAAA&code=abc", "doesn't belong to any link of this bot"),
        ("{accounts}/authorize?client_id=1", "That's Spotify's own page"),
        ("{bot}/link/abcdefghijklmnopqrstuv", "That's the address of the link itself"),
        ("{bot}/done/0123456789abcdef01234567", "That page loaded"),
        ("https://other.example/callback?code=a&state=b", "belongs to a different app"),
        ("https://example.org/", "the address of another page"),
        ("http://[broken/callback?code=a", "Only part of it was copied"),
        ("hello", "Only part of it was copied"),
    ],
)
async def test_what_is_wrong_is_said(world: World, made: str, words: str) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    address = await brings_back(world, mira, offer)
    text = made.format(
        address=address,
        cut=address[:60],
        base=address.partition("?")[0],
        state=parse_qs(urlsplit(address).query)["state"][0],
        accounts=world.spotify.accounts_url,
        bot=world.bot.url,
    )
    (await mira.pastes(offer, text)).contains(words)
    assert mira.is_linked == (words == "That worked")
    if words != "That worked":
        (await mira.pastes(offer, address)).contains("That worked")


async def test_denied_used_expired_and_replaced_addresses(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    denied = await brings_back(world, mira, offer, agree=False)
    (await mira.pastes(offer, denied)).contains("You cancelled")
    fresh = await mira.uses("link")
    (await mira.pastes(fresh, denied)).contains("already used")
    address = await brings_back(world, mira, fresh)
    with world.database() as database:
        database.execute(
            "UPDATE link_tickets SET expires_at = expires_at - 700 WHERE discord_id = ?",
            (mira.person.id,),
        )
    (await mira.pastes(fresh, address)).contains("expired")
    old = await mira.uses("link")
    address = await brings_back(world, mira, old)
    newest = await mira.uses("pause")
    (await mira.pastes(newest, address)).contains("newer link")
    good = await brings_back(world, mira, newest)
    (await mira.pastes(newest, good)).contains("That worked")
    again = await mira.uses("link")
    (await mira.pastes(again, good)).contains("already used")


async def test_on_the_bots_own_computer_the_direct_way_asks_for_the_code(world: World) -> None:
    """There the callback does open, but in a browser that did not begin the link."""
    mira = world.someone()
    offer = await mira.uses("link")
    address = await brings_back(world, mira, offer)
    async with Browser(mira.address) as browser:
        page = await browser.goes_on(address)
    await mira.becomes(offer, "One more step")
    (await mira.types_code(offer, code_on(page))).contains("That worked")
    assert mira.is_linked


async def test_many_scopes_still_fit_behind_the_button(world: World, regular: Someone) -> None:
    offer = await regular.uses("link")
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    assert 400 < len(direct) <= 512
    asked = parse_qs(urlsplit(direct).query)["scope"][0].split()
    assert "user-read-playback-state" in asked


async def test_pasting_again_while_it_is_checked_waits_and_fails_nothing(world: World) -> None:
    mira, mark = world.someone(), len(world.spotify.requests)
    offer = await mira.uses("link")
    address = await brings_back(world, mira, offer)
    goes = asyncio.Event()
    world.spotify.fault("/api/token", "held", until=goes)
    first = asyncio.create_task(mira.pastes(offer, address))
    await until(lambda: mira.rows("link_tickets")[0]["status"] == "claimed")
    again = await mira.says(address, "dm")
    again.contains("Just a moment", "being checked")
    again.lacks("doesn't work", "already used", "with </link")
    goes.set()
    (await first).contains("That worked")
    await mira.becomes(offer, mira.spotify_name)
    assert exchanges(world, mark) == 1
    assert world.spotify.count("/api/token", since=mark, by=mira.listener) == 1


async def test_pasting_while_a_code_is_awaited_says_so(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    async with Browser(mira.address) as browser, Browser("10.1.5.1") as other:
        form = await world.discord.press(
            mira.person, offer.id, offer.buttons["2 Paste the address"]["custom_id"]
        )
        await world.discord.wait_for(lambda: form.modal)
        authorize = await browser.press_continue(offer.link)
        callback = await world.spotify.consent(authorize, mira.listener.id)
        code = code_on(await other.goes_on(callback))
        await mira.becomes(offer, "One more step")
        filled = await world.discord.submit_modal(form.id, {"address": callback})
        pasted = await mira.finished(filled, "general")
        for answer in (pasted, await mira.says(callback, "dm")):
            answer.contains("nothing left to paste", "shows a code")
            answer.lacks("already used")
        (await mira.types_code(offer, code)).contains("That worked")
