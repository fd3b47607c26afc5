"""A Spotify login that may become a link, and how it is stored while it waits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.opaque_values import is_hash_of
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenResponse
from bot.storage.records import NewLink
from bot.storage.ticket_records import HeldFor, PendingRecord, TicketRecord


@dataclass(frozen=True, slots=True)
class Login:
    """Spotify's tokens, and whose they are once that is known.

    `code` must be typed in Discord; `spotify_code_hash` is the hash of Spotify's own code.
    """

    answer: TokenResponse
    authorized_at: int
    profile: Profile | None = None
    code: str | None = field(default=None, repr=False)
    spotify_code_hash: str | None = None

    def has_spotify_code(self, code: str | None) -> bool:
        """Whether this login came from this code of Spotify's.

        Only the browser that consented has seen it, not someone who started a link and got another
        person to consent.
        """
        return is_hash_of(self.spotify_code_hash, code)

    def pending(self, record: TicketRecord, reason: HeldFor, now: int, until: int) -> PendingRecord:
        """Return the record that keeps this login, sealed, for a ticket until a time."""
        name = self.profile.name if self.profile else None
        owner = record.discord_id, record.client_id
        return PendingRecord(record.ref, *owner, reason, name, now, until, to_text(self))

    def link(self, record: TicketRecord, profile: Profile) -> NewLink:
        """Return the link that this login becomes for a ticket's person."""
        return NewLink(
            discord_id=record.discord_id,
            spotify_account_id=profile.account_id,
            spotify_id=profile.id,
            display_name=profile.display_name,
            scopes=self.answer.scopes or frozenset(),
            client_id=record.client_id,
            access_token=self.answer.access_token,
            refresh_token=self.answer.refresh_token,
            expires_at=self.answer.expires_at,
            authorized_at=self.authorized_at,
        )


@dataclass(frozen=True, slots=True)
class HeldLogin:
    """A login that waits for something: `reason` says what."""

    login: Login
    reason: HeldFor


class FreshToken:
    """A token that was issued a moment ago: if it is rejected, there is no other."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        """Return the token."""
        return self._token

    async def replace(self, rejected: str) -> str:
        """Return the same token: there is no other."""
        del rejected
        return self._token


def to_text(login: Login) -> str:
    """Return a login as JSON, to be sealed."""
    answer, profile = login.answer, login.profile
    return json.dumps(
        {
            "access_token": answer.access_token,
            "refresh_token": answer.refresh_token,
            "expires_at": answer.expires_at,
            "scopes": sorted(answer.scopes) if answer.scopes is not None else None,
            "authorized_at": login.authorized_at,
            "profile": [profile.account_id, profile.id, profile.display_name] if profile else None,
            "code": login.code,
            "came_by": login.spotify_code_hash,
        }
    )


def from_text(text: str) -> Login:
    """Return the login that to_text wrote."""
    stored = json.loads(text)
    scopes = frozenset(stored["scopes"]) if stored["scopes"] is not None else None
    answer = TokenResponse(
        stored["access_token"], stored["refresh_token"], stored["expires_at"], scopes
    )
    profile = Profile(*stored["profile"]) if stored["profile"] else None
    return Login(answer, stored["authorized_at"], profile, stored["code"], stored.get("came_by"))
