"""Level 5: Discord says who each browser is.

Attacks: docs/reference/threats-and-faults.md, V1.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from yarl import URL

from sandbox.browser import Browser
from tests.wire.signing import goes_through, signs_in
from tests.world import World


async def test_a_link_passes_discord_first(signing: World) -> None:
    mira = signing.someone("Mira")
    mira.plays()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        page = await browser.open(offer)
        assert "Sign in with Discord, then Spotify" in page.words
        asked = await browser.press_continue(offer)
        query = parse_qs(urlsplit(asked).query)
        assert asked.startswith(signing.discord.origin)
        assert query["scope"] == ["identify role_connections.write"]
        assert query["redirect_uri"] == [f"{signing.bot.url}/discord/callback"]
        authorize = await signs_in(browser, mira, asked)
        assert authorize.startswith(signing.spotify.accounts_url)
        done = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
    assert "Linked" in done.words
    (await mira.says("!np")).contains("窓辺の切手")


async def test_t1b_the_victims_browser_is_refused_with_names(signing: World) -> None:
    """V1: the victim opens the attacker's link and signs in as themselves."""
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    mark = len(signing.spotify.requests)
    async with Browser(victim.address) as theirs:
        asked = await theirs.press_continue(offer.link)
        callback = signing.discord.oauth.consent(asked, victim.person)
        page = await theirs.open(callback)
    assert page.status == 403
    for words in ("belongs to someone else", attacker.person.username, victim.person.username):
        assert words in page.words
    assert len(signing.spotify.requests) == mark, "the accounts service hears of nothing"
    assert not attacker.is_linked


async def test_v2_a_forwarded_spotify_address_is_checked_again(signing: World) -> None:
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(attacker.address) as mine, Browser(victim.address) as theirs:
        authorize = await signs_in(mine, attacker, await mine.press_continue(address))
        callback = await signing.spotify.consent(authorize, victim.listener.id)
        asked = await theirs.sent_on(callback)
        assert asked.startswith(signing.discord.origin), "Discord is asked, not the code"
        page = await theirs.open(signing.discord.oauth.consent(asked, victim.person))
        assert page.status == 403
        assert "belongs to someone else" in page.words
    assert not attacker.is_linked
    assert not attacker.rows("waiting_logins"), "what the victim gave is thrown away"
    await attacker.becomes(offer, "Someone else opened")


async def test_a_phone_that_hands_over_signs_in_again_and_needs_no_code(signing: World) -> None:
    mira = signing.someone("Mira")
    offer = await mira.uses("link")
    address = offer.link
    async with Browser(mira.address) as in_app, Browser(mira.address) as other:
        authorize = await signs_in(in_app, mira, await in_app.press_continue(address))
        callback = await signing.spotify.consent(authorize, mira.listener.id)
        asked = await other.sent_on(callback)
        assert parse_qs(urlsplit(asked).query)["scope"] == ["identify"]
        done = await other.open(signing.discord.oauth.consent(asked, mira.person))
    assert "Linked" in done.words
    assert "This wasn't me" in done.words
    await mira.becomes(offer, mira.spotify_name)


async def test_t3a_another_sign_ins_code_is_no_good_where_a_login_waits(signing: World) -> None:
    """Code injection (RFC 9700, section 4.5): PKCE binds a code to the sign-in it was made for."""
    owner, victim = signing.someone("Owner"), signing.someone("Victim")
    address = await owner.offer()
    async with Browser(owner.address) as mine, Browser(victim.address) as theirs:
        authorize = await signs_in(mine, owner, await mine.press_continue(address))
        asked = await theirs.sent_on(await signing.spotify.consent(authorize, victim.listener.id))
        injected = signing.discord.oauth.consent(
            str(URL(asked).update_query(code_challenge="A" * 43)), owner.person
        )
        page = await theirs.open(injected)
    assert page.status == 503
    assert not owner.is_linked
    assert not owner.rows("waiting_logins")


async def test_v4_a_stolen_ticket_is_useless(signing: World) -> None:
    owner, attacker = signing.someone("Owner"), signing.someone("Attacker")
    address = await owner.offer()
    async with Browser(attacker.address) as theirs:
        asked = await theirs.press_continue(address)
        page = await theirs.open(signing.discord.oauth.consent(asked, attacker.person))
    assert page.status == 403
    assert not owner.is_linked


async def test_v4_a_forwarded_sign_in_is_refused(signing: World) -> None:
    """The attacker begins the owner's ticket and lets the owner answer Discord for them."""
    owner, attacker = signing.someone("Owner"), signing.someone("Attacker")
    address = await owner.offer()
    async with Browser(attacker.address) as theirs, Browser(owner.address) as mine:
        asked = await theirs.press_continue(address)
        callback = signing.discord.oauth.consent(asked, owner.person)
        page = await mine.open(callback)
        assert page.status == 403
        assert "This started in another browser" in page.words


async def test_t3b_codes_and_states_of_one_server_are_no_good_at_the_other(signing: World) -> None:
    """Mix-up (RFC 9700 section 4.4)."""
    mira = signing.someone()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        discord = signing.discord.oauth.consent(asked, mira.person)
        crossed = discord.replace("/discord/callback", "/callback")
        page = await browser.open(crossed)
        assert page.status == 400
        assert "comes from somewhere else" in page.words
        unnamed = str(URL(crossed).without_query_params("iss"))
        assert (await browser.open(unnamed)).status == 404
        authorize = await signs_in(browser, mira, asked)
        spotify = await signing.spotify.consent(authorize, mira.listener.id)
        crossed = spotify.replace("/callback", "/discord/callback")
        assert (await browser.open(crossed)).status == 404
        assert not mira.is_linked
        assert "Linked" in (await browser.open(spotify)).words


async def test_cancelling_discord_keeps_the_link_usable(signing: World) -> None:
    mira = signing.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(offer)
        page = await browser.open(signing.discord.oauth.consent(asked, mira.person, agree=False))
        assert page.status == 403
        assert "Discord didn't say who you are" in page.words
    assert "Linked" in (await goes_through(signing, mira, offer)).words


async def test_discord_being_down_is_said(signing: World) -> None:
    mira = signing.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(offer)
        signing.discord.oauth.down = True
        page = await browser.open(signing.discord.oauth.consent(asked, mira.person))
        signing.discord.oauth.down = False
    assert page.status == 503
    assert "Discord didn't answer" in page.words
    assert "Linked" in (await goes_through(signing, mira, offer)).words


async def test_no_discord_secret_in_the_log(signing: World) -> None:
    mira = signing.someone()
    await goes_through(signing, mira, await mira.offer())
    printed = "".join(signing.bot.output)
    assert [one for one in signing.discord.oauth.issued if one in printed] == []


async def test_a_direct_state_finds_no_browser_that_discord_has_not_named(signing: World) -> None:
    """Both ways of one link: the start page's button voids the state of the direct way."""
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    async with Browser(victim.address) as theirs:
        await theirs.press_continue(offer.link)
        page = await theirs.open(await signing.spotify.consent(direct, victim.listener.id))
    assert page.status == 404
    assert not attacker.is_linked


async def test_the_direct_way_on_the_bots_own_computer_asks_discord(signing: World) -> None:
    mira = signing.someone("Mira")
    offer = await mira.uses("link")
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    callback = await signing.spotify.consent(direct, mira.listener.id)
    async with Browser(mira.address) as browser:
        asked = await browser.sent_on(callback)
        done = await browser.open(signing.discord.oauth.consent(asked, mira.person))
    assert "Linked" in done.words
    assert mira.is_linked
