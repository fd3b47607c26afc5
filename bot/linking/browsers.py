"""Which browser is which in a link: by its cookie, of which a hash is kept."""

from __future__ import annotations

import hmac

from bot.opaque_values import hashed
from bot.storage.records import TicketRecord


def began(record: TicketRecord, cookie: str | None) -> bool:
    """Whether the link began in the browser with this cookie."""
    return _is(record.browser_hash, cookie)


def holds(record: TicketRecord, cookie: str | None) -> bool:
    """Whether the browser with this cookie is the one that consented, as far as anyone has.

    That is the browser that began, unless another one brought the login. It alone sees names
    and the code, and may undo.
    """
    return _is(record.holder_hash or record.browser_hash, cookie)


def _is(kept: str | None, cookie: str | None) -> bool:
    if cookie is None or kept is None:
        return False
    return hmac.compare_digest(kept, hashed(cookie))
