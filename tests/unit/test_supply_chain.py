"""What Earshot is made of: only what the lock files name, byte for byte, and a list of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.audit import judge
from tools.audit import main as audit
from tools.locked import Locked, NotALock, read_lock
from tools.sbom import NotInstalled, base, bill, libraries, python_of_image

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
RUNS = [*PROJECT["project"]["dependencies"], *EXTRAS["pictures"], *EXTRAS["sentry"]]
ASKED = {
    "requirements.lock": RUNS,
    "requirements-dev.lock": [*RUNS, *EXTRAS["dev"]],
    "requirements-docs.lock": GROUPS["docs"],
    "requirements-audit.lock": GROUPS["audit"],
}
HASH = f"    --hash=sha256:{'0' * 64}"
_IMAGE = re.compile(r"^FROM (\S+)", re.MULTILINE)
IMAGE = python_of_image()
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def lock(name: str) -> list[Locked]:
    return read_lock((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ASKED)
def test_t11_a_lock_file_has_nothing_but_versions_with_hashes(name: str) -> None:
    assert len(lock(name)) >= 20
    assert {one.name for one in ROOT.glob("requirements*")} == set(ASKED)


@pytest.mark.parametrize(
    "line",
    [
        "evil",
        "evil>=1",
        "evil==1.*",
        "evil===1",
        "evil==1,<2",
        "evil @ https://host.example/evil-1-py3-none-any.whl",
        "evil @ git+https://host.example/evil@main",
        "git+https://host.example/evil",
        "-e .",
        "./evil-1.tar.gz",
        "-r more.txt",
        "--index-url https://host.example/simple",
        "--extra-index-url https://host.example/simple",
        "--no-require-hashes",
    ],
)
def test_t11_what_could_bring_something_else_is_refused(line: str) -> None:
    assert read_lock(f"fine==1 \\\n{HASH}\n")
    with pytest.raises(NotALock):
        read_lock(f"fine==1 \\\n{HASH}\n{line} \\\n{HASH}\n")


@pytest.mark.parametrize(
    "below", ["", "    # via fine\n", f"    --hash=md5:{'0' * 32}\n", f"{HASH}0\n", f"{HASH} ; x\n"]
)
def test_t11_a_version_without_its_hash_is_refused(below: str) -> None:
    with pytest.raises(NotALock):
        read_lock(f"evil==1 \\\n{below}")


@pytest.mark.parametrize("name", ASKED)
def test_lock_files_are_of_what_the_project_asks_for(name: str) -> None:
    asked = {canonicalize_name(one.name): one for one in map(Requirement, ASKED[name])}
    locked = {one.name: one for one in lock(name)}
    direct = {one.name for one in locked.values() if "earshot" in one.needed_by}
    assert direct == set(asked), "run make lock"
    for one, requirement in asked.items():
        assert requirement.specifier.contains(locked[one].version), f"{one}: run make lock"


def test_what_is_tested_is_what_runs() -> None:
    tested = {one.name: (one.version, set(one.hashes)) for one in lock("requirements-dev.lock")}
    for one in lock("requirements.lock"):
        assert tested[one.name] == (one.version, set(one.hashes)), one.name


def _installs(text: str) -> Iterable[str]:
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in joined.splitlines() if not line.lstrip().startswith("#")]
    return (line for line in lines if re.search(r"\bpip\b.* install\b", line))


def test_t11_every_install_takes_wheels_with_their_hashes_alone() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    variables = dict(re.findall(r"^(\w+) :?= (.*)$", makefile, re.MULTILINE))
    whole = variables["FROM_LOCK"].replace("$(WHEELS)", variables["WHEELS"])
    texts = [makefile.replace("$(FROM_LOCK)", whole), (ROOT / "Dockerfile").read_text("utf-8")]
    texts += [one.read_text("utf-8") for one in (ROOT / ".github/workflows").glob("*.yml")]
    texts.append((ROOT / ".ci/run").read_text("utf-8"))
    found = [line for text in texts for line in _installs(text)]
    assert len(found) == 4
    for line in found:
        assert "--require-hashes" in line
        assert "--only-binary :all:" in line
        assert re.search(r"-r requirements[\w-]*\.lock", line), line


def _images(where: Path) -> set[str]:
    text = where.read_text("utf-8")
    if where.name == "Dockerfile":
        return set(_IMAGE.findall(text))
    named = re.findall(r"^\s*(?:- )?image: (?:\$\{\w+:-)?([^\s}]+)", text, re.MULTILINE)
    named += re.findall(r"docker run .* ([\w./-]+:[\w.]+) ", text)
    return set(named)


def test_t11_the_base_is_pinned_by_digest_and_the_page_says_what_is_not() -> None:
    assert len(_images(ROOT / "Dockerfile")) == 1, "both stages have one base"
    files = [
        ROOT / "Dockerfile",
        *ROOT.glob("compose*.yaml"),
        *ROOT.glob(".github/workflows/*.yml"),
    ]
    files += [one for one in (ROOT / "deploy").rglob("*") if one.suffix in {".yaml", ".yml"}]
    loose = {
        image
        for file in files
        for image in _images(file)
        if not _DIGEST.search(image) and not re.match(r"earshot$|ghcr\.io/your-name/", image)
    }
    page = (ROOT / "docs/security.md").read_text("utf-8").partition("## Supply chain")[2]
    listed = page.partition("Not pinned by digest")[2].partition("## ")[0]
    assert set(re.findall(r"`([^`]+:[^`]+)`", listed)) == loose


def test_what_could_not_be_looked_up_is_not_called_safe() -> None:
    fine = {"name": "a", "version": "1", "vulns": []}
    hole = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "GHSA-2"}]}
    skipped = {"name": "c", "skip_reason": "not found"}

    def of(*found: object) -> str:
        return json.dumps({"dependencies": found})

    assert judge(of(fine)).is_good
    assert not judge(of(fine, hole)).is_good
    assert "b 2: CVE-1, GHSA-2" in judge(of(fine, hole)).words
    assert not judge(of(fine, skipped)).is_good
    assert "not looked up: c" in judge(of(fine, skipped)).words
    for nothing in (of(skipped), of(), "", "{}", "Traceback"):
        assert not judge(nothing).is_good
        assert judge(nothing).words.startswith("NOT AUDITED")


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0),
        ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', 1),
        ("", 1),
    ],
)
def test_an_audit_succeeds_only_if_everything_was_looked_up(
    printed: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "pip-audit"
    # As pip-audit itself does: it ends well, whatever it didn't find.
    program.write_text(f"#!/bin/sh\ncat <<'end'\n{printed}\nend\n")
    program.chmod(0o700)
    assert audit(str(program), ["some.lock", "other.lock"]) == code
    assert "some.lock: " in capsys.readouterr().out


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    """The list of what the image has of Python, checked against CycloneDX's schema."""
    text = bill([base()], libraries(sys.path, IMAGE))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_schema_would_find_a_mistake(listed: dict[str, Any]) -> None:
    wrong = listed | {"components": [{"name": "x", "type": "song"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(wrong)) is not None


def test_the_list_has_what_is_locked_with_hashes_and_licences(listed: dict[str, Any]) -> None:
    there = {one["name"]: one for one in listed["components"] if one["type"] == "library"}
    meant = [
        one for one in lock("requirements.lock") if one.marker is None or one.marker.evaluate(IMAGE)
    ]
    assert set(there) == {one.name for one in meant}
    for one in meant:
        component = there[one.name]
        assert component["version"] == one.version
        assert component["purl"] == f"pkg:pypi/{one.name}@{one.version}"
        assert component["licenses"], one.name
        (files,) = component["externalReferences"]
        assert {each["content"] for each in files["hashes"]} == set(one.hashes)


def test_the_list_has_the_base_by_its_digest_and_who_needs_whom(listed: dict[str, Any]) -> None:
    (of_base,) = [one for one in listed["components"] if one["type"] == "container"]
    (image,) = _images(ROOT / "Dockerfile")
    assert image == f"python:{of_base['version']}@sha256:{of_base['hashes'][0]['content']}"
    assert re.fullmatch(r"3\.\d+\.\d+", IMAGE["python_full_version"])
    needs = {
        one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in listed["dependencies"]
    }
    named = {one.partition("@")[0] for one in needs["pkg:pypi/aiohttp"]}
    assert {"pkg:pypi/yarl", "pkg:pypi/multidict"} <= named
    assert "base" in needs["earshot"]
    assert len(needs) == len(listed["components"]) + 1


def test_a_library_that_is_not_the_locked_one_is_not_listed(tmp_path: Path) -> None:
    with pytest.raises(NotInstalled):
        libraries([str(tmp_path)], IMAGE)
    other = tmp_path / "aiohttp-0.1.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: aiohttp\nVersion: 0.1\n")
    with pytest.raises(NotInstalled, match=r"aiohttp [\d.]+ is locked"):
        libraries([str(tmp_path)], None)


def test_the_command_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "list.json"
    done = subprocess.run([sys.executable, "-m", "tools.sbom", target], cwd=ROOT)
    assert done.returncode == 0
    assert json.loads(target.read_text("utf-8"))["specVersion"] == "1.6"
