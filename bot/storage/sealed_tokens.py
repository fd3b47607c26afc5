"""The token columns of the accounts table: sealed for one person, app and version."""

from __future__ import annotations

from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher
from bot.storage.records import AccountSummary, NewLink


def token_columns(
    cipher: Cipher, discord_id: int, version: int, link: NewLink
) -> dict[str, object]:
    """Return the columns that each new version of a link sets; it has no lease."""
    tokens = {"access_token": link.access_token, "refresh_token": link.refresh_token or ""}
    context = discord_id, link.client_id, version
    sealed = {
        column: cipher.seal(token, "accounts", column, *context) for column, token in tokens.items()
    }
    return {
        **sealed,
        "scopes": " ".join(sorted(link.scopes)),
        "expires_at": link.expires_at,
        "version": version,
        "lease_owner": None,
        "lease_until": 0,
    }


def open_tokens(
    cipher: Cipher, row: Row[tuple[object, ...]], known: AccountSummary
) -> dict[str, str]:
    """Return a row's tokens, except those a dead link has lost; raises Undecryptable."""
    context = known.discord_id, known.client_id, known.version
    return {
        column: cipher.open(blob, "accounts", column, *context)
        for column in ("access_token", "refresh_token")
        if (blob := row._mapping[column]) is not None
    }
