"""Every error in the rooms has words, and every outcome of a link has its page and message."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any, cast, get_args

import discord
import pytest

import bot
from bot.accounts.errors import AccountError
from bot.apps.errors import AppError, AppRefusal, AppRefused
from bot.features import FeatureOff
from bot.http.errors import ServiceError
from bot.linking.errors import LinkingError, PasteRefusal, PasteRefused
from bot.linking.outcomes import Announced, Announcement, AttemptEnd, Outcome, PageState, RemovalEnd
from bot.music.errors import Argument, MusicError, OutOfRange
from bot.spotify.apps import AppOwner
from bot.spotify.links import NotASpotifyLink, Place
from bot.spotify.playing import Device
from bot.storage.errors import StorageError
from bot.together.errors import TogetherError
from bot.ui import discord_errors as ui_errors
from bot.ui.language import LANGUAGES, translations, using_locale
from bot.ui.notices import Notice
from bot.ui.words.errors import Explained, Handled, explain, is_known
from bot.ui.words.link_notices import finished_notice, link_notice, seat_notice
from bot.ui.words.page import Ending
from bot.ui.words.pages import PAGES, PageName

BASES = (
    AccountError,
    AppError,
    LinkingError,
    MusicError,
    NotASpotifyLink,
    ServiceError,
    StorageError,
    TogetherError,
    FeatureOff,
)
ABSTRACT = frozenset(
    {AccountError, AppError, LinkingError, MusicError, ServiceError, StorageError, TogetherError}
)
BROKE = "Something broke"


def _with_subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _with_subclasses(one)


def _all() -> list[type[Exception]]:
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.startswith(("bot.storage.migrations", "bot.__main__")):
            importlib.import_module(module.name)
    found = {one for base in BASES for one in _with_subclasses(base)}
    found |= {
        one
        for one in vars(ui_errors).values()
        if isinstance(one, type) and issubclass(one, Exception)
    }
    return sorted(
        (one for one in found - ABSTRACT if one.__module__.startswith("bot.")),
        key=lambda one: (one.__module__, one.__qualname__),
    )


ERRORS = _all()
_VALUES: dict[str, Any] = {
    "bool": True,
    "float": 1_800_000_000.0,
    "int": 1,
    "int | None": 1,
    "str": "x",
    "frozenset[str]": frozenset({"user-library-read"}),
    "tuple[str, ...]": ("x",),
    "AppOwner": AppOwner(1, "Mira", "mira.k"),
    "Device": Device("Kitchen", "Speaker"),
    "AppRefusal": "known",
    "PasteRefusal": "part",
    "Argument": "volume",
    "Outcome": "used",
    "Place | Literal['']": "jam",
    'Place | Literal[""]': "jam",
    "Literal['volume', 'position']": "volume",
    "discord.HTTPException": None,
}


def made(kind: type[Exception]) -> Exception:
    """Return an error with values that match its constructor's annotations."""
    if kind is ui_errors.AnswerLost:
        response: Any = type("Response", (), {"status": 500, "reason": "x"})()
        return ui_errors.AnswerLost(discord.HTTPException(response, "x"))
    if not any("__init__" in vars(one) for one in kind.__mro__ if one.__module__[:4] == "bot."):
        return kind()
    parameters = inspect.signature(kind).parameters.values()
    given = {
        one.name: _VALUES.get(str(one.annotation), ())
        for one in parameters
        if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
    }
    return kind(**given)


def test_the_rooms_errors_are_found() -> None:
    assert len(ERRORS) > 70


@pytest.mark.parametrize("kind", ERRORS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_error_has_words_or_is_said_to_need_none(kind: type[Exception]) -> None:
    explained, handled = (issubclass(kind, get_args(one)) for one in (Explained, Handled))
    assert explained != handled
    error = made(kind)
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
