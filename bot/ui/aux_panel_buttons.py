"""The buttons and the select of an aux's panel."""

from __future__ import annotations

import discord

from bot.together.aux_sessions import AuxSession
from bot.ui import aux_ids as ids
from bot.ui import buttons
from bot.ui.language import _
from bot.ui.notices import link_to


def for_all(session: AuxSession, page: str | None) -> list[buttons.Button]:
    """Return the buttons for everyone; `page` is the address for guests."""
    shown = [
        buttons.press(
            _("Suggest a song"),
            ids.SuggestButton(session.id),
            emoji="➕",
            style=discord.ButtonStyle.success,
        ),
        buttons.press(_("Vote to skip"), ids.PanelButton("vote", session.id), emoji="🗳️"),
        buttons.press(_("Refresh"), ids.PanelButton("refresh", session.id), emoji="🔄"),
    ]
    return [*shown, link_to(_("Page for guests"), page)] if page else shown


def for_owner(session: AuxSession) -> list[buttons.Button]:
    """Return the buttons for the owner."""
    pings, bell = (_("Pings on"), "🔔") if session.pings else (_("Pings off"), "🔕")
    return [
        buttons.press(_("Skip"), ids.PanelButton("skip", session.id), emoji="⏭️"),
        buttons.press(_("Undo"), ids.PanelButton("undo", session.id), emoji="↩️"),
        buttons.press(pings, ids.PanelButton("pings", session.id), emoji=bell),
        buttons.press(
            _("End the aux"), ids.PanelButton("close", session.id), style=discord.ButtonStyle.danger
        ),
    ]


def trust_select(session: AuxSession) -> buttons.Select:
    """Return the select of whose songs go in."""
    levels = (("ask", _("Ask me about every song")), ("everyone", _("Add everyone's songs")))
    options = [
        discord.SelectOption(label=label, value=value, default=value == session.trust)
        for value, label in levels
    ]
    if session.trust == "role":
        options.append(
            discord.SelectOption(label=_("Add songs from one role"), value="role", default=True)
        )
    return buttons.select(
        ids.TrustSelect(session.id), _("Whose songs are added without asking?"), options
    )
