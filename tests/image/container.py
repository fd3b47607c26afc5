"""A container without Docker: the image's files, read-only but for /data and /tmp."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.image import BUILT, ROOT

_HERE = Path(__file__).parents[2]
AS_ROOT = ("chown", "dac_override", "setgid", "setuid")
"""The capabilities of a start as root: docs/hosting.md names the same."""
# One program after the other in the same process, so that signals reach the last.
_MOUNTED = """
mount --bind {root} {root}
mount --bind {data} {root}/data
mount --rbind /dev {root}/dev
mount -t proc proc {root}/proc
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
mount -o remount,bind,ro {root}
{more}
exec /usr/sbin/chroot {root} /usr/bin/setpriv {privileges} -- /usr/bin/env -C /app "$@"
"""


@dataclass(frozen=True, slots=True)
class Container:
    """How a container is started: its data, `--user`, `--cap-add`, and whether /data is `ro`."""

    data: Path
    user: str = "10001:10001"
    capabilities: tuple[str, ...] = ()
    read_only: bool = False

    def command(self, *program: str) -> tuple[str, ...]:
        """Return what starts a program in the container, in place of itself."""
        uid, gid = self.user.split(":")
        kept = ",".join(["-all", *(f"+{one}" for one in self.capabilities)])
        privileges = f"--reuid {uid} --regid {gid} --clear-groups --bounding-set={kept}"
        names = {
            "root": shlex.quote(str(ROOT)),
            "data": shlex.quote(str(self.data)),
            "more": f"mount -o remount,bind,ro {ROOT}/data" if self.read_only else "",
            "privileges": f"{privileges} --inh-caps=-all --no-new-privs",
        }
        script = _MOUNTED.format(**names)
        return (
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-ec",
            script,
            "-",
            *program,
        )

    def runs(self, *program: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the container, with the image's environment and this one."""
        return subprocess.run(
            self.command(*program),
            env={**image_environment(), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )


def image_environment() -> dict[str, str]:
    """Return what the Dockerfile's ENV sets."""
    text = (_HERE / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    line = next(one for one in text.splitlines() if one.startswith("ENV "))
    path = "/usr/local/bin:/usr/bin:/bin"
    return dict(one.replace("$PATH", path).split("=", 1) for one in line.split()[1:])


def _changed() -> float:
    """Return when something that goes into the image was last changed."""
    inside = (one for room in ("bot", "cogs") for one in (_HERE / room).rglob("*"))
    files = (one for one in inside if one.suffix not in (".pyc", ".mo") and one.is_file())
    named = (_HERE / "Dockerfile", _HERE / "requirements.lock")
    return max(one.stat().st_mtime for one in (*files, *named))


def needs_the_image() -> None:
    """Skip the running test where the image's files aren't, or no container can be started."""
    if not BUILT.is_file():
        pytest.skip("needs the image: make image (as root, with buildah and debootstrap)")
    if BUILT.stat().st_mtime < _changed():
        pytest.skip("the image is older than what it's made from: make image")
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("needs root and unshare (util-linux)")
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine allows no mount namespaces")
