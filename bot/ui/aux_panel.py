"""What an aux shows: the panel, suggestions, and small answers."""

from __future__ import annotations

import discord
from discord import ui

from bot.spotify.links import parse_link
from bot.spotify.models import Playable
from bot.together.aux_desk import AuxSession, AuxSong, Panel, Vote
from bot.ui import buttons, things
from bot.ui.errors_music import unreachable_words
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, notice_view
from bot.ui.text import link, name

ACT = r"aux:(?P<act>refresh|vote|skip|undo|close):(?P<session>\d{1,12})"
SUGGEST = r"aux:suggest:(?P<session>\d{1,12})"
SUGGESTED = r"aux:typed:(?P<session>\d{1,12})"
DECIDE = r"aux:(?P<answer>yes|no):(?P<song>\d{1,12})"
TAKE = r"aux:take:(?P<session>\d{1,12}):(?P<person>\d{1,20})"
TRUST = r"aux:trust:(?P<session>\d{1,12})"
FIELD = "song"

_SHOWN = 10


def panel_view(
    panel: Panel, current: Playable | None = None, *, reachable: bool = True
) -> ui.LayoutView:
    """Show what plays, what comes, and who added it."""
    session = panel.session
    head = [
        "## 🎛️ " + _("{name} has the aux").format(name=name(session.owner_name, 40)),
        "-# " + _trust_words(session),
    ]
    head += _playing(panel, current)
    if not reachable:
        head.append("⚠️ " + unreachable_words(session.owner_name))
    queued = [one for one in panel.songs if one.state == "queued"]
    suggested = [one for one in panel.songs if one.state == "suggested"]
    lines = [f"{place}\\. {_song(one)}" for place, one in enumerate(queued[:_SHOWN], start=1)]
    if len(queued) > _SHOWN:
        more = len(queued) - _SHOWN
        lines.append("-# " + n_("and {count} more", "and {count} more", more))
    if not lines:
        lines.append(_("Nothing is waiting. Anybody can suggest a song; no Spotify is needed."))
    if suggested:
        words = n_(
            "{count} suggestion waits for an answer",
            "{count} suggestions wait for an answer",
            len(suggested),
        )
        lines.append(f"-# {words}")
    images = things.images_of(current) if current is not None else ()
    return layout(
        things.beside_art("\n".join(head), images),
        ui.TextDisplay(f"**{_('Coming up')}**\n" + "\n".join([*lines, things.SPOTIFY])),
        colour=GREEN,
        rows=[_for_all(session), _for_owner(session), [_trust_select(session)]],
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
    words = {
        "ask": _("{name} is asked about every song"),
        "role": _("People with {role} put songs in directly; others are asked about"),
        "everyone": _("Everybody puts songs in directly"),
    }[session.trust]
    role = f"<@&{session.role_id}>" if session.role_id else ""
    limit = n_("at most {count} song each", "at most {count} songs each", session.each)
    return f"{words.format(name=name(session.owner_name, 40), role=role)} · {limit}"


def _for_all(session: AuxSession) -> list[buttons.Button]:
    return [
        buttons.press(
            _("Suggest a song"),
            f"aux:suggest:{session.id}",
            emoji="➕",
            style=discord.ButtonStyle.success,
        ),
        buttons.press(_("Vote to skip"), f"aux:vote:{session.id}", emoji="🗳️"),
        buttons.press(_("Refresh"), f"aux:refresh:{session.id}", emoji="🔄"),
    ]


def _for_owner(session: AuxSession) -> list[buttons.Button]:
    return [
        buttons.press(_("Skip"), f"aux:skip:{session.id}", emoji="⏭️"),
        buttons.press(_("Undo"), f"aux:undo:{session.id}", emoji="↩️"),
        buttons.press(
            _("End the aux"), f"aux:close:{session.id}", style=discord.ButtonStyle.danger
        ),
    ]


def _trust_select(session: AuxSession) -> buttons.Select:
    levels = (("ask", _("Ask me about every song")), ("everyone", _("Let everybody in")))
    options = [
        discord.SelectOption(label=label, value=value, default=value == session.trust)
        for value, label in levels
    ]
    if session.trust == "role":
        options.append(discord.SelectOption(label=_("Let one role in"), value="role", default=True))
    return buttons.select(f"aux:trust:{session.id}", _("Whose songs go in?"), options)


def suggestion_view(song: AuxSong, owner_name: str) -> ui.LayoutView:
    """Ask the owner about a song."""
    text = _("{name}, shall this go in?").format(name=name(owner_name, 40))
    return layout(
        ui.TextDisplay(f"### 🎵 {_song(song)}\n{text}\n{things.SPOTIFY}"),
        colour=AMBER,
        buttons=[
            buttons.press(_("Let it in"), f"aux:yes:{song.id}", style=discord.ButtonStyle.success),
            buttons.press(_("No"), f"aux:no:{song.id}"),
        ],
    )


def added_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song is in the queue."""
    return _said("➕ " + _("In the queue:"), song)


def refused_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song was not let in."""
    return _said("🚫 " + _("Not this time:"), song)


def removed_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song was taken out."""
    return _said("➖ " + _("Taken out:"), song)


def restored_view(song: AuxSong) -> ui.LayoutView:
    """Say that a song is back."""
    return _said("↩️ " + _("Back in the queue:"), song)


def moved_view(song: AuxSong, to: int) -> ui.LayoutView:
    """Say where a song stands now."""
    return _said("↕️ " + _("Now at number {number}:").format(number=to), song)


def _said(words: str, song: AuxSong) -> ui.LayoutView:
    return layout(ui.TextDisplay(f"{words} {_song(song)}\n{things.SPOTIFY}"), colour=GREEN)


def voted_view(vote: Vote) -> ui.LayoutView:
    """Say how the vote stands."""
    if vote.passed:
        return layout(ui.TextDisplay("⏭️ " + _("Skipped by vote.")), colour=GREEN)
    words = _("{votes} of {needed} votes to skip.").format(votes=vote.votes, needed=vote.needed)
    return layout(ui.TextDisplay(f"🗳️ {words}"), colour=GREY)


def nothing_plays_view() -> ui.LayoutView:
    """Say that there is nothing to vote about."""
    return notice_view(Notice(_("Nothing is playing"), _("There is nothing to skip.")))


def pass_view(session: AuxSession, person: int, person_name: str) -> ui.LayoutView:
    """Ask somebody to take the aux over."""
    text = _(
        "{owner} would like to hand the aux to you. The songs would then play on your own "
        "Spotify, which needs Premium."
    ).format(owner=name(session.owner_name, 40))
    take = buttons.press(
        _("Take the aux"),
        f"aux:take:{session.id}:{person}",
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
        _("Nothing had happened for half an hour.")
        if idle
        else _("Thanks for listening. The queue is deleted.")
    )
    title = _("{name}'s aux has ended").format(name=name(session.owner_name, 40))
    return notice_view(Notice(title, text, GREY))


def settings_view(session: AuxSession) -> ui.LayoutView:
    """Say whose songs go in, and how many."""
    return layout(ui.TextDisplay(f"🎛️ {_trust_words(session)}"), colour=GREEN)


def suggest_modal(session_id: int) -> ui.Modal:
    """Ask for a song."""
    modal = ui.Modal(title=_("Suggest a song"), custom_id=f"aux:typed:{session_id}")
    field: ui.TextInput[ui.Modal] = ui.TextInput(custom_id=FIELD, min_length=1, max_length=200)
    modal.add_item(ui.Label(text=_("Words, or a Spotify link"), component=field))
    modal.stop()
    return modal
