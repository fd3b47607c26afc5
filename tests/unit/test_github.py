"""GitHub's files: workflows have few rights and pinned actions, forms ask for what helps."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.test_pythons import SUPPORTED
from tools.changelog import NotReady, section, version_of

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
_AUDIT = GITHUB / "workflows" / "audit.yml"
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
BIN = Path(sys.executable).parent
MAY_WRITE = {
    ("docs.yml", "publish"): {"pages", "id-token"},
    ("image.yml", "publish"): {"packages", "id-token", "attestations"},
    ("release.yml", "release"): {"contents"},
}
_PINNED = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$")


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in WORKFLOWS:
        for name, job in _read(file)["jobs"].items():
            yield file.name, name, job


def _steps() -> Iterator[dict[str, Any]]:
    for _file, _name, job in _jobs():
        yield from job["steps"]


def test_the_workflows_are_there() -> None:
    names = {one.stem for one in WORKFLOWS}
    assert names == {"audit", "check", "tests", "docs", "image", "release"}


def test_actions_are_pinned_by_commit_and_say_their_version() -> None:
    lines = [
        line.strip().removeprefix("- ")
        for file in WORKFLOWS
        for line in file.read_text("utf-8").splitlines()
        if "uses:" in line
    ]
    pinned = [_PINNED.fullmatch(line) for line in lines]
    assert [line for line, found in zip(lines, pinned, strict=True) if found is None] == []
    commits = {(one[1], one[2], one[3]) for one in pinned if one is not None}
    assert len({one[0] for one in commits}) == len(commits), "one action in two versions"


def test_jobs_have_only_the_rights_they_need() -> None:
    for file in WORKFLOWS:
        assert _read(file)["permissions"] == {}, file.name
    for file_name, name, job in _jobs():
        rights = job["permissions"]
        writes = {one for one, right in rights.items() if right == "write"}
        assert writes == MAY_WRITE.get((file_name, name), set()), (file_name, name)
        assert job["timeout-minutes"] <= 90


def test_checkouts_keep_no_credentials() -> None:
    checkouts = [one for one in _steps() if one.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) >= 6
    assert all(one["with"]["persist-credentials"] is False for one in checkouts)


def test_nothing_from_outside_gets_into_a_script() -> None:
    scripts = [one["run"] for one in _steps() if "run" in one]
    assert len(scripts) >= 6
    assert [one for one in scripts if "${{" in one] == []
    texts = [one.read_text("utf-8") for one in WORKFLOWS]
    assert not any("pull_request_target" in one or "secrets: inherit" in one for one in texts)


def test_every_python_is_tested_on_both_databases() -> None:
    job = _read(GITHUB / "workflows" / "tests.yml")["jobs"]["tests"]
    matrix = job["strategy"]["matrix"]
    assert matrix["python"] == SUPPORTED
    assert matrix["database"] == ["SQLite", "PostgreSQL"]
    assert {one["database"]: one["target"] for one in matrix["include"]} == {
        "SQLite": "coverage",
        "PostgreSQL": "test-postgres",
    }


def test_the_image_is_for_two_processors_and_attested() -> None:
    steps = _read(GITHUB / "workflows" / "image.yml")["jobs"]["publish"]["steps"]
    build = next(one for one in steps if one.get("id") == "build")["with"]
    assert build["platforms"] == "linux/amd64,linux/arm64"
    assert build["provenance"] == "mode=max"
    assert build["sbom"] is True
    attested = next(one for one in steps if "attest-build-provenance" in one.get("uses", ""))
    assert attested["with"]["subject-digest"] == "${{ steps.build.outputs.digest }}"


def test_a_release_has_the_list_of_what_it_is_made_of_from_a_job_that_cannot_write() -> None:
    jobs = _read(GITHUB / "workflows" / "release.yml")["jobs"]
    listed, released = jobs["sbom"], jobs["release"]
    (path,) = re.findall(r"tools\.sbom (\S+)", MAKEFILE)
    assert [one["with"]["path"] for one in listed["steps"] if "upload" in one.get("uses", "")] == [
        path
    ]
    assert released["needs"] == "sbom"
    assert path in released["steps"][-1]["run"]
    installs = re.compile(r"make |pip install")
    assert not any(installs.search(one.get("run", "")) for one in released["steps"])


def test_known_vulnerabilities_are_looked_for_every_week_and_before_a_lock_changes() -> None:
    # YAML reads the key `on` as true.
    on: dict[str, Any] = {str(one): what for one, what in _read(_AUDIT).items()}["True"]
    assert [one["cron"].split()[2:] for one in on["schedule"]] == [["*", "*", "1"]]
    assert "requirements*.lock" in on["pull_request"]["paths"]
    (step,) = [one for one in _read(_AUDIT)["jobs"]["audit"]["steps"] if "run" in one]
    assert step == {"run": "make audit"}, "nothing turns its failure into a success"


def test_the_commands_of_workflows_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE))
    scripts = "\n".join(one["run"] for one in _steps() if "run" in one)
    called = set(re.findall(r"^make ([\w-]+)", scripts, re.MULTILINE))
    assert called == {"audit", "check", "sbom", "workflows", "docs"}
    assert called | {"coverage", "test-postgres"} <= targets
    for module in re.findall(r"python3 -m ([\w.]+)", scripts):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_no_registry_is_named() -> None:
    named = re.compile(r"pypi\.org|pythonhosted|npmjs|index-url|registry-url")
    files = [one for one in GITHUB.rglob("*") if one.is_file()]
    assert [one.name for one in files if named.search(one.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
    ],
)
def test_they_follow_githubs_schemas(schema: str, files: list[Path]) -> None:
    command = [
        str(BIN / "check-jsonschema"),
        "--no-cache",
        "--builtin-schema",
        schema,
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    command = [str(BIN / "zizmor"), "--offline", "--quiet", "--persona", "pedantic", str(GITHUB)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


def test_zizmor_would_find_an_injection(tmp_path: Path) -> None:
    text = (GITHUB / "workflows" / "check.yml").read_text("utf-8")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    bad = text.replace("run: make check", "run: echo ${{ github.event.pull_request.title }}")
    (folder / "check.yml").write_text(bad, "utf-8")
    command = [str(BIN / "zizmor"), "--offline", "--quiet", str(folder / "check.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "template-injection" in done.stdout
    assert done.returncode != 0


def test_forms_about_faults_ask_for_the_doctors_report() -> None:
    about_faults = [one for one in FORMS if "idea" not in one.name]
    assert len(about_faults) == 2
    for file in about_faults:
        asked = {one.get("id"): one["attributes"] for one in _read(file)["body"]}
        assert "python -m bot doctor --json" in asked["doctor"]["description"]
        assert asked["doctor"]["render"] == "json"
    hosting = {one.get("id"): one for one in _read(FORMS[0])["body"]}
    assert hosting["doctor"]["validations"]["required"] is True


def test_the_files_a_newcomer_looks_for_are_there() -> None:
    for name in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "LICENSE"):
        assert (ROOT / name).read_text("utf-8").strip()
    assert len(list(GITHUB.glob("pull_request_template.*"))) == 1


def test_the_changelogs_section_of_a_release() -> None:
    text = (
        "# Changelog\n\n## [Unreleased]\n- x\n\n## [1.2.0] - 2026-12-01\n\n- y\n\n## [1.1.0]\n- z\n"
    )
    assert section(text, "1.2.0") == "- y"
    assert section(text, "1.1.0") == "- z"
    with pytest.raises(NotReady, match="says nothing"):
        section(text, "1.3.0")


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.2.1", "v1.2.0; rm"])
def test_another_tag_than_the_version_is_refused(tag: str) -> None:
    pyproject = '[project]\nname = "x"\nversion = "1.2.0"\n'
    assert version_of("v1.2.0", pyproject) == "1.2.0"
    with pytest.raises(NotReady, match=re.escape(tag)):
        version_of(tag, pyproject)
