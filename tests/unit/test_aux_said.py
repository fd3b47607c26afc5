"""What a guest of an aux's page is told about each error: the right kind, and never nothing."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.accounts import errors as accounts
from bot.http.errors import Malformed, NotSent, ServiceError, Unavailable
from bot.music.errors import NothingFound, QueryTooLong, WrongKind
from bot.spotify import errors as spotify
from bot.spotify.links import NotASpotifyLink
from bot.together import errors as together
from bot.toolkit.aux_said import Said, said_of
from bot.web.render import Renderer

SAID: list[tuple[Exception, Said]] = [
    (Unavailable(), "away"),
    (NotSent(), "away"),
    (Malformed(), "away"),
    (spotify.SignInUnavailable(), "away"),
    (spotify.RateLimited(0.0), "paused"),
    (spotify.QuotaExceeded(0.0), "paused"),
    (spotify.BudgetSpent(0.0), "paused"),
    (spotify.ShareSpent(0.0), "paused"),
    (NothingFound("words", "track"), "nothing"),
    (QueryTooLong(), "nothing"),
    (NothingFound("https://open.spotify.com/track/x", "track"), "gone"),
    (WrongKind("album", ("track",)), "nosong"),
    (NotASpotifyLink("liked"), "nosong"),
    (NotASpotifyLink("broken"), "nosong"),
    (NotASpotifyLink("short"), "short"),
    (NotASpotifyLink(), "foreign"),
    (together.SongGone(), "nosong"),
    (together.AlreadyWaiting("a", "b"), "already"),
    (together.TooManyWaiting(5), "limit"),
    (together.TooManySuggested(5), "crowded"),
    (together.SongBlocked("a", "b", explicit=True), "explicit"),
    (together.SongBlocked("a", "b", explicit=False), "blocked"),
    (together.PlayerUnreachable("a"), "owner"),
    (together.OwnerNeedsPremium("a"), "owner"),
    (accounts.NotLinked(), "owner"),
    (accounts.LinkDead(expired=True), "owner"),
    (spotify.NoActiveDevice(), "owner"),
    (spotify.PremiumRequired(), "owner"),
    (spotify.NoSeat(), "owner"),
    (spotify.Restricted("UNKNOWN"), "restricted"),
    # The host's set-up and our own bugs: a guest can do nothing about them.
    (spotify.AppRejected(), "failed"),
    (spotify.BadRequest(), "failed"),
    (ServiceError(), "failed"),
]


@pytest.mark.parametrize(("error", "said"), SAID, ids=lambda one: str(type(one).__name__))
def test_each_error_is_told_as_what_it_is(error: Exception, said: Said) -> None:
    assert said_of(error) == said


@pytest.mark.parametrize("said", [one for one in get_args(Said) if one != "out"])
def test_every_word_has_a_sentence_that_names_no_cause_of_the_owners(said: str) -> None:
    template = Renderer()._templates.get_template("aux_said.html")
    words = str(template.module.said_words(said, "Mira")).strip()  # type: ignore[attr-defined]
    assert words
    for cause in ("Premium", "revoked", "expired", "seat"):
        assert cause not in words
