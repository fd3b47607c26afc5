"""Every error in the rooms has words, and every outcome of a link has its page and message."""

from __future__ import annotations

import contextvars
from typing import cast, get_args

import pytest

from bot.apps.errors import AppRefusal, AppRefused
from bot.linking.errors import PasteRefusal, PasteRefused
from bot.linking.outcomes import Announced, Announcement, AttemptEnd, Outcome, PageState, RemovalEnd
from bot.music.errors import Argument, OutOfRange
from bot.request_ids import begin_request, current_request_id
from bot.spotify.apps import AppOwner
from bot.spotify.links import NotASpotifyLink, Place
from bot.ui.language import LANGUAGES, translations, using_locale
from bot.ui.notices import Notice
from bot.ui.words.errors import Explained, Handled, explain, is_known
from bot.ui.words.link_notices import finished_notice, link_notice, seat_notice
from bot.ui.words.page import Ending
from bot.ui.words.pages import PAGES, PageName
from tools.troubles.samples import every_error, example_of

BROKE = "Something broke"


ERRORS = every_error()


def test_the_rooms_errors_are_found() -> None:
    assert len(ERRORS) > 70


@pytest.mark.parametrize("kind", ERRORS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_error_has_words_or_is_said_to_need_none(kind: type[Exception]) -> None:
    explained, handled = (issubclass(kind, get_args(one)) for one in (Explained, Handled))
    assert explained != handled
    error = example_of(kind)
    assert is_known(error) == explained
    notice = explain(error, prefix="!")
    assert notice.title
    assert notice.text
    assert (notice.title == BROKE) == handled


def _own(notices: list[Notice]) -> None:
    assert all(one.title and one.text and "{" not in one.text for one in notices)
    assert len({one.text for one in notices}) == len(notices)


def test_every_reason_has_words_of_its_own() -> None:
    _own([explain(AppRefused(one), prefix="!") for one in get_args(AppRefusal)])
    _own([explain(PasteRefused(one), prefix="!") for one in get_args(PasteRefusal)])
    _own([explain(OutOfRange(one, "x"), prefix="!") for one in get_args(Argument)])
    _own([explain(NotASpotifyLink(one), prefix="!") for one in ("", *get_args(Place))])


def test_an_outcome_is_in_one_vocabulary() -> None:
    ends = [get_args(one) for one in (AttemptEnd, PageState, RemovalEnd)]
    assert sum(map(len, ends)) == len({*ends[0], *ends[1], *ends[2]}) == len(get_args(Outcome))
    assert set(PAGES) == set(get_args(PageName))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("owner", [None, AppOwner(1, "Jonas", "jonas.k")])
def test_every_end_is_told_in_discord(language: str, owner: AppOwner | None) -> None:
    with using_locale(language):
        notices = {
            one: link_notice(Announcement(one, "Mira", "Other", owner))
            for one in get_args(Announced)
        }
        short = [finished_notice(one) for one in get_args(AttemptEnd)]
        seats = [seat_notice(one) for one in ("gone", *get_args(AttemptEnd))]
    _own(list(notices.values()))
    assert all(one.title and one.text for one in (*short, *seats))
    assert "Mira" in notices["linked"].text
    assert "Jonas" not in notices["linked"].text
    assert "Other" in notices["other_account"].text
    assert ("Jonas" in notices["no_seat"].text) == (owner is not None)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_what_discord_says_of_an_end_is_translated(language: str) -> None:
    known = translations(language)
    for one in get_args(Announced):
        ending = cast(dict[str, Ending], PAGES)[one]
        words = [ending.title, ending.text, *([ending.then] if ending.then else [])]
        if ending.message is not None:
            words = [ending.message.title, ending.message.text]
        assert all(known.gettext(each) != each for each in words), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_told_with_the_id_of_its_log_lines(language: str) -> None:
    def within() -> None:
        begin_request("slash")
        with using_locale(language):
            told.append(explain(KeyError("secret"), prefix="/").text)
        told.append(current_request_id() or "")

    told: list[str] = []
    contextvars.copy_context().run(within)
    words, request_id = told
    assert words.splitlines()[-1].startswith("-# ")
    assert f"`{request_id}`" in words
    assert ("Request ID for the bot's host" in words) == (language == "en")
    assert "secret" not in words
    assert "-#" not in explain(KeyError(), prefix="/").text, "without a request"
