"""What a channel's mixtape shows: its start, who added what, questions about albums, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import discord
from discord import ui

from bot.spotify.links import SpotifyLink
from bot.spotify.models import Album
from bot.together.mixtapes import Mixtape, PostedSong, Tally
from bot.ui import buttons, things
from bot.ui.component_ids import ComponentId, RowId, component_id
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, link_to, notice_view
from bot.ui.text import link, name

TAKEN, THERE, REFUSED, BARRED, FULL = "✅", "🔁", "❌", "🔒", "✋"
_PEOPLE = 10
_LINKS = 10


@component_id("mixtape:{answer}:{song}")
class AlbumButton(ComponentId):
    """Put an album's songs into the mixtape, or not."""

    answer: Literal["yes", "no"]
    song: RowId

    def command(self) -> str | None:
        """The command whose rules the press follows."""
        return "mixtape" if self.answer == "yes" else None


def _playlist(mixtape: Mixtape) -> SpotifyLink:
    return SpotifyLink("playlist", mixtape.playlist_id)


def _shown(mixtape: Mixtape, *lines: str) -> ui.LayoutView:
    known = _playlist(mixtape)
    title = f"## 📼 {link(mixtape.playlist_name, known.url, 100)}"
    text = ui.TextDisplay[ui.LayoutView]("\n".join([title, *lines, things.SPOTIFY]))
    row = [buttons.do_button("play", known, _("Play")), link_to("OPEN SPOTIFY", known.url)]
    return layout(text, colour=GREY if mixtape.paused else GREEN, buttons=row)


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether the bot `reads` messages, and `reacts` to them, in a mixtape's channel."""

    reads: bool
    reacts: bool

    def lines(self) -> list[str]:
        """Return what to say about what it can't do."""
        found = []
        if not self.reads:
            found.append(
                "⚠️ "
                + _(
                    "I can't read messages here: the host has to turn on the message content "
                    "intent. Until then, use `mixtape add`."
                )
            )
        if not self.reacts:
            found.append("⚠️ " + _("I may not add reactions in this channel."))
        return found


def started_view(mixtape: Mixtape, without: Missing) -> ui.LayoutView:
    """Say what happens to links from now on, and what the bot can't do here."""
    lines = [
        _("From now on, Spotify links in this channel go into this playlist of {name}'s.").format(
            name=name(mixtape.owner_name, 40)
        ),
        _key(),
        *without.lines(),
    ]
    return _shown(mixtape, *lines)


def _key() -> str:
    words = _(
        "{taken} taken · {there} already there · {full} your limit · {refused} no such song · "
        "{barred} not in the owner's country"
    )
    return "-# " + words.format(taken=TAKEN, there=THERE, full=FULL, refused=REFUSED, barred=BARRED)


def mixtape_view(tally: Tally, without: Missing) -> ui.LayoutView:
    """Show who added what."""
    mixtape = tally.mixtape
    lines = [f"- {things.line(song)} · {name(by, 40)}" for song, by in tally.newest]
    if tally.people:
        counts = (f"{name(one, 40)} {count}" for one, count in tally.people[:_PEOPLE])
        lines.append("**" + _("Who added how many") + "** " + " · ".join(counts))
    else:
        lines.append(_("Nothing has been posted yet."))
    if tally.waiting:
        lines.append(
            n_("{count} song is on its way.", "{count} songs are on their way.", tally.waiting)
        )
    if mixtape.each:
        lines.append(
            n_("Everyone may add {count} song.", "Everyone may add {count} songs.", mixtape.each)
        )
    if mixtape.paused:
        lines.append("⏸️ " + _("It's paused: nothing is taken."))
    return _shown(mixtape, *lines, _key(), *without.lines())


