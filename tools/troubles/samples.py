"""Every error of the rooms that a person may be told about, and an example of each."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from itertools import product
from typing import Any, Literal, get_args, get_origin, get_type_hints

import discord

import bot
from bot.accounts.errors import AccountError
from bot.apps.errors import AppError
from bot.features import FeatureOff
from bot.http.errors import ServiceError
from bot.linking.errors import LinkingError
from bot.music.errors import MusicError, NothingFound, WrongKind
from bot.spotify import errors as spotify
from bot.spotify.apps import AppOwner
from bot.spotify.links import NotASpotifyLink
from bot.spotify.playing import Device
from bot.storage.errors import StorageError
from bot.together.errors import TogetherError
from bot.ui import discord_errors
from bot.ui.words import spotify as spotify_words
from bot.ui.words.errors import Explained

_BASES = (
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
_ABSTRACT = frozenset(
    {AccountError, AppError, LinkingError, MusicError, ServiceError, StorageError, TogetherError}
)
_VALUES: dict[str, Any] = {
    "float": 1_800_000_000.0,
    "int": 2,
    "frozenset[str]": frozenset({"user-library-read"}),
    "AppOwner": AppOwner(1, "Mira", "mira.k"),
    "Device": Device("Kitchen", "Speaker"),
    "discord.HTTPException": None,
}


def _with_subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _with_subclasses(one)


def every_error() -> list[type[Exception]]:
    """Return every error of the rooms, sorted by module and name."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.startswith(("bot.storage.migrations", "bot.__main__")):
            importlib.import_module(module.name)
    found = {one for base in _BASES for one in _with_subclasses(base)}
    found |= {
        one
        for one in vars(discord_errors).values()
        if isinstance(one, type) and issubclass(one, Exception)
    }
    return sorted(
        (one for one in found - _ABSTRACT if one.__module__.startswith("bot.")),
        key=lambda one: (one.__module__, one.__qualname__),
    )


def explained_errors() -> list[type[Exception]]:
    """Return those that have words of their own."""
    return [one for one in every_error() if issubclass(one, get_args(Explained))]


def example_of(kind: type[Exception]) -> Exception:
    """Return one error of a kind."""
    return next(variants_of(kind, "x"))


def variants_of(kind: type[Exception], text: str) -> Iterator[Exception]:
    """Return errors of a kind, one for each value that words may depend on; names are `text`."""
    if kind is discord_errors.AnswerLost:
        response: Any = type("Response", (), {"status": 500, "reason": "x"})()
        yield discord_errors.AnswerLost(discord.HTTPException(response, "x"))
        return
    if not any("__init__" in vars(one) for one in kind.__mro__ if one.__module__[:4] == "bot."):
        yield kind()
        return
    parameters = inspect.signature(kind).parameters.values()
    named = [one for one in parameters if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
    hints = get_type_hints(kind.__init__)
    values = [_values(kind, one, hints.get(one.name), text) for one in named]
    for given in product(*values):
        yield kind(**{one.name: value for one, value in zip(named, given, strict=True)})


def _values(kind: type[Exception], parameter: inspect.Parameter, hint: Any, text: str) -> list[Any]:
    if kind is spotify.Restricted:
        return [*_reasons(), "another one"]
    if hint is bool:
        return [True, False]
    if hint == tuple[str, ...]:
        return [("artist",)] if kind is WrongKind else [(text,), ()]
    if kind is NothingFound and parameter.name == "query":
        return [text, "https://open.spotify.com/track/0"]
    literals = list(_literals(hint))
    if literals:
        return literals
    if hint is str:
        return [text]
    if hint == int | None:
        return [2, 0, None]
    return [_VALUES.get(str(parameter.annotation), ())]


def _literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        for one in get_args(hint):
            yield from _literals(one)


def _reasons() -> list[str]:
    """Return Spotify's reasons that have words, in their order."""
    tree = ast.parse(inspect.getsource(spotify_words._restriction))
    values = [one.value for one in ast.walk(tree) if isinstance(one, ast.MatchValue)]
    return [str(one.value) for one in values if isinstance(one, ast.Constant)]
