"""Whether a browser is the one that a link belongs to: by its cookie, of which a hash is kept."""

from __future__ import annotations

import hmac

from bot.accounts.secrets import hashed
from bot.storage.records import TicketRecord


def same_browser(record: TicketRecord, cookie: str | None) -> bool:
    """Whether the browser with this cookie began the link, or consented to it."""
    if cookie is None or record.browser_hash is None:
        return False
    return hmac.compare_digest(record.browser_hash, hashed(cookie))
