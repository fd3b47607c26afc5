"""The Spotify app that Earshot acts as."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SpotifyApp:
    """One app of the developer dashboard.

    `quota_owner` names the developer account whose quota its requests are counted on.
    Without `client_secret` it is a public client: PKCE alone, no Client Credentials.
    """

    client_id: str
    redirect_uri: str
    client_secret: str | None = field(default=None, repr=False)
    quota_owner: str = "default"
