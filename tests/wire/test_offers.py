"""A link that is still open is given again; everything at once; choosing what is allowed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bot.accounts.scopes import EVERYTHING
from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until

_MASKED = re.compile(r"\[Allow everything at once\]\((\S+)\)")


def asked_for(address: str) -> set[str]:
    """The scopes that an address at Spotify asks for."""
    return set(parse_qs(urlsplit(address).query)["scope"][0].split())


def allowed(someone: Someone) -> set[str]:
    return set(str(someone.rows("accounts")[0]["scopes"]).split())


async def test_a_link_still_open_is_given_again(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    offers = [await mira.uses("link") for _ in range(3)] + [await mira.says("!link", "dm")]
    assert len({one.link for one in offers}) == 1
    assert len({str(one.buttons["1 Open Spotify"]["url"]) for one in offers}) == 1
    assert (await jonas.uses("link")).link not in {one.link for one in offers}
    await mira.agrees(offers[0])
    for one in offers:
        await mira.becomes(one, mira.spotify_name)
    assert (await mira.uses("link")).link != offers[0].link, "a used one never again"


async def test_its_secrets_lie_sealed(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    state = parse_qs(urlsplit(str(offer.buttons["1 Open Spotify"]["url"])).query)["state"][0]
    stored = b"".join(
        file.read_bytes() for file in world.bot.database.parent.iterdir() if file.is_file()
    )
    assert offer.link.rpartition("/")[2].encode() not in stored
    assert state.encode() not in stored
    await mira.agrees(offer)
    assert mira.rows("link_tickets")[0]["offer_secrets"] is None


async def test_a_begun_or_nearly_ended_one_is_not_given_again(world: World) -> None:
    mira = world.someone()
    first = await mira.offer()
    async with Browser(mira.address) as browser:
        await browser.press_continue(first)
    second = await mira.offer()
    assert second != first
    with world.database() as database:
        database.execute(
            "UPDATE link_tickets SET expires_at = expires_at - 400 WHERE discord_id = ?",
            (mira.person.id,),
        )
    third = await mira.uses("link")
    assert third.link != second
    assert (await mira.agrees(third)).status == 200


async def test_ten_commands_of_a_newcomer_need_one_link(world: World) -> None:
    """The newest five are carried out; the others' messages say that they are not."""
    mira = world.someone()
    mira.plays()
    asked = [await mira.uses("volume", level=str(30 + number)) for number in range(9)]
    asked.append(await mira.uses("recent"))
    newest = asked[-1]
    newest.contains("what your earlier commands need")
    assert "newer link" in (await mira.opens(asked[0].link)).words
    assert len(mira.rows("waiting_commands")) == 5
    page = await mira.agrees(newest)
    assert page.status == 200, page.words
    assert "your command will run" in page.words
    for one in asked[:5]:
        (await mira.becomes(one, "only your newest five")).contains(mira.spotify_name)
    for one in asked[5:]:
        await mira.becomes(one, "Your command is running now")

    def set_to() -> list[str]:
        changes = [one for one in world.spotify.requests if one.path.endswith("/player/volume")]
        return [one.query["volume_percent"] for one in changes if one.person == mira.listener.id]

    await until(lambda: len(set_to()) == 4)
    assert set_to() == ["35", "36", "37", "38"], "in the order in which they were given"
    await mira.sees("Recently played by", after=newest.id)


async def test_t9c_only_used_links_count_and_the_time_told_is_true(world: World) -> None:
    mira = world.someone()
    for _ in range(12):
        await mira.uses("link")
    for _ in range(10):
        await mira.links(agree=False)
    oldest = _tallies(world)[-10] - 600
    with world.database() as database:
        tenth = "SELECT id FROM tallies ORDER BY id DESC LIMIT 1 OFFSET 9"
        database.execute(f"UPDATE tallies SET at = at - 600 WHERE id = ({tenth})")
    refused = await mira.uses("link")
    refused.contains("a lot of links")
    told = re.search(r"<t:(\d+):R>", refused.words)
    assert told is not None
    assert int(told[1]) - 3600 == oldest
    await mira.uses("unlink")
    (await mira.uses("link")).contains("a lot of links")
    assert not mira.rows("link_tickets"), "unlinking deletes the tickets, not the count"


def _tallies(world: World) -> list[int]:
    return [int(one["at"]) for one in world.rows("tallies", "1", 1)]


async def test_tallies_name_nobody(world: World) -> None:
    mira = await world.linked()
    rows = world.rows("tallies", "1", 1)
    assert rows
    assert all(re.fullmatch(r"[0-9a-f]{64}", str(one["who"])) for one in rows)
    assert str(mira.person.id) not in str(rows)


