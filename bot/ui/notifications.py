"""Notifications in words: reminders, ended links, and what hosts need to know."""

from __future__ import annotations

from typing import assert_never

from discord import ui

from bot.notifications import kinds
from bot.ui import buttons, seat_care
from bot.ui.component_ids import PlainId
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, RED, Buttons, Notice, link_to, notice_view
from bot.ui.presence import after_deleting
from bot.ui.seats import DASHBOARD, seat_steps
from bot.ui.text import name, plain, when
from bot.ui.words.apps import trouble_words

OPEN = PlainId("letters:open")


def notification_view(content: kinds.Content) -> ui.LayoutView:
    """Show a notification."""
    return notice_view(*_notice(content))


def _notice(content: kinds.Content) -> tuple[Notice, Buttons]:
    match content:
        case kinds.LinkEndsSoon():
            return _reminder(content)
        case kinds.LinkEnded():
            return _ended(content)
        case kinds.LinkAttempted():
            return _taken(content)
        case kinds.LinkRemoved():
            return _removed(content)
        case kinds.AppTrouble():
            return _app_trouble(content)
        case kinds.AppGone():
            return _app_gone()
        case kinds.SeatWanted():
            return _seat_wanted(content)
        case kinds.SeatsFull():
            return _seats_full(content)
        case kinds.SeatUnused():
            return seat_care.unused_notice(content)
        case kinds.SeatTaken():
            return seat_care.taken_notice(content)
        case kinds.SeatGivenUp():
            return seat_care.given_up_notice(content)
        case kinds.SeatOffered():
            return seat_care.offered_notice(content)
        case kinds.NotRenewable():
            return _half(content)
        case kinds.CommandsBroke():
            return _broken(content)
    assert_never(content)


def waiting_view() -> ui.LayoutView:
    """Say in public that a notification is waiting."""
    text = _("I couldn't send it to you: your direct messages are closed to me.")
    button = buttons.press(_("Show it only to me"), OPEN)
    return notice_view(Notice(_("I have something for you"), text, AMBER), [button])


def none_view() -> ui.LayoutView:
    """Say that there is nothing left to show."""
    return notice_view(Notice(_("Nothing new"), _("You've seen everything.")))


def _reminder(content: kinds.LinkEndsSoon) -> tuple[Notice, Buttons]:
    ends = content.ends_at
    text = _(
        "Spotify ends every link after six months. Yours to **{name}** ends {date}, "
        "{when}; one press renews it, and everything else stays the same."
    ).format(name=name(content.name, 80), date=when(ends, "D"), when=when(ends))
    return Notice(_("Your Spotify link ends soon"), text, AMBER), [buttons.renew_button()]


def _ended(content: kinds.LinkEnded) -> tuple[Notice, Buttons]:
    if content.expired:
        text = _("Six months have passed, so Spotify ended your link. Your settings are kept.")
    elif content.revoked:
        text = _(
            "Spotify says it was revoked, either on Spotify's apps page or by a password "
            "change. Your settings are kept."
        )
    else:
        text = _("Spotify no longer accepts it and doesn't say why. Your settings are kept.")
    return Notice(_("Your Spotify link has ended"), text, AMBER), [buttons.renew_button()]


def _taken(content: kinds.LinkAttempted) -> tuple[Notice, Buttons]:
    text = _(
        "{person} (@{handle}) signed in to the Spotify account linked to you and tried "
        "to link it too; that was refused, and nothing changed. If it was you, use "
        "`unlink` here first; if not, change your Spotify password."
    ).format(person=name(content.name, 80), handle=name(content.handle, 40))
    return Notice(_("Someone used your Spotify account"), text, RED), [buttons.account_button()]


def _removed(content: kinds.LinkRemoved) -> tuple[Notice, Buttons]:
    text = _(
        "The owner of the Spotify account linked to you signed in on this bot's web "
        "page and removed the link. Its tokens are deleted."
    )
    kept = after_deleting(None, keeps_refusal=content.keeps_refusal)
    title = _("Your Spotify link was removed")
    return Notice(title, f"{text}\n{kept}".strip(), AMBER), [buttons.link_button()]


def _seat_wanted(content: kinds.SeatWanted) -> tuple[Notice, Buttons]:
    text = _("{person} (@{handle}) agreed on Spotify's page, but has no seat yet.").format(
        person=name(content.name, 80), handle=name(content.handle, 40)
    )
    return seat_steps(text, content.app, content.client_id, content.ref)


def _app_trouble(content: kinds.AppTrouble) -> tuple[Notice, Buttons]:
    app, what = name(content.app, 40), content.what
    if what == "premium":
        next_step = _(
            "Renew Premium; after that, it can take a few hours. No one has to link again."
        )
    elif content.kind in ("main", "file"):
        next_step = _(
            "If the secret was rotated, copy the new one from the dashboard into the bot's "
            "settings (`.env` or `SPOTIFY_APPS_FILE`) and restart the bot. All links are kept."
        )
    elif content.kind == "member":
        next_step = _("If it was deleted, use `seats own` again. Your link is kept until then.")
    else:
        next_step = _(
            "All links are kept. If the secret was rotated, use `seats add` with the same client "
            "ID and the new secret; if the app was deleted, use `seats remove`."
        )
    text = f"**{app}**: {trouble_words(what)}\n{next_step}"
    row = [link_to(_("Spotify's dashboard"), DASHBOARD)]
    return Notice(_("One of this bot's Spotify apps doesn't work"), text, RED), row


def _app_gone() -> tuple[Notice, Buttons]:
    text = _(
        "The Spotify app your link used no longer works here. Link again to get a seat "
        "on another one; your settings are kept."
    )
    return Notice(_("Your Spotify link needs attention"), text, AMBER), [buttons.link_button()]


def _seats_full(content: kinds.SeatsFull) -> tuple[Notice, Buttons]:
    text = _(
        "{person} (<@{id}>) wants to link, but all {used} seats of {apps} apps are "
        "taken. Free one (`seats list` shows who has which) or add an app with `seats "
        "add`; `docs/hosting.md` explains what that means."
    ).format(
        person=name(content.name, 80),
        id=content.person,
        used=content.used,
        apps=content.apps,
    )
    return Notice(_("All seats are taken"), text, AMBER), [
        link_to(_("Spotify's dashboard"), DASHBOARD)
    ]


def _half(content: kinds.NotRenewable) -> tuple[Notice, Buttons]:
    text = _(
        "Through the app **{app}**, Spotify gave someone access for an hour but no "
        "refresh token, so they weren't linked. The bot sees nothing wrong in your "
        "settings; if it keeps happening, check the app in Spotify's dashboard."
    ).format(app=name(content.app, 40))
    return Notice(_("Spotify gave only half of a link"), text, AMBER), [
        link_to(_("Spotify's dashboard"), DASHBOARD)
    ]


def _broken(content: kinds.CommandsBroke) -> tuple[Notice, Buttons]:
    counts = content.counts
    lines = [f"- `{plain(one, 40)}` × {int(count)}" for one, count in counts.items()]
    text = n_(
        "{count} command has failed since {when}. The bot's log has the details.",
        "{count} commands have failed since {when}. The bot's log has the details.",
        sum(counts.values()),
    ).replace("{when}", when(content.since, "f"))
    return Notice(_("Something broke in the bot"), "\n".join([text, *lines]), RED), []
