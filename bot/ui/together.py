"""What `blend` and `taste` show."""

from __future__ import annotations

from typing import Literal

import discord
from discord import ui

from bot.spotify.links import SpotifyLink
from bot.spotify.models import TimeRange
from bot.together.blend import Blended, Invitation, Said
from bot.together.taste import Common
from bot.ui import buttons, things
from bot.ui.component_ids import ComponentId, Note, Snowflake, component_id
from bot.ui.language import _, n_
from bot.ui.lists import span_words
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, link_to, notice_view
from bot.ui.text import link, name

_SHOWN = 10


@component_id("taste:{answer}:{asker}:{other}:{span}")
class TasteButton(ComponentId):
    """Accept or decline a comparison."""

    answer: Literal["yes", "no"]
    asker: Snowflake
    other: Snowflake
    span: TimeRange


@component_id("blend:{answer}:{note}")
class BlendButton(ComponentId):
    """Join or decline a blend, or create it."""

    answer: Literal["yes", "no", "make"]
    note: Note


def taste_ask_view(
    asker: int, asker_name: str, other: int, other_name: str, span: TimeRange
) -> ui.LayoutView:
    """Ask the other person to agree to a comparison."""
    text = _(
        "{asker} would like to see which songs and artists are in both your top lists "
        "({span}). Only what you share is shown here, and nothing is kept."
    ).format(asker=name(asker_name, 40), span=span_words(span))
    agree, refuse = (TasteButton("yes", asker, other, span), TasteButton("no", asker, other, span))
    return notice_view(
        Notice(_("For {name}").format(name=name(other_name, 40)), text, AMBER),
        [
            buttons.press(_("I agree"), agree, style=discord.ButtonStyle.success),
            buttons.press(_("No"), refuse),
        ],
    )


def taste_view(common: Common, names: tuple[str, str], span: TimeRange) -> ui.LayoutView:
    """Show what is on both lists."""
    title = "## " + _("What {one} and {other} have in common").format(
        one=name(names[0], 40), other=name(names[1], 40)
    )
    blocks = [title, f"-# {span_words(span)}"]
    if common.artists:
        blocks.append("**" + _("Artists") + "**")
        blocks += [f"- {things.line(one)}" for one in common.artists[:_SHOWN]]
    if common.tracks:
        blocks.append("**" + _("Songs") + "**")
        blocks += [f"- {things.line(one)}" for one in common.tracks[:_SHOWN]]
    if not common.artists and not common.tracks:
        blocks.append(_("You have no songs or artists in common yet."))
    pictured = [*(one.images for one in common.artists), *(one.images for one in common.tracks)]
    images = pictured[0] if pictured else ()
    return layout(
        things.beside_art("\n".join(blocks), images),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
    )


def declined_view(person_name: str) -> ui.LayoutView:
    """Say that someone declined."""
    text = _("{name} would rather not. That's fine.").format(name=name(person_name, 40))
    return notice_view(Notice(_("Not this time"), text, GREY))


def invitation_view(invitation: Invitation) -> ui.LayoutView:
    """Show who is invited to a blend, and their answers."""
    marks: dict[Said, str] = {"asked": "⏳", "yes": "✅", "no": "🚫"}
    lines = [
        f"- {marks[said]} {name(invitation.names[person], 40)}"
        for person, said in invitation.said.items()
    ]
    text = _(
        "{owner} is making a playlist of the top songs of everyone who joins in. "
        "Joining in shares your top songs with the others in that playlist."
    ).format(owner=name(invitation.owner_name, 40))
    row = [
        buttons.press(
            _("Join in"), BlendButton("yes", invitation.note), style=discord.ButtonStyle.success
        ),
        buttons.press(_("No, thanks"), BlendButton("no", invitation.note)),
        buttons.press(
            _("Make the playlist"),
            BlendButton("make", invitation.note),
            style=discord.ButtonStyle.primary,
            disabled="yes" not in invitation.said.values(),
        ),
    ]
    body = "\n".join(["## 🫶 " + _("A blend"), text, *lines])
    return layout(ui.TextDisplay(body), colour=GREEN, buttons=row)


def blended_view(blended: Blended) -> ui.LayoutView:
    """Show the created playlist."""
    known = SpotifyLink("playlist", blended.playlist.id)
    shown = link(blended.playlist.name, known.url, 100)
    songs = n_("{count} song", "{count} songs", blended.songs)
    people = ", ".join(name(one, 40) for one in blended.names)
    text = f"## 🫶 {shown}\n{songs} · {people}\n{things.SPOTIFY}"
    row = [buttons.do_button("play", known, _("Play")), link_to("OPEN SPOTIFY", known.url)]
    return layout(ui.TextDisplay(text), colour=GREEN, buttons=row)


def title_of(invitation: Invitation) -> str:
    """Return the title of the playlist."""
    people = [invitation.owner_name] + [
        invitation.names[person] for person, said in invitation.said.items() if said == "yes"
    ]
    return _("Blend of {names}").format(names=", ".join(people))[:100]
