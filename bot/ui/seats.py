"""What `seats` shows, and the forms by which apps are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import discord
from discord import ui

from bot.apps.seats import AppSeats
from bot.linking.outcomes import AttemptEnd
from bot.spotify.apps import AppOwner
from bot.storage.seat_questions import SeatHolder
from bot.ui import buttons
from bot.ui.button_ids import AddedButton, MailForm
from bot.ui.component_ids import PlainId
from bot.ui.language import _
from bot.ui.modals import Field, modal
from bot.ui.notices import AMBER, GREEN, RED, Buttons, Notice, layout, link_to, notice_view
from bot.ui.text import name, when
from bot.ui.words.apps import trouble_words
from bot.ui.words.link_notices import seat_notice

DASHBOARD = "https://developer.spotify.com/dashboard"

LIST = PlainId("seats:list")
ADD = PlainId("seats:add")
ADD_FORM = PlainId("seats:added")
OWN = PlainId("seats:own")
OWN_FORM = PlainId("seats:brought")
OPEN_OWN_FORM = PlainId("seats:brought:open")
SHARE = PlainId("seats:share")
UNSHARE = PlainId("seats:unshare")
GIVE_BACK = PlainId("seats:giveback")
MAIL_FIELD = "mail"


def list_view(
    seats: Sequence[AppSeats], *, viewer: int, host: bool, several: bool, guild_id: int | None
) -> ui.LayoutView:
    """Show used and free seats; only the host sees who uses them."""
    shown = [one for one in seats if host or _concerns(one, viewer, guild_id)]
    lines = ["### " + _("Seats")]
    lines.append(
        _("Spotify lets five people use each app, and each is added by hand in its dashboard.")
    )
    lines += [line for one in shown for line in _app_lines(one, viewer, host=host)]
    row: list[buttons.Button] = []
    if several and host:
        row.append(buttons.press(_("Add an app"), ADD, style=discord.ButtonStyle.primary))
    if several:
        row.append(buttons.press(_("Bring my own app"), OWN))
    row.append(link_to(_("Spotify's dashboard"), DASHBOARD))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN, buttons=row)


def _concerns(one: AppSeats, viewer: int, guild_id: int | None) -> bool:
    if one.app.kind != "member":
        return True
    shared = one.app.guild_id is not None and one.app.guild_id == guild_id
    return one.app.owner_id == viewer or shared or _is_on(one, viewer)


def _is_on(one: AppSeats, viewer: int) -> bool:
    return any(holder.discord_id == viewer for holder in one.people)


def _app_lines(one: AppSeats, viewer: int, *, host: bool) -> list[str]:
    app = one.app
    title = name(app.name, 40)
    if app.kind == "member":
        title = (
            _("Your own app")
            if app.owner_id == viewer
            else _("{name}'s app (@{handle})").format(
                name=name(app.owner_name or str(app.owner_id), 40),
                handle=name(app.owner_handle or str(app.owner_id), 40),
            )
        )
    if one.limit:
        free = max(0, one.limit - one.used)
        seats = _("{used} of {all} used, {free} free").format(
            used=one.used, all=one.limit, free=free
        )
    else:
        seats = _("{used} used, no limit").format(used=one.used)
    lines = [f"**{title}** · {seats}"]
    if one.trouble is not None:
        lines.append("⚠️ " + trouble_words(one.trouble))
    if host:
        lines.append(f"-# `{app.client_id}`")
        lines += [f"- {_holder(holder)}" for holder in one.people[:25]]
    elif _is_on(one, viewer):
        lines.append("- " + _("you"))
    return lines


def _holder(holder: SeatHolder) -> str:
    """Name someone with a seat, and since when they haven't used it, if for long."""
    facts = [f"<@{holder.discord_id}>"]
    if holder.asked_at is not None:
        facts.append(_("not used since {date}").format(date=when(holder.used_at, "D")))
        if holder.kept_at is not None:
            facts.append(_("keeps it"))
        elif holder.told_at is not None:
            facts.append(_("asked on {date}").format(date=when(holder.told_at, "D")))
        else:
            facts.append(_("asked, but maybe not reached yet"))
    return " · ".join(facts)


def open_form_view(title: str, text: str, label: str, custom_id: PlainId) -> ui.LayoutView:
    """Offer a form behind a button, because a prefix command can't open one itself."""
    button = buttons.press(label, custom_id, style=discord.ButtonStyle.primary)
    return notice_view(Notice(title, text, GREEN), [button])


def add_view() -> ui.LayoutView:
    """Offer the form for another app of the host's."""
    text = _("The client secret is stored encrypted. All your apps share one Spotify quota.")
    return open_form_view(_("Add an app"), text, _("Add an app"), ADD)


def add_form(redirect_uri: str) -> ui.Modal:
    """Ask for another app of the host's, or a new secret for one."""
    words = _(
        "In Spotify's dashboard, press **Create app**, tick **Web API**, and enter "
        "exactly `{uri}` under **Redirect URIs**. To give an existing app a new "
        "secret, enter it here too."
    ).format(uri=redirect_uri)
    fields = [
        Field("name", _("A name for it"), 40),
        Field("client_id", _("Client ID"), 64),
        Field(
            "client_secret", _("Client secret (leave empty to use only PKCE)"), 128, needed=False
        ),
    ]
    return modal(ADD_FORM, _("Add an app"), fields, words)


def added_view(app: str) -> ui.LayoutView:
    """Say that an app was added."""
    text = _("**{app}** is ready. The next person who links gets a free seat.").format(
        app=name(app, 40)
    )
    return notice_view(Notice(_("App added"), text, GREEN), [buttons.press(_("Seats"), LIST)])


