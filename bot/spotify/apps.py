"""The Spotify apps that Earshot uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["main", "file", "host", "member"]


@dataclass(frozen=True, slots=True)
class AppOwner:
    """The member who owns an app, and whom people trust when they link through it."""

    id: int
    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class SpotifyApp:
    """One app of the developer dashboard.

    `quota_owner` names the developer account whose quota its requests count against.
    Without `client_secret` it's a public client: only PKCE, no Client Credentials.
    `kind` says where it comes from: the environment, the host's file, a command the host used,
    or a member (`owner_id`, a Discord ID), who may offer its seats to the server `guild_id`.
    The owner's names are from when the app was added or offered.
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
        """Return the owner to name to this person; None if the app is the host's or their own."""
        if self.kind != "member" or self.owner_id == discord_id:
            return None
        name = self.owner_name or self.owner_handle or str(self.owner_id)
        return AppOwner(self.owner_id, name, self.owner_handle or str(self.owner_id))
