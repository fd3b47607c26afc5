"""What `why` shows: each thing a command depends on, and the next step where one fails."""

from __future__ import annotations

from typing import assert_never

import discord
from discord import ui

from bot.accounts.diagnosis import Diagnosis
from bot.ui import buttons
from bot.ui.button_ids import WidenButton
from bot.ui.language import _
from bot.ui.notices import AMBER, GREEN, Notice, notice_view
from bot.ui.text import name, when
from bot.ui.words.permissions import scope_lines

_GREEN = discord.ButtonStyle.success
_OK, _BAD, _UNKNOWN = "✅", "❌", "▫️"


def why_view(diagnosis: Diagnosis, command: str | None) -> ui.LayoutView:
    """Show a person's diagnosis, for a command or in general."""
    lines = [_link_line(diagnosis)]
    if diagnosis.link == "fine":
        lines += [
            _seat_line(diagnosis),
            _scope_line(diagnosis, command),
            _premium_line(diagnosis),
            _device_line(diagnosis),
            _private_line(diagnosis),
        ]
    lines += [_app_line(diagnosis), _pause_line(diagnosis), _renewal_line(diagnosis)]
    shown = [line for line in lines if line]
    bad = any(line.startswith(_BAD) for line in shown)
    if bad:
        head = _("Fix this first:")
    elif command:
        head = _("`{command}` should work for you.").format(command=command)
    else:
        head = _("Everything looks good.")
    shown.sort(key=lambda line: not line.startswith(_BAD))
    notice = Notice(_("Status"), "\n".join([head, *shown]), AMBER if bad else GREEN)
    return notice_view(notice, _buttons(diagnosis, command))


def _buttons(diagnosis: Diagnosis, command: str | None) -> list[buttons.Button]:
    if diagnosis.link == "none":
        return [buttons.link_button()]
    if diagnosis.link != "fine" or diagnosis.ends_soon:
        return [buttons.renew_button()]
    if diagnosis.missing and command is not None:
        return [buttons.press(_("Allow it"), WidenButton(command), style=_GREEN)]
    return []


def _link_line(diagnosis: Diagnosis) -> str:
    match diagnosis.link:
        case "fine":
            who = name(diagnosis.spotify_name or "?", 80)
            return f"{_OK} " + _("Linked to **{name}**.").format(name=who)
        case "none":
            words = _("Spotify isn't linked. Press the button or use `link`.")
        case "expired":
            words = _("Your link expired after six months. Renew it.")
        case "revoked":
            words = _("Your link was removed on Spotify's side. Link again.")
        case "dead":
            words = _("Your link has ended. Link again.")
        case "damaged":
            words = _("Your saved link can't be read. Link again.")
        case "app_gone":
            words = _("Your link's Spotify app is gone. Link again.")
        case _:
            assert_never(diagnosis.link)
    return f"{_BAD} {words}"


def _seat_line(diagnosis: Diagnosis) -> str:
    if diagnosis.seat is None:
        return f"{_UNKNOWN} " + _("Seat: couldn't be checked just now.")
    if diagnosis.seat:
        return f"{_OK} " + _("You have a seat on the Spotify app.")
    return f"{_BAD} " + _(
        "You have no seat on the Spotify app. Ask the host to add your Spotify email "
        "under *User Management*."
    )


def _scope_line(diagnosis: Diagnosis, command: str | None) -> str:
    if command is None:
        return ""
    missing = diagnosis.missing or diagnosis.missing_later
    if not missing:
        return f"{_OK} " + _("Your link allows what `{command}` needs.").format(command=command)
    # Scopes that only other uses need don't block this one.
    return f"{_BAD if diagnosis.missing else _UNKNOWN} " + _(
        "Your link doesn't allow this yet. Use the command, and it will ask for it.\n{permissions}"
    ).format(permissions=scope_lines(missing))


def _premium_line(diagnosis: Diagnosis) -> str:
    if not diagnosis.controls_player and diagnosis.premium is None:
        return ""
    if diagnosis.premium is None:
        return f"{_UNKNOWN} " + _(
            "Premium: unknown until your first player command, which needs it."
        )
    if diagnosis.premium:
        return f"{_OK} " + _("Premium when last checked.")
    mark = _BAD if diagnosis.controls_player else _UNKNOWN
    return f"{mark} " + _(
        "No Premium when last checked. Spotify allows player commands only with Premium."
    )


def _device_line(diagnosis: Diagnosis) -> str:
    if diagnosis.device is None:
        return ""
    if diagnosis.device:
        return f"{_OK} " + _("Active device: **{name}**.").format(name=name(diagnosis.device, 60))
    mark = _BAD if diagnosis.controls_player else _UNKNOWN
    return f"{mark} " + _("No active device. Open Spotify on one and play or pause something.")


def _private_line(diagnosis: Diagnosis) -> str:
    if not diagnosis.private:
        return ""
    return f"{_BAD} " + _(
        "Private session is on, so nobody can see what you play. Turn it off in Spotify's settings."
    )


def _app_line(diagnosis: Diagnosis) -> str:
    if diagnosis.app is None:
        return ""
    if diagnosis.app == "premium":
        return f"{_BAD} " + _("The Spotify app's owner has no Premium. Only they can fix this.")
    return f"{_BAD} " + _("Spotify doesn't accept the bot's app. Only the bot's host can fix this.")


def _pause_line(diagnosis: Diagnosis) -> str:
    if not diagnosis.paused_until:
        return f"{_OK} " + _("No rate limit from Spotify right now.")
    return f"{_BAD} " + _("Spotify's rate limit applies until {time} ({when}).").format(
        time=when(diagnosis.paused_until, "t"), when=when(diagnosis.paused_until)
    )


def _renewal_line(diagnosis: Diagnosis) -> str:
    if diagnosis.ends_at is None or diagnosis.link != "fine":
        return ""
    mark = _UNKNOWN if diagnosis.ends_soon else _OK
    words = _("The link ends {date}, {when}.").format(
        date=when(diagnosis.ends_at, "D"), when=when(diagnosis.ends_at)
    )
    return f"{mark} {words}" + (" " + _("Renew it now.") if diagnosis.ends_soon else "")
