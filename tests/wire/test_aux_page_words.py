"""What the page of an aux says became of a request: which, in plain words, and once."""

from __future__ import annotations

import html
import re

from yarl import URL

from sandbox.browser import Browser, Seen
from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.wire.test_aux_page import adds, opened, sends

_TYPED = re.compile(r'id="words" name="words" maxlength="200" value="([^"]*)"')
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
_NOBODYS = "https://open.spotify.com/track/0000000000000000000000"
_SCRIPT = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}


def said(page: Seen) -> str:
    """Return what a page says became of a request; empty for nothing."""
    note = re.search(r'id="said"[^>]*>(.*?)</p>', page.source, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", note[1])) if note else ""


def typed(page: Seen) -> str:
    """Return what stands in a page's search field."""
    field = _TYPED.search(page.source)
    assert field, page.source
    return html.unescape(field[1])


async def test_a_link_that_is_no_song_is_told_from_one_that_is_gone_and_kept_in_the_field(
    party: Party,
) -> None:
    address = await opened(party)
    async with Browser("10.35.0.1") as phone:
        await sends(phone, address, "join", name="Gast")
        before = len(party.world.spotify.requests)
        for words, what in (
            ("https://open.spotify.com/album/0000000000000000000000", "doesn't lead to a song"),
            ("look spotify:playlist:0000000000000000000000", "doesn't lead to a song"),
            ("https://open.spotify.com/episode/0000000000000000000000", "doesn't lead to a song"),
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "isn't Spotify's"),
            ("youtu.be/dQw4w9WgXcQ", "isn't Spotify's"),
            ("   ", "no song for these words"),
        ):
            page = await sends(phone, address, "find", words=words)
            assert what in said(page), words
            assert typed(page) == words
        assert len(party.world.spotify.requests) == before, "Spotify needn't be asked"
        page = await sends(phone, address, "find", words="https://spotify.link/nobody")
        assert "short link couldn't be followed" in said(page)
        gone = f'{_NOBODYS} "x="<b>'
        page = await sends(phone, address, "find", words=gone)
        assert "or not any more" in said(page)
        assert typed(page) == gone
        assert "<b>" not in page.source
    assert not party.world.rows("aux_songs")


async def test_a_search_that_finds_nothing_or_is_not_answered_says_which(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner N"))
    address = await opened(party)
    async with Browser("10.35.0.2") as phone:
        await sends(phone, address, "join", name="Gast")
        nothing = await sends(phone, address, "find", words="zzz qqq xxx")
        assert "no song for these words" in said(nothing)
        assert typed(nothing) == "zzz qqq xxx"
        world.spotify.fault("/v1/search", "ratelimit", times=1, retry_after=3600)
        for words in ("first", "second"):
            paused = await sends(phone, address, "find", words=words)
            assert "ask Spotify anything more" in said(paused)
            assert typed(paused) == words


async def test_what_only_the_owner_can_put_right_is_said_and_nothing_more(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner X"))
    address = await opened(party)
    async with Browser("10.35.0.3") as phone:
        await sends(phone, address, "join", name="Gast")
        party.owner.listener.player.stop()
        world.later()
        assert said(await sends(phone, address, "vote")) == "Nothing is playing"
        world.spotify.revoke(party.owner.listener)
        world.spotify.expire_access_tokens()
        world.bot.advance_clock(3700)
        world.later()
        page = await sends(phone, address, "vote")
        assert "Spotify needs attention" in said(page)
        assert "Owner X" in said(page)
        for word in ("revoked", "Premium", str(party.owner.person.id)):
            assert word not in page.source


async def test_t8d_a_page_says_what_happened_once_and_to_nobody_else(party: Party) -> None:
    """An address that claims something, a note of another guest's, and one that was made up."""
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.35.0.4") as phone, Browser("10.35.0.5") as other:
        await sends(phone, address, "join", name="Gast")
        await sends(other, address, "join", name="Andere")
        added = await adds(phone, address, "青い封筒")
        assert said(added) == "Your song is in the queue."
        assert added.url == address, "an address that's kept or passed on claims nothing"
        assert not said(await phone.open(address)), "loaded again, or opened later"
        for claim in ("?said=added", "?said=skipped&name=x", "?note=added"):
            assert not said(await phone.open(address + claim))
        # Sent, but not seen yet: nobody else's page shows it, and no other aux's.
        note = await _note_of(phone, address)
        for value in (note, "added." + "0" * 64, "added", "<b>.x", "added." + "ö" * 3):
            other.session.cookie_jar.update_cookies({"earshot-said": value}, URL(address))
            assert not said(await other.open(address)), value
        # The script, which looks in the background, leaves it for the one who reads it.
        async with phone.session.get(address, headers=_SCRIPT) as answer:
            assert 'id="said"' not in await answer.text()
        assert said(await phone.open(address)) == "That song is over"


async def test_the_script_is_answered_with_the_page_itself(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.35.0.6") as phone:
        await sends(phone, address, "join", name="Gast")
        page = await sends(phone, address, "back", _SCRIPT, song="999999999")
        assert said(page) == "That song is over"
        assert not said(await phone.open(address))


async def _note_of(browser: Browser, address: str) -> str:
    """Send a form without loading the page that follows; return the note's cookie."""
    token = _TOKEN.search((await browser.open(address)).source)
    assert token
    fields = {"token": token[1], "act": "back", "song": "999999999"}
    answer = await browser.post(address, fields)
    assert answer.headers["Location"] == URL(address).path
    note = answer.cookies["earshot-said"]
    assert note["httponly"]
    assert note["samesite"] == "Lax"
    assert int(note["max-age"]) <= 60
    return note.value


async def test_the_page_says_in_each_language_what_is_kept_and_who_to_ask(party: Party) -> None:
    address = await opened(party)
    owner = party.world.rows("aux_sessions")[-1]["owner_name"]
    spoken = {
        "en": ("until the aux is over", "in backups", "for a day"),
        "de": ("bis der Aux zu Ende ist", "in Sicherungen", "einen Tag lang"),
        "fr": ("jusqu'à la fin de l'aux", "sauvegardes", "pendant un jour"),
        "es": ("hasta que termine el aux", "copias de seguridad", "durante un día"),
        "pt-BR": ("até o aux terminar", "backups", "por um dia"),
        "ja": ("AUXが終わるまで", "バックアップ", "1日"),
    }
    async with Browser("10.35.0.7") as phone:
        for language, words in spoken.items():
            headers = {"Accept-Language": language}
            async with phone.session.get(address, headers=headers) as answer:
                footer = html.unescape((await answer.text()).partition("<footer>")[2])
            for one in (*words, f"<bdi>{owner}</bdi>"):
                assert one in footer, language


async def test_why_nothing_plays_is_said_while_it_is_so(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address, player = await opened(party), party.owner.listener.player
    async with Browser("10.35.0.8") as phone:
        await sends(phone, address, "join", name="Gast")
        devices = list(player.devices)
        player.stop()
        player.devices.clear()
        player.active = None
        party.world.later()
        await adds(phone, address, "青い封筒")
        await party.owner.presses_in_place(party.owner.now(party.panel), "Refresh")
        page = await phone.open(address)
        assert "Spotify needs attention: perhaps it isn't open anywhere" in page.words
        assert page.words.index("Nothing is playing") < page.words.index("needs attention")
        player.devices.extend(devices)
        party.owner.plays("窓辺の切手", progress_ms=0)
        party.world.later()
        await party.owner.presses_in_place(party.owner.now(party.panel), "Refresh")
        assert "needs attention" not in (await phone.open(address)).words
