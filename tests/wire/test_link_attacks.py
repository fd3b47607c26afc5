"""Forwarded links in every variant, with browsers of three people.

The variants: docs/reference/threats-and-faults.md, section 1.1.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from yarl import URL

from bot.web.cookies import form_token
from sandbox.browser import Browser
from tests.world import Reply, Someone, World, code_on, until


def token_requests(world: World, mark: int) -> int:
    return world.spotify.count("/api/token", since=mark, grant_type="authorization_code")


async def test_t1a_a_forwarded_spotify_address_links_nobody_without_the_code(world: World) -> None:
    """V2: the attacker presses start, and forwards Spotify's address to the victim."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    offer = await attacker.uses("link")
    async with Browser(attacker.address) as mine, Browser(victim.address) as theirs:
        authorize = await mine.press_continue(offer.link)
        page = await theirs.goes_on(await world.spotify.consent(authorize, victim.listener.id))
        assert page.status == 200
        for words in (attacker.person.username, "Attacker", "Never give it to anyone"):
            assert words in page.words
        code = code_on(page)
        assert not attacker.is_linked
        assert code not in (await mine.open(page.url)).source, "the attacker's browser sees no code"
    asked = await attacker.becomes(offer, "One more step")
    assert list(asked.buttons) == ["Type the code"], "never a bare button that confirms"
    for left in ("2 more tries", "1 more try"):
        (await attacker.types_code(offer, "AAAAAAAA")).contains("not the code", left)
    (await attacker.types_code(offer, "AAAAAAAA")).contains("wrong three times")
    await attacker.becomes(offer, "wrong three times")
    assert not attacker.is_linked
    assert not attacker.rows("pending_grants")


async def test_a_form_that_was_closed_opens_again_at_once(world: World) -> None:
    """A double click counts once where something is done; a form that was closed is not there."""
    mira = world.someone()
    offer = await mira.uses("link")
    await opens_twice(mira, offer, "2 Paste the address")
    await consented_elsewhere(world, mira, offer.link)
    await opens_twice(mira, await mira.becomes(offer, "One more step"), "Type the code")


async def opens_twice(someone: Someone, shown: Reply, label: str) -> None:
    for _ in range(2):
        custom_id = shown.buttons[label]["custom_id"]
        one = await someone.discord.press(someone.person, shown.id, custom_id)
        async with asyncio.timeout(10):
            while one.modal is None:
                await asyncio.sleep(0.02)


