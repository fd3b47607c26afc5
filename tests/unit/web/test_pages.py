"""What the pages say, and that names from outside stay text.

Attacks: docs/reference/threats-and-faults.md, T4a.
"""

from __future__ import annotations

import html
from typing import get_args

import pytest

from bot.accounts import scopes
from bot.linking.outcomes import Outcome, ResultPage
from bot.ui.words.pages import PAGES
from bot.ui.words.permissions import never_words, scope_words
from bot.web.render import initial, shown_name
from tests.unit.web.site import REF, TICKET, Site, link_page

STATUSES = {
    "linked": 200,
    "denied": 200,
    "expired": 410,
    "used": 410,
    "replaced": 410,
    "burned": 410,
    "wrong_browser": 403,
    "no_seat": 403,
    "taken": 409,
    "unavailable": 503,
    "unknown": 404,
    "rejected": 502,
    "owner_premium": 502,
    "not_me": 410,
    "code": 200,
    "wrong_code": 410,
    "other_account": 409,
    "not_yours": 403,
    "not_signed_in": 403,
    "discord_down": 503,
    "undone": 200,
    "undo_over": 410,
    "disconnected": 200,
    "nothing_linked": 200,
    "working": 200,
    "interrupted": 410,
    "unfinished": 200,
    "elsewhere": 200,
    "earlier_try": 404,
    "signed_in": 410,
    "ended": 410,
    "over": 200,
    "not_removed": 503,
    "kept": 200,
    "unsure": 200,
    "no_cookies": 403,
    "cancelled_here": 200,
    "failed_here": 400,
    "not_saved": 503,
    "passed_on": 410,
    "half": 502,
    "overtaken": 404,
    "signing_in": 200,
    "not_removed_yet": 503,
    "removal_over": 410,
}
HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}",
    "</bdi></title><style>*{}</style>",
    "&lt;already&gt; &amp;",
]


@pytest.mark.parametrize("outcome", get_args(Outcome))
async def test_every_outcome_has_its_page(site: Site, outcome: Outcome) -> None:
    site.linking.ended = ResultPage(outcome, back_url="https://discord.com/channels/@me")
    answer = await site.ask(f"/done/{REF}")
    assert answer.status == STATUSES[outcome]
    page = PAGES[outcome]
    shown = html.unescape(answer.text)
    assert page.title in shown
    assert page.text in shown
    assert page.next in shown
    assert 'href="https://discord.com/channels/@me"' in answer


@pytest.mark.parametrize("outcome", get_args(Outcome))
async def test_every_refusal_of_a_start_page_has_its_page(site: Site, outcome: Outcome) -> None:
    site.linking.refusal = outcome
    answer = await site.ask(f"/link/{TICKET}")
    assert answer.status == STATUSES[outcome]
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("name", HOSTILE)
async def test_t4a_hostile_names_are_shown_as_typed(site: Site, name: str) -> None:
    site.linking.page = link_page(
        discord_name=name,
        discord_handle=name,
        guild_name=name,
        current_spotify=name,
        avatar_url=f"https://cdn.discordapp.com/{name}",
    )
    start = await site.ask(f"/link/{TICKET}")
    site.linking.ended = ResultPage("linked", name, name, name, f"https://discord.com/{name}")
    done = await site.ask(f"/done/{REF}")
    escaped = str(html.escape(name)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    for answer, times in ((start, 4), (done, 3)):
        assert answer.text.count(f"<bdi>{escaped}</bdi>") >= times
        assert escaped == name or name not in answer.text
        assert "<script" not in answer.text
        assert "<style" not in answer.text
        assert " style=" not in answer.text


def test_names_are_cut_and_lose_invisible_characters() -> None:
    assert shown_name("a" * 200) == "a" * 80 + "…"
    assert shown_name("ab\u202ecd\u200b\x00\ud800") == "abcd"
    assert len(shown_name("a" + "\u0301" * 10_000)) == 5
    assert shown_name(None) == ""
    assert initial("émile") == "É"
    assert initial("\u200b") == "?"


async def test_the_start_page_names_the_account_and_what_it_gets(site: Site) -> None:
    site.linking.page = link_page(current_spotify="Old One")
    text = (await site.ask(f"/link/{TICKET}")).text
    for words in (
        "Mira",
        "mira.k",
        "Lobby",
        "Old One",
        "Not you? Press “This is not me”.",
        "Continue to Spotify",
        "expires in 10 minutes",
    ):
        assert words in text
    assert '<img src="http' not in text


@pytest.mark.parametrize(
    ("scope", "untrue"),
    [
        ("user-modify-playback-state", "control your player"),
        ("playlist-modify-private", "change your library or playlists"),
        ("user-library-modify", "change your library or playlists"),
        ("user-read-email", "see your email address"),
    ],
)
def test_nothing_is_ruled_out_that_a_scope_allows(scope: str, untrue: str) -> None:
    assert untrue in never_words(())
    assert untrue not in never_words((scope,))
    assert "see your password or payments" in never_words((scope,))


def test_every_scope_is_put_into_words() -> None:
    for scope in scopes.WORDS:
        assert scope_words((scope,)) != [scope]


async def test_static_files_come_from_memory(site: Site) -> None:
    style = await site.ask("/static/style.css")
    assert (style.header("Content-Type") or "").startswith("text/css")
    assert "prefers-color-scheme: dark" in style
    logo = await site.ask("/static/logo.svg")
    assert (logo.header("Content-Type") or "").startswith("image/svg+xml")


async def test_t4a_the_pages_have_no_script_and_nothing_inline(site: Site) -> None:
    for path in ("/", f"/link/{TICKET}", f"/done/{REF}", "/nowhere"):
        text = (await site.ask(path)).text
        assert "<script" not in text
        assert "<style" not in text
        assert " style=" not in text
        assert " on" not in "".join(part.split(">")[0] for part in text.split("<"))
