"""What the pages of a finished, ended or waiting link say to each browser.

Attacks: docs/reference/threats-and-faults.md, V2.
"""

from __future__ import annotations

from bot.storage.tables import metadata
from sandbox.browser import Browser
from tests.wire.link_steps import (
    change_tickets,
    consented,
    lacks,
    status_of,
)
from tests.world import World


async def test_a_link_that_is_opened_again_later(world: World) -> None:
    mira = world.someone("Mira")
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira, offer)
        done = await browser.open(callback)
        for address in (offer, callback, done.url):
            assert "Linked" in (await browser.open(address)).words, "the same browser is told so"
        change_tickets(
            world, mira, "expires_at = expires_at - 7200, created_at = created_at - 7200"
        )
        for address in (offer, callback, done.url):
            assert "Linked" in (await browser.open(address)).words
        browser.session.cookie_jar.clear()
        for address in (offer, callback, done.url):
            page = await browser.open(address)
            assert page.status == 410
            assert "already used" in page.words
            assert "/account" in page.words


async def test_a_link_that_is_no_more_does_not_call_itself_linked(world: World) -> None:
    mira = world.someone("Mira")
    async with Browser(mira.address) as browser:
        done = await browser.link(await mira.offer(), world.spotify, mira.listener.id)
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert not mira.is_linked
        page = await browser.open(done.url)
        assert "This link doesn't exist" in page.words, "everything about it is deleted"
        lacks(page, "Linked", mira.spotify_name)


async def test_a_link_that_another_one_has_replaced_is_over(world: World) -> None:
    mira = world.someone("Mira")
    async with Browser(mira.address) as browser:
        done = await browser.link(await mira.offer(), world.spotify, mira.listener.id)
        change_tickets(world, mira, "authorized_at = authorized_at - 60")
        page = await browser.open(done.url)
        assert "This link is no longer active" in page.words
        lacks(page, "Linked", mira.spotify_name)


async def test_a_page_of_a_link_that_is_not_finished_says_where_to_go_on(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.1.2.9") as other:
        callback = await consented(world, browser, mira, offer)
        ref = str(mira.rows("link_tickets")[-1]["ref"])
        address = f"{world.bot.url}/done/{ref}"
        page = await browser.open(address)
        assert "isn't finished yet" in page.words
        foreign = await other.open(address)
        assert foreign.status == 403
        assert "This started in another browser" in foreign.words
        change_tickets(world, mira, "expires_at = expires_at - 700")
        for one in (browser, other):
            assert "expired" in (await one.open(address)).words
            assert "expired" in (await one.open(callback)).words


async def test_a_link_that_ended_otherwise_tells_its_browser_how_and_no_other(
    world: World,
) -> None:
    owner, mira = await world.linked("Owner"), world.someone("Mira")
    async with Browser(mira.address) as browser, Browser("10.1.2.10") as other:
        offer = await mira.offer()
        authorize = await browser.press_continue(offer)
        callback = await world.spotify.consent(authorize, owner.listener.id)
        assert (await browser.open(callback)).status == 409
        for address in (callback, offer):
            assert "already linked" in (await browser.open(address)).words
            page = await other.open(address)
            assert "This link has ended" in page.words
            lacks(page, "Mira", "Owner", "already linked")


async def test_cancelling_in_another_browser_ends_nothing(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser, Browser("10.1.2.11") as other:
        authorize = await browser.press_continue(await mira.offer())
        denied = await world.spotify.consent(authorize, mira.listener.id, agree=False)
        page = await other.open(denied)
        assert "You cancelled on Spotify's page" in page.words
        assert status_of(world, mira) == "started"
        failed = await other.open(denied.replace("access_denied", "server_error"))
        assert "answered with an error" in failed.words
        assert failed.status == 400, "anyone can write this parameter: no alert for the host"
        callback = await world.spotify.consent(authorize, mira.listener.id)
        assert "Linked" in (await browser.open(callback)).words


async def test_undo_leaves_nothing_of_the_victim_in_the_attackers_rows(world: World) -> None:
    attacker, victim = world.someone("Attacker"), world.someone("Victim", spotify_name="Unique Vic")
    async with Browser(victim.address) as theirs:
        done = await theirs.link(await attacker.offer(), world.spotify, victim.listener.id)
        await attacker.uses("account")
        assert "Undone" in (await theirs.undo(done)).words
    names = ("Unique Vic", victim.listener.id, victim.listener.account_id)
    with world.database() as database:
        held_still = [
            (table, row)
            for table in metadata.tables
            for row in database.execute(f"SELECT * FROM {table}")
            if any(name in str(row) for name in names)
        ]
    assert held_still == []
    ended = {row["status"] for row in attacker.rows("link_tickets")}
    # Once its person has been told, the undone ticket is about nobody any more.
    assert ended in ({"undone"}, set())


async def test_the_pages_speak_what_their_person_chose_whoever_opens_them(world: World) -> None:
    mira = world.someone("Mira")
    shown = await mira.uses("settings mine")
    await mira.selects(shown, "set:language", ["de"])
    offer = await mira.uses("link")
    address = str(
        next(one["url"] for one in offer.buttons.values() if "/link/" in one.get("url", ""))
    )
    async with Browser(mira.address) as browser, Browser("10.1.2.13") as other:
        for headers in ({"Accept-Language": "fr"}, {}):
            async with browser.session.get(address, headers=headers) as answer:
                source = await answer.text()
                assert '<html lang="de">' in source
                assert "Weiter zu Spotify" in source
        callback = await consented(world, browser, mira, address)
        assert "Hier weitermachen?" in (await other.open(callback)).words
        assert "Verknüpft" in (await browser.open(callback)).words
        assert "Dieser Link wurde schon benutzt" in (await other.open(callback)).words
        async with other.session.get(world.bot.url, headers={"Accept-Language": "fr"}) as answer:
            assert '<html lang="fr">' in await answer.text()
