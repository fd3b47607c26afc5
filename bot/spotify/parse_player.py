"""Parse the player's JSON into models (shapes: docs/reference/spotify.md, section 7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import get_args

from bot.http.json_reading import (
    Json,
    count,
    flag,
    mapping,
    milliseconds,
    parse_list,
    require_mapping,
    text,
    title,
)
from bot.spotify import parse
from bot.spotify.models import Page, Playable, Track
from bot.spotify.playing import (
    Device,
    Playback,
    PlayContext,
    PlayedTrack,
    PlayingKind,
    Queue,
    Repeat,
    SavedItem,
)

_ID = re.compile(r"[A-Za-z0-9]{22}")
_EARLIEST = 1_104_537_600
"""The start of 2005. Spotify is younger, so an earlier date (often 1970) means none."""


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
    """Parse GET /me/player/devices; no content means no devices."""
    return parse_list(_object_or_empty(source).get("devices"), device)


def _object_or_empty(source: object) -> Json:
    return {} if source is None else require_mapping(source)


def _context(source: Json | None) -> PlayContext | None:
    if source is None:
        return None
    parts = (text(source, "uri") or "").split(":")
    last = parts[-1]
    if last == "collection":
        return PlayContext("collection", None)
    # Links are made from the URI, so its kind takes precedence over `type`.
    uri_kind = parts[-2] if parts[0] == "spotify" and len(parts) > 2 else None
    kind = uri_kind or text(source, "type")
    if kind is None:
        return None
    return PlayContext(kind, last if uri_kind and _ID.fullmatch(last) else None)


def _kind(source: Json, item: Json | None) -> PlayingKind:
    said = text(source, "currently_playing_type") or (text(item, "type") if item else None)
    for kind in get_args(PlayingKind):
        if said == kind:
            found: PlayingKind = kind
            return found
    return "unknown"


def _is_playing(source: Json, disallows: frozenset[str]) -> bool | None:
    """Return whether it's playing; if Spotify doesn't say, the disallowed actions may."""
    is_playing = source.get("is_playing")
    if isinstance(is_playing, bool):
        return is_playing
    hints = {"resuming", "pausing"} & disallows
    return "resuming" in hints if len(hints) == 1 else None


def _repeat(source: Json) -> Repeat:
    said = text(source, "repeat_state")
    for mode in get_args(Repeat):
        if said == mode:
            found: Repeat = mode
            return found
    return "off"


def playback(source: object) -> Playback | None:
    """Parse GET /me/player; None if nothing is visible (no content)."""
    if source is None:
        return None
    data = require_mapping(source)
    raw = mapping(data.get("item"))
    device_data = mapping(data.get("device"))
    named = mapping((mapping(data.get("actions")) or {}).get("disallows")) or {}
    disallows = frozenset(name for name in named if flag(named, name))
    is_playing = _is_playing(data, disallows)
    kind = _kind(data, raw)
    return Playback(
        kind=kind,
        item=parse.playable(raw) if raw is not None and kind != "ad" else None,
        is_playing=is_playing is True,
        progress_ms=milliseconds(data, "progress_ms"),
        device=device(device_data) if device_data else None,
        context=_context(mapping(data.get("context"))),
        repeat=_repeat(data),
        shuffle=flag(data, "shuffle_state"),
        disallows=disallows,
        is_playing_known=is_playing is not None,
    )


def queue(source: object) -> Queue:
    """Parse GET /me/player/queue; no content means an empty queue."""
    data = _object_or_empty(source)
    current = mapping(data.get("currently_playing"))
    return Queue(
        parse.playable(current) if current else None, parse_list(data.get("queue"), parse.playable)
    )


def _moment(source: Json, key: str) -> int | None:
    said = text(source, key)
    try:
        when = datetime.fromisoformat(said or "")
        moment = int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EARLIEST else None


def _played_track(source: Json) -> PlayedTrack | None:
    raw = mapping(source.get("track"))
    track = parse.playable(raw) if raw else None
    return PlayedTrack(track, _moment(source, "played_at")) if isinstance(track, Track) else None


def played_tracks(source: object) -> tuple[PlayedTrack, ...]:
    """Parse GET /me/player/recently-played; no content means no tracks."""
    return parse_list(_object_or_empty(source).get("items"), _played_track)


def _saved_item(source: Json) -> SavedItem:
    # Playlists call it `item`, or `track` for older apps; saved tracks still call it `track`.
    raw = mapping(source.get("item")) or mapping(source.get("track"))
    item: Playable | None = parse.playable(raw) if raw else None
    return SavedItem(item, _moment(source, "added_at"))


def saved_items(source: object) -> Page[SavedItem]:
    """Parse a page of saved tracks or playlist entries; entries may be empty."""
    return parse.page(source, _saved_item)
