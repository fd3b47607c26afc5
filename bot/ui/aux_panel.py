"""What an aux shows: the panel, suggestions, and short answers."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.spotify.errors import PremiumRequired
from bot.spotify.links import parse_link
from bot.spotify.models import Playable
from bot.together.aux_queue import Vote
from bot.together.aux_sessions import AuxSession, AuxSong, Panel, Trust
from bot.ui import aux_ids as ids
from bot.ui import buttons, things
from bot.ui.aux_page import QR_FILE
from bot.ui.aux_panel_buttons import for_all, for_owner, trust_select
from bot.ui.language import _, n_
from bot.ui.modals import one_field_modal
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, notice_view
from bot.ui.text import link, name
from bot.ui.words.together import premium_words, unreachable_words

FIELD = "song"

_SHOWN = 10
_PLAYING = re.compile(
    r"^▶️ .*?open\.spotify\.com/(?:track|episode)/(?P<song>[A-Za-z0-9]{22})", re.MULTILINE
)


def panel_view(
    panel: Panel,
    current: Playable | None = None,
    *,
    trouble: Exception | None = None,
    page: str | None = None,
) -> ui.LayoutView:
    """Show what is playing, what is next, and who added it; `trouble` is why nothing can play.

    `page` is the address for guests; its QR code is sent as a file called QR_FILE.
    """
    session = panel.session
    head = [
        "## 🎛️ " + _("{name} has the aux").format(name=name(session.owner_name, 40)),
        "-# " + _trust_words(session),
    ]
    head += _playing(panel, current)
    if panel.votes:
        head.append("🗳️ " + n_("{count} vote to skip", "{count} votes to skip", panel.votes))
    if trouble is not None:
        why = premium_words if isinstance(trouble, PremiumRequired) else unreachable_words
        head.append("⚠️ " + why(session.owner_name))
    queued = [one for one in panel.songs if one.state == "queued"]
    suggested = [one for one in panel.songs if one.state == "suggested"]
    lines = [f"{place}\\. {_song(one)}" for place, one in enumerate(queued[:_SHOWN], start=1)]
    if len(queued) > _SHOWN:
        more = len(queued) - _SHOWN
        lines.append("-# " + n_("and {count} more", "and {count} more", more))
    if not lines:
        lines.append(_("Nothing is waiting. Anyone can suggest a song, even without Spotify."))
    if suggested:
        words = n_(
            "{count} suggestion is waiting for an answer",
            "{count} suggestions are waiting for an answer",
            len(suggested),
        )
        lines.append(f"-# {words}")
    images = things.images_of(current) if current is not None else ()
    return layout(
        things.beside_art("\n".join(head), images),
        _with_code("**" + _("Coming up") + "**\n" + "\n".join([*lines, things.SPOTIFY]), page),
        colour=GREEN,
        rows=[for_all(session, page), for_owner(session), [trust_select(session)]],
    )


def _playing(panel: Panel, current: Playable | None) -> list[str]:
    ours = next((one for one in panel.songs if one.state == "playing"), None)
    after = next((one for one in panel.songs if one.state == "handed"), None)
    lines = []
    if ours is not None:
        lines.append(f"▶️ {_song(ours)}")
    elif current is not None:
        lines.append(f"▶️ {things.line(current)}")
    if after is not None:
        lines.append("⏭️ " + _("next: {song}").format(song=_song(after)))
    return lines


def playing_words(panel: Panel, current: Playable | None) -> str | None:
    """Return what plays as plain text, for a place that shows no more; None if nothing does."""
    ours = next((one for one in panel.songs if one.state == "playing"), None)
    if ours is not None:
        return "🎵 " + things.dotted(ours.title, ours.artists)
    return f"🎵 {current.name}" if current is not None else None


def song_in(panel: ui.LayoutView) -> str | None:
    """Return the ID of the song that a panel, as someone saw it, showed as playing."""
    texts = (one.content for one in panel.walk_children() if isinstance(one, ui.TextDisplay))
    found = next((one for text in texts if (one := _PLAYING.search(text))), None)
    return found["song"] if found else None


def _song(song: AuxSong) -> str:
    found = parse_link(song.uri)
    shown = link(song.title, found.url if found else None, 60)
    artists = name(song.artists, 40) if song.artists else ""
    return (
        things.dotted(shown, artists, things.length(song.duration_ms))
        + " · "
        + _("from {name}").format(name=name(song.added_name, 30))
    )


def _trust_words(session: AuxSession) -> str:
    words: dict[Trust, str] = {
        "ask": _("{name} approves every song"),
        "role": _("Songs from {role} are added right away; others need approval"),
        "everyone": _("Everyone's songs are added right away"),
    }
    role = f"<@&{session.role_id}>" if session.role_id else ""
    trust = words[session.trust].format(name=name(session.owner_name, 40), role=role)
    limit = n_("up to {count} song each", "up to {count} songs each", session.each)
    turns = _("people take turns") if session.turns == "fair" else _("in the order added")
    return f"{trust} · {limit} · {turns}"


def _with_code(text: str, page: str | None) -> ui.Item[Any]:
    words: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(text)
    if page is None:
        return words
    return ui.Section(words, accessory=ui.Thumbnail(f"attachment://{QR_FILE}", description=page))


def suggestion_view(song: AuxSong, session: AuxSession, *, ping: bool) -> ui.LayoutView:
    """Ask the owner about a song; the mention pings them only if the message allows it."""
    owner = f"<@{session.owner_id}>" if ping else name(session.owner_name, 40)
    text = _("{name}, should I add this?").format(name=owner)
    return layout(
        ui.TextDisplay(f"### 🎵 {_song(song)}\n{text}\n{things.SPOTIFY}"),
        colour=AMBER,
        buttons=[
            buttons.press(
                _("Add it"), ids.DecideButton("yes", song.id), style=discord.ButtonStyle.success
            ),
            buttons.press(_("No"), ids.DecideButton("no", song.id)),
        ],
    )


def asked_view(song: AuxSong, owner_name: str) -> ui.LayoutView:
    """Tell the person who suggested a song that the question is in the channel."""
    return _said("🎵 " + _("Asking {name}:").format(name=name(owner_name, 40)), song)


def added_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song is in the queue."""
    return _said("➕ " + _("In the queue:"), song)


