"""deploy/update.sh updates, or goes back to the older image and the backup: with a made-up Docker.

The made-up Docker runs what the script has containers do (the look at `/readyz`, listing backups)
in reality; which image runs, and whether it's ready, are files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy/update.sh"
OLDER = "earshot-before-update"
BACKUP, LATER = (f"earshot-2026112{day}T040000Z-before-upgrade.db" for day in (1, 7))
DOCKER = f"""#!/bin/sh
echo "${{EARSHOT_IMAGE:-new}} $*" >> "$STATE/calls"
case "$*" in
"compose ps --all --quiet earshot") cat "$STATE/container" ;;
"inspect "*) echo sha256:old ;;
"compose build earshot"|"compose pull earshot") test ! -e "$STATE/build-fails" ;;
"compose up "*)
    echo "${{EARSHOT_IMAGE:-new}}" > "$STATE/runs"
    test -z "${{EARSHOT_IMAGE:-}}" && test -e "$STATE/migrates" && touch "$STATE/backups/{LATER}" ;;
"compose stop earshot") rm "$STATE/runs" ;;
"compose exec -T earshot python -c "*) shift 6; WEB_PORT=$PORT exec "{sys.executable}" -c "$1" ;;
"compose run --rm --no-deps -T --entrypoint sh earshot -c "*)
    if test -e "$STATE/runs-nothing-at-first"; then rm "$STATE/runs-nothing-at-first"; exit 125; fi
    shift 9; BACKUP_FOLDER="$STATE/backups" exec sh -c "$@" ;;
esac
exit_code=$?
case "$*" in "compose up "*) exit 0 ;; esac
exit $exit_code
"""
PYTHON = '#!/bin/sh\necho "$*" >> "$STATE/in-container"\ntest ! -e "$STATE/restore-fails"\n'


@dataclass
class Host:
    """A folder with the script, and what the made-up Docker knows."""

    root: Path
    port: int
    state: Path = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.root / "state"
        for one in ("bin", "deploy", "state/backups"):
            (self.root / one).mkdir(parents=True)
        for name, text in (("docker", DOCKER), ("python", PYTHON)):
            (self.root / "bin" / name).write_text(text)
            (self.root / "bin" / name).chmod(0o755)
        shutil.copy(SCRIPT, self.root / "deploy")
        (self.state / "container").write_text("c1\n")
        (self.state / "backups" / BACKUP).touch()

    def knows(self, *facts: str) -> Host:
        for one in facts:
            (self.state / one).touch()
        return self

    def updates(self) -> tuple[int, str]:
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        settings = {"PATH": path, "STATE": str(self.state), "PORT": str(self.port)}
        done = subprocess.run(
            [self.root / "deploy/update.sh"],
            env={**settings, "SECONDS_TO_BE_READY": "1"},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stderr

    def file(self, name: str) -> str:
        found = self.state / name
        return found.read_text() if found.exists() else ""

    def did(self, *calls: str) -> bool:
        """Whether Docker was called so, in this order."""
        lines = iter(self.file("calls").splitlines())
        return all(any(line.startswith(one) for line in lines) for one in calls)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            image = made.file("runs").strip()
            ready = self.path == "/readyz" and (made.state / f"{image}-is-ready").exists()
            self.send_response(200 if ready else 503)
            self.end_headers()

        def log_message(self, *what: object) -> None:
            del what

    with ThreadingHTTPServer(("127.0.0.1", 0), Ready) as server:
        made = Host(tmp_path, server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        server.shutdown()


def test_a_new_version_that_becomes_ready_stays(host: Host) -> None:
    host.knows("new-is-ready", "migrates")
    code, said = host.updates()
    assert (code, "Updated" in said) == (0, True), said
    assert host.file("runs") == "new\n"
    assert host.did(f"new tag sha256:old {OLDER}", "new compose build earshot", "new compose up")
    assert not host.did("new compose stop")
    assert not host.file("in-container"), "nothing is restored"


def test_one_that_is_not_ready_goes_back_to_the_image_and_the_backup(host: Host) -> None:
    code, said = host.knows("migrates", f"{OLDER}-is-ready").updates()
    assert code == 3, said
    assert "isn't ready after 1 seconds" in said
    assert f"EARSHOT_IMAGE={OLDER}" in said
    assert host.file("runs") == f"{OLDER}\n"
    assert host.file("in-container") == f"-m bot db restore {host.state}/backups/{LATER}\n"
    going_back = ("new compose stop earshot", f"{OLDER} compose run", f"{OLDER} compose up")
    assert host.did("new compose up", *going_back)


def test_without_a_change_to_the_database_nothing_is_restored(host: Host) -> None:
    code, said = host.knows(f"{OLDER}-is-ready").updates()
    assert code == 3, said
    assert host.file("runs") == f"{OLDER}\n"
    assert not host.file("in-container"), "an older backup isn't this update's"


def test_an_older_version_that_is_not_ready_either_is_said(host: Host) -> None:
    code, said = host.updates()
    assert (code, "isn't ready either" in said) == (4, True), said


def test_a_backup_that_cannot_be_restored_leaves_the_bot_stopped(host: Host) -> None:
    code, said = host.knows("migrates", "restore-fails", f"{OLDER}-is-ready").updates()
    assert (code, "stays stopped" in said) == (4, True), said
    assert not host.file("runs")


def test_a_version_that_cannot_be_built_replaces_nothing(host: Host) -> None:
    code, _ = host.knows("build-fails").updates()
    assert code == 1
    assert not host.did("new compose up")


def test_an_earlier_upgrades_backup_is_never_restored(host: Host) -> None:
    code, said = host.knows("runs-nothing-at-first", f"{OLDER}-is-ready").updates()
    assert (code, "nothing was replaced" in said) == (1, True), said
    assert not host.did("new compose up")
    assert not host.file("in-container")


def test_a_published_image_is_fetched(host: Host) -> None:
    (host.root / ".env").write_text("EARSHOT_IMAGE=ghcr.io/you/earshot:2\n")
    assert host.knows("new-is-ready").updates()[0] == 0
    assert host.did("new compose pull earshot", "new compose up")
    assert not host.did("new compose build")


def test_without_a_bot_it_says_how_to_start_one(host: Host) -> None:
    (host.state / "container").write_text("")
    code, said = host.updates()
    assert (code, "docker compose up -d" in said) == (1, True)
    assert not host.did("new tag")
