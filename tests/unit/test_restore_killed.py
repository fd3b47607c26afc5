"""A restore killed anywhere leaves the whole database from before, or the new one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.cipher import Cipher
from bot.storage.restore import restore
from tests.host import unmeasured
from tests.unit.test_backup import links_in
from tests.unit.test_restore import everything, file, people

__all__ = ["file"]
CIPHER = Cipher([bytes(32)])
ROOT = Path(__file__).parents[2]

KILLED = """
import os, signal, sys
from pathlib import Path
from bot.storage.cipher import Cipher
from bot.storage.restore import restore

left = int(sys.argv[3])
folder = str(Path(sys.argv[2]).parent)

def count(event, arguments):
    global left
    if folder in str(arguments):
        left -= 1
        if left == -1:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
restore(Path(sys.argv[1]), Path(sys.argv[2]), Cipher([bytes(32)]))
"""


def test_a_restore_killed_at_each_step_leaves_the_one_or_the_other_database(
    file: Path, tmp_path: Path
) -> None:
    original, seen = everything(file.parent), []
    for step in range(200):
        for one in file.parent.iterdir():
            one.unlink()
        for name, content in original.items():
            (file.parent / name).write_bytes(content)
        command = [sys.executable, "-c", KILLED, str(tmp_path / "backup.db"), str(file), str(step)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=unmeasured())
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        seen.append(people(file))
        assert seen[-1] in ({1}, {1, 2})
        again = restore(tmp_path / "backup.db", file, CIPHER)
        assert people(file) == {1}
        assert again.kept is not None
        kept = re.escape(f"{file.name}.before-restore-") + r"[\dTZ-]+"
        names = [one for one in os.listdir(file.parent) if not one.endswith((".bot", file.name))]
        assert all(re.fullmatch(kept, one) for one in names), names
        assert any(people(file.parent / one) == {1, 2} for one in names)
        if done.returncode == 0:
            break
    assert step >= 12
    assert seen == sorted(seen, key=len, reverse=True), "first the old one, then the new one"
    assert links_in(tmp_path / "backup.db") == 1


LIMITED = """
import resource, sys
from pathlib import Path
from bot.storage.cipher import Cipher
from bot.storage.restore import restore
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
restore(Path(sys.argv[1]), Path(sys.argv[2]), Cipher([bytes(32)]))
"""


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_changed(
    file: Path, tmp_path: Path, share: float
) -> None:
    backup = tmp_path / "backup.db"
    before, most = everything(file.parent), str(int(backup.stat().st_size * share))
    command = [sys.executable, "-c", LIMITED, str(backup), str(file), most]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=unmeasured())
    assert "DatabaseFull: there is no room in" in done.stderr.splitlines()[-1], done.stderr
    assert everything(file.parent) == before
    assert people(file) == {1, 2}