def refused_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song was refused."""
    return _said("🚫 " + _("Not this time:"), song)


def removed_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song was removed."""
    return _said("➖ " + _("Removed:"), song)


def placed_view(song: AuxSong, to: int) -> ui.LayoutView:
    """Say a song's new number."""
    return _said("↕️ " + _("Now at number {number}:").format(number=to), song)


def _said(words: str, song: AuxSong) -> ui.LayoutView:
    return layout(ui.TextDisplay(f"{words} {_song(song)}\n{things.SPOTIFY}"), colour=GREEN)


def voted_view(vote: Vote) -> ui.LayoutView:
    """Show the state of the vote."""
    if vote.passed:
        return layout(ui.TextDisplay("⏭️ " + _("Skipped by vote.")), colour=GREEN)
    words = _("{votes} of {needed} votes to skip.").format(votes=vote.votes, needed=vote.needed)
    return layout(ui.TextDisplay(f"🗳️ {words}"), colour=GREY)


def over_view() -> ui.LayoutView:
    """Say that a vote came after its song."""
    return notice_view(
        Notice(_("That song is over"), _("You voted for that song, so your vote wasn't counted."))
    )


def nothing_plays_view() -> ui.LayoutView:
    """Say that there is nothing to vote about."""
    return notice_view(Notice(_("Nothing is playing"), _("There's nothing to skip.")))


def pass_view(session: AuxSession, person: int, person_name: str, now: int) -> ui.LayoutView:
    """Ask someone to take over the aux from its current owner."""
    text = _(
        "{owner} would like to hand you the aux. Songs would then play on your own "
        "Spotify, which needs Premium."
    ).format(owner=name(session.owner_name, 40))
    take = buttons.press(
        _("Take the aux"),
        ids.TakeOverButton(session.id, person, session.owner_id, now),
        style=discord.ButtonStyle.success,
    )
    title = _("For {name}").format(name=name(person_name, 40))
    return notice_view(Notice(title, text, AMBER), [take])


def taken_view(session: AuxSession) -> ui.LayoutView:
    """Say who has the aux now."""
    words = _("{name} has the aux now.").format(name=name(session.owner_name, 40))
    return layout(ui.TextDisplay(f"🎛️ {words}"), colour=GREEN)


def ended_view(session: AuxSession, *, idle: bool = False) -> ui.LayoutView:
    """Say that an aux has ended."""
    text = (
        _("Nothing happened for half an hour.")
        if idle
        else _("Thanks for listening. The queue was deleted.")
    )
    title = _("{name}'s aux has ended").format(name=name(session.owner_name, 40))
    return notice_view(Notice(title, text, GREY))


def over_panel_view() -> ui.LayoutView:
    """Say that an aux has ended, without naming its owner."""
    text = _("Thanks for listening. The queue was deleted.")
    return notice_view(Notice(_("The aux has ended"), text, GREY))


def settings_view(session: AuxSession) -> ui.LayoutView:
    """Say whose songs go in, how many, and whether suggestions ping the owner."""
    pings = (
        _("Suggestions ping {name}, at most once a minute")
        if session.pings
        else _("Suggestions don't ping {name}")
    ).format(name=name(session.owner_name, 40))
    return layout(ui.TextDisplay(f"🎛️ {_trust_words(session)}\n-# {pings}"), colour=GREEN)


def moved_view(session: AuxSession) -> ui.LayoutView:
    """Replace a panel that was shown again further down."""
    words = _("{name}'s aux is further down.").format(name=name(session.owner_name, 40))
    return layout(ui.TextDisplay(f"-# 🎛️ {words}"), colour=GREY)


def page_over_view() -> ui.LayoutView:
    """Replace an answer whose page for guests has closed."""
    return layout(ui.TextDisplay("-# 🎛️ " + _("This page is closed.")), colour=GREY)


def suggest_modal(session_id: int) -> ui.Modal:
    """Ask for a song."""
    return one_field_modal(
        ids.SuggestForm(session_id),
        _("Suggest a song"),
        _("Words or a Spotify link"),
        field=FIELD,
        longest=200,
    )
