"""What a process uses, as the system counts it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Use:
    """Resident memory in megabytes, open files (connections among them), and threads."""

    megabytes: float
    files: int
    threads: int

    @classmethod
    def of(cls, pid: int) -> Use:
        """Read what a process uses now."""
        process = Path(f"/proc/{pid}")
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines() if line
        )
        resident = int(status["VmRSS"].split()[0]) / 1024
        return cls(resident, len(list((process / "fd").iterdir())), int(status["Threads"]))
