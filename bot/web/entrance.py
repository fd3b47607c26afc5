"""Let in the one browser that brings the code, which only the host can read."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets

from bot.opaque_values import hashed, is_hash_of

_log = logging.getLogger(__name__)

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without characters that look alike."""

_LENGTH = 8
_GUESSES = 50
"""How many wrong codes there may be in all: of 852,891,037,441 possible ones."""


class Entrance:
    """The code works once, for one browser; after too many wrong ones, for none."""

    def __init__(self) -> None:
        self.code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        self._is_used = False
        self._wrong = 0
        self._browser: str | None = None

    @property
    def is_locked(self) -> bool:
        """Whether nobody gets in any more before the next start."""
        return self._wrong >= _GUESSES

    @property
    def shown_code(self) -> str:
        """The code as it's printed."""
        return f"{self.code[:4]}-{self.code[4:]}"

    def enter(self, typed: str) -> str | None:
        """Return the cookie for the browser that brings the code; None for any other."""
        if self.is_locked:
            return None
        if self._is_used or not self._is_code(typed):
            self._wrong += 1
            _log.warning("a wrong code for the host was entered (%d of %d)", self._wrong, _GUESSES)
            return None
        self._is_used = True
        cookie = secrets.token_urlsafe(32)
        self._browser = hashed(cookie)
        return cookie

    def was_used(self, typed: str) -> bool:
        """Whether this is the code, but a browser has brought it already."""
        return self._is_used and self._is_code(typed)

    def _is_code(self, typed: str) -> bool:
        plain = "".join(typed.split()).replace("-", "").upper()
        return hmac.compare_digest(plain.encode(), self.code.encode())

    def is_in(self, cookie: str | None) -> bool:
        """Whether this is the browser that brought the code."""
        return is_hash_of(self._browser, cookie)


def form_token(step: str, cookie: str) -> str:
    """Return the hidden token of a step's form: no other page can make one."""
    return hashlib.sha256(f"earshot set-up\n{step}\n{cookie}".encode()).hexdigest()
