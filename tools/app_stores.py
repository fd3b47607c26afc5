"""`python -m tools.app_stores IMAGE REPOSITORY`: write the app stores' files to build/app-stores.

IMAGE names a published image with version and digest, as the workflow "Image" shows it:
ghcr.io/you/earshot:0.1.0@sha256:…; REPOSITORY is the repository's web address. In deploy/ both are
placeholders whose digest doesn't exist, so that nobody can install someone else's image by mistake.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FILLED: Final = ROOT / "build" / "app-stores"
STORES: Final = ("umbrel", "unraid", "coolify")
PLACEHOLDER: Final = "ghcr.io/your-name/earshot:0.1.0"
REPOSITORY: Final = "https://github.com/your-name/earshot"
_NO_DIGEST: Final = "@sha256:" + "0" * 64
_IMAGE = re.compile(r"(?P<name>[a-z0-9./_-]+):(?P<version>[\w.-]+)@sha256:[0-9a-f]{64}")
_ADDRESS = re.compile(r"https://[a-z0-9.-]+/(?P<owner>[\w-]+)/[\w.-]+")


def filled(text: str, image: str, repository: str) -> str:
    """Return a file's text with a real image and repository; raises ValueError if they can't be."""
    named, address = _IMAGE.fullmatch(image), _ADDRESS.fullmatch(repository)
    if named is None or named["version"] == "latest":
        raise ValueError("name the image with its version and digest: name:0.1.0@sha256:…")
    if address is None:
        raise ValueError("give the repository's address like https://github.com/you/earshot")
    replaced = {
        PLACEHOLDER + _NO_DIGEST: image,
        PLACEHOLDER: f"{named['name']}:{named['version']}",
        "https://raw.githubusercontent.com/your-name/earshot": (
            repository.replace("https://github.com", "https://raw.githubusercontent.com")
        ),
        REPOSITORY: repository,
        'version: "0.1.0"': f'version: "{named["version"]}"',
        "submitter: your-name": f"submitter: {address['owner']}",
    }
    for placeholder, value in replaced.items():
        text = text.replace(placeholder, value)
    return text


def main(arguments: list[str]) -> int:
    """Write the files; return 1 and say why if they can't be filled in."""
    if len(arguments) != 2:
        print("usage: python -m tools.app_stores name:version@sha256:… https://…", file=sys.stderr)
        return 2
    shutil.rmtree(FILLED, ignore_errors=True)
    for file in sorted(one for store in STORES for one in (ROOT / "deploy" / store).rglob("*")):
        target = FILLED / file.relative_to(ROOT / "deploy")
        if file.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_text(filled(file.read_text("utf-8"), *arguments), "utf-8")
        except ValueError as why:
            print(why, file=sys.stderr)
            return 1
    print(f"ready in {FILLED}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
