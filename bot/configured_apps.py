"""The Spotify apps a host has configured: the environment's, and those of SPOTIFY_APPS_FILE."""

from __future__ import annotations

from bot.config.settings import Settings
from bot.spotify.apps import SpotifyApp


def configured_apps(config: Settings) -> list[SpotifyApp]:
    """Return the apps of the environment and of the file, the environment's first."""
    secret = config.spotify_client_secret
    main = SpotifyApp(
        client_id=config.spotify_client_id,
        redirect_uri=config.redirect_uri,
        client_secret=secret.reveal() if secret else None,
    )
    more = [
        SpotifyApp(
            client_id=one.client_id,
            redirect_uri=config.redirect_uri,
            client_secret=one.client_secret.reveal() if one.client_secret else None,
            quota_owner=one.owner,
            name=one.name,
            kind="file",
        )
        for one in config.spotify_apps
    ]
    return [main, *more]
