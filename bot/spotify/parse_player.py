"""JSON of the player into values (shapes: docs/reference/spotify.md, section 7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import get_args

from bot.http.json_reading import (
    Json,
    count,
    demand,
    each,
    flag,
    mapping,
    milliseconds,
    text,
    title,
)
from bot.spotify import parse
from bot.spotify.models import Page, Playable, Track
from bot.spotify.playing import (
    Device,
    Heard,
    Kept,
    Playback,
    PlayContext,
    PlayingKind,
    Queue,
    Repeat,
)

_ID = re.compile(r"[A-Za-z0-9]{22}")
_SINCE = 1_104_537_600
"""The start of 2005. Spotify began later: an earlier date (often 1970) stands for none."""


def device(source: Json) -> Device:
    """Parse a device."""
    supports = source.get("supports_volume")
    volume = count(source, "volume_percent")
    return Device(
        name=title(source) or "",
        type=title(source, "type") or "",
        id=text(source, "id"),
        is_active=flag(source, "is_active"),
        is_private_session=flag(source, "is_private_session"),
        is_restricted=flag(source, "is_restricted"),
        volume_percent=volume if volume is not None and volume <= 100 else None,
        supports_volume=supports is not False,
    )


def devices(source: object) -> tuple[Device, ...]:
    """Parse GET /me/player/devices; no content is no device."""
    return each(_some(source).get("devices"), device)


def _some(source: object) -> Json:
    return {} if source is None else demand(source)


def _context(source: Json | None) -> PlayContext | None:
    if source is None:
        return None
    parts = (text(source, "uri") or "").split(":")
    last = parts[-1]
    if last == "collection":
        return PlayContext("collection", None)
    # The URI is what a link is made of, so its word counts before the type's.
    said = parts[-2] if parts[0] == "spotify" and len(parts) > 2 else None
    kind = said or text(source, "type")
    if kind is None:
        return None
    return PlayContext(kind, last if said and _ID.fullmatch(last) else None)


def _kind(source: Json, item: Json | None) -> PlayingKind:
    said = text(source, "currently_playing_type") or (text(item, "type") if item else None)
    for kind in get_args(PlayingKind):
        if said == kind:
            found: PlayingKind = kind
            return found
    return "unknown"


def _is_playing(source: Json, disallows: frozenset[str]) -> bool | None:
    """Return whether it plays; what may not be done tells it too, where nothing else does."""
    said = source.get("is_playing")
    if isinstance(said, bool):
        return said
    told = {"resuming", "pausing"} & disallows
    return "resuming" in told if len(told) == 1 else None


def _repeat(source: Json) -> Repeat:
    said = text(source, "repeat_state")
    for mode in get_args(Repeat):
        if said == mode:
            found: Repeat = mode
            return found
    return "off"


def playback(source: object) -> Playback | None:
    """Parse GET /me/player; None when nothing is visible (no content)."""
    if source is None:
        return None
    data = demand(source)
    raw = mapping(data.get("item"))
    where = mapping(data.get("device"))
    named = mapping((mapping(data.get("actions")) or {}).get("disallows")) or {}
    disallows = frozenset(name for name in named if flag(named, name))
    plays = _is_playing(data, disallows)
    kind = _kind(data, raw)
    return Playback(
        kind=kind,
        item=parse.playable(raw) if raw is not None and kind != "ad" else None,
        is_playing=plays is True,
        progress_ms=milliseconds(data, "progress_ms"),
        device=device(where) if where else None,
        context=_context(mapping(data.get("context"))),
        repeat=_repeat(data),
        shuffle=flag(data, "shuffle_state"),
        disallows=disallows,
        says_whether=plays is not None,
    )


def queue(source: object) -> Queue:
    """Parse GET /me/player/queue; no content is an empty queue."""
    data = _some(source)
    current = mapping(data.get("currently_playing"))
    return Queue(
        parse.playable(current) if current else None, each(data.get("queue"), parse.playable)
    )


def _moment(source: Json, key: str) -> int | None:
    said = text(source, key)
    try:
        when = datetime.fromisoformat(said or "")
        moment = int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _SINCE else None


def _heard(source: Json) -> Heard | None:
    raw = mapping(source.get("track"))
    track = parse.playable(raw) if raw else None
    return Heard(track, _moment(source, "played_at")) if isinstance(track, Track) else None


def heard(source: object) -> tuple[Heard, ...]:
    """Parse GET /me/player/recently-played; no content is nothing heard."""
    return each(_some(source).get("items"), _heard)


def _kept(source: Json) -> Kept:
    # Playlists call it `item` now and `track` for older apps; saved tracks still `track`.
    raw = mapping(source.get("item")) or mapping(source.get("track"))
    item: Playable | None = parse.playable(raw) if raw else None
    return Kept(item, _moment(source, "added_at"))


def kept(source: object) -> Page[Kept]:
    """Parse a page of saved tracks or of a playlist's entries; entries may hold nothing."""
    return parse.page(source, _kept)
