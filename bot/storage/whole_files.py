"""Files that appear whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

_DRAFT = ".part"
_WITH_IT = ("", "-journal", "-wal", "-shm")
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


@contextmanager
def draft_beside(file: Path) -> Iterator[Path]:
    """Provide an empty file (mode 0600) in the same folder; it's gone in the end."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}{_DRAFT}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
    finally:
        for end in _WITH_IT:
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def clear_drafts(folder: Path, beginning: str) -> None:
    """Delete the drafts that a killed process left of files whose names begin like this.

    No other process may be at work on such files.
    """
    for one in folder.glob(f".{escape(beginning)}*{_DRAFT}*"):
        with suppress(OSError):
            one.unlink()


def publish(draft: Path, file: Path) -> None:
    """Give a finished draft its name; raises FileExistsError rather than replace anything."""
    sync(draft)
    try:
        os.link(draft, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(file)
    sync(file.parent)


def replace(draft: Path, file: Path) -> None:
    """Put a finished draft in a file's place, in one step."""
    sync(draft)
    draft.replace(file)
    sync(file.parent)


def write_whole(file: Path, text: str) -> None:
    """Replace a text file in one step; the new one has mode 0600 and the former one's owner."""
    with draft_beside(file) as draft:
        draft.write_text(text, "ascii")
        own_as(draft, file)
        replace(draft, file)


def own_as(file: Path, other: Path) -> None:
    """Give a file the owner of another, so that root's work can be used by the bot's user.

    What that user has put there as another name of someone else's file is not given away.
    """
    if os.geteuid() == 0:
        with suppress(OSError):
            owner, found = other.stat(), file.lstat()
            if stat.S_ISDIR(found.st_mode) or found.st_nlink == 1:
                os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)


def open_lock(file: Path) -> int:
    """Open a file to lock, made if need be; raises OSError, also for a link to another file."""
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def sync(path: Path) -> None:
    """Wait until a file (or which files a folder has) is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network disks can't do that for folders.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP) or not path.is_dir():
            raise
    finally:
        os.close(handle)
