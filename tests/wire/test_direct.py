"""What people write in direct messages instead of filling in a form."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, code_on, until


async def comes_back(world: World, someone: Someone, offer: Reply) -> str:
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    return await world.spotify.consent(direct, someone.listener.id)


async def shows_code(world: World, someone: Someone) -> str:
    """Agree in another browser than the one that began; return the code that it shows."""
    offer = await someone.uses("link")
    async with Browser(someone.address) as begun, Browser(someone.address) as other:
        authorize = await begun.press_continue(offer.link)
        page = await other.goes_on(await world.spotify.consent(authorize, someone.listener.id))
    await someone.becomes(offer, "One more step")
    return code_on(page)


@pytest.mark.parametrize(
    "made",
    [
        "{address}",
        "  {address}  \n",
        "<{address}>",
        "`{address}`",
        "[Problem loading page]({address})",
        "**{address}**",
        "__{address}__",
        "Problem loading page\n{address}\n\nSent from my phone",
        "is it this one: {address}?",
        "{bare}",
        "Http{rest}",
        "{broken}",
        "{escaped}",
        "https{rest}",
        "\u200b{address}\u200b",
        "about:reader?url={encoded}",
        "https://www.google.com/url?q={encoded}&sa=D",
        "{encoded}",
        "view-source:{address}#_=_",
        "Safari can't open the page {swapped} because it couldn't connect",
        "||{address}&iss=https%3A%2F%2Faccounts.spotify.com||",
    ],
)
async def test_an_address_however_a_phone_sends_it(world: World, made: str) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    address = await comes_back(world, mira, offer)
    middle = len(address) // 2
    text = made.format(
        address=address,
        bare=address.removeprefix("http://"),
        rest=address.removeprefix("http"),
        broken=f"{address[:middle]}\n{address[middle:]}",
        escaped=address.replace("&", "&amp;"),
        encoded=quote(address, safe=""),
        swapped="{}?state={state[0]}&code={code[0]}".format(
            address.partition("?")[0], **parse_qs(urlsplit(address).query)
        ),
    )
    answer = await mira.says(text, "dm")
    answer.contains("That worked", "You can delete your message")
    assert mira.is_linked
    await mira.becomes(offer, mira.spotify_name)


@pytest.mark.parametrize(
    "made",
    [
        "{code}",
        "{low}",
        "{low4} {rest}",
        "`{code}`",
        "{low4}-{rest} ",
        "{wide}",
        "The code is {code4} {end}, right?",
        "{code}\n\nSent from my phone",
        "||{code}||",
        "\u200e{code}\u200e",
    ],
)
async def test_a_code_however_it_is_typed(world: World, made: str) -> None:
    mira = world.someone()
    code = await shows_code(world, mira)
    low = code.lower()
    wide = "".join(chr(ord(one) - 0x21 + 0xFF01) for one in code)
    text = made.format(
        code=code, low=low, low4=low[:4], rest=low[4:], wide=wide, code4=code[:4], end=code[4:]
    )
    (await mira.says(text, "dm")).contains("That worked", "You can delete your message")
    assert mira.is_linked


async def test_a_wrong_code_is_told_and_words_cost_no_try(world: World) -> None:
    mira = world.someone()
    code = await shows_code(world, mira)
    (await mira.says("thank you", "dm")).contains("That's not the code", "3 more tries")
    (await mira.says("AAAA AAAA", "dm")).contains("That's not the code", "2 more tries")
    (await mira.says(code, "dm")).contains("That worked")
    (await mira.says("what now, anywhere else?", "dm")).contains("Every command works", "`!link`")


async def test_t9c_many_codes_in_one_message_are_one_try(world: World) -> None:
    mira = world.someone()
    code = await shows_code(world, mira)
    guesses = "2345 6789 ABCD 2345 EFGH 3456"
    (await mira.says(f"{guesses} {code}", "dm")).contains("That's not the code", "2 more tries")
    (await mira.says(f"it says {code}", "dm")).contains("That worked")


async def test_a_code_that_is_no_longer_awaited_is_told(world: World) -> None:
    """Also to who has had help a moment ago, and would otherwise hear nothing."""
    mira = world.someone()
    await mira.says("hello?", "dm")
    (await mira.says("ABCD 2345", "dm")).contains("no longer works", "Get a new link")
    code = await shows_code(world, mira)
    await mira.uses("unlink")
    await mira.says(code if not code.isalpha() else "ABCD 2345", "dm")
    assert not mira.is_linked


async def test_an_address_that_is_being_checked_is_not_called_used(world: World) -> None:
    """Pasted twice, as people do who see nothing happen at once."""
    mira = world.someone()
    offer = await mira.uses("link")
    address = await comes_back(world, mira, offer)
    goes = asyncio.Event()
    world.spotify.fault("/api/token", "held", until=goes)
    first = asyncio.create_task(mira.pastes(offer, address))
    await until(lambda: mira.rows("link_tickets")[-1]["status"] == "claimed")
    second = await mira.says(address, "dm")
    second.contains("already being checked")
    second.lacks("already used", "with </link")
    goes.set()
    (await first).contains("That worked")


async def test_an_address_whose_checking_was_cut_off_is_over(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    address = await comes_back(world, mira, await mira.uses("link"))
    goes = asyncio.Event()
    world.spotify.fault("/api/token", "held", until=goes)
    await mira.writes(address, "dm")
    await until(lambda: mira.rows("link_tickets")[-1]["status"] == "claimed")
    await world.bot.kill()
    goes.set()
    await world.bot.start()
    (await mira.says(address, "dm")).contains("already being checked")
    with world.database() as database:
        database.execute("UPDATE link_tickets SET claimed_at = claimed_at - 60")
    (await mira.says(address, "dm")).contains("already used", "get a new link")


async def test_an_address_whose_login_waits_for_its_code(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    async with Browser(mira.address) as begun, Browser(mira.address) as other:
        authorize = await begun.press_continue(offer.link)
        address = await world.spotify.consent(authorize, mira.listener.id)
        page = await other.goes_on(address)
    asked = await mira.says(address, "dm")
    asked.contains("nothing left to paste", "a code to type")
    asked.lacks("already used")
    (await mira.says(code_on(page), "dm")).contains("That worked")


async def test_t3b_an_answer_that_names_another_server_is_not_taken(world: World) -> None:
    """RFC 9207 holds for pasted addresses too: a mix-up would send the code elsewhere."""
    mira = world.someone()
    address = await comes_back(world, mira, await mira.uses("link"))
    for issuer in ("https://evil.example", "https://accounts.spotify.com.evil.example", ""):
        answer = await mira.says(f"{address}&iss={quote(issuer, safe='')}", "dm")
        answer.contains("belongs to a different app")
    assert not mira.is_linked
    (await mira.says(address, "dm")).contains("That worked")


async def test_half_an_address_is_told(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    address = await comes_back(world, mira, offer)
    (await mira.says(address[:60], "dm")).contains("Only part of it was copied")
    (await mira.says(f"{world.spotify.accounts_url}/login", "dm")).contains("Spotify's own page")
    (await mira.says(offer.link, "dm")).contains("the address of the link itself")
    (await mira.says(address, "dm")).contains("That worked")


async def test_anything_else_gets_help_once(world: World) -> None:
    mira = world.someone()
    (await mira.says("hello?", "dm")).contains("Every command works")
    for text in ("anybody there?", "https://example.org/"):
        await mira.writes(text, "dm")
        await mira.says("!help nowplaying", "dm")
        (await mira.says("!help artist", "dm")).contains("Usage")
    helped = [
        one
        for one in world.discord.messages(mira.person, "dm")
        if "Every command works" in str(one["components"])
    ]
    assert len(helped) == 1
    (await world.someone().says("https://open.spotify.com/track/x", "dm")).contains("Every command")
    await mira.writes("hello?")
    (await mira.says("!help nowplaying")).contains("Usage")


async def test_without_message_content_direct_messages_are_read(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    world.discord.world.refuse_message_content = True
    await world.bot.start()
    mira = world.someone()
    offer = await mira.uses("link")
    (await mira.says(await comes_back(world, mira, offer), "dm")).contains("That worked")


@pytest.mark.parametrize("may_delete", [True, False])
async def test_an_address_posted_in_a_server(make_world: MakeWorld, may_delete: bool) -> None:
    world = await make_world()
    if may_delete:
        world.discord.world.bot_moderates.add(world.home.id)
    mira = world.someone()
    offer = await mira.uses("link")
    address = await comes_back(world, mira, offer)
    posted = await mira.writes(f"it does not open: {address}")
    told = await mira.sees("only for you", "dm")
    told.contains("so I deleted it" if may_delete else "Please delete that message")
    told.lacks("state=")
    await mira.sees("That worked", "dm")
    assert (posted not in world.discord.world.messages) == may_delete
    assert mira.is_linked, "the code is spent: nobody else can use what was posted"


async def test_an_address_posted_by_someone_with_closed_direct_messages(
    make_world: MakeWorld,
) -> None:
    """Where it belongs is said in the channel then, and nothing of what came of it."""
    world = await make_world()
    mira = world.someone()
    offer = await mira.uses("link")
    address = await comes_back(world, mira, offer)
    mira.person.dms_open = False
    posted = await mira.writes(address)
    told = await world.someone().sees("only for you", after=posted)
    told.lacks("state=", "That worked", mira.spotify_name)
    assert mira.is_linked


async def test_v6_a_victims_address_ends_the_attackers_link(world: World) -> None:
    """A person who is talked into agreeing and posting the address gives the attacker nothing."""
    attacker, victim = world.someone(), world.someone()
    offer = await attacker.uses("link")
    address = await comes_back(world, victim, offer)
    await victim.writes(address)
    await victim.sees("someone else's link", "dm")
    await attacker.becomes(offer, "Your link reached someone else")
    (await attacker.pastes(await attacker.uses("link"), address)).contains("no longer works")
    async with Browser(attacker.address) as browser:
        await browser.open(address)
    assert not attacker.is_linked
    assert not victim.is_linked
