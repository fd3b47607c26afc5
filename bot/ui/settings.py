"""What `settings` and `privacy` show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

import discord
from discord import ui

from bot.accounts.account import StoredData
from bot.accounts.preferences import USUAL_STYLE, Rules, Style
from bot.accounts.privacy import Level
from bot.ui import buttons
from bot.ui.component_ids import ComponentId, PlainId, component_id, digits
from bot.ui.language import LANGUAGES, _, later, n_
from bot.ui.modals import one_field_modal
from bot.ui.notices import AMBER, GREEN, GREY, RED, Notice, layout, notice_view
from bot.ui.presence import refusal_alone_words, seen_words
from bot.ui.text import name, when

PRIVACY = PlainId("set:privacy")
STYLE = PlainId("set:style")
SERVER_STYLE = PlainId("set:server-style")
QUIET, ALOUD = PlainId("set:quiet"), PlainId("set:aloud")
LANGUAGE = PlainId("set:language")
PREFIX = PlainId("set:prefix")
PREFIX_MODAL = PlainId("set:prefix:typed")
CHANNELS = PlainId("set:channels")
EXPORT = PlainId("privacy:export")
DELETE = PlainId("privacy:delete")
SHOW_PRESENCE = PlainId("privacy:presence:on")
HIDE_PRESENCE = PlainId("privacy:presence:off")
FORGET_REFUSAL = PlainId("privacy:presence:forget")
CONFIRM_DELETE = PlainId("privacy:delete:sure")
CANCEL_DELETE = PlainId("privacy:delete:not")

LABELS = {
    "accounts": later("Your Spotify link"),
    "link_tickets": later("Links you asked for in the last day"),
    "waiting_commands": later("Commands waiting for you"),
    "memos": later("Your searches and questions from the last day"),
    "waiting_logins": later("Logins waiting for a code or a seat"),
    "letters": later("Messages to you"),
    "discord_grants": later("Permission to show your link in Discord's linked roles"),
    "apps": later("Spotify apps you've added"),
    "follows": later("Answers that update with your music"),
    "aux_sessions": later("Auxes you've opened"),
    "aux_songs": later("Songs you added to an open aux"),
    "seat_questions": later("A question about your seat"),
    "seat_waiters": later("Your place on the waiting list for a seat"),
    "aux_blocks": later("What you blocked in your auxes"),
    "mixtapes": later("Mixtapes you started"),
    "mixtape_songs": later("Links you posted to a mixtape"),
    "aux_votes": later("Your votes in an open aux"),
    "people_in_servers": later("Servers where you've used a command"),
    "settings": later("Your settings"),
}
"""What each table holds, in words."""

_FOLLOW_DISCORD = "discord"
_FOLLOW_SERVER = "server"
_MOST_OPTIONS = 25


@component_id("set:off:{part}")
class TurnOffSelect(ComponentId):
    """Choose which of these commands are off."""

    part: Annotated[int, digits(1)]


def mine_view(level: Level, style: Style | None, language: str | None) -> ui.LayoutView:
    """Show a person's own settings, each as a select."""
    privacy = buttons.privacy_select(level, PRIVACY)
    return layout(
        ui.TextDisplay("## " + _("Your settings") + "\n" + _("They stay until you change them.")),
        ui.TextDisplay("**" + _("Privacy") + "**"),
        ui.ActionRow(privacy),
        ui.TextDisplay("**" + _("How `nowplaying` looks") + "**"),
        ui.ActionRow(_own_style_select(style)),
        ui.TextDisplay("**" + _("Language") + "**"),
        ui.ActionRow(_language_select(language)),
        colour=GREEN,
    )


def _own_style_select(current: Style | None) -> buttons.Select:
    as_there = discord.SelectOption(
        label=_("Same as the server"), value=_FOLLOW_SERVER, default=current is None
    )
    return buttons.select(STYLE, _("How should it look?"), [as_there, *_style_options(current)])


def _server_style_select(current: Style) -> buttons.Select:
    words = _("How should nowplaying look here?")
    return buttons.select(SERVER_STYLE, words, _style_options(current))


def _style_options(current: Style | None) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=label, value=style, description=words, default=style == current)
        for style, label, words in _styles()
    ]


def _styles() -> tuple[tuple[Style, str, str], ...]:
    return (
        ("layout", _("Layout"), _("Cover, text and buttons")),
        ("card", _("Picture card"), _("An image with buttons")),
        ("compact", _("Compact"), _("One line")),
    )


def _language_select(current: str | None) -> buttons.Select:
    options = [
        discord.SelectOption(
            label=_("Same as Discord"), value=_FOLLOW_DISCORD, default=current is None
        )
    ]
    options += [
        discord.SelectOption(label=words, value=code, default=code == current)
        for code, words in LANGUAGES.items()
    ]
    return buttons.select(LANGUAGE, _("Which language?"), options)


def language_chosen(value: str) -> str | None:
    """Return the language chosen in the select, None to follow Discord."""
    return value if value in LANGUAGES else None


_WITH_MESSAGES = [
    discord.ChannelType.text,
    discord.ChannelType.voice,
    discord.ChannelType.news,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
]
"""Channels where people write; threads follow their channel."""


