"""What a host installs and runs: locks, image, compose file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_everything_is_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    pinned = re.findall(
        r"^[a-z0-9][\w.-]*(?:\[\w+\])?==\S+ (?:; .+ )?\\$", text, re.MULTILINE | re.IGNORECASE
    )
    assert len(pinned) >= 20
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index-url" not in text


def test_aiohttp_is_new_enough() -> None:
    found = re.search(
        r"^aiohttp==(\d+)\.(\d+)\.(\d+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
    assert found
    assert tuple(map(int, found.groups())) >= (3, 14, 3)


def test_the_image_is_small_and_powerless() -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert image.count("FROM ") == 2
    assert "--require-hashes" in image
    assert "USER 10001:10001" in image
    assert "HEALTHCHECK" in image
    assert "VOLUME /data" in image
    assert 'ENTRYPOINT ["python", "-m", "bot"]' in image
    compose = (ROOT / "compose.yaml").read_text()
    for line in (
        "read_only: true",
        "- ALL",
        "no-new-privileges:true",
        "stop_grace_period: 15s",
        '"127.0.0.1:8888:8888"',
        "mem_limit",
        "pids_limit",
    ):
        assert line in compose


def test_the_profiles_put_a_proxy_in_front_whose_word_is_trusted() -> None:
    compose = (ROOT / "compose.yaml").read_text()
    trusted = re.search(r"TRUSTED_PROXIES:-([\d.,]+)}", compose)
    assert trusted
    for name, address in zip(("caddy", "tunnel"), trusted[1].split(","), strict=True):
        service = compose.split(f"\n  {name}:\n")[1].split("\n\n")[0]
        assert "profiles: [" in service
        assert f"ipv4_address: {address}" in service
        for line in ("cap_drop", "- ALL", "no-new-privileges:true", "mem_limit", "read_only: true"):
            assert line in service, f"{name}: {line}"
    assert compose.count('"127.0.0.1:8888:8888"') == 1
    assert "reverse_proxy earshot:8888" in (ROOT / "Caddyfile").read_text()


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


def test_the_container_does_not_start_again_where_only_the_host_can_fix_it() -> None:
    bot = _compose()["services"]["earshot"]
    image = (ROOT / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["python", "-m", "bot"]' in image
    assert bot["command"] == ["--hold"], "restart policies know no exit code"
    assert bot["restart"] == "unless-stopped"
    assert "entrypoint" not in bot, "docker compose run --rm earshot doctor"


def test_doctor_can_run_beside_the_bot() -> None:
    bot = _compose()["services"]["earshot"]
    assert bot["networks"] == ["web"], "a fixed address could not be had twice"
    assert "container_name" not in bot
    for service in _compose()["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


def test_the_docs_say_what_the_owner_of_a_members_app_can_do() -> None:
    security = (ROOT / "docs" / "security.md").read_text("utf-8")
    about = security.partition("app that a member has brought")[2].split("\n- ")[0]
    said = " ".join(about.split())
    for words in (
        "learns the e-mail addresses",
        "can end their links",
        "could also get access of their own",
        "nobody is placed there before they agreed",
        "*Manage Server*",
    ):
        assert words in said


def test_the_docs_tell_a_host_what_to_do_later() -> None:
    hosting = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    for words in (
        "docker compose run --rm earshot doctor",
        "docker compose logs",
        "**Updating.**",
        "**Backup.**",
        "**Restore.**",
        "**Secrets.**",
        "--hold",
    ):
        assert words in hosting
    unit = hosting.partition("[Service]")[2].partition("```")[0]
    assert "RestartPreventExitStatus=2" in unit.split()
    assert "Restart=on-failure" in unit.split()