def removed_view(app: str) -> ui.LayoutView:
    """Say that an app was removed."""
    text = _("**{app}** was removed here. People who used it are told to link again.").format(
        app=name(app, 40)
    )
    return notice_view(Notice(_("App removed"), text, RED), [buttons.press(_("Seats"), LIST)])


def own_view(redirect_uri: str) -> ui.LayoutView:
    """Guide a member to an app of their own."""
    text = _(
        "With Spotify Premium you can use your own app, with five seats:\n"
        "1. Open Spotify's dashboard, press **Create app** and tick **Web API**.\n"
        "2. Under **Redirect URIs**, enter exactly this, then press **Add** and "
        "**Save**:\n"
        "```\n"
        "{uri}\n"
        "```\n"
        "3. Under **User Management**, add your own name and Spotify email.\n"
        "4. Copy the **Client ID** from **Settings** and enter it here (no secret is "
        "needed).\n"
        "-# An app's owner learns the email addresses of the people on it, and ends "
        "their links by deleting it. Others see your name and are asked before they "
        "get a seat on yours."
    ).format(uri=redirect_uri)
    give = buttons.press(_("I have the client ID"), OPEN_OWN_FORM, style=_GREEN_BUTTON)
    return notice_view(
        Notice(_("Bring your own app"), text, GREEN),
        [link_to(_("Spotify's dashboard"), DASHBOARD), give],
    )


_GREEN_BUTTON = discord.ButtonStyle.success


def own_form() -> ui.Modal:
    """Ask for the client ID of a member's own app."""
    return modal(OWN_FORM, _("Bring your own app"), [Field("client_id", _("Client ID"), 64)])


def brought_view(*, in_server: bool, shared: bool, may_share: bool) -> ui.LayoutView:
    """Say that a member's app is in use, and offer its other seats."""
    text = _("The next time you link, your link will use your own app.")
    row = [buttons.link_button()]
    if in_server and not may_share:
        text += "\n" + _("Only someone who can manage this server can offer it seats on their app.")
    elif in_server:
        text += "\n" + (
            _("Its other four seats are offered to this server.")
            if shared
            else _(
                "You can offer its other four seats to this server. You'd add people yourself "
                "and learn their Spotify email; deleting the app would end their links."
            )
        )
        label = _("Keep my seats for myself") if shared else _("Offer four seats to this server")
        row.append(buttons.press(label, UNSHARE if shared else SHARE))
    row.append(buttons.press(_("Remove my app"), GIVE_BACK, style=discord.ButtonStyle.danger))
    return notice_view(Notice(_("Your own app"), text, GREEN), row)


def gone_view() -> ui.LayoutView:
    """Say that a member's app was removed."""
    text = _("Your app was removed here, and links that used it have ended.")
    return notice_view(Notice(_("App removed"), text, RED), [buttons.link_button()])


def mail_form(ref: str, owner: AppOwner | None) -> ui.Modal:
    """Ask for the email address that the app's owner (host or member) needs."""
    words = _(
        "The host adds you by the email address of your Spotify account. It's sent to "
        "them by direct message and isn't saved here."
    )
    title = _("Send the host my email")
    if owner is not None:
        title = _("Send the app's owner my email")
        words = _(
            "This isn't the host's app: **{name}** (@{handle}) owns it and adds you by "
            "your Spotify email. It's sent to them by direct message, so they'll know it; "
            "it isn't saved here."
        ).format(name=name(owner.name, 80), handle=name(owner.handle, 40))
    field = Field(MAIL_FIELD, _("Email of your Spotify account"), 120)
    return modal(MailForm(ref), title, [field], words)


def mail_sent_view(*, sent: bool, owner: AppOwner | None) -> ui.LayoutView:
    """Say whether the app's owner (host or member) got the address."""
    who = name(owner.name, 80) if owner is not None else ""
    handle = name(owner.handle, 40) if owner is not None else ""
    if not sent:
        text = _("I can't send them direct messages. Please message them yourself.")
        title = _("I can't reach the host")
        if owner is not None:
            title = _("I can't reach {name} (@{handle})").format(name=who, handle=handle)
        return notice_view(Notice(title, text, AMBER))
    text = _("The host has it. I'll tell you as soon as you're linked.")
    if owner is not None:
        text = _(
            "**{name}** (@{handle}), the app's owner, has it. I'll tell you as soon as "
            "you're linked."
        ).format(name=who, handle=handle)
    return notice_view(Notice(_("Sent"), text, GREEN))


def mail_view(
    person: str, handle: str, mail: str, app: str, client_id: str, ref: str
) -> ui.LayoutView:
    """Tell the host the address of someone who wants a seat."""
    text = _("{person} (@{handle}) uses this email on Spotify: {mail}").format(
        person=name(person, 80), handle=name(handle, 40), mail=f"`{mail}`"
    )
    return notice_view(*seat_steps(text, app, client_id, ref))


def seat_steps(text: str, app: str, client_id: str, ref: str) -> tuple[Notice, Buttons]:
    """Ask the host for a seat: where to click, and what to press afterwards."""
    how = _(
        "1. Open the app **{app}** in Spotify's dashboard.\n"
        "2. **Settings** → **User Management** → **Add new user**: name and email. If there "
        "are already five, first remove someone `seats list` no longer shows.\n"
        "3. Press **Added** here: they're linked without logging in again."
    ).format(app=name(app, 40))
    added = buttons.press(_("Added"), AddedButton(ref), style=discord.ButtonStyle.success)
    page = link_to(_("Open User Management"), f"{DASHBOARD}/{client_id}/users")
    return Notice(_("Someone needs a seat"), f"{text}\n{how}", AMBER), [page, added]


def tried_view(outcome: AttemptEnd | Literal["gone"]) -> ui.LayoutView:
    """Say how a seat request ended."""
    return notice_view(seat_notice(outcome))