def server_view(
    rules: Rules, host_prefix: str, commands: Sequence[str], guild_name: str
) -> ui.LayoutView:
    """Show a server's settings to people who may change them."""
    prefix, style = rules.prefix or host_prefix, rules.style or USUAL_STYLE
    where = ", ".join(f"<#{one}>" for one in sorted(rules.channels)) or _("in every channel")
    off = ", ".join(f"`{one}`" for one in sorted(rules.off)) or _("none")
    lines = [
        "## " + _("Settings of {server}").format(server=name(guild_name, 80)),
        _("Prefix: {prefix}").format(prefix=f"`{prefix}`"),
        _("Commands can be used: {where}").format(where=where),
        _("Commands turned off: {names}").format(names=off),
        _("How `nowplaying` looks, unless people choose for themselves: {style}").format(
            style=next(label for one, label, _words in _styles() if one == style)
        ),
    ]
    if rules.quiet:
        lines.append(_("`nowplaying` answers with a reaction, and only its person sees the rest."))
    channels: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=CHANNELS.text,
        channel_types=_WITH_MESSAGES,
        placeholder=_("Only in these channels (none: everywhere)"),
        min_values=0,
        max_values=25,
        default_values=[
            discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.channel)
            for one in sorted(rules.channels)
        ],
    )
    parts = [part_of(commands, one) for one in range(math.ceil(len(commands) / _MOST_OPTIONS))]
    rows: list[list[ui.Item[Any]]] = [[channels]]
    rows += [[_off_select(number, part, rules.off)] for number, part in enumerate(parts)]
    aloud = buttons.press(_("Show nowplaying in channels again"), ALOUD)
    quiet = aloud if rules.quiet else buttons.press(_("Keep nowplaying quiet"), QUIET)
    rows += [[_server_style_select(style)], [buttons.press(_("Change the prefix"), PREFIX), quiet]]
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN, rows=rows)


def part_of(commands: Sequence[str], number: int) -> Sequence[str]:
    """Return the commands that one of the selects can turn off."""
    return commands[number * _MOST_OPTIONS : (number + 1) * _MOST_OPTIONS]


def _off_select(number: int, commands: Sequence[str], off: frozenset[str]) -> buttons.Select:
    options = [discord.SelectOption(label=one, value=one, default=one in off) for one in commands]
    words = _("Turn these off: {first} to {last}").format(first=commands[0], last=commands[-1])
    return buttons.select(TurnOffSelect(number), words, options, most=len(options), least=0)


def prefix_modal(current: str) -> ui.Modal:
    """Ask for a new prefix."""
    label = _("Prefix (1 to 5 characters)")
    title = _("Prefix of this server")
    return one_field_modal(PREFIX_MODAL, title, label, field="prefix", longest=5, default=current)


def privacy_view(stored: StoredData, presence: bool | None = None) -> ui.LayoutView:
    """Show everything stored about a person, with export and deletion.

    `presence` is whether others see what the person's Discord shows; None if nobody's is looked at.
    """
    title = "## " + _("What's stored about you")
    more = [] if presence is None else [_presence_button(on=presence)]
    says = "" if presence is None else f"\n{seen_words(on=presence)}"
    if stored.is_refusal_alone:
        return _refusal_alone_view(says, more)
    if not stored.rows:
        text = _("Nothing. No Spotify account is linked, and you haven't changed any settings.")
        return notice_view(Notice(_("What's stored about you"), text + says, GREY), more)
    lines = [
        "- **" + _(LABELS.get(table, table)) + f"**: {_in_words(table, count, stored)}"
        for table, count in stored.rows.items()
    ]
    foot = _(
        "Tokens are encrypted and never shown, and what you play isn't stored. "
        "Deleting unlinks Spotify too."
    )
    return layout(
        ui.TextDisplay("\n".join([title, *lines, f"-# {foot}"]) + says),
        colour=GREEN,
        buttons=[
            buttons.press(_("Export as a file"), EXPORT, style=discord.ButtonStyle.primary),
            buttons.press(_("Delete everything"), DELETE, style=discord.ButtonStyle.danger),
            *more,
        ],
    )


def _refusal_alone_view(says: str, more: Sequence[buttons.Button]) -> ui.LayoutView:
    notice = Notice(_("What's stored about you"), refusal_alone_words() + says, GREY)
    export = buttons.press(_("Export as a file"), EXPORT)
    forget = buttons.press(_("Forget that too"), FORGET_REFUSAL, style=discord.ButtonStyle.danger)
    return notice_view(notice, [export, forget, *more])


def _presence_button(*, on: bool) -> buttons.Button:
    if on:
        return buttons.press(_("Hide my Discord's song"), HIDE_PRESENCE)
    return buttons.press(_("Let my Discord's song be seen"), SHOW_PRESENCE)


def _in_words(table: str, count: int, stored: StoredData) -> str:
    if table == "accounts" and stored.spotify_name is not None and stored.linked_at is not None:
        return _("{name}, since {when}; encrypted tokens").format(
            name=name(stored.spotify_name, 80), when=when(stored.linked_at, "D")
        )
    if table == "settings":
        return ", ".join(f"{setting} = `{value}`" for setting, value in stored.settings)
    return str(count)


def confirm_delete_view(stored: StoredData) -> ui.LayoutView:
    """Ask before everything is deleted."""
    count = sum(stored.rows.values()) - stored.has_refusal
    text = n_(
        "{count} item about you will be deleted right away, and Spotify unlinked. This "
        "can't be undone.",
        "{count} items about you will be deleted right away, and Spotify unlinked. "
        "This can't be undone.",
        count,
    )
    sure = buttons.press(_("Delete everything"), CONFIRM_DELETE, style=discord.ButtonStyle.danger)
    cancel = buttons.press(_("Cancel"), CANCEL_DELETE)
    return notice_view(Notice(_("Delete everything?"), text, AMBER), [sure, cancel])


def deleted_view(more: str = "") -> ui.LayoutView:
    """Say that everything is deleted; `more` is what isn't (bot/ui/presence.py)."""
    text = _(
        "Everything about you was deleted here. Spotify keeps its own permission until "
        "you remove this bot on your Spotify account's apps page; no bot can do that "
        "for you."
    )
    return notice_view(Notice(_("Deleted"), f"{text}\n{more}".strip(), RED))
