"""`python -m tools.sbom FILE`: what the image has of Python, as a CycloneDX list (SBOM) in JSON.

`make image` writes one that also has Debian's packages, for the image it has built. The list that
the published image carries is made by BuildKit from the image itself (docs/security.md).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from tools.locked import Locked, read_lock

_HERE = Path(__file__).parents[1]
_FROM = re.compile(r"^FROM python:(\S+)@sha256:([0-9a-f]{64})(?=\s)", re.MULTILINE)
_LICENCE_OF_FILES = re.compile(r"^License: *(\S[^\n]*)", re.MULTILINE)
_MACHINE_READABLE = "Format: "
_LONGEST_NAME = 100
_PLATFORM = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "sys_platform": "linux",
}


class NotInstalled(Exception):
    """A locked distribution isn't here in its version; the text names both."""


def main(target: Path) -> int:
    """Write the list of what the lock file has for the image."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bill([base()], libraries(list(sys.path), python_of_image())), "utf-8")
    print(f"wrote {target}")
    return 0


def of_image(root: Path) -> str:
    """Return the list of a built image's files: its Python libraries, and Debian's packages."""
    folders = [str(one) for one in root.glob("venv/lib/python3*/site-packages")]
    return bill(list(debian(root)), libraries(folders, None))


def bill(beside: Sequence[Component], of_python: Sequence[tuple[Component, Locked]]) -> str:
    """Return the list as JSON: the bot, what's `beside` it, its libraries, and who needs which."""
    project = tomllib.loads((_HERE / "pyproject.toml").read_text("utf-8"))["project"]
    bot = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )
    everything = Bom(components=[*beside, *(one for one, _ in of_python)])
    everything.metadata.component = bot
    named = {locked.name: one for one, locked in of_python} | {project["name"]: bot}
    for needed in named.values():
        everything.register_dependency(needed)
    for one, locked in of_python:
        for name in locked.needed_by:
            if name in named:
                everything.register_dependency(named[name], [one])
    everything.register_dependency(bot, beside)
    return JsonV1Dot6(everything).output_as_string(indent=1) + "\n"


def python_of_image() -> dict[str, str]:
    """Return the Python of the image that the Dockerfile begins with, as markers name it."""
    version = _base()[0].partition("-")[0]
    short = version.rpartition(".")[0]
    return {**_PLATFORM, "python_full_version": version, "python_version": short}


def _base() -> tuple[str, str]:
    """Return that image's tag and digest."""
    found = _FROM.search((_HERE / "Dockerfile").read_text("utf-8"))
    if found is None:
        raise ValueError("the Dockerfile doesn't begin with a base pinned by digest")
    return found[1], found[2]


def base() -> Component:
    """Return that image, as a part of ours."""
    tag, digest = _base()
    return Component(
        name="python",
        version=tag,
        type=ComponentType.CONTAINER,
        bom_ref="base",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        purl=PackageURL("docker", "library", "python", f"sha256:{digest}", {"tag": tag}),
    )


def libraries(folders: list[str], python: dict[str, str] | None) -> list[tuple[Component, Locked]]:
    """Return the lock file's libraries for a `python` (as markers name it), or those in `folders`.

    Their licences are read there. Raises NotInstalled if one isn't there, or not in its version.
    """
    installed = {canonicalize_name(one.name): one for one in distributions(path=folders)}
    found = []
    for one in read_lock((_HERE / "requirements.lock").read_text("utf-8")):
        there = installed.get(canonicalize_name(one.name))
        if python is None:
            is_meant = there is not None
        else:
            is_meant = one.marker is None or one.marker.evaluate(python)
        if not is_meant:
            continue
        if there is None or there.version != one.version:
            raise NotInstalled(f"{one.name} {one.version} is locked, but not installed")
        found.append((_library(one, there), one))
    return found


def _library(locked: Locked, there: Distribution) -> Component:
    purl = PackageURL("pypi", None, locked.name, locked.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        comment="The files that may be installed: each has one of these hashes.",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in locked.hashes],
    )
    return Component(
        name=locked.name,
        version=locked.version,
        bom_ref=purl.to_string(),
        purl=purl,
        licenses=_licences(there),
        external_references=[files],
    )


def _licences(there: Distribution) -> list[License]:
    """Return a library's licences as it states them: an SPDX expression, or its names for them."""
    stated_in, make = there.metadata.get_all, LicenseFactory()
    (expression,) = stated_in("License-Expression") or ("",)
    (stated,) = stated_in("License") or ("",)
    classified = [
        one.rpartition(" :: ")[2]
        for one in stated_in("Classifier") or ()
        if one.startswith("License :: ") and one != "License :: OSI Approved"
    ]
    if expression:
        return [make.make_from_string(expression)]
    if stated and len(stated) < _LONGEST_NAME and "\n" not in stated:
        return [make.make_from_string(stated)]
    return [make.make_with_name(one) for one in classified]


def debian(root: Path) -> Iterator[Component]:
    """Return Debian's packages in an image's files."""
    release = (root / "etc/os-release").read_text("utf-8")
    (version,) = re.findall(r'^VERSION_ID="?([\w.]+)"?$', release, re.MULTILINE)
    form = "${Package} ${Version} ${Architecture}\n"
    command = ("dpkg-query", f"--admindir={root}/var/lib/dpkg", "--show", f"--showformat={form}")
    listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    for line in listed.stdout.splitlines():
        name, package_version, architecture = line.split()
        where = {"arch": architecture, "distro": f"debian-{version}"}
        purl = PackageURL("deb", "debian", name, package_version, where)
        yield Component(
            name=name,
            version=package_version,
            bom_ref=purl.to_string(),
            purl=purl,
            licenses=_licences_of_package(root / "usr/share/doc" / name / "copyright"),
        )


def _licences_of_package(copyright_file: Path) -> Iterable[License]:
    """Return the licences that a copyright file names, if it's one that machines can read."""
    try:
        text = copyright_file.read_text("utf-8", "replace")
    except OSError:
        return []
    if not text.lstrip().startswith(_MACHINE_READABLE):
        return []
    names = {one.strip()[:_LONGEST_NAME] for one in _LICENCE_OF_FILES.findall(text)}
    return [LicenseFactory().make_with_name(one) for one in sorted(names)]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
