"""Songs, albums, artists and podcasts in a line: named, linked and marked as Spotify requires."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord import ui

from bot.spotify.links import SpotifyLink, public_url
from bot.spotify.models import (
    Album,
    Artist,
    ArtistRef,
    CatalogueItem,
    Episode,
    Image,
    Playable,
    Playlist,
    Show,
    Track,
)
from bot.ui.language import _, n_
from bot.ui.text import clock, link, name

EXPLICIT = " 🅴"
SPOTIFY = "-# Spotify"
"""The mark required on everything from Spotify (docs/reference/spotify.md, section 6)."""

_Text = ui.TextDisplay[Any]


def link_of(thing: CatalogueItem) -> SpotifyLink | None:
    """Return an item's Spotify link; None for a local file."""
    kind = type(thing).__name__.lower()
    return SpotifyLink(kind, thing.id) if thing.id else None


def titled(thing: CatalogueItem, limit: int = 100) -> str:
    """Return an item's name, linked to Spotify, with the explicit badge."""
    known = link_of(thing)
    # Spotify doesn't tell bots the names of its own playlists.
    unnamed = isinstance(thing, Playlist) and not thing.name
    said = _("A playlist made by Spotify") if unnamed else thing.name
    shown = link(said, known.url if known else None, limit)
    return shown + (EXPLICIT if getattr(thing, "explicit", False) else "")


def artists(refs: tuple[ArtistRef, ...], most: int = 3, limit: int = 40) -> str:
    """Return artists' names, each linked."""
    return ", ".join(link(one.name, public_url("artist", one.id), limit) for one in refs[:most])


def length(milliseconds: int) -> str:
    """Return a length; "" if unknown."""
    return clock(milliseconds) if milliseconds > 0 else ""


def total(things: Iterable[Playable]) -> str:
    """Return the total length; "" unless every length is known."""
    lengths = [one.duration_ms for one in things]
    return clock(sum(lengths)) if lengths and all(lengths) else ""


def dotted(*facts: str) -> str:
    """Join the non-empty facts in one line."""
    return " · ".join(fact for fact in facts if fact)


def line(thing: CatalogueItem, limit: int = 70) -> str:
    """Return an item in one line with its distinguishing facts."""
    return dotted(titled(thing, limit), *_facts(thing))


def two_lines(thing: CatalogueItem, limit: int = 70) -> str:
    """Return an item's name, and below it its distinguishing facts."""
    facts = line_without_name(thing)
    return titled(thing, limit) + (f"\n-# {facts}" if facts else "")


def line_without_name(thing: CatalogueItem) -> str:
    """Return an item's distinguishing facts in one line."""
    return dotted(*_facts(thing))


def _facts(thing: CatalogueItem) -> list[str]:
    match thing:
        case Track():
            facts = [artists(thing.artists), length(thing.duration_ms)]
        case Episode():
            facts = [name(thing.by, 40) if thing.by else "", length(thing.duration_ms)]
        case Album():
            facts = [artists(thing.artists), album_kind(thing), thing.release_date[:4]]
        case Playlist():
            owner = name(thing.owner_name, 40) if thing.owner_name else ""
            songs = n_("{count} song", "{count} songs", thing.total) if thing.total else ""
            facts = [owner, songs]
        case Show():
            count = thing.total_episodes
            facts = [n_("{count} episode", "{count} episodes", count) if count else ""]
        case Artist():
            facts = []
    return facts


def album_kind(album: Album) -> str:
    """Return the type of an album: album, single, EP or compilation."""
    kinds = {
        "album": _("Album"),
        "single": _("Single"),
        "ep": _("EP"),
        "compilation": _("Compilation"),
    }
    return kinds.get(album.kind, "")


def images_of(thing: CatalogueItem) -> tuple[Image, ...]:
    """Return an item's pictures, largest first."""
    if isinstance(thing, Episode) and not thing.images and thing.show:
        return thing.show.images
    return thing.images


def beside_art(text: str, images: tuple[Image, ...]) -> ui.Item[Any]:
    """Show words next to a picture, or only words if there is none."""
    words: _Text = ui.TextDisplay(text)
    if not images:
        return words
    art = ui.Thumbnail[Any](images[0].url, description=_("Cover art"))
    return ui.Section(words, accessory=art)