def album_view(song: PostedSong, album: Album, songs: int) -> ui.LayoutView:
    """Ask whether an album's songs go in."""
    text = n_(
        "Put its {count} song into the mixtape?", "Put its {count} songs into the mixtape?", songs
    )
    row = [
        buttons.press(
            _("Add them"), AlbumButton("yes", song.id), style=discord.ButtonStyle.success
        ),
        buttons.press(_("No"), AlbumButton("no", song.id)),
    ]
    body = f"### {things.line(album)}\n{text}\n{things.SPOTIFY}"
    return layout(ui.TextDisplay(body), colour=AMBER, buttons=row)


def album_answered_view(count: int) -> ui.LayoutView:
    """Say what became of an album."""
    text = (
        n_("{count} song goes in.", "{count} songs go in.", count)
        if count
        else _("Its songs stay out.")
    )
    return notice_view(Notice("📼 " + _("Mixtape"), text, GREEN if count else GREY))


def refused_view(songs: Sequence[PostedSong]) -> ui.LayoutView:
    """Say that Spotify doesn't have what was posted."""
    text = n_(
        "Spotify doesn't have this, or not any more: {links}",
        "Spotify doesn't have these, or not any more: {links}",
        len(songs),
    )
    return _not_added(REFUSED, text, songs)


def barred_view(songs: Sequence[PostedSong]) -> ui.LayoutView:
    """Say that songs can't be played in the country of the playlist's owner."""
    text = n_(
        "The playlist's owner can't play this in their country: {links}",
        "The playlist's owner can't play these in their country: {links}",
        len(songs),
    )
    return _not_added(BARRED, text, songs)


def _not_added(sign: str, text: str, songs: Sequence[PostedSong]) -> ui.LayoutView:
    known = [SpotifyLink.from_uri(one.uri) for one in songs[:_LINKS]]
    links = " ".join(one.url for one in known if one is not None)
    more = f" +{len(songs) - _LINKS}" if len(songs) > _LINKS else ""
    return notice_view(Notice(f"{sign} " + _("Not added"), text.format(links=links + more)))


def undone_view(songs: list[PostedSong]) -> ui.LayoutView:
    """Say that songs go out."""
    text = n_("{count} song goes out.", "{count} songs go out.", len(songs))
    return notice_view(Notice("📼 " + _("Mixtape"), text))


def backfilled_view(messages: int) -> ui.LayoutView:
    """Say how many older messages were taken."""
    text = n_(
        "I took the links of {count} older message.",
        "I took the links of {count} older messages.",
        messages,
    )
    return notice_view(Notice("📼 " + _("Mixtape"), text, GREEN))


def ended_view(mixtape: Mixtape) -> ui.LayoutView:
    """Say that a mixtape has ended."""
    return _shown(mixtape, _("The mixtape has ended. The playlist stays."))


def owner_left_view(mixtape: Mixtape) -> ui.LayoutView:
    """Say that a mixtape has ended because its owner isn't in the server any more."""
    text = _(
        "{name} has left this server, so their mixtape has ended; the playlist stays theirs. "
        "Start a new one with `mixtape start`."
    ).format(name=name(mixtape.owner_name, 40))
    return notice_view(Notice("📼 " + _("The mixtape has ended"), text))


def went_view() -> ui.LayoutView:
    """Say that a mixtape has ended with what the bot knew of its owner."""
    text = _(
        "Its owner unlinked Spotify or deleted their data here; the playlist stays theirs. "
        "Start a new one with `mixtape start`."
    )
    return notice_view(Notice("📼 " + _("The mixtape has ended"), text))


def broken_view(mixtape: Mixtape, why: Notice) -> ui.LayoutView:
    """Say, to everyone, why a mixtape pauses, and what its owner can do."""
    text = _(
        "{name}, I can't add to your playlist, so the mixtape is paused; nothing is lost. "
        "Fix that, then use `mixtape resume`."
    ).format(name=name(mixtape.owner_name, 40))
    return notice_view(Notice("⏸️ " + why.title, text, AMBER))
