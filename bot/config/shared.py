"""The settings that every process must have alike, to compare them without showing them."""

from __future__ import annotations

from bot.config.settings import Settings


def shared_settings(settings: Settings) -> str:
    """Return the settings that must be the same in every process, as text to keep."""
    return "\n".join(f"{name}={value}" for name, value in _values(settings).items())


def different_settings(kept: str, settings: Settings) -> list[str]:
    """Return the names of settings that another process, whose text was kept, has otherwise."""
    theirs = dict(line.partition("=")[::2] for line in kept.splitlines())
    return [name for name, value in _values(settings).items() if theirs.get(name, value) != value]


def _values(settings: Settings) -> dict[str, str]:
    return {
        "FEATURES": ",".join(sorted(settings.features)),
        "PRESENCE_DEFAULT": settings.presence_default,
        "SPOTIFY_SEATS": str(settings.spotify_seats),
        "SPOTIPY_CLIENT_ID": settings.spotify_client_id,
        "SPOTIPY_REDIRECT_URI": settings.redirect_uri,
    }
