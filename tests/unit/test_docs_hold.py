"""What README and docs tell people to type or open is there: commands, paths, settings, services.

What a computer can run harmlessly is run; everything else is looked up in what defines it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.__main__ import _parser as bot_parser
from bot.storage.keys import parse_keys
from bot.ui.usage import describe
from sandbox.__main__ import _parser as sandbox_parser
from tools.declared import declared_commands

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / one for one in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ROOT / "deploy" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXT = {page: page.read_text("utf-8") for page in PAGES}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SETTINGS = "".join(
    one.read_text("utf-8") for one in [ROOT / ".env.example", *(ROOT / "bot").rglob("*.py")]
)
FOLDERS = ("bot", "cogs", "sandbox", "tests", "tools", "docs", "deploy", ".github", ".ci")
EXAMPLES = {
    # The worked example's own test, and what hosts make.
    "tests/wire/test_up_next.py",
    "deploy/.env",
    "deploy/secrets",
    "deploy/kubernetes/secrets.env",
}
NOT_SETTINGS = {"SIGTERM", "SIGINT", "SIGUSR1", "DOMAIN", "TUNNEL_TOKEN", "DEMO", "PYTHON"} | {
    # Spotify's, and a REST proxy's own.
    "INVALID_SCOPE",
    "CLUSTER_MEMBERS",
    "BOT_RATELIMIT_OVERRIDES",
    "ENABLE_METRICS",
    "GRAFANA_PASSWORD",
    "DISABLE_GLOBAL_RATELIMIT_DETECTION",
}


def _codes() -> Iterator[tuple[Path, str]]:
    """Return each piece of code in the pages: between backticks, and each line of a block."""
    for page, text in TEXT.items():
        blocks = re.findall(r"^ *```console\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
        for line in "".join(blocks).splitlines():
            if line.strip().startswith(("$ ", "# ")):
                yield page, line.strip()[2:]
        prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
        for code in re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", prose):
            yield page, " ".join(code.split())


CODES = list(_codes())


def _made(text: str) -> list[str]:
    """Return the targets that a line makes, and what it gives them."""
    words = shlex.split(text.partition("#")[0])
    return [one for one in words[words.index("make") + 1 :] if "=" not in one]


def test_the_codes_are_found() -> None:
    assert len(CODES) > 500
    assert any(code == "make demo" for _, code in CODES)


def test_every_target_that_docs_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    told = {one for _, code in CODES if re.match(r"(sudo .* )?make ", code) for one in _made(code)}
    assert len(told) >= 10
    assert told - targets == set()


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_can_do_what_docs_tell_to_make() -> None:
    lines = sorted({code for _, code in CODES if code.startswith("make ")})
    for line in lines:
        words = shlex.split(line)
        done = subprocess.run([*words, "--dry-run"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, (line, done.stderr)


def test_the_demos_are_ones_that_it_knows() -> None:
    given = {
        found[1] or found[2]
        for _, code in CODES
        if (found := re.match(r"make demo DEMO=(?:'([^']*)'|(\S+))", code))
    }
    assert len(given) >= 4
    for arguments in given:
        sandbox_parser().parse_args(shlex.split(arguments))


def test_modules_that_docs_run_exist_and_take_these_arguments() -> None:
    run = {
        (found[1], found[2])
        for _, code in CODES
        for found in re.finditer(r"python3? -m ([\w.]+)((?: [\w./-]+)*)", code)
        if "…" not in code
    }
    assert {"bot", "pytest", "tools.commands"} <= {one for one, _ in run}
    for module, arguments in run:
        if module == "bot":
            bot_parser().parse_args(arguments.split())
        path = ROOT / module.replace(".", "/")
        ours = module.split(".")[0] in FOLDERS
        assert not ours or path.is_dir() or path.with_suffix(".py").is_file(), module


def test_paths_in_docs_exist() -> None:
    wrong = []
    for page, code in CODES:
        path = code.split()[0].rstrip("/,") if code else ""
        if not path.startswith(tuple(f"{one}/" for one in FOLDERS)) or path in EXAMPLES:
            continue
        if re.search(r"[<…(]", path):
            continue
        found = list(ROOT.glob(path.partition("::")[0]))
        if not found and not (page.parent / path).exists():
            wrong.append(f"{page.relative_to(ROOT)}: {path}")
    assert wrong == []


def test_settings_in_docs_exist() -> None:
    named = {
        (page.name, found[1].removesuffix("_FILE"))
        for page, code in CODES
        if page.parent != ROOT / "docs" / "reference"
        and (found := re.match(r"([A-Z]+_[A-Z_]*[A-Z])(=.*)?$", code))
    }
    assert len(named) > 20
    known = SETTINGS + "".join(
        one.read_text("utf-8")
        for one in [ROOT / "Makefile", *(ROOT / "tests").rglob("*.py"), *ROOT.glob("tools/*.py")]
    )
    assert {one for one in named if one[1] not in known and one[1] not in NOT_SETTINGS} == set()


def test_services_and_profiles_of_compose_exist() -> None:
    lines = [code for _, code in CODES if code.startswith("docker compose")]
    assert len(lines) >= 8
    profiles = {
        one for service in COMPOSE["services"].values() for one in service.get("profiles", ())
    }
    for line in lines:
        for profile in re.findall(r"--profile (\w+)", line):
            assert profile in profiles, line
        service = re.search(r"(?:exec|run --rm(?: --no-deps)?|logs -f|stop) ([a-z]+)", line)
        if service and "deploy/" not in line:
            assert service[1] in COMPOSE["services"], line


def test_slash_commands_in_docs_exist() -> None:
    known = {word for one in declared_commands() for word in describe(one).name.split()[:1]}
    known |= {alias for one in declared_commands() for alias in describe(one).aliases}
    pages_of_the_bot = {"link", "callback", "disconnect", "healthz", "readyz", "done", "static"}
    pages_of_the_bot |= {"setup", "status"}
    other = pages_of_the_bot | {"metrics", "discord", "data", "command", "bot", "etc", "opt", "run"}
    told = {
        found[1]
        for page, code in CODES
        if page.parent != ROOT / "docs" / "reference"
        and (found := re.match(r"/([a-z]+)(?=[ `]|$)", code))
    }
    assert {"link", "nowplaying", "why", "privacy"} <= told
    assert told - known - other == set()


def test_prefix_commands_in_docs_exist() -> None:
    known = {describe(one).name.split()[0] for one in declared_commands()}
    known |= {alias for one in declared_commands() for alias in describe(one).aliases}
    told = {found[1] for _, code in CODES if (found := re.match(r"!([a-z]+)", code))}
    assert len(told) > 20
    assert told - known - {"command", "upnext"} == set()


def test_the_key_that_the_docs_make_is_one() -> None:
    for page in (ROOT / "docs/backup.md", ROOT / "deploy/README.md"):
        program = re.search(r"python3 -c '([^']*urandom[^']*)'", TEXT[page])
        assert program is not None, page
        made = subprocess.run([sys.executable, "-c", program[1]], capture_output=True, text=True)
        assert len(parse_keys([made.stdout.strip()])[0]) == 32


def test_the_word_of_the_first_change_is_where_it_says() -> None:
    guide = TEXT[ROOT / "CONTRIBUTING.md"]
    found = re.search(r"in `([\w./]+)`, \"([^\"]+)\"", guide)
    assert found is not None
    assert found[2] in (ROOT / found[1]).read_text("utf-8")
    assert '("ayla", "Ayla W.", False, True)' in (ROOT / "sandbox/spotify/names.py").read_text()


def test_the_moving_picture_is_small_and_moves() -> None:
    from PIL import Image

    file = ROOT / "docs" / "images" / "demo.gif"
    assert file.stat().st_size < 1_500_000
    with Image.open(file) as film:
        assert getattr(film, "n_frames", 1) >= 15
        assert film.size == (960, 600)
