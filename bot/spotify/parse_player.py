"""JSON of the player into values (shapes: spotify.md section 7)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import get_args

from bot.spotify import parse
from bot.spotify.models import Page, Playable
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
from bot.spotify.reading import Json, demand, each, flag, mapping, number, text

_ID = re.compile(r"[A-Za-z0-9]{1,64}")


def device(source: Json) -> Device:
    """Parse a device."""
    supports = source.get("supports_volume")
    return Device(
        name=text(source, "name") or "",
        type=text(source, "type") or "",
        id=text(source, "id"),
        is_active=flag(source, "is_active"),
        is_private_session=flag(source, "is_private_session"),
        is_restricted=flag(source, "is_restricted"),
        volume_percent=number(source, "volume_percent"),
        supports_volume=supports is not False,
    )


def devices(source: object) -> tuple[Device, ...]:
    """Parse GET /me/player/devices."""
    return each(demand(source).get("devices"), device)


def _context(source: Json | None) -> PlayContext | None:
    kind = text(source, "type") if source else None
    if source is None or kind is None:
        return None
    last = (text(source, "uri") or "").rpartition(":")[2]
    return PlayContext(kind, last if _ID.fullmatch(last) else None)


def _kind(source: Json, item: Json | None) -> PlayingKind:
    said = text(source, "currently_playing_type") or (text(item, "type") if item else None)
    for kind in get_args(PlayingKind):
        if said == kind:
            found: PlayingKind = kind
            return found
    return "unknown"


def _repeat(source: Json) -> Repeat:
    said = text(source, "repeat_state")
    for mode in get_args(Repeat):
        if said == mode:
            found: Repeat = mode
            return found
    return "off"


def playback(source: object) -> Playback | None:
    """Parse GET /me/player; None when nothing is visible (204)."""
    if source is None:
        return None
    data = demand(source)
    raw = mapping(data.get("item"))
    progress = number(data, "progress_ms")
    where = mapping(data.get("device"))
    disallows = mapping((mapping(data.get("actions")) or {}).get("disallows")) or {}
    return Playback(
        kind=_kind(data, raw),
        item=parse.playable(raw) if raw is not None else None,
        is_playing=flag(data, "is_playing"),
        progress_ms=max(0, progress) if progress is not None else None,
        device=device(where) if where else None,
        context=_context(mapping(data.get("context"))),
        repeat=_repeat(data),
        shuffle=flag(data, "shuffle_state"),
        disallows=frozenset(name for name in disallows if flag(disallows, name)),
    )


def queue(source: object) -> Queue:
    """Parse GET /me/player/queue."""
    data = demand(source)
    current = mapping(data.get("currently_playing"))
    return Queue(
        parse.playable(current) if current else None, each(data.get("queue"), parse.playable)
    )


def _moment(source: Json, key: str) -> int | None:
    said = text(source, key)
    try:
        return int(datetime.fromisoformat(said).timestamp()) if said else None
    except (ValueError, OverflowError):
        return None


def _heard(source: Json) -> Heard | None:
    raw = mapping(source.get("track"))
    track = parse.track(raw) if raw else None
    return Heard(track, _moment(source, "played_at")) if track else None


def heard(source: object) -> tuple[Heard, ...]:
    """Parse GET /me/player/recently-played."""
    return each(demand(source).get("items"), _heard)


def _kept(source: Json) -> Kept:
    # Playlists call it `item` now and `track` for older apps; saved tracks still `track`.
    raw = mapping(source.get("item")) or mapping(source.get("track"))
    item: Playable | None = parse.playable(raw) if raw else None
    return Kept(item, _moment(source, "added_at"))


def kept(source: object) -> Page[Kept]:
    """Parse a page of saved tracks or of a playlist's entries; entries may hold nothing."""
    return parse.page(source, _kept)
