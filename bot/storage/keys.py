"""Where the encryption keys come from: the environment, or a file made on the first run."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

_BYTES = 32


def load_keys(configured: str | None, file: Path) -> list[bytes]:
    """Return the keys, newest first.

    `configured` is comma-separated base64 of 32 bytes each. Without it the key is read from
    `file`, which is made on the first run (mode 0600). Raises ValueError in plain words.
    """
    if configured:
        return [_decoded(part) for part in configured.split(",") if part.strip()]
    if not file.exists():
        _make(file)
    return [_decoded(line) for line in file.read_text("ascii").splitlines() if line.strip()]


def new_key() -> str:
    """Return a new key as text."""
    return base64.urlsafe_b64encode(os.urandom(_BYTES)).decode("ascii")


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(new_key() + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise ValueError(
            "an encryption key is not base64 of 32 bytes; make one with: "
            "python3 -c 'import os,base64;print(base64.b64encode(os.urandom(32)).decode())'"
        )
    return key
