"""The pages in six languages: which one is used, and every sentence on every page."""

from __future__ import annotations

import html
import re
from typing import cast, get_args

import pytest

from bot.accounts.errors import DiscordUnavailable
from bot.linking.errors import BelongsToAnother
from bot.linking.outcomes import Arrival, Outcome, ResultPage
from bot.spotify.apps import AppOwner
from bot.ui.language import LANGUAGES, translations
from bot.ui.words.page import Page
from bot.ui.words.pages import PAGES
from bot.web.accept_language import preferred_language
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import CODE, REF, STATE, TICKET, Site, link_page

OTHERS = [one for one in LANGUAGES if one != "en"]
GET = f"state={STATE}&code={CODE}"
_SAME = {"Earshot", "Spotify", "Discord", "→", "≠", "✓", "!", "i", "·", "?", "Mira", "mira.k"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("DE-at", "de"),
        ("pt", "pt_BR"),
        ("pt-PT,en;q=0.5", "pt_BR"),
        ("zh", "en"),
        ("zh-CN,zh;q=0.9,ja;q=0.3", "ja"),
        ("en;q=0.2, fr;q=0.7, es;q=0.5", "fr"),
        ("fr;q=0, es", "es"),
        ("fr;q=0", "en"),
        ("es;q=nan, fr;q=inf, ja;q=-1, de;q=2, pt;q=x", "en"),
        ("ja;q=0.1;x=y", "en"),
        ("*", "en"),
        ("", "en"),
        (";;;,,=,q=1", "en"),
        ("fr;", "fr"),
        ("de_DE", "de"),
        ("deutsch", "en"),
        ("x" * 10_000 + ",de", "en"),
        ("\u00e9,\u0000,de", "de"),
    ],
)
def test_the_page_uses_the_browsers_preferred_language(header: str, language: str) -> None:
    assert preferred_language(header) == language


async def test_the_persons_chosen_language_comes_before_the_browsers(site: Site) -> None:
    site.linking.chosen = "ja"
    headers = {"Accept-Language": "de"}
    for path in (f"/link/{TICKET}", f"/done/{REF}", f"/callback?state={STATE}&error=x"):
        if path.startswith("/callback"):
            site.linking.refusal = "failed_here"
        assert '<html lang="ja">' in (await site.ask(path, headers=headers)).text
    assert '<html lang="de">' in (await site.ask("/", headers=headers)).text
    site.linking.chosen = None
    site.linking.refusal = None
    assert '<html lang="de">' in (await site.ask(f"/link/{TICKET}", headers=headers)).text
    assert '<html lang="en">' in (await site.ask(f"/link/{TICKET}")).text


async def test_errors_speak_the_language_too(site: Site) -> None:
    headers = {"Accept-Language": "pt"}
    for path in ("/nowhere", "/callback", "/link/x", "/done/x"):
        text = (await site.ask(path, headers=headers)).text
        assert '<html lang="pt-BR">' in text, path
        title = re.findall(r"<title>(.*?)</title>", text)[0]
        assert title not in (await site.ask(path)).text, path


async def test_too_many_requests_are_refused_in_the_visitors_language(make_site: MakeSite) -> None:
    site = await make_site(requests_per_minute=1)
    answers = [await site.ask("/", headers={"Accept-Language": "de"}) for _ in range(4)]
    slow = [one.text for one in answers if one.status == 429]
    assert slow
    assert all('<html lang="de">' in one and "Slow down" not in one for one in slow)


async def _pages(site: Site, language: str) -> dict[str, str]:
    """Return every page in one language."""
    headers = {"Accept-Language": language.replace("_", "-")}
    shown: dict[str, str] = {}

    async def keep(name: str, path: str) -> None:
        shown[name] = (await site.ask(path, headers=headers)).text

    await keep("home", "/")
    await keep("disconnect", "/disconnect")
    for outcome in get_args(Outcome):
        site.linking.ended = ResultPage(
            outcome,
            "Mira",
            "mira.k",
            "Mira",
            "https://discord.com",
            other_name="Mira",
            code="ABCD2345" if outcome == "code" else None,
            owner=AppOwner(1, "Mira", "mira.k") if outcome in ("linked", "no_seat") else None,
        )
        await keep(outcome, f"/done/{REF}")
    owner = AppOwner(1, "Mira", "mira.k")
    for signs_in, demands in ((True, "Mira"), (False, None)):
        site.linking.page = link_page(
            asks_discord=signs_in,
            required_account=demands,
            current_spotify="Mira",
            guild_name="Mira",
            owner=owner if signs_in else None,
        )
        await keep(f"start {signs_in}", f"/link/{TICKET}")
    site.linking.arrival = Arrival(REF, "Mira", "mira.k")
    await keep("arrival", f"/callback?{GET}")
    for failure in (
        BelongsToAnother("Mira", "mira.k", "mira.k"),
        DiscordUnavailable(),
        DiscordUnavailable(rejected=True),
        RuntimeError(),
    ):
        site.linking.failure = failure
        await keep(f"{type(failure).__name__} {failure}", f"/link/{TICKET}")
    site.linking.failure = None
    return shown


def _sentences(source: str) -> set[str]:
    body = source[source.index("<body>") :] + re.findall(r"<title>.*?</title>", source)[0]
    texts = (html.unescape(one).strip(" ·@→") for one in re.split(r"<[^>]+>|\n", body))
    return {one for one in texts if one} - _SAME


@pytest.mark.parametrize("language", OTHERS)
async def test_no_translated_page_contains_an_english_sentence(site: Site, language: str) -> None:
    english, other = await _pages(site, "en"), await _pages(site, language)
    for name, source in other.items():
        assert f'<html lang="{language.replace("_", "-")}">' in source, name
        alike = _sentences(source) & _sentences(english[name])
        alike = {one for one in alike if re.search(r"[a-z]{3}", one)} - {"· Earshot"}
        assert not {one for one in alike if len(one.split()) > 1}, (name, alike)


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_is_translated(language: str) -> None:
    known = translations(language)
    for name, page in cast(dict[str, Page], PAGES).items():
        for words in (page.title, page.text, page.next):
            assert known.gettext(words) != words, (name, words)
