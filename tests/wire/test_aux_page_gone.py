"""A guest's song that left the queue without them: the page says so until they go on."""

from __future__ import annotations

import re

from sandbox.browser import Browser, Seen
from tests.reply import Reply
from tests.wire.aux_party import Party
from tests.wire.test_aux_page import adds, opened, sends
from tests.world import until


async def acts(browser: Browser, page: Seen, act: str, **fields: str) -> Seen:
    """Send a form of a page that was loaded before, with what is hidden in it."""
    hidden = dict(re.findall(r'type="hidden" name="(token|told)" value="([^"]*)"', page.source))
    own = {"Sec-Fetch-Site": "same-origin"}
    data = {**hidden, **fields, "act": act}
    async with browser.session.post(page.url, data=data, headers=own) as answer:
        return Seen(answer.status, str(answer.url), await answer.text())


async def question(party: Party, title: str) -> Reply:
    """Return the question to the owner about a song."""
    asked: list[int] = []

    def is_asked() -> bool:
        rows = party.world.rows("aux_songs", "title", title)
        asked[:] = [one["question_id"] or 0 for one in rows]
        return bool(asked and asked[-1])

    await until(is_asked)
    return await party.owner.sees(title, after=asked[-1] - 1)


async def test_a_no_is_told_by_name_until_the_guest_goes_on(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.34.0.1") as phone, Browser("10.34.0.2") as other:
        await sends(phone, address, "join", name="Gast")
        await sends(other, address, "join", name="Andere")
        for song in ("青い封筒", "最終便"):
            await adds(phone, address, song)
        for song in ("青い封筒", "最終便"):
            await party.owner.presses_in_place(await question(party, song), "No")
        for _ in range(2):
            page = await phone.open(address)
            assert "Not this time: 青い封筒" in page.words
            assert "Not this time: 最終便" in page.words
        assert "Not this time" not in (await other.open(address)).words
        # Nobody else says for them that they know it.
        number = re.search(r'name="told" value="([\d-]+)"', page.source)
        assert number, page.source
        await acts(other, await other.open(address), "find", words="雨", told=number[1])
        # Also after a restart, and with a form that was loaded before it.
        await party.world.bot.kill()
        await party.world.bot.start()
        assert "Not this time: 最終便" in (await phone.open(address)).words
        await acts(phone, page, "find", words="雨")
        page = await phone.open(address)
        assert "Not this time" not in page.words
        assert 'name="told"' not in page.source


async def test_a_no_that_came_meanwhile_is_told_still(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.34.0.3") as phone:
        await sends(phone, address, "join", name="Gast")
        await adds(phone, address, "青い封筒")
        await adds(phone, address, "最終便")
        await party.owner.presses_in_place(await question(party, "最終便"), "No")
        page = await phone.open(address)
        # The second "no" comes after they have looked: what they do now isn't about it.
        asked = await question(party, "青い封筒")
        await party.owner.presses_in_place(asked, "No")
        after = (await acts(phone, page, "find", words="雨")).words
        assert "Not this time: 最終便" not in after
        assert "Not this time: 青い封筒" in after
        # Accepted after all: there is nothing to tell any more.
        await party.owner.says("!aux undo")
        assert "Not this time" not in (await phone.open(address)).words


async def test_what_the_owner_takes_out_or_blocks_is_told_and_what_one_takes_back_is_not(
    party: Party,
) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.34.0.4") as phone:
        await sends(phone, address, "join", name="Gast")
        for song in ("青い封筒", "最終便", "返事はいらない"):
            added = await adds(phone, address, song)
        number = re.findall(r'name="song" value="(\d+)">\s*<button[^>]*value="back"', added.source)
        await sends(phone, address, "back", song=number[-1])
        await party.owner.says("!aux remove 1")
        await party.owner.says("!aux block 最終便")
        words = (await phone.open(address)).words
        assert "took 青い封筒" in words
        assert "最終便" in words.partition("was taken out")[0]
        assert "返事はいらない" not in words
    await party.owner.says("!aux unblock 1")


async def test_a_song_that_the_owner_could_not_be_asked_about_is_told(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.34.0.5") as phone:
        await sends(phone, address, "join", name="Gast")
        party.world.discord.fail_next("POST", r"/channels/\d+/messages$", 403, 50013)
        await adds(phone, address, "青い封筒")
        await until(lambda: party.world.rows("aux_songs", "state", "refused"))
        assert "couldn't be asked about 青い封筒" in (await phone.open(address)).words


async def test_a_removed_guest_is_told_nothing_of_their_songs(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.34.0.6") as phone:
        await sends(phone, address, "join", name="Troll")
        await adds(phone, address, "青い封筒")
        await adds(phone, address, "最終便")
        await party.owner.presses_in_place(await question(party, "青い封筒"), "No")
        listed = await party.owner.says("!aux guests")
        row = party.world.rows("aux_guests", "name", "Troll")[-1]
        await party.owner.chooses(listed, str(row["id"]))
        page = await phone.open(address)
        assert "has removed you" in page.words
        assert "青い封筒" not in page.words
        assert "最終便" not in page.words
