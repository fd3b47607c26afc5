"""Forwarded links in every variant, with browsers of three people.

The variants: docs/reference/threats-and-faults.md, section 1.1.
"""

from __future__ import annotations

from bot.opaque_values import ticket_ref
from sandbox.browser import Browser
from tests.world import World, code_on


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
        done = f"{world.bot.url}/done/{ticket_ref(offer.link.rpartition('/')[2])}"
        assert f"{code[:4]} {code[4:]}" in (await theirs.open(done)).words
        seen = await mine.open(done)
        assert code[:4] not in seen.words, "the attacker's browser sees no code"
    asked = await attacker.becomes(offer, "One more step")
    assert list(asked.buttons) == ["Type the code"], "never a bare button that confirms"
    for left in ("2 more tries", "1 more try"):
        (await attacker.types_code(offer, "AAAAAAAA")).contains("not the code", left)
    (await attacker.types_code(offer, "AAAAAAAA")).contains("wrong three times")
    await attacker.becomes(offer, "wrong three times")
    assert not attacker.is_linked
    assert not attacker.rows("waiting_logins")


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
    assert not mira.rows("waiting_logins")


async def test_this_is_not_me_burns_the_link_and_tells_the_asker(world: World) -> None:
    attacker, victim = world.someone(), world.someone()
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(victim.address) as theirs:
        page = await theirs.not_me(address)
        assert "This link is cancelled" in page.words
        assert page.status == 200
    await attacker.becomes(offer, "Your link reached someone else")
    after = await attacker.opens(address)
    assert after.status == 410
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    callback = await world.spotify.consent(direct, attacker.listener.id)
    await attacker.opens(callback)
    assert not attacker.is_linked, "the other way of the same link is cancelled too"


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


async def test_v1_a_taken_spotify_account_is_not_taken_over_silently(world: World) -> None:
    owner, other = await world.linked("Owner"), world.someone("Other")
    async with Browser(other.address) as browser:
        page = await browser.link(await other.offer(), world.spotify, owner.listener.id)
    assert page.status == 409
    assert not other.is_linked
    assert owner.is_linked
    await owner.sees("Someone used your Spotify account", "dm")
    told = await owner.sees(other.person.username, "dm")
    assert "Show my account" in told.buttons