async def test_everything_at_once_on_the_start_page(world: World) -> None:
    mira = world.someone()
    page = await mira.opens(await mira.offer())
    assert "Allow everything at once" in page.words
    assert "(unless you allow everything)" in page.words
    assert "no command has to ask again" in page.words
    assert 'value="least" checked' in page.source
    async with Browser(mira.address) as browser:
        for chosen, wanted in (("all", set(EVERYTHING)), ("least", {"user-read-playback-state"})):
            address = await browser.submit(await browser.open(page.url), scopes=chosen)
            assert asked_for(address) == wanted, "the last choice counts"
        address = await browser.submit(await browser.open(page.url), scopes="all")
        done = await browser.open(await world.spotify.consent(address, mira.listener.id))
    assert done.status == 200
    assert allowed(mira) == EVERYTHING
    assert "Allow everything" not in (await mira.opens(await mira.offer())).words


async def test_everything_by_the_direct_address(world: World) -> None:
    """Too long for a button, so it is a link in the text; state and link are the same."""
    mira = world.someone()
    mira.plays()
    offer = await mira.uses("pause")
    offer.contains("no command will ask again")
    found = _MASKED.search(offer.words)
    assert found is not None
    assert len(offer.words) < 4000
    assert asked_for(found[1]) == EVERYTHING
    assert len(str(offer.buttons["1 Open Spotify"]["url"])) <= 512
    address = await world.spotify.consent(found[1], mira.listener.id)
    (await mira.pastes(offer, address)).contains("That worked")
    assert allowed(mira) == EVERYTHING
    await until(lambda: not mira.listener.player.playing)
    assert "Allow everything" not in (await mira.uses("link")).words


async def test_everything_on_a_public_address_is_a_button(make_world: MakeWorld) -> None:
    world = await make_world(
        PUBLIC_URL="https://music.example.org",
        SPOTIPY_REDIRECT_URI="https://music.example.org/callback",
    )
    offer = await world.someone().uses("link")
    address = str(offer.buttons["Allow everything at once"]["url"])
    assert address == f"{offer.link}?all=1"
    page = await world.someone().opens(address.replace("https://music.example.org", world.bot.url))
    assert 'value="all" checked' in page.source


async def test_account_shows_what_is_allowed_and_narrows_it(world: World) -> None:
    mira = world.someone()
    mira.plays()
    await mira.agrees(await mira.uses("pause"))
    await until(lambda: mira.is_linked)
    account = await mira.uses("account")
    account.contains("control your player", "see what you're playing")
    choice = await mira.presses(account, "Change permissions")
    choice.contains("Spotify may still list")
    options = choice.selects[0]["options"]
    assert [one["value"] for one in options if one.get("default")] == ["user-modify-playback-state"]
    custom_id = choice.selects[0]["custom_id"]
    one = await world.discord.press(mira.person, choice.id, custom_id, ["user-top-read"])
    offer = await mira.finished(one, "general")
    offer.contains("Change permissions", mira.spotify_name)
    wanted = {"user-read-playback-state", "user-top-read"}
    assert asked_for(str(offer.buttons["1 Open Spotify"]["url"])) == wanted
    assert (await mira.agrees(offer)).status == 200
    assert allowed(mira) == wanted
    (await mira.uses("account")).lacks("control your player")
    (await mira.uses("resume")).contains("doesn't allow this yet")


async def test_link_says_to_what_one_is_linked(world: World) -> None:
    mira = world.someone()
    (await mira.uses("link")).lacks("You're linked")
    await mira.links()
    (await mira.uses("link")).contains("You're linked to", mira.spotify_name)


async def test_the_linked_allow_and_newcomers_link(world: World) -> None:
    mira, newcomer = await world.linked(), world.someone()
    asked = await mira.says("!pause")
    assert "Allow" in asked.buttons
    offer = await mira.presses(asked, "Allow")
    assert list(offer.buttons) == ["1 Open Spotify", "2 Paste the address", "Allow"]
    dm: Reply = await mira.says("!pause", "dm")
    assert "Link Spotify" not in dm.buttons
    assert "Link Spotify" in (await newcomer.says("!pause")).buttons


async def test_half_a_link_is_none(make_world: MakeWorld) -> None:
    """A first token answer without a refresh token would end within the hour."""
    world = await make_world()
    world.spotify.without_refresh = True
    mira = world.someone()
    offer = await mira.uses("link")
    page = await mira.agrees(offer)
    assert page.status == 502
    assert "only half of a link" in page.words
    (await mira.becomes(offer, "only half of a link")).contains("nothing to renew it with")
    assert not mira.is_linked
    (await world.host.sees("only half of a link", "dm")).contains("no refresh token", "main")
    world.spotify.without_refresh = False
    assert (await mira.links()).status == 200


async def test_a_button_of_a_command_that_no_longer_waits(world: World) -> None:
    mira = world.someone()
    old = await mira.says("!np")
    for _ in range(5):
        await mira.says("!np")
    refused = await mira.presses(old, "Link Spotify")
    refused.contains("too old")
    refused.lacks("isn't yours")
