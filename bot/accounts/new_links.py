"""What a login at Spotify becomes once it's known whose it is."""

from __future__ import annotations

from bot.spotify.models import Profile
from bot.spotify.tokens import TokenResponse
from bot.storage.records import NewLink


def new_link(
    discord_id: int,
    client_id: str,
    tokens: TokenResponse,
    profile: Profile,
    *,
    authorized_at: int,
) -> NewLink:
    """Return the link of a person with the Spotify account that these tokens belong to.

    `authorized_at` is when they agreed at Spotify, in unix seconds.
    """
    return NewLink(
        discord_id=discord_id,
        spotify_account_id=profile.account_id,
        spotify_id=profile.id,
        display_name=profile.display_name,
        scopes=tokens.scopes or frozenset(),
        client_id=client_id,
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=tokens.expires_at,
        authorized_at=authorized_at,
    )
