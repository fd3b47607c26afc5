"""What `nowplaying` shows: a layout, a picture card, or one compact line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.accounts.preferences import Style
from bot.music.listening import NowPlaying
from bot.pictures.facts import CardFacts
from bot.spotify.links import SpotifyLink, public_url
from bot.spotify.models import Playable, Track
from bot.spotify.playing import Playback
from bot.ui import buttons, presence, things
from bot.ui.language import _
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, link_to, notice_view
from bot.ui.text import clock, isolated, link, name, plain, progress_bar, when

CARD_FILE = "now-playing.png"


@dataclass(frozen=True, slots=True)
class Watching:
    """Who is shown to which viewer, in which style, and when Spotify was asked (Unix seconds)."""

    person: int
    person_name: str
    viewer: int
    read_at: float
    style: Style = "layout"

    @property
    def own(self) -> bool:
        """Whether the person is the viewer."""
        return self.person == self.viewer


def now_playing_view(now: NowPlaying, watching: Watching, *, card: bool = False) -> ui.LayoutView:
    """Show what someone is playing; with `card`, the picture is attached as CARD_FILE."""
    playback = now.playback
    refresh = [buttons.refresh_button(watching.person, watching.viewer)]
    if playback is None:
        nothing = _nothing_visible(watching)
        if now.from_discord:
            nothing = presence.nothing_shown(watching.person_name)
        return notice_view(nothing, refresh)
    if playback.item is None:
        text = (
            _("An ad is playing. Refresh in a moment.")
            if playback.kind == "ad"
            else _("Spotify doesn't say what it is. Refresh in a moment.")
        )
        return notice_view(Notice(headline(playback, watching.person_name), text, AMBER), refresh)
    rows = _rows(now, playback.item, watching)
    if watching.style == "compact":
        return layout(ui.TextDisplay(_compact(playback, playback.item, watching)), colour=GREEN)
    if card:
        return _card_layout(now, playback, playback.item, watching, rows)
    top = "\n".join([f"-# {headline(playback, watching.person_name)}", *_about(playback.item)])
    return layout(
        things.beside_art(top, things.images_of(playback.item)),
        ui.TextDisplay(_foot(now, playback, playback.item, watching)),
        colour=GREEN,
        rows=rows,
    )


def card_facts(now: NowPlaying, watching: Watching, art: bytes | None) -> CardFacts | None:
    """Return the contents of the picture; None if there is nothing to draw."""
    playback = now.playback
    if playback is None or playback.item is None:
        return None
    item = playback.item
    album = item.album.name if isinstance(item, Track) and item.album else ""
    device = playback.device.name if playback.device else ""
    return CardFacts(
        heading=_heading(playback).format(name=isolated(plain(watching.person_name, 40))),
        title=plain(item.name, 300),
        artists=plain(item.by, 200) if item.by else "",
        album=plain(album, 200) if album else "",
        explicit=item.explicit,
        progress_ms=playback.progress_ms,
        duration_ms=item.duration_ms,
        footer=plain(device, 60) if device else "",
        art=art,
    )


def over_view() -> ui.LayoutView:
    """Replace music that may no longer be shown, without saying why."""
    text = _("This answer is no longer live. Use the command again to see what's playing.")
    return notice_view(Notice(_("No longer updated"), text, GREY))


def _nothing_visible(watching: Watching) -> Notice:
    text = (
        _("Spotify shows nothing on your player: nothing is open, or it's a private session.")
        if watching.own
        else _(
            "Spotify shows nothing on {name}'s player: nothing is open, or it's a private session."
        ).format(name=name(watching.person_name, 60))
    )
    return Notice(_("Nothing to see"), text, GREY)


def _heading(playback: Playback) -> str:
    if not playback.is_playing_known:
        return _("On {name}'s player")
    return _("{name} is listening") if playback.is_playing else _("{name} paused")


def _mark(playback: Playback) -> str:
    return "🎧" if playback.is_playing or not playback.is_playing_known else "⏸"


def headline(playback: Playback, person_name: str) -> str:
    """Return the line that says who is listening or has paused."""
    return f"{_mark(playback)} {_heading(playback).format(name=name(person_name, 60))}"


def _about(item: Playable) -> list[str]:
    lines = [f"## {things.titled(item, 150)}"]
    if isinstance(item, Track):
        lines.append(things.artists(item.artists, 6, 60) or _("Unknown artist"))
        if item.album is not None:
            album = link(item.album.name, public_url("album", item.album.id), 150)
            lines.append(_("on {album}").format(album=album))
        if item.is_local:
            lines.append("-# " + _("A file from their own computer; it isn't on Spotify."))
    elif item.show is not None:
        shown = link(item.show.name, public_url("show", item.show.id), 150)
        lines.append("🎙 " + _("Podcast: {show}").format(show=shown))
    return lines


def _compact(playback: Playback, item: Playable, watching: Watching) -> str:
    by = name(item.by, 40) if item.by else ""
    if isinstance(item, Track):
        by = things.artists(item.artists)
    who = f"{_mark(playback)} **{name(watching.person_name, 40)}**"
    times = _times(playback, item.duration_ms)
    return things.dotted(who, things.titled(item, 100), by, " / ".join(times), "Spotify")


def _card_layout(
    now: NowPlaying,
    playback: Playback,
    item: Playable,
    watching: Watching,
    rows: list[list[buttons.Button]],
) -> ui.LayoutView:
    alt = (
        _("Cover and progress of {title} by {artists}")
        if item.by
        else _("Cover and progress of {title}")
    ).format(title=plain(item.name, 200), artists=plain(item.by, 200))
    picture: ui.MediaGallery[Any] = ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{CARD_FILE}", description=plain(alt, 500))
    )
    words = "\n".join([*_about(item)[:2], *_place(now, playback, watching), things.SPOTIFY])
    return layout(picture, ui.TextDisplay(words), colour=GREEN, rows=rows)


def _rows(now: NowPlaying, item: Playable, watching: Watching) -> list[list[buttons.Button]]:
    """Return at most six buttons: more would take five rows on a phone."""
    playback = now.playback
    if playback is None:
        return []
    if now.from_discord:
        return presence.rows(
            playback,
            item,
            buttons.refresh_button(watching.person, watching.viewer),
            own=watching.own,
            read_at=watching.read_at,
        )
    first = buttons.player_buttons(
        watching.person,
        watching.viewer,
        playing=playback.is_playing,
        disallows=playback.disallows,
    )
    refresh = buttons.refresh_button(watching.person, watching.viewer)
    known = things.link_of(item)
    if known is None:
        back, up_next = buttons.previous_button, buttons.up_next_button
        return [[back(watching.person), *first], [refresh, up_next(watching.person)]]
    if watching.own:
        first.append(buttons.like_button(watching.person, watching.viewer, known, liked=now.liked))
    else:
        first.append(buttons.like_for_me_button(known))
    read_at = int(watching.read_at) if playback.is_playing else 0
    position = -1 if playback.progress_ms is None else playback.progress_ms
    more = buttons.more_button(watching.person, known, position, read_at, item.duration_ms)
    return [[*first, more], [refresh, link_to("LISTEN ON SPOTIFY", known.url)]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A song and its position when Spotify was asked (-1: unknown), and its length."""

    link: SpotifyLink
    position_ms: int
    read_at: int
    duration_ms: int


