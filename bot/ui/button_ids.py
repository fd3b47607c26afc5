"""The custom IDs for bot/ui/buttons.py, and for the steps of a link."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from bot.spotify.links import KINDS
from bot.ui.component_ids import (
    ComponentId,
    Hex24,
    Hex32,
    Milliseconds,
    Part,
    PlainId,
    Seconds,
    Snowflake,
    SongKind,
    SpotifyId,
    Waiting,
    component_id,
    one_of,
    text_of,
)

LINK = PlainId("link:open")
ACCOUNT = PlainId("account:open")
UNLINK = PlainId("account:unlink")
PRIVACY = PlainId("account:privacy")
ALLOWED = PlainId("account:allowed")
CHOOSE = PlainId("account:choose")
RENEW = PlainId("renew:open")
PASTE = PlainId("paste:open")
PASTED = PlainId("paste:done")
REFUSE = PlainId("consent:no")

NOT_WAITING = "-"
"""The value in `Agree` if no command is waiting."""


@component_id("widen:{command}")
class WidenButton(ComponentId):
    """Allow what else a command needs."""

    command: Annotated[str, text_of("a-z ", 1, 40)]


@component_id("code:{ref}")
class CodeButton(ComponentId):
    """Open the form for a code."""

    ref: Hex24


@component_id("code:done:{ref}")
class CodeForm(ComponentId):
    """The form for a code."""

    ref: Hex24


@component_id("seat:mail:{ref}")
class MailButton(ComponentId):
    """Open the form for an email address."""

    ref: Hex24


@component_id("seat:mailed:{ref}")
class MailForm(ComponentId):
    """The form for an email address."""

    ref: Hex24


@component_id("seat:added:{ref}")
class AddedButton(ComponentId):
    """Say that someone was added to an app."""

    ref: Hex24


@component_id("allow:{waiting}")
class AllowButton(ComponentId):
    """Open the link that a waiting command needs."""

    waiting: Waiting


@component_id("device:{waiting}")
class DeviceSelect(ComponentId):
    """Choose a device for a waiting command."""

    waiting: Waiting


@component_id("consent:yes:{client_id}:{waiting}")
class AgreeButton(ComponentId):
    """Agree to a member's app; `waiting` is NOT_WAITING if no command is waiting."""

    client_id: Hex32
    waiting: Annotated[str, text_of(r"A-Za-z0-9_\-", 1, 22)]


@component_id("transfer:{viewer}")
class TransferSelect(ComponentId):
    """Transfer playback to another device."""

    viewer: Snowflake


@component_id("meant:{act}:{viewer}")
class SameTitleSelect(ComponentId):
    """Play or queue another song with the same title."""

    act: Literal["play", "queue"]
    viewer: Snowflake


@component_id("np:{act}:{person}:{viewer}")
class PlayerButton(ComponentId):
    """Control the player of the person shown, or refresh."""

    act: Literal["refresh", "prev", "toggle", "next", "queue"]
    person: Snowflake
    viewer: Snowflake


@component_id("np:{act}:{person}:{viewer}:{kind}:{thing}")
class LikeButton(ComponentId):
    """Like or unlike the song that is shown."""

    act: Literal["like", "unlike"]
    person: Snowflake
    viewer: Snowflake
    kind: SongKind
    thing: SpotifyId


@component_id("np:more:{person}:{kind}:{thing}:{position}:{read_at}:{duration}")
class MoreButton(ComponentId):
    """Offer more actions for the current song; `position` is -1 if unknown."""

    person: Snowflake
    kind: SongKind
    thing: SpotifyId
    position: Annotated[int, Part(re.compile("-1|[0-9]{1,10}"), 10)]
    read_at: Seconds
    duration: Milliseconds


@component_id("do:{act}:{kind}:{thing}")
class ThingButton(ComponentId):
    """Play, queue or save something, for the person who presses."""

    act: Literal["play", "queue", "save"]
    kind: Annotated[str, one_of(*KINDS)]
    thing: SpotifyId


@component_id("do:here:{thing}:{position}:{read_at}:{duration}")
class PlayHereButton(ComponentId):
    """Start a song where it is now, for the person who presses; `read_at` is 0 if paused."""

    thing: SpotifyId
    position: Milliseconds
    read_at: Seconds
    duration: Milliseconds


@component_id("artist:pick:{viewer}")
class ArtistSelect(ComponentId):
    """Choose another artist from the search results."""

    viewer: Snowflake
