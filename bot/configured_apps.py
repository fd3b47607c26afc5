"""The Spotify apps a host has configured: from the environment and from SPOTIFY_APPS_FILE."""

from __future__ import annotations

from bot.config.settings import Settings
from bot.spotify.apps import SpotifyApp


def configured_apps(config: Settings) -> list[SpotifyApp]:
    """Return the app from the environment, then those from the file."""
    secret = config.spotify_client_secret
    main = SpotifyApp(
        client_id=config.spotify_client_id,
        redirect_uri=config.redirect_uri,
        client_secret=secret.reveal() if secret else None,
    )
    more = [
        SpotifyApp(
            client_id=app.client_id,
            redirect_uri=config.redirect_uri,
            client_secret=app.client_secret.reveal() if app.client_secret else None,
            quota_owner=app.owner,
            name=app.name,
            kind="file",
        )
        for app in config.spotify_apps
    ]
    return [main, *more]
