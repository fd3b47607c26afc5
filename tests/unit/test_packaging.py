"""What a host installs and runs: lock files, image, compose file."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import run_as
from tests.image.container import AS_ROOT

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(one.name for one in ROOT.glob("requirements*.lock")))
def test_t11_everything_is_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    pinned = re.findall(
        r"^[a-z0-9][\w.-]*(?:\[\w+\])?==\S+ (?:; .+ )?\\$", text, re.MULTILINE | re.IGNORECASE
    )
    assert len(pinned) >= 20
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index-url" not in text


def test_pictures_are_an_extra_that_image_and_make_install_have() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    drawing = {"pillow", "fonttools", "python-bidi"}
    extra = {re.split(r"[>=<]", one)[0] for one in project["optional-dependencies"]["pictures"]}
    assert extra == drawing
    assert not [one for one in project["dependencies"] if re.split(r"[>=<]", one)[0] in drawing]
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert all(f"\n{one}==" in text for one in drawing)


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / path).resolve()
        for page in pages
        for path in re.findall(r'(?:src="|\]\()([\w./-]+\.(?:png|gif))', page.read_text("utf-8"))
    }
    images = ROOT / "docs" / "images"
    assert shown == {*images.glob("*.png"), *images.glob("*.gif")}


def test_t9e_aiohttp_is_new_enough() -> None:
    found = re.search(
        r"^aiohttp==(\d+)\.(\d+)\.(\d+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
    assert found is not None
    assert tuple(map(int, found.groups())) >= (3, 14, 3)


def _instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile's last stage, the image that runs."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    parts = [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]
    last = max(place for place, (word, _) in enumerate(parts) if word == "FROM")
    return parts[last:]


def _of_the_image(word: str) -> str:
    (found,) = [rest for name, rest in _instructions() if name == word]
    return found


def test_t10_the_image_does_not_run_as_root() -> None:
    user, group = map(int, _of_the_image("USER").split(":"))
    assert min(user, group) >= 1000


def test_the_images_packages_are_checked_against_hashes_and_never_compiled() -> None:
    steps = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    (install,) = re.findall(r"pip .*install .*", steps)
    for option in ("--require-hashes", "--only-binary :all:", "-r requirements.lock"):
        assert option in " ".join(install.split())
    assert not re.search(r"gcc|build-essential|-dev\b", steps)


def test_nothing_binds_the_image_to_one_kind_of_processor() -> None:
    steps = (ROOT / "Dockerfile").read_text("utf-8").partition("FROM ")[2]
    assert not re.search(r"amd64|arm64|x86_64|aarch64|--platform|TARGETARCH", steps)


def test_the_image_has_a_health_check() -> None:
    check = _of_the_image("HEALTHCHECK")
    assert "/healthz" in check
    program = json.loads(check.partition(" CMD ")[2])
    compile(program[-1], "HEALTHCHECK", "exec")


def test_data_outlive_the_container() -> None:
    address = re.findall(r"DATABASE_URL=sqlite:///(\S+)", _of_the_image("ENV"))[0]
    mounts = [one.partition(":")[2] for one in _compose()["services"]["earshot"]["volumes"]]
    assert str(Path(address).parent) in mounts
    assert str(Path(address).parent) == _of_the_image("VOLUME")


def test_t10_every_container_drops_its_privileges() -> None:
    for name, service in _compose()["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
        assert {"mem_limit", "pids_limit"} <= set(service), name


def test_compose_runs_a_published_image_or_builds_one_and_never_as_root() -> None:
    bot = _compose()["services"]["earshot"]
    assert (bot["image"], bot["build"]) == ("${EARSHOT_IMAGE:-earshot}", ".")
    assert bot["user"] == "${PUID:-10001}:${PGID:-10001}"
    assert bot["user"] == ":".join(bot["environment"][one] for one in ("PUID", "PGID"))
    assert _of_the_image("USER") == re.sub(r"\$\{\w+:-(\d+)\}", r"\1", bot["user"])
    assert "cap_add" not in bot


def test_the_docs_name_the_capabilities_of_a_start_as_root() -> None:
    about = (ROOT / "docs" / "hosting.md").read_text("utf-8").partition("\n### Whose files")[2]
    about = about.partition("\n## ")[0]
    for capability in AS_ROOT:
        assert f"--cap-add {capability.upper()} " in about
        assert capability.upper() in run_as._NEEDED


def test_only_this_computer_reaches_the_bot_without_a_proxy() -> None:
    assert _compose()["services"]["earshot"]["ports"] == ["127.0.0.1:8888:8888"]


def test_the_profiles_add_a_proxy_that_is_trusted() -> None:
    services = _compose()["services"]
    setting = services["earshot"]["environment"]["TRUSTED_PROXIES"]
    trusted = re.fullmatch(r"\$\{TRUSTED_PROXIES:-([\d.,]+)\}", setting)
    assert trusted is not None, setting
    proxies = [services["caddy"], services["tunnel"]]
    assert trusted[1].split(",") == [one["networks"]["web"]["ipv4_address"] for one in proxies]
    assert all(one["profiles"] for one in proxies), "only for who asks for them"
    assert "reverse_proxy earshot:8888" in (ROOT / "Caddyfile").read_text()


def test_translations_are_compiled_into_the_image() -> None:
    image = (ROOT / "Dockerfile").read_text()
    copied = image.index("COPY bot app/bot")
    compiled = image.index("pybabel compile --directory app/bot/locale --domain earshot")
    assert copied < compiled < image.index("COPY --from=build /build/app /app")
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "**/*.mo" in ignored, "older ones of this computer"


def test_nothing_private_is_in_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[0] == "*"
    assert {line for line in ignored if line.startswith("!")} == {
        "!bot",
        "!cogs",
        "!requirements.lock",
    }


def _compose() -> dict[str, Any]:
    whole = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(whole, dict)
    return whole


def test_the_container_does_not_restart_when_only_the_host_can_fix_it() -> None:
    bot = _compose()["services"]["earshot"]
    assert json.loads(_of_the_image("ENTRYPOINT")) == ["python", "-m", "bot"]
    assert bot["command"] == ["--hold"], "restart policies know no exit code"
    assert bot["restart"] == "unless-stopped"
    assert "entrypoint" not in bot, "docker compose run --rm earshot doctor"


def test_the_doctor_can_run_next_to_the_bot() -> None:
    bot = _compose()["services"]["earshot"]
    assert bot["networks"] == ["web"], "a fixed address could not be had twice"
    assert "container_name" not in bot


def test_the_docs_say_what_the_owner_of_a_members_app_can_do() -> None:
    security = (ROOT / "docs" / "security.md").read_text("utf-8")
    about = security.partition("app that a member has brought")[2].split("\n- ")[0]
    said = " ".join(about.split())
    for words in (
        "learns the email addresses",
        "can end their links",
        "could also get access of their own",
        "nobody gets one before they agree",
        "*Manage Server*",
    ):
        assert words in said


def test_systemd_does_not_restart_what_only_the_host_can_fix() -> None:
    """A wrong setting ends in exit code 2 (tests/wire/test_host_faults.py)."""
    hosting = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    unit = hosting.partition("[Service]")[2].partition("```")[0]
    assert "RestartPreventExitStatus=2" in unit.split()
    assert "Restart=on-failure" in unit.split()
