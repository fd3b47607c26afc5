"""`python -m tools.image`: build the image without Docker, and list what is in it.

Buildah goes through the Dockerfile's steps. It can't pull the base image here, so a stand-in takes
its place: a bare Debian made with debootstrap, with Debian's own Python 3.11. So the sizes are
near the published image's, not the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.sbom import of_image

_HERE = Path(__file__).parents[1]
_PLACE = _HERE / "build" / "image"
ROOT = _PLACE / "root"
"""The files of the image that was built last."""
BUILT = _PLACE / "built"
"""As old as the start of that build."""
BILL = _PLACE / "earshot.cdx.json"
"""What is in that image, for programs: of Debian it has the stand-in's packages."""
KEPT = _HERE / "tests" / "data" / "image.json"
NEEDED = ("buildah", "debootstrap")
_STAND_IN = "localhost/base"
_FROM = re.compile(r"^FROM python:\S+@sha256:[0-9a-f]{64}(?=\s)", re.MULTILINE)
_INCLUDED = "ca-certificates,python3,python3-venv,python3-pip"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# As Docker's own Debian has it: what was downloaded isn't kept.
_CLEAN = (
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\n'
)
_SIZED = ("app", "venv", "usr/share/fonts", "usr", "var")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the image, as tests/data/image.json keeps it."""

    user: str
    entrypoint: list[str]
    folders: list[str]
    app: list[str]
    megabytes: dict[str, int]
    distributions: list[str]
    debian: list[str]


def main() -> int:
    """Build, list, and keep the list; return the exit code."""
    missing = [one for one in NEEDED if shutil.which(one) is None]
    if missing or os.geteuid() != 0:
        print(f"needs root, and Debian's packages: apt-get install {' '.join(NEEDED)}")
        return 1
    _PLACE.mkdir(parents=True, exist_ok=True)
    BUILT.unlink(missing_ok=True)
    started = time.time()
    shutil.rmtree(_PLACE / "storage", ignore_errors=True)
    _import_base(_base())
    _build()
    _has_wheels_for_arm()
    contents = _unpack()
    BILL.write_text(of_image(ROOT), "utf-8")
    KEPT.write_text(json.dumps(asdict(contents), indent=1) + "\n", "utf-8")
    BUILT.touch()
    os.utime(BUILT, (started, started))
    print(f"{contents.megabytes['whole']} MB in {ROOT}; listed in {KEPT.relative_to(_HERE)}")
    return 0


def _base() -> Path:
    """Return the stand-in for the base image, made the first time."""
    packed = _PLACE / "base.tar"
    if packed.is_file():
        return packed
    made = _PLACE / "base"
    shutil.rmtree(made, ignore_errors=True)
    _run("debootstrap", "--variant=minbase", f"--include={_INCLUDED}", "bookworm", str(made))
    (made / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    (made / "etc/apt/apt.conf.d/docker-clean").write_text(_CLEAN)
    for used in ("var/cache/apt", "var/lib/apt/lists", "var/log"):
        for file in (one for one in (made / used).rglob("*") if one.is_file()):
            file.unlink()
    part = packed.with_suffix(".part")
    _run("tar", "-C", str(made), "-cf", str(part), ".")
    part.rename(packed)
    shutil.rmtree(made)
    return packed


def _import_base(packed: Path) -> None:
    name = _buildah("from", "scratch")
    _buildah("add", "--quiet", name, str(packed), "/")
    path = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
    _buildah("config", "--env", f"PATH={path}", name)
    _buildah("commit", "--quiet", "--rm", name, _STAND_IN)


def _build() -> None:
    # Only while building: this computer's way to the internet may need its own certificates.
    mounts = [f"--volume={_CERTIFICATES}:{_CERTIFICATES}:ro"] if _CERTIFICATES.is_file() else []
    options = ("--quiet", "--isolation=chroot", "--pull-never", "--format=docker", "--tag=earshot")
    text, stages = _FROM.subn(f"FROM {_STAND_IN}", (_HERE / "Dockerfile").read_text("utf-8"))
    if stages != 2:
        raise ValueError("the Dockerfile's stages don't begin with a base pinned by digest")
    steps = _PLACE / "Dockerfile"
    steps.write_text(text, "utf-8")
    _buildah("build", *options, *mounts, f"--file={steps}", str(_HERE))


def _has_wheels_for_arm() -> None:
    """Check that each library has a wheel for arm64, whose programs this computer can't run."""
    glibc = (f"--platform=manylinux_2_{minor}_aarch64" for minor in range(17, 37))
    kind = ("--python-version=3.11", "--abi=cp311", "--abi=abi3", "--abi=none", "--no-deps", *glibc)
    checks = ("-qq", "--require-hashes", "--only-binary=:all:", "--dest", str(_PLACE / "arm64"))
    locked = str(_HERE / "requirements.lock")
    _run(sys.executable, "-m", "pip", "download", *kind, *checks, "-r", locked)
    shutil.rmtree(_PLACE / "arm64")


def _unpack() -> Contents:
    """Copy the image's files to ROOT, and return what they are."""
    name = _buildah("from", "--pull-never", "localhost/earshot")
    config = json.loads(_buildah("inspect", name))["Docker"]["config"]
    shutil.rmtree(ROOT, ignore_errors=True)
    _run("cp", "-a", _buildah("mount", name), str(ROOT))
    shutil.rmtree(_PLACE / "storage")
    sizes = {f"/{one}": _megabytes(ROOT / one) for one in _SIZED}
    return Contents(
        config["User"],
        config["Entrypoint"],
        sorted(one.name for one in ROOT.iterdir()),
        sorted(one.name for one in (ROOT / "app").iterdir()),
        {"whole": _megabytes(ROOT), **sizes},
        sorted(_distributions()),
        sorted(_debian()),
    )


def _distributions() -> Iterator[str]:
    for one in (ROOT / "venv").glob("lib/*/site-packages/*.dist-info"):
        yield one.name.removesuffix(".dist-info").rpartition("-")[0].lower().replace("_", "-")


def _debian() -> list[str]:
    query = (
        "dpkg-query",
        f"--admindir={ROOT / 'var/lib/dpkg'}",
        "--show",
        "--showformat=${Package} ",
    )
    return _run(*query).split()


def _megabytes(folder: Path) -> int:
    return int(_run("du", "-smx", str(folder)).split()[0])


def _buildah(*arguments: str) -> str:
    storage, run = _PLACE / "storage", _PLACE / "storage" / "run"
    where = (f"--root={storage}", f"--runroot={run}", "--storage-driver=vfs")
    return _run("buildah", *where, *arguments)


def _run(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
