"""The Spotify apps that Earshot acts as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["main", "file", "host", "member"]


@dataclass(frozen=True, slots=True)
class AppOwner:
    """The member whose app it is: whom people trust who agree to it."""

    id: int
    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class SpotifyApp:
    """One app of the developer dashboard.

    `quota_owner` names the developer account whose quota its requests are counted on.
    Without `client_secret` it is a public client: PKCE alone, no Client Credentials.
    `kind` tells where it comes from: the environment, the host's file, a command of the host's,
    or a member, who is `owner_id` (a Discord ID) and may offer its seats to the server `guild_id`.
    Their names are as they were when the app was brought or offered.
    """

    client_id: str
    redirect_uri: str
    client_secret: str | None = field(default=None, repr=False)
    quota_owner: str = "default"
    name: str = "main"
    kind: Kind = "main"
    owner_id: int = 0
    guild_id: int | None = None
    owner_name: str = ""
    owner_handle: str = ""

    def owner_for(self, discord_id: int) -> AppOwner | None:
        """Return whom somebody must be told of: None where the app is the host's or their own."""
        if self.kind != "member" or self.owner_id == discord_id:
            return None
        name = self.owner_name or self.owner_handle or str(self.owner_id)
        return AppOwner(self.owner_id, name, self.owner_handle or str(self.owner_id))
