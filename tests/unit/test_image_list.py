"""tests/data/image.json, which `make image` writes: what is in the image, and how large it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.image import KEPT

ROOT = Path(__file__).parents[2]
IMAGE = json.loads(KEPT.read_text("utf-8"))
_LARGEST = 650
_OF_DEBIAN = re.compile(
    r"bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var"
)


def test_it_has_debian_the_bot_its_libraries_and_its_data() -> None:
    added = [one for one in IMAGE["folders"] if not _OF_DEBIAN.fullmatch(one)]
    assert added == ["app", "data", "venv"]
    assert IMAGE["app"] == ["bot", "cogs"]
    assert IMAGE["user"] == "10001:10001"
    assert IMAGE["entrypoint"] == ["python", "-m", "bot"]


def test_its_libraries_are_the_locked_ones() -> None:
    lines = re.findall(
        r"^([a-z0-9].*==.*?) \\$", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )
    locked = [Requirement(one) for one in lines]
    there = {canonicalize_name(one) for one in IMAGE["distributions"]}
    always = {canonicalize_name(one.name) for one in locked if one.marker is None}
    assert always - there == set(), "run make image"
    assert there - {canonicalize_name(one.name) for one in locked} == set(), "run make image"


def test_it_has_no_compiler_and_no_tool_for_developers() -> None:
    packages = set(IMAGE["debian"])
    assert {
        "fonts-noto-core",
        "fonts-noto-cjk",
        "fonts-noto-color-emoji",
        "libfribidi0",
    } <= packages
    tools = re.compile(r"(gcc|g\+\+|cpp|clang|make|binutils|git|perl|curl|wget|gdb|.*-dev)(-\d+)?")
    assert [one for one in packages if tools.fullmatch(one)] == []


def test_it_stays_small() -> None:
    sizes = IMAGE["megabytes"]
    assert sizes["whole"] < _LARGEST
    assert sizes["/app"] < 15
    assert sizes["/venv"] < 250
