"""What `nowplaying` shows."""

from __future__ import annotations

from discord import ui

from bot.accounts.listening import NowPlaying
from bot.spotify.links import public_url
from bot.spotify.models import Episode, Image, Playback, Track
from bot.ui import buttons
from bot.ui.notices import (
    AMBER,
    GREEN,
    GREY,
    Buttons,
    Notice,
    layout,
    link_to,
    notice_view,
)
from bot.ui.text import clock, link, name, progress_bar

_EXPLICIT = " 🅴"
_SPOTIFY = "-# Spotify"


def now_playing_view(
    now: NowPlaying, *, person_id: int, person_name: str, viewer_id: int
) -> ui.LayoutView:
    """Show what `person` plays to `viewer`, who asked for it."""
    refresh: Buttons = [buttons.refresh_button(person_id, viewer_id)]
    playback = now.playback
    if playback is None:
        return notice_view(_nothing_visible(person_name, own=person_id == viewer_id), refresh)
    if playback.kind == "ad":
        text = "An advertisement is playing. Refresh in a moment."
        return notice_view(Notice(_headline(playback, person_name), text, AMBER), refresh)
    match playback.item:
        case Track() as track:
            return _track_view(now, playback, track, person_name, refresh)
        case Episode() as episode:
            return _episode_view(now, playback, episode, person_name, refresh)
        case None:
            text = "Spotify does not say what it is. Refresh in a moment."
            return notice_view(Notice(_headline(playback, person_name), text), refresh)


def _nothing_visible(person_name: str, *, own: bool) -> Notice:
    whose = "your" if own else f"{name(person_name, 60)}'s"
    return Notice(
        "Nothing to see",
        f"Spotify shows nothing on {whose} player: nothing is open, or it is a private session.",
        GREY,
    )


def _headline(playback: Playback, person_name: str) -> str:
    mark = "🎧" if playback.is_playing else "⏸"
    state = "is listening" if playback.is_playing else "paused"
    return f"{mark} {name(person_name, 60)} {state}"


def _track_view(
    now: NowPlaying, playback: Playback, track: Track, person_name: str, refresh: Buttons
) -> ui.LayoutView:
    artists = ", ".join(
        link(artist.name, public_url("artist", artist.id), 60) for artist in track.artists[:6]
    )
    lines = [
        f"## {link(track.name, public_url('track', track.id), 150)}"
        + (_EXPLICIT if track.explicit else ""),
        artists or "Unknown artist",
    ]
    if track.album is not None:
        lines.append(f"on {link(track.album.name, public_url('album', track.album.id), 150)}")
    if track.is_local:
        lines.append("-# A file from their own computer; it is not on Spotify.")
    images = track.album.images if track.album else ()
    url = public_url("track", track.id)
    return _assemble(now, playback, lines, images, track.duration_ms, url, person_name, refresh)


def _episode_view(
    now: NowPlaying, playback: Playback, episode: Episode, person_name: str, refresh: Buttons
) -> ui.LayoutView:
    lines = [
        f"## {link(episode.name, public_url('episode', episode.id), 200)}"
        + (_EXPLICIT if episode.explicit else "")
    ]
    if episode.show is not None:
        shown = link(episode.show.name, public_url("show", episode.show.id), 150)
        lines.append(f"🎙 Podcast: {shown}")
    images = episode.images or (episode.show.images if episode.show else ())
    url = public_url("episode", episode.id)
    return _assemble(now, playback, lines, images, episode.duration_ms, url, person_name, refresh)


def _assemble(
    now: NowPlaying,
    playback: Playback,
    lines: list[str],
    images: tuple[Image, ...],
    duration_ms: int,
    url: str | None,
    person_name: str,
    refresh: Buttons,
) -> ui.LayoutView:
    text = "\n".join([f"-# {_headline(playback, person_name)}", *lines])
    foot = "\n".join(
        line for line in (_progress(playback, duration_ms), _place(now, playback), _SPOTIFY) if line
    )
    body: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(text)
    top: ui.Section[ui.LayoutView] | ui.TextDisplay[ui.LayoutView] = body
    if images:
        art = ui.Thumbnail[ui.LayoutView](images[0].url, description="Cover art")
        top = ui.Section(body, accessory=art)
    opener = [link_to("LISTEN ON SPOTIFY", url)] if url else []
    return layout(top, ui.TextDisplay(foot), colour=GREEN, buttons=[*refresh, *opener])


def _progress(playback: Playback, duration_ms: int) -> str:
    if playback.progress_ms is None or duration_ms <= 0:
        return ""
    at = min(playback.progress_ms, duration_ms)
    return f"`{clock(at)}` {progress_bar(at, duration_ms)} `{clock(duration_ms)}`"


def _place(now: NowPlaying, playback: Playback) -> str:
    parts = []
    if playback.device is not None and playback.device.name:
        parts.append(f"🔈 {name(playback.device.name, 60)}")
    context = _context(now, playback)
    if context:
        parts.append(context)
    return "  ·  ".join(parts)


def _context(now: NowPlaying, playback: Playback) -> str:
    context = playback.context
    if context is None:
        return ""
    if now.playlist is not None:
        shown = link(now.playlist.name, public_url("playlist", now.playlist.id), 80)
        return f"from the playlist {shown}"
    words = {
        "playlist": "a playlist",
        "album": "the album",
        "artist": "the artist",
        "show": "the podcast",
        "collection": "their Liked Songs",
    }
    word = words.get(context.kind)
    if word is None:
        return ""
    url = public_url(context.kind, context.id) if context.kind != "collection" else None
    return f"from {link(word, url)}" if url else f"from {word}"
