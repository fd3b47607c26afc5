"""The page of an aux: guests without Discord, and those who would like to be more than guests."""

from __future__ import annotations

import re

from bot.together.qr_code import qr_code
from sandbox.browser import Browser, Seen
from tests.conftest import MakeWorld
from tests.reply import Reply
from tests.wire.aux_party import Party, party_in, skips

_ADDRESS = re.compile(r"http://[^\s)\]]+/aux/[A-Za-z0-9_-]{22}")
_OWN = {"Sec-Fetch-Site": "same-origin"}


async def opened(party: Party, how: str = "new") -> str:
    """Let the owner open the page, and return its address."""
    shown = await party.owner.says(f"!aux page {how}")
    found = _ADDRESS.search(shown.words)
    assert found, shown.words
    return found[0]


async def sends(
    browser: Browser, address: str, act: str, origin: dict[str, str] = _OWN, **fields: str
) -> Seen:
    """Load the page, and send one of its forms as a browser without JavaScript does."""
    page = await browser.open(address)
    token = re.search(r'name="token" value="([0-9a-f]{64})"', page.source)
    assert token, page.source
    data = {"token": token[1], **fields, "act": act}
    async with browser.session.post(address, data=data, headers=origin) as answer:
        return Seen(answer.status, str(answer.url), await answer.text())


def searches(party: Party) -> int:
    """Count how often Spotify was searched."""
    return sum(one.path.endswith("/search") for one in party.world.spotify.requests)


def pictures(party: Party, message: Reply) -> list[bytes]:
    """Return the pictures that a message shows."""
    known = party.world.discord.world.attachments
    keys = [str(one["url"]).partition("/attachments/")[2] for one in message.message["attachments"]]
    assert all(f"/{key}" in str(message.message["components"]) for key in keys)
    return [known[key][1] for key in keys]


async def adds(browser: Browser, address: str, words: str) -> Seen:
    """Search for a song, and add the one of that name."""
    found = await sends(browser, address, "find", words=words)
    listed = re.findall(r"<li>(.*?)</li>", found.source.partition('id="found"')[2], re.DOTALL)
    one = next((each for each in listed if words in each), "")
    song = re.search(r'name="song" value="(\w{22})"', one)
    assert song, found.source
    return await sends(browser, address, "add", song=song[1])


