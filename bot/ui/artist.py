"""What `artist` shows."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.music.artists import ArtistPage
from bot.spotify.links import SpotifyLink, public_url
from bot.spotify.models import Album, Track
from bot.ui import buttons, things
from bot.ui.language import _, n_
from bot.ui.notices import GREEN, layout, link_to
from bot.ui.text import link, name

_ALBUMS_SHOWN = 6
_TRACKS_SHOWN = 5


def artist_view(
    page: ArtistPage, *, viewer_id: int, matches: Sequence[tuple[str, str]] | None = None
) -> ui.LayoutView:
    """Show an artist; `matches` are (ID, name) pairs to choose from, taken from the message."""
    artist = page.artist
    known = SpotifyLink("artist", artist.id)
    text = f"## {link(artist.name, known.url, 150)}\n{_records(page)}"
    found = matches or [(match.id, match.name) for match in page.matches]
    rows: list[Sequence[ui.Item[ui.LayoutView]]] = []
    if len(found) > 1:
        rows.append([buttons.artist_select(viewer_id, found, artist.id)])
    return layout(
        things.beside_art(text, artist.images),
        ui.TextDisplay(f"{_songs(page)}\n{things.SPOTIFY}"),
        colour=GREEN,
        rows=rows,
        buttons=[
            buttons.do_button("play", known, _("Play")),
            link_to("OPEN SPOTIFY", known.url),
        ],
    )


def _records(page: ArtistPage) -> str:
    if not page.albums:
        return _("No albums or singles on Spotify.")
    shown = page.albums[:_ALBUMS_SHOWN]
    lines = ["**" + _("Newest albums and singles") + "**", *map(_record, shown)]
    more = page.total_albums - len(shown)
    if more > 0:
        lines.append("-# " + n_("and {count} more", "and {count} more", more))
    return "\n".join(lines)


def _record(album: Album) -> str:
    facts = [album.release_date[:4], things.album_kind(album)]
    if album.total_tracks and album.kind != "single":
        facts.append(n_("{count} song", "{count} songs", album.total_tracks))
    shown = " · ".join(fact for fact in facts if fact)
    return f"- {link(album.name, public_url('album', album.id), 80)}" + (
        f" · {shown}" if shown else ""
    )


def _songs(page: ArtistPage) -> str:
    if not page.tracks:
        return _("Search found no songs.")
    return "\n".join(["**" + _("Songs") + "**", *map(_song, page.tracks[:_TRACKS_SHOWN])])


def _song(track: Track) -> str:
    guests = ", ".join(name(artist.name, 40) for artist in track.artists[1:3])
    return "- " + things.dotted(things.titled(track, 80), things.length(track.duration_ms), guests)
