"""A login at Spotify on its way to becoming a link, and how it is kept while it waits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.opaque_values import is_hash_of
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenAnswer
from bot.storage.records import NewLink
from bot.storage.ticket_records import HeldFor, PendingRecord, TicketRecord


@dataclass(frozen=True, slots=True)
class Login:
    """What Spotify gave: the tokens, and whose they are once that is known.

    `code` is what is to be typed in Discord; `came_by` the hash of Spotify's own code.
    """

    answer: TokenAnswer
    authorized_at: int
    profile: Profile | None = None
    code: str | None = field(default=None, repr=False)
    came_by: str | None = None

    def came_with(self, code: str | None) -> bool:
        """Whether Spotify's code is the one that brought this login.

        Only who consented has seen it; who began a link and had another person consent has not.
        """
        return is_hash_of(self.came_by, code)

    def pending(self, record: TicketRecord, reason: HeldFor, now: int, until: int) -> PendingRecord:
        """Return it as it is kept, sealed, for a ticket until a time."""
        name = self.profile.name if self.profile else None
        owner = record.discord_id, record.client_id
        return PendingRecord(record.ref, *owner, reason, name, now, until, to_text(self))

    def link(self, record: TicketRecord, profile: Profile) -> NewLink:
        """Return the link of a ticket's person that it becomes."""
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
    """A login that waits; `reason` says what for."""

    login: Login
    reason: HeldFor


class FreshToken:
    """A token that was given a moment ago: if it is refused, there is no other."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        """Return it."""
        return self._token

    async def replace(self, rejected: str) -> str:
        """Return the same: there is no other."""
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
            "came_by": login.came_by,
        }
    )


def from_text(text: str) -> Login:
    """Return the login that to_text wrote."""
    kept = json.loads(text)
    scopes = frozenset(kept["scopes"]) if kept["scopes"] is not None else None
    answer = TokenAnswer(kept["access_token"], kept["refresh_token"], kept["expires_at"], scopes)
    profile = Profile(*kept["profile"]) if kept["profile"] else None
    return Login(answer, kept["authorized_at"], profile, kept["code"], kept.get("came_by"))
