"""Answers of the player's commands."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.music.player import Jump, Queued
from bot.spotify.models import CatalogueItem
from bot.spotify.playing import Device, Playback, Repeat
from bot.ui import buttons, things
from bot.ui.button_ids import DeviceSelect, TransferSelect
from bot.ui.devices import device_name, device_names
from bot.ui.language import _, n_, number
from bot.ui.notices import AMBER, GREEN, Notice, layout, link_to, notice_view
from bot.ui.same_title import Choice
from bot.ui.text import clock, name


def done(words: str) -> ui.LayoutView:
    """Confirm an action in one line."""
    return layout(ui.TextDisplay(words), colour=GREEN)


def started_view(thing: CatalogueItem | None, meant: Choice | None = None) -> ui.LayoutView:
    """Say what was started, or that playback resumes."""
    if thing is None:
        return done("▶️ " + _("Resumed."))
    return about_view(thing, "▶️ " + _("Playing"), meant)


def about_view(thing: CatalogueItem, headline: str, meant: Choice | None = None) -> ui.LayoutView:
    """Confirm an action in a headline, and show its item, perhaps with others it may have been."""
    known = things.link_of(thing)
    return layout(
        things.beside_art(f"-# {headline}\n### {things.line(thing)}", things.images_of(thing)),
        ui.TextDisplay(things.SPOTIFY),
        *([ui.TextDisplay[ui.LayoutView](meant.words)] if meant else []),
        colour=GREEN,
        rows=[[meant.select]] if meant else [],
        buttons=[link_to("LISTEN ON SPOTIFY", known.url)] if known else [],
    )


def paused_view() -> ui.LayoutView:
    """Say that the music is paused."""
    return done("⏸️ " + _("Paused."))


def skipped_view(playback: Playback | None, *, back: bool = False) -> ui.LayoutView:
    """Show what is playing after a skip."""
    mark = "⏮️" if back else "⏭️"
    if playback is None or playback.item is None:
        return done(f"{mark} " + _("Skipped."))
    return about_view(playback.item, f"{mark} " + _("Now playing"))


def jumped_view(jump: Jump) -> ui.LayoutView:
    """Say where playback continues."""
    words = _("Jumped to {position}.").format(position=f"`{clock(jump.position_ms)}`")
    if jump.item is not None:
        about = things.dotted(things.titled(jump.item, 80), things.length(jump.item.duration_ms))
        words += f" {about}"
    return done(f"⏩ {words}")


def volume_view(percent: int) -> ui.LayoutView:
    """Show the volume."""
    return done("🔊 " + _("Volume {percent}%").format(percent=number(percent)))


def shuffle_view(on: bool) -> ui.LayoutView:
    """Say whether shuffle is on."""
    return done("🔀 " + (_("Shuffle is on.") if on else _("Shuffle is off.")))


def repeat_view(mode: Repeat) -> ui.LayoutView:
    """Say what is repeated."""
    words = {
        "off": _("Repeat is off."),
        "track": _("Repeating this song."),
        "context": _("Repeating the album or playlist."),
    }
    return done(("🔂 " if mode == "track" else "🔁 ") + words[mode])


def queued_view(queued: Queued, meant: Choice | None = None) -> ui.LayoutView:
    """Say what was queued."""
    items = queued.items
    if len(items) == 1:
        return about_view(items[0], "➕ " + _("Queued"), meant)
    title = n_("{count} song queued", "{count} songs queued", len(items))
    lines = [f"### ➕ {title}", *(f"- {things.line(one)}" for one in items[:20])]
    if queued.left_out:
        more = n_(
            "-# {count} more song was left out: Spotify queues songs one by one. Play it instead?",
            "-# {count} more songs were left out: Spotify queues songs one by one. Play it "
            "instead?",
            queued.left_out,
        )
        lines.append(more)
    return layout(
        things.beside_art("\n".join(lines), things.images_of(items[0]) if items else ()),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
    )


def only_played_view(kind: str, button: buttons.Button) -> ui.LayoutView:
    """Say that something can't be queued, and offer to play it."""
    words = {
        "artist": _("Spotify can queue songs, episodes and albums, but not artists."),
        "playlist": _("Spotify can queue songs, episodes and albums, but not playlists."),
    }
    text = words.get(kind, _("Spotify can queue songs, episodes and albums, but not podcasts."))
    notice = Notice(_("That can't be queued"), text, AMBER, private=True)
    return notice_view(notice, [button])


def devices_view(devices: Sequence[Device], viewer: int) -> ui.LayoutView:
    """List a person's devices, with a select to transfer playback."""
    if not devices:
        return notice_view(no_device_notice())
    named = zip(devices, device_names(devices), strict=True)
    lines = ["## " + _("Your devices"), *(_device_line(one, called) for one, called in named)]
    choice = buttons.device_select(TransferSelect(viewer), devices)
    rows = [[choice]] if choice is not None else []
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN, rows=rows)


def which_device_view(asked: str, devices: Sequence[Device], viewer: int) -> ui.LayoutView:
    """Ask which of several devices was meant."""
    words = (
        "### "
        + _("Which device?")
        + "\n"
        + _("More than one device matches {asked}:").format(asked=name(asked))
    )
    choice = buttons.device_select(TransferSelect(viewer), devices)
    rows = [[choice]] if choice is not None else []
    return layout(ui.TextDisplay(words), colour=AMBER, rows=rows)


def _device_line(device: Device, called: str) -> str:
    mark = "🔊" if device.is_active else "▫️"
    facts = [name(device.type, 30)] if device.type else []
    if device.volume_percent is not None:
        facts.append(f"{number(device.volume_percent)} %")
    if device.is_restricted or not device.id:
        facts.append(_("can't be controlled"))
    return things.dotted(f"{mark} **{name(called)}**", *facts)


def transferred_view(device: Device) -> ui.LayoutView:
    """Say where playback continues."""
    return done("🔈 " + _("Playing on {device}.").format(device=f"**{name(device_name(device))}**"))


def no_device_notice() -> Notice:
    """Return the words for when Spotify isn't open anywhere."""
    return Notice(
        _("No device is open"),
        _("Open Spotify on a device and play or pause something, then try again."),
        AMBER,
        private=True,
    )


def choose_device_view(devices: Sequence[Device], waiting: str) -> ui.LayoutView:
    """Ask which device to run a command on; no devices means that none is open."""
    choice = buttons.device_select(DeviceSelect(waiting), devices)
    if choice is None:
        return notice_view(no_device_notice())
    notice = Notice(
        _("No active device"),
        _("Choose a device, and your command runs there."),
        AMBER,
    )
    words = ui.TextDisplay[ui.LayoutView](f"### {notice.title}\n{notice.text}")
    return layout(words, colour=AMBER, rows=[[choice]])