async def test_a_late_right_code_after_three_wrong_ones_is_refused(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    asked = await mira.becomes(offer, "One more step")
    modals = []
    for _ in range(6):
        custom_id = asked.buttons["Type the code"]["custom_id"]
        one = await world.discord.press(mira.person, asked.id, custom_id)
        modals.append(one)
    await world.discord.wait_for(lambda: all(one.modal for one in modals))
    wrong = [world.discord.submit_modal(one.id, {"code": "BBBBBBBB"}) for one in modals[:5]]
    answers = await asyncio.gather(*wrong)
    for one in answers:
        await mira.finished(one, "general")
    last = await world.discord.submit_modal(modals[5].id, {"code": code})
    (await mira.finished(last, "general")).contains("no longer good")
    assert not mira.is_linked


async def consented_elsewhere(world: World, someone: Someone, url: str) -> str:
    """Begin in one browser, agree in another (a phone's in-app browser); return the code."""
    async with Browser(someone.address) as in_app, Browser(someone.address) as other:
        authorize = await in_app.press_continue(str(url))
        page = await other.goes_on(await world.spotify.consent(authorize, someone.listener.id))
        return code_on(page)


async def test_t1g_a_phone_that_hands_over_links_after_the_code(world: World) -> None:
    mira = world.someone("Mira")
    mira.plays()
    asked = await mira.uses("nowplaying")
    async with Browser(mira.address) as in_app, Browser(mira.address) as other:
        authorize = await in_app.press_continue(asked.link)
        page = await other.goes_on(await world.spotify.consent(authorize, mira.listener.id))
        code = code_on(page)
        assert mira.spotify_name in page.words
        await mira.becomes(asked, "One more step")
        typed = f" {code[:4].lower()}-{code[4:]} "
        (await mira.types_code(asked, typed)).contains("That worked")
        await mira.becomes(asked, mira.spotify_name)
        await mira.sees("窓辺の切手", after=asked.id)
        done = await other.open(page.url)
        assert "Linked" in done.words
        assert "This wasn't me" in done.words
        assert "Linked" not in (await in_app.open(page.url)).words
    assert mira.is_linked
    assert not mira.rows("pending_grants")


async def test_only_the_tickets_owner_can_type_the_code(world: World) -> None:
    mira, other = world.someone(), world.someone()
    offer = await mira.says("!link", "dm")
    code = await consented_elsewhere(world, mira, offer.link)
    asked = await mira.becomes(offer, "One more step")
    own = await other.says("!link", "dm")
    modal = await world.discord.press(
        other.person, own.id, own.buttons["2 Paste the address"]["custom_id"]
    )
    await world.discord.wait_for(lambda: modal.modal)
    ref = asked.buttons["Type the code"]["custom_id"].removeprefix("code:")
    assert modal.modal is not None
    modal.modal["custom_id"] = f"code:done:{ref}"
    one = await world.discord.submit_modal(modal.id, {"code": code})
    (await other.finished(one, "dm")).contains("no longer good")
    assert not mira.is_linked
    assert not other.is_linked


async def test_a_code_runs_out_after_ten_minutes(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    await mira.becomes(offer, "One more step")
    with sqlite3.connect(world.bot.database) as database:
        database.execute("UPDATE pending_grants SET expires_at = expires_at - 601")
    (await mira.types_code(offer, code)).contains("no longer good")
    assert not mira.is_linked


async def test_a_pending_login_is_encrypted(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    row = mira.rows("pending_grants")[0]
    assert code not in str(row)
    tokens = [one.encode() for one in world.spotify.issued if one.startswith(("AQ", "BQ"))]
    assert not any(token in row["sealed"] for token in tokens)


async def test_t1c_the_victim_undoes_it_in_their_browser(world: World) -> None:
    """V1 at level 1: the victim goes the whole way, and then sees whose it is."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    attacker.plays()
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(victim.address) as theirs:
        done = await theirs.link(address, world.spotify, victim.listener.id)
        assert attacker.person.username in done.words
        assert victim.spotify_name in done.words
        await attacker.becomes(offer, "Spotify is linked")
        gone = await theirs.undo(done)
        assert "Undone" in gone.words
        assert not attacker.is_linked
        assert "Undone" in (await theirs.undo(done)).words, "pressing twice is no error"
    await attacker.becomes(offer, "The link was undone")
    (await attacker.uses("nowplaying")).contains("not linked yet")


async def test_undo_needs_the_browser_that_consented_and_its_form(world: World) -> None:
    mira, other = world.someone(), world.someone()
    async with Browser(mira.address) as mine, Browser(other.address) as theirs:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        with pytest.raises(RuntimeError, match="no form"):
            await theirs.undo(await theirs.open(done.url))
        ref = done.url.rpartition("/")[2]
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": ref, "token": token}
        url = f"{world.bot.url}/link/undo"
        assert (await theirs.post(url, fields)).status == 403
        assert (await mine.post(url, {**fields, "token": "0" * 64})).status == 403
        headers = {"Sec-Fetch-Site": "cross-site"}
        async with mine.session.post(url, data=fields, headers=headers) as answer:
            assert answer.status == 403
    assert mira.is_linked


async def test_undo_with_a_made_up_cookie_is_refused(world: World) -> None:
    """Whoever knows a link's public name can make cookie and token themselves, but not its hash."""
    mira, other = world.someone(), world.someone()
    async with Browser(mira.address) as mine, Browser(other.address) as theirs:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        ref = done.url.rpartition("/")[2]
        made_up = "1795000000." + "A" * 43
        theirs.session.cookie_jar.update_cookies(
            {f"earshot-{ref}": made_up}, response_url=URL(world.bot.url)
        )
        fields = {"ref": ref, "token": form_token(f"undo {ref}", made_up)}
        assert (await theirs.post(f"{world.bot.url}/link/undo", fields)).status == 403
    assert mira.is_linked


async def test_undo_ends_after_ten_minutes(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as mine:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        with sqlite3.connect(world.bot.database) as database:
            for table, column in (("link_tickets", "linked_at"), ("accounts", "authorized_at")):
                database.execute(
                    f"UPDATE {table} SET {column} = {column} - 601 WHERE discord_id = ?",
                    (mira.person.id,),
                )
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": done.url.rpartition("/")[2], "token": token}
        assert (await mine.post(f"{world.bot.url}/link/undo", fields)).status == 410
        assert "This wasn't me" not in (await mine.open(done.url)).words
    assert mira.is_linked


async def test_undo_leaves_a_newer_link_alone(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as mine:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        mira.make_older(1)
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": done.url.rpartition("/")[2], "token": token}
        assert (await mine.post(f"{world.bot.url}/link/undo", fields)).status == 410
    assert mira.is_linked


async def test_this_is_not_me_burns_the_link_and_tells_the_asker(world: World) -> None:
    attacker, victim = world.someone(), world.someone()
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(victim.address) as theirs:
        page = await theirs.not_me(address)
        assert "This link is cancelled" in page.words
        assert page.status == 200
    await attacker.becomes(offer, "Your link reached somebody else")
    after = await attacker.opens(address)
    assert after.status == 410
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    callback = await world.spotify.consent(direct, attacker.listener.id)
    await attacker.opens(callback)
    assert not attacker.is_linked, "the other way of the same link is burned too"


async def test_not_me_needs_our_own_form(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        await browser.open(offer)
        answer = await browser.post(offer, {"token": "0" * 64, "act": "not_me"})
        assert answer.status == 403
    assert (await mira.opens(offer)).status == 200


async def test_t1e_a_stolen_ticket_is_named_and_removed_in_one_tap(world: World) -> None:
    """V4 at levels 1 to 4: the attacker finishes the victim's ticket with their own Spotify."""
    owner, attacker = world.someone("Owner"), world.someone("Attacker")
    offer = await owner.uses("link")
    async with Browser(attacker.address) as theirs:
        address = offer.link
        await theirs.link(address, world.spotify, attacker.listener.id)
    told = await owner.becomes(offer, attacker.spotify_name)
    (await owner.presses_in_place(told, "Unlink")).contains("Unlinked")
    assert not owner.is_linked


async def test_t1f_the_attackers_callback_links_nothing_of_the_victims(world: World) -> None:
    """V5: the victim opens the attacker's full callback address."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    async with Browser(attacker.address) as mine:
        authorize = await mine.press_continue(await attacker.offer())
        callback = await world.spotify.consent(authorize, attacker.listener.id)
    async with Browser(victim.address) as theirs:
        for page in (await theirs.open(callback), await theirs.goes_on(callback)):
            assert attacker.person.username in page.words
    assert not victim.is_linked
    assert not attacker.is_linked


async def test_a_taken_spotify_account_is_not_taken_over_silently(world: World) -> None:
    owner, other = await world.linked("Owner"), world.someone("Other")
    async with Browser(other.address) as browser:
        page = await browser.link(await other.offer(), world.spotify, owner.listener.id)
    assert page.status == 409
    assert not other.is_linked
    assert owner.is_linked
    await owner.sees("Somebody used your Spotify account", "dm")
    told = await owner.sees(other.person.username, "dm")
    assert "Show my account" in told.buttons


async def test_disconnect_removes_the_link_without_discord(world: World) -> None:
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    async with Browser(victim.address) as theirs:
        await theirs.link(await attacker.offer(), world.spotify, victim.listener.id)
        assert attacker.is_linked
        page = await theirs.open(f"{world.bot.url}/disconnect")
        assert "every link of that account is removed" in page.words
        authorize = await theirs.submit(page)
        asked = parse_qs(urlsplit(authorize).query)
        assert "scope" not in asked, "it asks for nothing but who it is"
        done = await theirs.open(await world.spotify.consent(authorize, victim.listener.id))
    assert "Removed" in done.words
    assert not attacker.is_linked
    await attacker.sees("Your Spotify link was removed", "dm")
    (await attacker.uses("nowplaying")).contains("not linked yet")


async def test_disconnect_in_another_browser_removes_nothing(world: World) -> None:
    """Nobody can be made to disconnect by a forwarded address."""
    attacker, victim = world.someone(), await world.linked()
    async with Browser(attacker.address) as mine:
        authorize = await mine.submit(await mine.open(f"{world.bot.url}/disconnect"))
        callback = await world.spotify.consent(authorize, victim.listener.id)
        page = await victim.opens(callback)
        assert page.status == 403
        assert victim.is_linked
        own = await mine.open(callback)
        assert "Removed" in own.words
        assert "Removed" in (await mine.open(callback)).words, "opened again it says the same"


async def test_disconnect_of_an_unlinked_account_says_so(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser:
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        page = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert "linked to nobody" in page.words
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        callback = await world.spotify.consent(authorize, mira.listener.id, agree=False)
        assert "You cancelled" in (await browser.open(callback)).words


async def test_a_foreign_page_cannot_start_a_disconnect(world: World) -> None:
    mira = world.someone()
    url = f"{world.bot.url}/disconnect"
    async with Browser(mira.address) as browser:
        page = await browser.open(url)
        token = page.source.split('name="token" value="')[1][:64]
        headers = {"Sec-Fetch-Site": "cross-site"}
        async with browser.session.post(
            url, data={"token": token}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 403
        assert (await browser.post(url, {"token": "1" * 64})).status == 403


async def test_two_codes_at_once_link_once(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    await mira.becomes(offer, "One more step")
    await asyncio.gather(*(mira.types_code(offer, code) for _ in range(2)))
    await until(lambda: mira.is_linked)
    await mira.becomes(offer, mira.spotify_name)


def open_disconnects(world: World) -> int:
    rows = world.rows("link_tickets", "discord_id", 0)
    return sum(row["status"] == "started" for row in rows)


async def test_a_disconnect_that_came_too_late_says_so(world: World) -> None:
    """Overtaken by a newer tab, or run out: Spotify is not to blame for either."""
    mira = await world.linked()
    async with Browser(mira.address) as browser:
        pages = [await browser.open(f"{world.bot.url}/disconnect") for _ in range(2)]
        older, newer = [
            await world.spotify.consent(await browser.submit(page), mira.listener.id)
            for page in pages
        ]
        page = await browser.open(older)
        assert "This try is over" in page.words
        assert "Spotify did not tell" not in page.words
        assert mira.is_linked
        with sqlite3.connect(world.bot.database) as database:
            change = "UPDATE link_tickets SET expires_at = expires_at - 700 WHERE discord_id = 0"
            database.execute(change)
        assert "This try is over" in (await browser.open(newer)).words
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        page = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert "Removed" in page.words
    assert not mira.is_linked


async def test_one_browser_has_one_open_disconnect(world: World) -> None:
    mira = world.someone()
    before = open_disconnects(world)
    async with Browser(mira.address) as browser:
        page = await browser.open(f"{world.bot.url}/disconnect")
        older, newer = await browser.submit(page), await browser.submit(page)
        assert open_disconnects(world) == before + 1
        done = await browser.open(await world.spotify.consent(older, mira.listener.id))
        assert "It has removed nothing" in done.words
        done = await browser.open(await world.spotify.consent(newer, mira.listener.id))
        assert "linked to nobody" in done.words


async def test_a_flood_of_disconnects_keeps_nobody_out(world: World) -> None:
    """From so many addresses that no limit of an address holds it."""
    mira = await world.linked()
    now = int(time.time())
    flood = [
        (f"{number:024x}", 0, "{}", "", "x", now - 300, now + 300, "started", f"b{number}")
        for number in range(10_050)
    ]
    with sqlite3.connect(world.bot.database) as database:
        database.executemany(
            "INSERT INTO link_tickets (ref, discord_id, asker, scopes, client_id, created_at, "
            "expires_at, status, browser_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            flood,
        )
    try:
        async with Browser(mira.address) as browser:
            page = await browser.open(f"{world.bot.url}/disconnect")
            authorize = await browser.submit(page)
            assert open_disconnects(world) <= 10_000
            done = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
            assert "Removed" in done.words
    finally:
        with sqlite3.connect(world.bot.database) as database:
            database.execute("DELETE FROM link_tickets WHERE discord_id = 0")
    assert not mira.is_linked
