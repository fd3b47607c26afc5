"""`python -m tools.audit PIP-AUDIT LOCK…`: known vulnerabilities in what is locked.

pip-audit asks a service on the internet. What isn't found there it leaves out, and still ends with
"No known vulnerabilities found": so it does if a mirror knows nothing at all. Here, what was not
looked up was not audited, and that is no success.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_OPTIONS = ("--format=json", "--progress-spinner=off", "--disable-pip", "--require-hashes")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked up of one lock file: how many, what's vulnerable, and what wasn't found."""

    audited: int
    vulnerable: Sequence[str]
    unknown: Sequence[str]

    @property
    def words(self) -> str:
        """Say it in words."""
        if not self.audited:
            return "NOT AUDITED: the service that knows vulnerabilities can't be asked from here"
        lines = [f"{self.audited} looked up, {len(self.vulnerable)} vulnerable"]
        lines += [f"  vulnerable: {one}" for one in self.vulnerable]
        lines += [f"  not looked up: {one}" for one in self.unknown]
        return "\n".join(lines)

    @property
    def is_good(self) -> bool:
        """Whether everything was looked up, and nothing found."""
        return bool(self.audited) and not self.vulnerable and not self.unknown


def judge(report: str) -> Verdict:
    """Read pip-audit's report; what isn't one means that nothing was looked up."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return Verdict(0, (), ())
    known = [one for one in found if "skip_reason" not in one]
    return Verdict(
        len(known),
        [
            f"{one['name']} {one['version']}: {', '.join(hole['id'] for hole in one['vulns'])}"
            for one in known
            if one["vulns"]
        ],
        [one["name"] for one in found if "skip_reason" in one],
    )


def main(program: str, locks: Sequence[str]) -> int:
    """Audit each lock file; return the exit code."""
    good = True
    for lock in locks:
        command = (program, *_OPTIONS, "-r", lock)
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
        verdict = judge(done.stdout)
        print(f"{lock}: {verdict.words}")
        good = good and verdict.is_good
        if not verdict.audited:
            return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
