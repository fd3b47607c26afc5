"""In the image: a start as root gives the data to PUID and PGID, and goes on as that user.

Outside it nothing happens, and a container that is started as another user stays that user.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_IMAGE_USER = 10001
_LARGEST = 2**32 - 2
_NEEDED = "CHOWN, DAC_OVERRIDE, SETGID and SETUID"
_KINDS = {"PUID": "user", "PGID": "group"}


class CannotRunAs(Exception):
    """PUID or PGID can't be used; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class User:
    """The numbers of a user and its group."""

    uid: int
    gid: int

    def __str__(self) -> str:
        return f"{self.uid}:{self.gid}"


def leave_root(environ: Mapping[str, str]) -> None:
    """Become the user that PUID and PGID name, if this is the image's root; raises CannotRunAs.

    The program then starts again from the top, as that user.
    """
    folder = environ.get("EARSHOT_DATA")
    if not folder:
        return
    wanted = _wanted(environ)
    if os.geteuid() != 0:
        now = User(os.geteuid(), os.getegid())
        _explain_other_user(environ, wanted, now)
        _explain_others_files(Path(folder), now)
    elif wanted.uid != 0:
        give(Path(folder), wanted)
        _become(wanted)
    elif _is_root_outside():
        raise CannotRunAs(
            "PUID is 0, which is root. Choose another user, such as the one that owns the data's "
            "folder: `id -u` prints its number."
        )


def _wanted(environ: Mapping[str, str]) -> User:
    return User(_number(environ, "PUID", "-u"), _number(environ, "PGID", "-g"))


def _number(environ: Mapping[str, str], name: str, option: str) -> int:
    said = environ.get(name, "").strip()
    if not said:
        return _IMAGE_USER
    if not (said.isascii() and said.isdigit() and int(said) <= _LARGEST):
        raise CannotRunAs(
            f"{name} is {said!r}, which isn't the number of a {_KINDS[name]}. Use the number that "
            f"`id {option}` prints, without quotes, or leave {name} out."
        )
    return int(said)


def _explain_other_user(environ: Mapping[str, str], wanted: User, now: User) -> None:
    differs = (environ.get("PUID") and wanted.uid != now.uid) or (
        environ.get("PGID") and wanted.gid != now.gid
    )
    if differs:
        _note(
            f"PUID and PGID say {wanted}, but the container was started as {now}, and stays that. "
            f'Start it as user "{wanted}", or as root ("0:0"), which then becomes {wanted}.'
        )


def _explain_others_files(folder: Path, now: User) -> None:
    """Say so if what is in a volume was another user's, and can't be written by this one."""
    with suppress(OSError):
        for one in (folder, *(entry for entry in folder.iterdir() if entry.is_file())):
            owner = one.stat().st_uid
            if owner != now.uid and not os.access(one, os.W_OK) and not _is_read_only(one):
                _note(
                    f"{one} belongs to user {owner}, and the container was started as {now}. "
                    "A start as root hands it over: docs/hosting.md#whose-files-puid-and-pgid"
                )
                return


def _is_read_only(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _is_root_outside() -> bool:
    """Whether root in here is the computer's root too, and not a user of rootless containers."""
    try:
        first = Path("/proc/self/uid_map").read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return True
    return first[1:2] in ([], ["0"])


def give(folder: Path, user: User) -> None:
    """Give a folder and all in it to a user, except what is on another file system or a link.

    What can't be given may still be writable (a share without owners, say), so that is only noted.
    """
    try:
        for name, at in _whole(folder):
            _give_one(name, at, user)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            _note(f"{folder} can't be given to {user}: {_reason(error)}.")


def _give_one(name: str, at: int | None, user: User) -> None:
    # The bot that runs beside this command may have removed it.
    with suppress(FileNotFoundError):
        status = os.stat(name, dir_fd=at, follow_symlinks=False)
        if (status.st_uid, status.st_gid) != (user.uid, user.gid):
            os.chown(name, user.uid, user.gid, dir_fd=at, follow_symlinks=False)


def _whole(folder: Path) -> Iterator[tuple[str, int | None]]:
    """Yield each entry below a folder with its folder's descriptor, and then the folder itself."""
    device = folder.stat().st_dev

    def stop(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for _, folders, files, at in os.fwalk(folder, onerror=stop):
        # What is mounted below is someone else's, and isn't walked through.
        folders[:] = [name for name in folders if _is_on(device, name, at)]
        yield from ((name, at) for name in (*files, *folders))
    yield str(folder), None


def _is_on(device: int, name: str, at: int) -> bool:
    with suppress(FileNotFoundError):
        return os.stat(name, dir_fd=at, follow_symlinks=False).st_dev == device
    return False


def _reason(error: OSError) -> str:
    if error.errno == errno.EROFS:
        return "it's on a read-only file system, so mount it without `ro`"
    if error.errno in (errno.EPERM, errno.EACCES):
        return (
            f"root in this container needs the capabilities {_NEEDED}, or the file system has no "
            "owners; otherwise change the owner where the folder is"
        )
    return error.strerror or str(error)


def _become(user: User) -> None:
    try:
        # Groups that the container was given, for the files of secrets, are kept.
        os.setgroups([group for group in os.getgroups() if group != 0])
        os.setgid(user.gid)
        os.setuid(user.uid)
    except OSError as error:
        why = (
            "these numbers don't exist in this (rootless) container"
            if error.errno == errno.EINVAL
            else f"root in this container needs the capabilities {_NEEDED}"
        )
        raise CannotRunAs(
            f'The bot can\'t become {user}: {why}. Or start the container as user "{user}".'
        ) from error
    # Root's own folder is closed to others; and a fresh start leaves nothing of root's behind.
    os.environ["HOME"] = "/"
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 (no shell is wanted)


def _note(words: str) -> None:
    print(f"Note: {words}", file=sys.stderr, flush=True)
