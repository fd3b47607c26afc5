"""The bot in its image: read-only but for /data, as any user, and from a start as root."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import MakeWorld
from tests.drawing_processes import drawing_for
from tests.image.container import AS_ROOT, Container, image_environment, needs_the_image
from tests.needs import needs_fonts_for

PYTHON = ("python", "-m", "bot")
WHO = "import os; print(*os.getresuid(), *os.getresgid(), os.getgroups(), os.environ['HOME'])"


@pytest.fixture(autouse=True)
def built() -> None:
    needs_the_image()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A new volume: it has the mode and owner of /data in the image."""
    folder = tmp_path / "volume"
    folder.mkdir()
    folder.chmod(0o1777)
    os.chown(folder, 10001, 10001)
    return folder


def owners(folder: Path) -> set[tuple[int, int]]:
    return {(one.lstat().st_uid, one.lstat().st_gid) for one in (folder, *folder.rglob("*"))}


@pytest.mark.parametrize("user", ["10001:10001", "99:100"])
async def test_the_bot_works_with_nothing_but_its_data_writable(
    user: str, data: Path, make_world: MakeWorld
) -> None:
    await _links_and_draws(Container(data, user), make_world)
    assert {f"{uid}:{gid}" for uid, gid in owners(data / "earshot.db")} == {user}


async def test_a_start_as_root_becomes_puid_and_takes_the_data_along(
    data: Path, make_world: MakeWorld
) -> None:
    (data / "backups").mkdir(mode=0o700)
    (data / "backups" / "old.db").write_text("kept")
    container = Container(data, "0:0", AS_ROOT)
    await _links_and_draws(container, make_world, PUID="99", PGID="100")
    assert owners(data) == {(99, 100)}


async def _links_and_draws(container: Container, make_world: MakeWorld, **more: str) -> None:
    world = await make_world()
    await world.bot.stop()
    for file in world.bot.database.parent.glob("earshot.db*"):
        file.unlink()
    world.bot.program = container.command(*PYTHON)
    world.bot.environment |= image_environment() | {"WEB_HOST": "127.0.0.1", "HOME": "/root"} | more
    await world.bot.start()
    _has_no_power(world.bot.pid)
    mira = await world.linked()
    mira.plays()
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    shown = await mira.says("!np")
    needs_fonts_for("Žluť")
    assert shown.message["attachments"], "the drawing process works too"
    assert drawing_for(world.bot.pid)
    assert await world.bot.stop() == 0


def _has_no_power(process: int) -> None:
    status = Path(f"/proc/{process}/status").read_text()
    fields = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    assert "0" not in fields["Uid"].split()
    assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == 0
    assert fields["NoNewPrivs"] == "1"


@pytest.mark.parametrize(
    ("said", "is_now"),
    [
        ({}, "10001 10001 10001 10001 10001 10001 [] /"),
        ({"PUID": "99", "PGID": "100"}, "99 99 99 100 100 100 [] /"),
        ({"PUID": " 1000 "}, "1000 1000 1000 10001 10001 10001 [] /"),
    ],
)
def test_who_root_becomes(said: dict[str, str], is_now: str, data: Path) -> None:
    start = f"import os; from bot.run_as import leave_root; leave_root(os.environ); {WHO}"
    ran = Container(data, "0:0", AS_ROOT).runs("python", "-c", start, **said)
    assert ran.stdout.strip() == is_now, ran.stderr


def test_root_without_capabilities_says_which_it_needs(data: Path) -> None:
    ran = Container(data, "0:0").runs(*PYTHON, "doctor", PUID="99", PGID="100")
    assert ran.returncode == 2
    for capability in AS_ROOT:
        assert capability.upper() in ran.stderr
    assert 'start the container as user "99:100"' in ran.stderr
    assert owners(data) == {(10001, 10001)}


def test_a_read_only_volume_is_said(data: Path) -> None:
    ran = Container(data, "0:0", AS_ROOT, read_only=True).runs(*PYTHON, PUID="99")
    assert "/data can't be given to 99:10001: it's on a read-only file system" in ran.stderr
    secrets = {"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38}
    own = Container(data, read_only=True)
    ran = own.runs(*PYTHON, **secrets, SPOTIPY_CLIENT_ID="0" * 32, SPOTIPY_CLIENT_SECRET="0" * 32)
    assert ran.returncode == 2
    assert "/data is on a read-only file system: mount it so that it can be" in ran.stderr


def test_a_former_users_volume_is_said_and_handed_over_by_a_start_as_root(data: Path) -> None:
    settings = {
        "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38,
        "SPOTIPY_CLIENT_ID": "0" * 32,
        "DISCORD_API_URL": "http://127.0.0.1:9",
        "SPOTIFY_ACCOUNTS_URL": "http://127.0.0.1:9",
    }
    make = "from bot.storage.migrate import upgrade; from pathlib import Path; import os; "
    make += "os.umask(0o077); upgrade(Path('/data/earshot.db')); Path('/data/lost').mkdir()"
    assert Container(data).runs("python", "-c", make).returncode == 0
    before = Container(data, "99:100").runs(*PYTHON, **settings)
    assert before.returncode == 2
    assert "/data/earshot.db belongs to user 10001, and the container was started" in before.stderr
    assert "/data/earshot.db cannot be written by user 99" in before.stderr
    numbers = {"PUID": "99", "PGID": "100"}
    Container(data, "0:0", AS_ROOT).runs(*PYTHON, "doctor", **settings, **numbers)
    assert owners(data) == {(99, 100)}
    after = Container(data, "99:100").runs(*PYTHON, "doctor", **settings, **numbers)
    assert "belongs to" not in after.stderr
    assert re.search(r"^ok\b.* database", after.stdout, re.MULTILINE | re.IGNORECASE), after.stdout


def test_a_command_beside_the_running_bot_is_that_user_too(data: Path) -> None:
    """`docker exec` starts as root where the container did."""
    ran = Container(data, "0:0", AS_ROOT).runs(*PYTHON, "doctor", PUID="99", PGID="100")
    assert "DISCORD_TOKEN is missing" in ran.stdout
    assert owners(data) == {(99, 100)}
