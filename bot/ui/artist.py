"""What `artist` shows."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.spotify.catalogue import ArtistPage
from bot.spotify.links import public_url
from bot.spotify.models import Album, Track
from bot.ui import buttons
from bot.ui.notices import GREEN, layout, link_to
from bot.ui.text import clock, link, name

_ALBUMS_SHOWN = 6
_TRACKS_SHOWN = 5
_KINDS = {"album": "Album", "single": "Single", "ep": "EP", "compilation": "Compilation"}


def artist_view(
    page: ArtistPage, *, viewer_id: int, matches: Sequence[tuple[str, str]] | None = None
) -> ui.LayoutView:
    """Show an artist; `matches` are (ID, name) pairs to choose from, as the message had them."""
    artist = page.artist
    url = public_url("artist", artist.id)
    words: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(
        f"## {link(artist.name, url, 150)}\n{_records(page)}"
    )
    top: ui.Section[ui.LayoutView] | ui.TextDisplay[ui.LayoutView] = words
    if artist.images:
        picture = ui.Thumbnail[ui.LayoutView](artist.images[0].url, description="Artist picture")
        top = ui.Section(words, accessory=picture)
    view_parts: list[ui.Item[ui.LayoutView]] = [top, ui.TextDisplay(f"{_songs(page)}\n-# Spotify")]
    found = matches or [(match.id, match.name) for match in page.matches]
    if len(found) > 1:
        view_parts.append(ui.ActionRow(buttons.artist_select(viewer_id, found, artist.id)))
    return layout(*view_parts, colour=GREEN, buttons=[link_to("OPEN SPOTIFY", url)] if url else [])


def _records(page: ArtistPage) -> str:
    if not page.albums:
        return "No albums or singles on Spotify."
    lines = ["**Newest albums and singles**", *map(_record, page.albums[:_ALBUMS_SHOWN])]
    more = page.total_albums - min(len(page.albums), _ALBUMS_SHOWN)
    if more > 0:
        lines.append(f"-# and {more} more")
    return "\n".join(lines)


def _record(album: Album) -> str:
    facts = [album.release_date[:4], _KINDS.get(album.kind, "")]
    if album.total_tracks and album.kind != "single":
        facts.append(f"{album.total_tracks} songs" if album.total_tracks > 1 else "1 song")
    shown = " · ".join(fact for fact in facts if fact)
    return f"- {link(album.name, public_url('album', album.id), 80)}" + (
        f" · {shown}" if shown else ""
    )


def _songs(page: ArtistPage) -> str:
    if not page.tracks:
        return "No songs found by search."
    return "\n".join(["**Songs**", *map(_song, page.tracks[:_TRACKS_SHOWN])])


def _song(track: Track) -> str:
    guests = ", ".join(name(artist.name, 40) for artist in track.artists[1:3])
    shown = link(track.name, public_url("track", track.id), 80)
    explicit = " 🅴" if track.explicit else ""
    return f"- {shown}{explicit} · {clock(track.duration_ms)}" + (f" · {guests}" if guests else "")
