"""`make mutate`: take out each defence in turn, and see that its tests turn red.

`make mutate ONLY=NAME,NAME` tries some alone. Works in a temporary copy of the repository, never in
the repository itself. The mutations are in tests/mutations/; docs/attacks.md says what they defend.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from tests.mutations import MUTATIONS, Mutation

ROOT: Final = Path(__file__).resolve().parent.parent
_SECONDS_EACH: Final = 300
_LEFT_OUT: Final = (
    ".git",
    ".venv*",
    "build",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
)
_ENVIRONMENT: Final = {"PYTHONDONTWRITEBYTECODE": "1", "SANDBOX_PATIENCE": "20"}
"""Without its defence, a test often waits in vain for an answer."""
_DEFINITION: Final = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


class Unusable(Exception):
    """A mutation that can't be tried; the text says why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the tests without a defence."""

    name: str
    words: str
    killed: bool
    seconds: float


def where_tests_are(root: Path = ROOT) -> dict[str, list[str]]:
    """Return where each test function is: paths from the root, by name."""
    found: dict[str, list[str]] = {}
    for file in sorted((root / "tests").rglob("test_*.py")):
        for name in _DEFINITION.findall(file.read_text("utf-8")):
            found.setdefault(name, []).append(file.relative_to(root).as_posix())
    return found


def mutated(mutation: Mutation, root: Path = ROOT) -> str:
    """Return a file's text without its defence; raises Unusable if the code has changed."""
    text = (root / mutation.file).read_text("utf-8")
    times = text.count(mutation.old)
    if times != 1 or mutation.old == mutation.new:
        raise Unusable(f"{mutation.name}: its text is {times} times in {mutation.file}, not once")
    return text.replace(mutation.old, mutation.new)


def table(mutations: Iterable[Mutation] = MUTATIONS) -> str:
    """Return the table of docs/attacks.md."""
    rows = [
        f"| {one.name} | {one.defence} | {one.attacks} | "
        f"{', '.join(f'`{test}`' for test in one.killed_by)} |"
        for one in mutations
    ]
    head = "| Mutation | Defence that is taken out | Attacks | Tests that turn red |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def run(tests: Sequence[str], root: Path, where: Mapping[str, list[str]]) -> dict[str, str]:
    """Run tests; return what became of each: "passed", "failed" or "error"."""
    report = root / "mutation.xml"
    report.unlink(missing_ok=True)
    named = [f"{where[one][0]}::{one}" for one in tests]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *named]
    process = subprocess.Popen(  # noqa: S603 # our own tests
        [*command, f"--junitxml={report}"],
        cwd=root,
        env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS_EACH)
    except subprocess.TimeoutExpired:
        report.unlink(missing_ok=True)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return _read(report) if report.exists() else {}


def _read(report: Path) -> dict[str, str]:
    """Return the worst result of each test, whatever its parameters."""
    order = ("passed", "skipped", "error", "failed")
    results: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 # pytest wrote it
        name = str(case.get("name")).partition("[")[0]
        kinds = {part.tag for part in case}
        words = {"failure": "failed", "error": "error", "skipped": "skipped"}
        now = next((words[kind] for kind in words if kind in kinds), "passed")
        results[name] = max(results.get(name, "passed"), now, key=order.index)
    return results


def judge(mutation: Mutation, results: Mapping[str, str]) -> tuple[str, bool]:
    """Return in words whether exactly the named tests turned red."""
    green = [one for one in mutation.killed_by if results.get(one) == "passed"]
    unclear = [one for one in mutation.killed_by if results.get(one) not in ("passed", "failed")]
    broken = [one for one in mutation.still_green if results.get(one) != "passed"]
    if green:
        return f"SURVIVED: green is {', '.join(green)}", False
    if unclear or broken:
        return f"UNCLEAR: {', '.join([*unclear, *broken])} didn't run or isn't green", False
    return f"killed by {', '.join(mutation.killed_by)}", True


def attempt(mutation: Mutation, root: Path, where: Mapping[str, list[str]]) -> Verdict:
    """Take a defence out of the copy, run its tests, and put it back."""
    begun = time.monotonic()
    file = root / mutation.file
    before = file.read_text("utf-8")
    file.write_text(mutated(mutation, root), "utf-8")
    try:
        results = run([*mutation.killed_by, *mutation.still_green], root, where)
    finally:
        file.write_text(before, "utf-8")
    words, killed = judge(mutation, results)
    return Verdict(mutation.name, words, killed, time.monotonic() - begun)


def chosen(names: str) -> list[Mutation]:
    """Return the named mutations, or all; raises Unusable for an unknown name."""
    wanted = {one for one in names.split(",") if one}
    unknown = wanted - {one.name for one in MUTATIONS}
    if unknown:
        raise Unusable(f"no such mutation: {', '.join(sorted(unknown))}")
    return [one for one in MUTATIONS if not wanted or one.name in wanted]


def main(mutations: Sequence[Mutation]) -> int:
    """Try each mutation; return 1 unless its tests killed every one."""
    for one in mutations:
        mutated(one)
    where, begun, verdicts = where_tests_are(), time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="earshot-mutate-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        named = sorted({test for one in mutations for test in (*one.killed_by, *one.still_green)})
        untouched = run(named, copy, where)
        red = [one for one in named if untouched.get(one) != "passed"]
        if red:
            print(f"Not green before anything was taken out: {', '.join(red)}")
            return 1
        print(f"{len(named)} tests are green with every defence in place.", flush=True)
        for one in mutations:
            verdict = attempt(one, copy, where)
            verdicts.append(verdict)
            print(f"{verdict.name:36} {verdict.seconds:5.0f} s  {verdict.words}", flush=True)
    killed = sum(one.killed for one in verdicts)
    minutes = (time.monotonic() - begun) / 60
    print(f"{killed} of {len(verdicts)} defences are held by their tests ({minutes:.1f} minutes).")
    return 0 if killed == len(verdicts) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.mutate")
    parser.add_argument("--only", default="", help="names, with commas between them")
    parser.add_argument("--table", action="store_true", help="print the table for docs/attacks.md")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        if options.table:
            print(table())
        else:
            sys.exit(main(chosen(options.only)))
    except Unusable as error:
        sys.exit(str(error))
