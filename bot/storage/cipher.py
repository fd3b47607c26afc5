"""Encrypt single values, bound to where they are stored.

AES-256-GCM (NIST SP 800-38D) with the row as associated data: a value copied to another row,
column or version can't be decrypted. Layout: version (1 byte), key ID (4), nonce (12),
ciphertext with tag.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import Undecryptable

_VERSION = b"\x01"
_KEY_ID = 4
_NONCE = 12
_HEAD = 1 + _KEY_ID + _NONCE


class Cipher:
    """Encrypts with the newest key, decrypts with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("encryption keys must have 32 bytes each")
        self._keys = {hashlib.sha256(key).digest()[:_KEY_ID]: AESGCM(key) for key in keys}
        self._newest = hashlib.sha256(keys[0]).digest()[:_KEY_ID]
        self._naming = [hmac.digest(key, b"earshot names", "sha256") for key in keys]

    def seal(self, plaintext: str, *context: str | int) -> bytes:
        """Encrypt `plaintext` for the place given by `context` (table, column, key, …)."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._newest].encrypt(nonce, plaintext.encode(), _bound(context))
        return _VERSION + self._newest + nonce + sealed

    def open(self, blob: bytes, *context: str | int) -> str:
        """Decrypt a value sealed for the same `context`; raises Undecryptable."""
        key = self._keys.get(blob[1 : 1 + _KEY_ID])
        if blob[:1] != _VERSION or key is None:
            raise Undecryptable("written with an unknown key")
        try:
            plain = key.decrypt(blob[1 + _KEY_ID : _HEAD], blob[_HEAD:], _bound(context))
            return plain.decode()
        except (InvalidTag, ValueError):
            raise Undecryptable("damaged, or moved from another place") from None

    @property
    def newest(self) -> str:
        """The ID of the newest key, which says nothing about the key itself."""
        return self._newest.hex()

    def names(self, *context: str | int) -> tuple[str, ...]:
        """Return pseudonyms that mean nothing without the keys, newest first.

        There is one for each key, so that rows from before a key change are still found.
        """
        bound = _bound(context)
        return tuple(hmac.digest(key, bound, "sha256").hex() for key in self._naming)


def key_id(blob: bytes) -> str:
    """Return the ID of the key that a value is sealed with."""
    return blob[1 : 1 + _KEY_ID].hex()


def _bound(context: Sequence[str | int]) -> bytes:
    return json.dumps(list(context), separators=(",", ":")).encode()