def more_view(moment: Moment, person: int, *, own: bool) -> ui.LayoutView:
    """Offer more actions: to the person who hears it (`own`), or to someone else."""
    row = (
        [buttons.previous_button(person), buttons.up_next_button(person)]
        if own
        else [buttons.like_for_me_button(moment.link)]
    )
    row.append(buttons.queue_for_me_button(moment.link))
    if moment.link.kind == "track" and moment.position_ms >= 0:
        row.append(
            buttons.here_button(moment.link, moment.position_ms, moment.read_at, moment.duration_ms)
        )
    words = _("These control your own Spotify, and only you see them.")
    return layout(ui.TextDisplay(f"{words}\n{things.SPOTIFY}"), colour=GREEN, buttons=row)


def _foot(now: NowPlaying, playback: Playback, item: Playable, watching: Watching) -> str:
    progress = _progress(playback, item.duration_ms)
    lines = [progress, *_place(now, playback, watching), things.SPOTIFY]
    return "\n".join(one for one in lines if one)


def _progress(playback: Playback, duration_ms: int) -> str:
    times = _times(playback, duration_ms)
    if len(times) < 2:
        return "".join(f"`{one}`" for one in times)
    return f"`{times[0]}` {progress_bar(playback.progress_ms or 0, duration_ms)} `{times[1]}`"


def _times(playback: Playback, duration_ms: int) -> list[str]:
    """Return the position and the length, if known."""
    at = playback.progress_ms
    if at is None:
        return []
    if duration_ms <= 0:
        return [clock(at)]
    return [clock(min(at, duration_ms)), clock(duration_ms)]


def _place(now: NowPlaying, playback: Playback, watching: Watching) -> list[str]:
    parts = []
    if playback.device is not None and playback.device.name:
        parts.append(f"🔈 {name(playback.device.name, 60)}")
    context = _context(now, playback)
    if context:
        parts.append(context)
    if playback.ends_in_ms is not None:
        ends = when(watching.read_at + playback.ends_in_ms / 1000)
        parts.append(_("ends {when}").format(when=ends))
    if now.from_discord and playback.item is not None:
        parts.append(presence.source(playback.item))
    return ["  ·  ".join(parts)] if parts else []


def _context(now: NowPlaying, playback: Playback) -> str:
    context = playback.context
    if context is None:
        return ""
    if now.playlist is not None:
        shown = link(now.playlist.name, public_url("playlist", now.playlist.id), 80)
        return _("from the playlist {playlist}").format(playlist=shown)
    sentences = {
        "playlist": _("from [a playlist]({url})"),
        "album": _("from [the album]({url})"),
        "artist": _("from [the artist]({url})"),
        "show": _("from [the podcast]({url})"),
    }
    if context.kind == "collection":
        return _("from their Liked Songs")
    url = public_url(context.kind, context.id)
    sentence = sentences.get(context.kind)
    return sentence.format(url=url) if sentence and url else ""