async def test_a_guest_without_discord_adds_and_both_sides_see_it(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.30.0.1") as phone:
        first = await phone.open(address)
        assert 'id="find"' not in first.source, "only with a name"
        assert "窓辺の切手" in first.words
        await sends(phone, address, "join", name="Tante <b>Ö")
        added = await adds(phone, address, "青い封筒")
        assert "Your song is in the queue." in added.words
        assert "Tante &lt;b&gt;Ö" in added.source
        await party.shows("青い封筒", "Tante")
        await party.guest.says("!aux add 最終便")
        assert "最終便" in (await phone.open(address)).words
        assert str(party.owner.person.id) not in added.source


async def test_a_link_is_added_at_once_and_a_song_can_be_taken_back(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.30.0.7") as phone, Browser("10.30.0.8") as other:
        await sends(phone, address, "join", name="Gast")
        await sends(other, address, "join", name="Andere")
        track = party.world.spotify.catalogue.named("track", "青い封筒").id
        link = f"look: https://open.spotify.com/intl-de/track/{track}?si=x"
        added = await sends(phone, address, "find", words=link)
        assert "Your song is in the queue." in added.words
        number = re.search(r'name="song" value="(\d+)"', added.source)
        assert number, added.source
        assert f'value="{number[1]}"' not in (await other.open(address)).source
        await sends(other, address, "back", song=number[1])
        assert "青い封筒" in (await phone.open(address)).words, "only one's own"
        back = await sends(phone, address, "back", song=number[1])
        assert "Taken back." in back.words
        assert "青い封筒" not in back.words
        await party.shows("Nothing is waiting")
        again = await sends(phone, address, "back", song=number[1])
        assert "That song is over" in again.words


async def test_a_guest_boosts_one_song_and_then_waits(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for song in ("最終便", "雨のポスト", "星を配る"):
        await party.owner.says(f"!aux add {song}")
    address = await opened(party)
    async with Browser("10.30.0.11") as phone:
        await sends(phone, address, "join", name="Gast")
        for song, said in (
            ("星を配る", "That song is next."),
            ("雨のポスト", "boosted a song already"),
        ):
            page = await phone.open(address)
            lines = re.findall(r"<li>(.*?)</li>", page.source, re.DOTALL)
            line = next(one for one in lines if song in one)
            number = re.search(r'name="song" value="(\d+)">\s*<button[^>]*value="boost"', line)
            assert number, line
            assert said in (await sends(phone, address, "boost", song=number[1])).words
        await party.lists("星を配る", "最終便", "雨のポスト")


async def test_what_the_owner_has_blocked_is_refused_on_the_page(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    await party.owner.says("!aux block 青い封筒")
    address = await opened(party)
    async with Browser("10.30.0.12") as phone:
        await sends(phone, address, "join", name="Gast")
        song = party.world.spotify.catalogue.named("track", "青い封筒").id
        assert "doesn't want that song" in (await sends(phone, address, "add", song=song)).words
    assert not party.world.rows("aux_songs")
    # The list is the owner's, also in later auxes.
    await party.owner.says("!aux unblock 1")


async def test_the_owner_sees_guests_and_removes_one(party: Party) -> None:
    address = await opened(party)
    (await party.owner.says("!aux guests")).contains("No guests")
    async with Browser("10.30.0.9") as phone, Browser("10.30.0.10") as other:
        await sends(phone, address, "join", name="Troll **x**")
        await sends(other, address, "join", name="Nett")
        await adds(phone, address, "青い封筒")
        question = await party.owner.sees("should I add this?", after=party.panel.id)
        (await party.guest.says("!aux guests")).contains("Only the person who opened")
        listed = await party.owner.says("!aux guests")
        listed.contains("2 guests", "Nett", r"Troll \*\*x\*\*")
        form = re.search(r'name="token" value="([0-9a-f]{64})"', (await phone.open(address)).source)
        troll = party.world.rows("aux_guests", "name", "Troll **x**")[0]["id"]
        custom_id = str(listed.selects[0]["custom_id"])
        one = await party.world.discord.press(
            party.guest.person, listed.id, custom_id, [str(troll)]
        )
        (await party.guest.finished(one, party.guest.where)).contains("isn't yours")
        removed = await party.owner.chooses(listed, str(troll))
        removed.contains("Removed:", "Troll", "aux page new")
        await party.world.discord.wait_for(
            lambda: "Not this time" in party.owner.now(question).words
        )
        page = await phone.open(address)
        assert "has removed you from this page" in page.words
        assert 'name="act"' not in page.source
        assert form
        before = searches(party)
        for fields in ({"act": "join", "name": "Again"}, {"act": "find", "words": "最終便"}):
            data = {"token": form[1], **fields}
            async with phone.session.post(address, data=data, headers=_OWN) as answer:
                assert "has removed you" in await answer.text()
        assert searches(party) == before, "nothing is looked up for them"
        assert len(party.world.rows("aux_guests", "removed", 0)) == 1
        assert 'id="find"' in (await other.open(address)).source


async def test_the_panel_shows_the_page_while_it_is_open(party: Party) -> None:
    address = await opened(party)
    await party.shows("Page for guests")
    shown = party.owner.now(party.panel)
    assert address in str(shown.buttons)
    assert pictures(party, shown) == [qr_code(address)]
    assert await opened(party, "on") == address, "looking at it changes nothing"
    # Another message as the panel, and another code: it shows what is open now.
    newer = await opened(party)
    again = await party.owner.says("!aux panel")
    assert newer in str(again.buttons)
    assert pictures(party, again) == [qr_code(newer)]
    # Who presses it sees the picture stay; it goes with the page.
    await party.owner.presses_in_place(again, "Pings on")
    assert pictures(party, party.owner.now(again)) == [qr_code(newer)]
    await party.owner.says("!aux page off")
    await party.world.discord.wait_for(
        lambda: "Page for guests" not in party.owner.now(again).words
    )
    assert not pictures(party, party.owner.now(again))


async def test_the_owner_approves_what_guests_suggest(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.30.0.2") as phone:
        await sends(phone, address, "join", name="Gast")
        asked = await adds(phone, address, "青い封筒")
        assert "once it's approved" in asked.words
        question = await party.owner.sees("should I add this?", after=party.panel.id)
        (await party.owner.presses_in_place(question, "Add it")).contains("In the queue")
        assert "青い封筒" in (await phone.open(address)).words


async def test_guests_and_people_skip_together(party: Party) -> None:
    await party.owner.says("!aux add 青い封筒")
    address, before = await opened(party), skips(party)
    async with Browser("10.30.0.3") as phone:
        await sends(phone, address, "join", name="Gast")
        assert "Your vote was counted" in (await sends(phone, address, "vote")).words
        assert "Your vote was counted" in (await sends(phone, address, "vote")).words
    (await party.guest.says("!aux skip")).contains("Skipped by vote")
    assert skips(party) - before == 1


async def test_t8d_a_page_of_an_aux_takes_no_forged_guest(party: Party) -> None:
    """A stranger without the code, another site, another guest's form, and a flood."""
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.30.0.4") as phone, Browser("10.30.0.5") as thief:
        await sends(phone, address, "join", name="Gast")
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        assert (await sends(phone, address, "find", elsewhere, words="青い封筒")).status == 403
        forged = await sends(phone, address, "find", token="0" * 64, words="青い封筒")
        assert forged.status == 403
        # In by the link, but not by name: nothing is added for nobody.
        await sends(thief, address, "add", song="A" * 22)
        # The form of one guest with the cookie of another.
        page = await phone.open(address)
        token = re.search(r'name="token" value="([0-9a-f]{64})"', page.source)
        assert token
        stolen = await sends(thief, address, "join", token=token[1], name="Gast")
        assert stolen.status == 403
        assert not party.world.rows("aux_songs")
        assert (await phone.open(address[:-22] + "A" * 22)).status == 404
        said = [await sends(phone, address, "vote") for _ in range(15)]
        assert "a lot at once" in said[-1].words
    assert address[-22:].encode() not in party.world.stored()
    assert address[-22:] not in "".join(party.world.bot.output)


async def test_closing_the_aux_closes_its_page_and_forgets_its_guests(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    (await party.guest.says("!aux page on")).contains("Only the person who opened")
    old = await opened(party)
    address = await opened(party)
    assert await opened(party, "") == address
    async with Browser("10.30.0.6") as phone:
        assert (await phone.open(old)).status == 410, "a new link ends the old one"
        await sends(phone, address, "join", name="Gast")
        assert len(world.rows("aux_guests")) == 1
        await party.owner.says("!aux close")
        over = await phone.open(address)
        assert over.status == 410
        assert "This page is closed" in over.words
        assert "Owner W" not in over.source
        assert not world.rows("aux_guests")
        await party.owner.says("!aux open")
        assert (await phone.open(address)).status == 410, "a later aux isn't an earlier one's"
        third = await opened(party)
        (await party.owner.says("!aux page off")).contains("page for guests is closed")
        assert (await phone.open(third)).status == 410
