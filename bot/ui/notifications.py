"""Letters in words: reminders, ended links, and what hosts must know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import ui

from bot.ui import buttons
from bot.ui.component_ids import PlainId
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, RED, Buttons, Notice, link_to, notice_view
from bot.ui.seats import DASHBOARD, seat_view
from bot.ui.text import name, plain, when
from bot.ui.words.apps import trouble_words

OPEN = PlainId("letters:open")


def letter_view(kind: str, value: Mapping[str, Any]) -> ui.LayoutView:
    """Show a letter."""
    if kind == "seat_wanted":
        text = _("{person} (@{handle}) agreed on Spotify's page, but has no seat yet.").format(
            person=name(value["name"], 80), handle=name(value["handle"], 40)
        )
        return seat_view(text, value["app"], value["client_id"], value["ref"])
    notice, row = _WORDS[kind](value)
    return notice_view(notice, row)


def waiting_view() -> ui.LayoutView:
    """Say that there is a letter, where others can read."""
    text = _("I could not send it to you: your direct messages are closed to me.")
    button = buttons.press(_("Show it to me alone"), OPEN)
    return notice_view(Notice(_("There is something for you"), text, AMBER), [button])


def none_view() -> ui.LayoutView:
    """Say that there is nothing left to be shown."""
    return notice_view(Notice(_("Nothing new"), _("You have seen everything.")))


def _reminder(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    ends = int(value["ends_at"])
    text = _(
        "Spotify ends every link six months after it was made. Yours to **{name}** ends {date}, "
        "{when}. One press renews it; everything else stays as it is."
    ).format(name=name(value["name"], 80), date=when(ends, "D"), when=when(ends))
    return Notice(_("Your Spotify link ends soon"), text, AMBER), [buttons.renew_button()]


def _ended(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    if value["expired"]:
        text = _("Six months are over, and Spotify has ended your link. Your settings are kept.")
    elif value["revoked"]:
        text = _(
            "Spotify says that it was revoked: by you on Spotify's apps page, or by a changed "
            "password. Your settings are kept."
        )
    else:
        text = _("Spotify no longer accepts it, without saying why. Your settings are kept.")
    return Notice(_("Your Spotify link has ended"), text, AMBER), [buttons.renew_button()]


def _taken(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    text = _(
        "{person} (@{handle}) signed in to the Spotify account that is linked to you, and wanted "
        "to link it too. It was refused; nothing has changed. Was it you? Then use `unlink` here "
        "first. Was it not? Then change your Spotify password."
    ).format(person=name(value["name"], 80), handle=name(value["handle"], 40))
    return Notice(_("Somebody used your Spotify account"), text, RED), [buttons.account_button()]


def _removed(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    del value
    text = _(
        "Whoever owns the Spotify account that was linked to you signed in on this bot's web page "
        "and removed the link. Its tokens are deleted."
    )
    return Notice(_("Your Spotify link was removed"), text, AMBER), [buttons.link_button()]


def _app_trouble(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    app, what = name(value["app"], 40), str(value["what"])
    if what == "premium":
        next_step = _("Renew Premium; after that it can take a few hours. Nobody must link again.")
    elif value["kind"] in ("main", "file"):
        next_step = _(
            "Was the secret rotated? Copy the new one from the dashboard into the bot's settings "
            "(`.env` or `SPOTIFY_APPS_FILE`) and start it again. All links are kept."
        )
    elif value["kind"] == "member":
        next_step = _("Was it deleted? Then use `seats own` again. Your link is kept until then.")
    else:
        next_step = _(
            "Was the secret rotated? Use `seats add` with the same client ID and the new secret. "
            "All links are kept. Was the app deleted? Then `seats remove` it."
        )
    text = f"**{app}**: {trouble_words(what)}\n{next_step}"
    row = [link_to(_("Spotify's dashboard"), DASHBOARD)]
    return Notice(_("A Spotify app of this bot does not work"), text, RED), row


def _app_gone(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    del value
    text = _(
        "The Spotify app that your link went through no longer works here. Link again: you are "
        "placed on another one. Your settings are kept."
    )
    return Notice(_("Your Spotify link needs you"), text, AMBER), [buttons.link_button()]


def _seats_full(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    text = _(
        "{person} (<@{id}>) wants to link, but all {used} seats of {apps} apps are taken. Free one "
        "(`seats list` shows who sits where), or add an app with `seats add`; `docs/hosting.md` "
        "tells what that means."
    ).format(
        person=name(value["name"], 80),
        id=int(value["person"]),
        used=int(value["used"]),
        apps=int(value["apps"]),
    )
    return Notice(_("All seats are taken"), text, AMBER), [
        link_to(_("Spotify's dashboard"), DASHBOARD)
    ]


def _half(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    text = _(
        "Through the app **{app}** Spotify gave somebody access for an hour, but no refresh token "
        "to renew it with, so they were not linked. Nothing of yours is wrong that the bot knows "
        "of. If it goes on, look at the app in Spotify's dashboard."
    ).format(app=name(value["app"], 40))
    return Notice(_("Spotify gave only half of a link"), text, AMBER), [
        link_to(_("Spotify's dashboard"), DASHBOARD)
    ]


def _broken(value: Mapping[str, Any]) -> tuple[Notice, Buttons]:
    counts: Mapping[str, int] = value["counts"]
    lines = [f"- `{plain(one, 40)}` × {int(count)}" for one, count in counts.items()]
    text = n_(
        "{count} command has broken since {when}. The bot's log has the details.",
        "{count} commands have broken since {when}. The bot's log has the details.",
        sum(counts.values()),
    ).replace("{when}", when(int(value["since"]), "f"))
    return Notice(_("Something broke in the bot"), "\n".join([text, *lines]), RED), []


_WORDS = {
    "half": _half,
    "reminder": _reminder,
    "ended": _ended,
    "taken": _taken,
    "removed": _removed,
    "app_trouble": _app_trouble,
    "app_gone": _app_gone,
    "seats_full": _seats_full,
    "broken": _broken,
}
