"""Linked roles, which come with the sign-in at Discord."""

from __future__ import annotations

from sandbox.browser import Browser
from tests.wire.signing import goes_through, signs_in
from tests.world import World, until


async def test_linked_roles_are_registered_pushed_and_removed(signing: World) -> None:
    oauth = signing.discord.oauth
    assert {one["key"] for one in oauth.metadata} == {"linked", "months", "premium"}
    mira = signing.someone("Mira")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: mira.person.id in oauth.roles)
    entry = oauth.roles[mira.person.id]
    assert entry["metadata"] == {"linked": "1", "months": "0", "premium": "0"}
    assert entry["platform_username"] == mira.spotify_name
    stored = mira.rows("discord_grants")[0]["tokens"]
    assert not any(one.encode() in stored for one in oauth.issued)
    await mira.uses("unlink")
    assert oauth.roles[mira.person.id] == {"metadata": {}}
    assert not any(one.person is mira.person for one in oauth.tokens.values()), "revoked"
    assert not mira.rows("discord_grants")


async def test_linked_roles_follow_a_renewal(signing: World) -> None:
    oauth = signing.discord.oauth
    mira = signing.someone("Mira")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: mira.person.id in oauth.roles)
    mira.make_older(95)
    with signing.database() as database:
        database.execute("UPDATE accounts SET premium = 1")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: oauth.roles[mira.person.id]["metadata"]["months"] == "3")
    assert oauth.roles[mira.person.id]["metadata"]["premium"] == "1"


async def test_undo_removes_the_role_too(signing: World) -> None:
    oauth = signing.discord.oauth
    mira = signing.someone("Mira")
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        authorize = await signs_in(browser, mira, asked)
        done = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
        await until(lambda: mira.person.id in oauth.roles)
        assert "Undone" in (await browser.undo(done)).words
    assert oauth.roles[mira.person.id] == {"metadata": {}}
