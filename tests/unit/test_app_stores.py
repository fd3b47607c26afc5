"""The app stores' files follow the stores' published rules, and what the bot itself expects.

tests/data/app_stores.json has the rules in our words, and where each was read. Nothing was tried
on a real Umbrel, Unraid or Coolify.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.config.settings import load
from tools import app_stores

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
RULES: dict[str, Any] = json.loads((ROOT / "tests/data/app_stores.json").read_text("utf-8"))
COMPOSE_SCHEMA = json.loads((ROOT / "tests/data/deploy_schemas.json").read_text("utf-8"))["compose"]
OURS: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"][
    "earshot"
]
SETTINGS = (ROOT / "bot/config/settings.py").read_text("utf-8")
UMBREL = DEPLOY / "umbrel" / "earshot"
MANIFEST: dict[str, Any] = yaml.safe_load((UMBREL / "umbrel-app.yml").read_text("utf-8"))
UMBREL_COMPOSE: dict[str, Any] = yaml.safe_load((UMBREL / "docker-compose.yml").read_text("utf-8"))
COOLIFY = (DEPLOY / "coolify" / "earshot.yaml").read_text("utf-8")
UNRAID = ET.parse(DEPLOY / "unraid" / "earshot.xml").getroot()
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
IMAGE = "ghcr.io/mira/earshot:1.2.0@sha256:" + "a" * 64


def _is_hardened(service: dict[str, Any]) -> bool:
    return (
        service["read_only"] is True
        and service["cap_drop"] == ["ALL"]
        and service["security_opt"] == ["no-new-privileges:true"]
    )


def test_umbrels_manifest_follows_its_schema() -> None:
    jsonschema.validate(MANIFEST, RULES["umbrel"]["manifest"])
    assert MANIFEST["id"] == UMBREL.name
    assert MANIFEST["id"] not in MANIFEST["dependencies"]


@pytest.mark.parametrize(
    ("key", "value"), [("category", "music"), ("tagline", "Ends."), ("port", 99999), ("icn", "x")]
)
def test_umbrels_schema_refuses_what_is_wrong(key: str, value: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**MANIFEST, key: value}, RULES["umbrel"]["manifest"])


def test_umbrels_compose_file_follows_the_linters_rules() -> None:
    rules = RULES["umbrel"]
    jsonschema.Draft7Validator(COMPOSE_SCHEMA).validate(UMBREL_COMPOSE)
    services = UMBREL_COMPOSE["services"]
    proxy, bot = services["app_proxy"]["environment"], services["bot"]
    assert set(proxy) <= set(rules["proxy_environment"])
    assert proxy["APP_HOST"] == f"{MANIFEST['id']}_bot_1"
    assert re.fullmatch(rules["image"], bot["image"])
    assert "ports" not in bot, "Umbrel's proxy leads there"
    for values in (proxy, bot["environment"]):
        assert not any(isinstance(one, bool) for one in values.values())
    for volume in bot["volumes"]:
        folder = re.match(rules["data_folder"], volume)
        assert folder is not None, "not the app's folder itself"
        assert (UMBREL / folder[1] / ".gitkeep").is_file(), "without it the folder is root's"


def test_umbrels_login_is_not_asked_of_people_who_link() -> None:
    allowed = UMBREL_COMPOSE["services"]["app_proxy"]["environment"]["PROXY_AUTH_WHITELIST"]
    open_paths = set(allowed.split(","))
    assert {"/link/*", "/callback", "/done/*", "/disconnect", "/static/*"} <= open_paths
    for path in ("/", "/setup", "/setup/token", "/status", "/status/signed-in"):
        # Express matches what begins with one of them.
        assert not any(path.startswith(one.removesuffix("*")) for one in open_paths), path


def test_unraids_template_has_the_fields_and_no_others() -> None:
    rules = RULES["unraid"]
    tags = [one.tag for one in UNRAID]
    assert UNRAID.tag == "Container"
    assert UNRAID.attrib == {"version": "2"}
    assert set(rules["minimum"] + rules["recommended"]) <= set(tags)
    assert set(tags) <= {*rules["minimum"], *rules["recommended"], *rules["others"]}
    assert len([one for one in tags if one != "Config"]) == len({*tags} - {"Config"})
    assert all(
        re.fullmatch(rules["category"], one) for one in UNRAID.findtext("Category", "").split()
    )
    assert UNRAID.findtext("Privileged") == "false"
    for tag in ("Icon", "Project", "Support", "TemplateURL", "Registry"):
        assert UNRAID.findtext(tag, "").startswith("https://"), tag


def test_unraids_settings_have_every_attribute_and_are_the_bots() -> None:
    rules = RULES["unraid"]
    for one in UNRAID.iter("Config"):
        given = one.attrib
        assert list(given) == rules["config"], "in the order that Unraid itself writes"
        assert given["Type"] in rules["types"]
        assert given["Display"] in rules["display"]
        assert given["Mode"] in rules["modes"][given["Type"]]
        assert {given["Required"], given["Mask"]} <= {"true", "false"}
        assert (one.text or "") == given["Default"]
        if given["Type"] == "Variable":
            assert f'"{given["Target"]}"' in SETTINGS, given["Target"]
            secret = re.search(r"TOKEN|SECRET", given["Target"]) is not None
            assert given["Mask"] == str(secret).lower(), given["Target"]
    ports = [one.attrib["Target"] for one in UNRAID.iter("Config") if one.attrib["Type"] == "Port"]
    assert UNRAID.findtext("WebUI") == f"http://[IP]:[PORT:{ports[0]}]/"


def _coolify_head() -> dict[str, str]:
    rules = RULES["coolify"]
    found = [re.match(rules["line"], line) for line in COOLIFY.splitlines()]
    return {one["key"].strip(): one["value"].strip() for one in found if one is not None}


def test_coolifys_template_has_its_head_and_a_health_check() -> None:
    rules = RULES["coolify"]
    head = _coolify_head()
    assert list(head) == rules["keys"]
    assert head["category"] in rules["categories"]
    assert head["documentation"].startswith("https://")
    assert re.fullmatch(rules["logo"], head["logo"])
    assert head["tags"] == head["tags"].lower()
    compose = yaml.safe_load(COOLIFY)
    jsonschema.Draft7Validator(COMPOSE_SCHEMA).validate(compose)
    (service,) = compose["services"].values()
    assert "healthcheck" in service
    assert "ports" not in service, "Coolify's proxy leads there"
    magic = [one for one in service["environment"] if re.fullmatch(rules["magic"], one)]
    (found,) = [re.fullmatch(rules["magic"], one) for one in magic]
    assert found is not None
    assert found["port"] == head["port"]


def test_coolifys_settings_are_ones_that_the_bot_accepts() -> None:
    (service,) = yaml.safe_load(COOLIFY)["services"].values()
    values = {
        "SERVICE_URL_EARSHOT": "https://music.example.org",
        "DISCORD_TOKEN": TOKEN,
        "SPOTIPY_CLIENT_ID": "0" * 32,
        "SPOTIPY_CLIENT_SECRET": "1" * 32,
    }

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], (found[2] or "").removeprefix("-"))

    read = {}
    for line in service["environment"]:
        name, given, text = line.partition("=")
        if given:
            assert f'"{name}"' in SETTINGS, name
            read[name] = re.sub(r"\$\{(\w+)(?::([?-][^}]*))?\}", value, text)
    loaded = load(read)
    assert loaded.redirect_uri == "https://music.example.org/callback"
    assert loaded.public_url == "https://music.example.org"
    assert len(loaded.trusted_proxies) == 2


def test_the_containers_are_as_confined_as_our_own() -> None:
    (coolify,) = yaml.safe_load(COOLIFY)["services"].values()
    umbrel = UMBREL_COMPOSE["services"]["bot"]
    assert _is_hardened(OURS)
    assert _is_hardened(coolify)
    assert _is_hardened(umbrel)
    assert coolify["command"] == umbrel["command"] == OURS["command"]
    extra = UNRAID.findtext("ExtraParams", "")
    for option in ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges:true"):
        assert option in extra
    assert [UNRAID.findtext("PostArgs")] == OURS["command"]
    assert not re.search(r"--user (0|root)", extra)


def test_nothing_secret_is_in_them() -> None:
    for file in app_stores.STORES:
        for one in (DEPLOY / file).rglob("*"):
            text = one.read_text("utf-8") if one.is_file() else ""
            assert not re.search(r"(TOKEN|SECRET)\w*[=:] *[\"']?[A-Za-z0-9]{16}", text), one


def test_they_are_filled_in_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_stores, "FILLED", tmp_path / "filled")
    assert app_stores.main([IMAGE, "https://github.com/mira/earshot"]) == 0
    files = [one for one in (tmp_path / "filled").rglob("*") if one.is_file()]
    texts = {one.name: one.read_text("utf-8") for one in files}
    assert len(texts) == 5
    assert not any("your-name" in one or "0.1.0" in one for one in texts.values())
    manifest = yaml.safe_load(texts["umbrel-app.yml"])
    jsonschema.validate(manifest, RULES["umbrel"]["manifest"])
    assert manifest["version"] == "1.2.0"
    assert manifest["submitter"] == "mira"
    assert yaml.safe_load(texts["docker-compose.yml"])["services"]["bot"]["image"] == IMAGE
    assert "ghcr.io/mira/earshot:1.2.0\n" in texts["earshot.yaml"]


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("ghcr.io/mira/earshot:1.2.0", "https://github.com/mira/earshot"),
        ("ghcr.io/mira/earshot:latest@sha256:" + "a" * 64, "https://github.com/mira/earshot"),
        (IMAGE, "http://github.com/mira/earshot"),
        (IMAGE, "https://github.com/mira"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(image: str, repository: str) -> None:
    with pytest.raises(ValueError, match=r"name the image|give the repository"):
        app_stores.filled("x", image, repository)
