"""deploy/: what it names is there, follows the schemas, and has no secret in it."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.__main__ import _parser
from bot.config import settings
from bot.config.sources import SECRETS as OUR_SECRETS
from tools.deploy_schemas import KINDS

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SCHEMAS = json.loads((DEPLOY.parent / "tests/data/deploy_schemas.json").read_text("utf-8"))
OUR_IMAGE = "earshot"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.scale.yaml").read_text("utf-8"))
SECRETS = frozenset(OUR_SECRETS) | {"DATABASE_URL"}
_SUBCOMMANDS = re.search(r"\{([\w,]+)\}", _parser().format_usage())


def manifests() -> list[dict[str, Any]]:
    names = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text("utf-8"))["resources"]
    texts = [(KUBERNETES / name).read_text("utf-8") for name in names]
    return [one for text in texts for one in yaml.safe_load_all(text)]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in manifests():
        if "template" in one.get("spec", {}):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def env_file(name: str) -> dict[str, str]:
    lines = (KUBERNETES / name).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def ours() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Return each of our processes: where, its arguments, its environment."""
    for name, service in COMPOSE["services"].items():
        if service["image"] == OUR_IMAGE:
            yield name, service["command"], service["environment"]
    for name, pod in pods():
        for container in pod["containers"]:
            if container["image"] == OUR_IMAGE:
                own = {one["name"]: one["value"] for one in container["env"]}
                yield name, container.get("args", []), {**env_file("settings.env"), **own}


def test_the_compose_file_follows_the_compose_specification() -> None:
    jsonschema.Draft7Validator(SCHEMAS["compose"]).validate(COMPOSE)


@pytest.mark.parametrize("one", manifests(), ids=lambda one: one["kind"] + one["metadata"]["name"])
def test_each_manifest_follows_its_schema(one: dict[str, Any]) -> None:
    schema = {"$ref": f"#/$defs/{KINDS[one['kind']]}", "$defs": SCHEMAS["$defs"]}
    jsonschema.validate(one, schema)


def test_the_schemas_refuse_what_is_misspelled() -> None:
    one = next(one for one in manifests() if one["kind"] == "StatefulSet")
    one["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Never"
    with pytest.raises(jsonschema.ValidationError):
        test_each_manifest_follows_its_schema(one)
    misspelled = {"services": {"a": {"memlimit": "1g"}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMAS["compose"]).validate(misspelled)


@pytest.mark.parametrize("own", list(ours()), ids=lambda own: own[0])
def test_every_setting_is_one_of_the_bots_and_every_secret_is_a_file(own: Any) -> None:
    _, _, environment = own
    known = (DEPLOY.parent / "bot/config/settings.py").read_text("utf-8")
    for name, value in environment.items():
        plain = name.removesuffix("_FILE")
        assert f'"{plain}"' in known, name
        if plain in SECRETS:
            assert (name == f"{plain}_FILE" and value.startswith("/run/secrets/")) or not value
    assert environment["DATABASE_URL"] == "", "the image's own would be a second one"


@pytest.mark.parametrize("own", list(ours()), ids=lambda own: own[0])
def test_every_command_is_one_of_the_bots(own: Any) -> None:
    _, arguments, _ = own
    assert _SUBCOMMANDS is not None
    if "web" in arguments and "web" not in _SUBCOMMANDS[1].split(","):
        pytest.skip("this bot has no command `web` yet")
    _parser().parse_args(arguments)


@pytest.mark.skipif(
    importlib.util.find_spec("bot.config.shards") is None or "DATABASE_URL" not in OUR_SECRETS,
    reason="needs PostgreSQL, and shards by hostname",
)
@pytest.mark.parametrize("own", list(ours()), ids=lambda own: own[0])
def test_the_bot_accepts_these_settings(
    own: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, environment = own
    key = "A" * 43 + "="
    contents = {
        "DATABASE_URL": "postgresql://earshot:secret@postgres/earshot",
        "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38,
        "SPOTIPY_CLIENT_SECRET": "0" * 32,
        "TOKEN_ENCRYPTION_KEYS": key,
    }
    hostname = name if name[-1].isdigit() else f"{name}-2"
    monkeypatch.setattr("socket.gethostname", lambda: hostname)
    values = {"DOMAIN": "music.example.org", "SPOTIPY_CLIENT_ID": "0" * 32, "SHARD_COUNT": "3"}
    read = {}
    for variable, value in environment.items():
        read[variable] = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda one: values[one[1]], value)
        if variable.endswith("_FILE"):
            file = tmp_path / variable
            file.write_text(contents[variable.removesuffix("_FILE")])
            read[variable] = str(file)
    loaded = settings.load(read)
    if "SHARD_IDS" in read:
        assert loaded.shard_ids == (int(hostname[-1]),)


def test_files_of_secrets_are_the_ones_that_are_mounted() -> None:
    for name, service in COMPOSE["services"].items():
        named = re.findall(r"/run/secrets/(\w+)", json.dumps(service.get("environment", {})))
        assert set(named) == set(service.get("secrets", [])), name
    assert all(one["file"].startswith("./secrets/") for one in COMPOSE["secrets"].values())
    assert set(env_file("secrets.env.example")) <= SECRETS
    assert set(env_file("secrets.env.example").values()) == {"replace-me"}
    ignored = (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
    assert {"/deploy/secrets/", "/deploy/kubernetes/secrets.env", ".env"} <= set(ignored)


def test_every_container_drops_its_privileges() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
        assert {"mem_limit", "pids_limit", "restart", "stop_grace_period"} <= set(service), name


def test_every_pod_keeps_the_restricted_standard() -> None:
    for name, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["enableServiceLinks"] is False, "a service `web` would set WEB_PORT"
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False, name
            assert own["readOnlyRootFilesystem"] is True, name
            assert own["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"], name


def test_every_bot_has_its_own_shards() -> None:
    bots = [one for one in COMPOSE["services"] if one.startswith("bot-")]
    assert [COMPOSE["services"][one]["hostname"] for one in bots] == bots
    assert bots == [f"bot-{number}" for number in range(len(bots))]
    bot = next(one for one in manifests() if one["kind"] == "StatefulSet")
    assert bot["spec"]["replicas"] == int(env_file("settings.env")["SHARD_COUNT"])


def test_caddy_is_the_one_that_is_trusted() -> None:
    caddy = COMPOSE["services"]["caddy"]["networks"]["front"]["ipv4_address"]
    assert COMPOSE["services"]["web"]["environment"]["TRUSTED_PROXIES"] == caddy
    assert "dynamic a web 8888" in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_images_are_pinned_and_nothing_else_names_a_registry() -> None:
    for file in [*DEPLOY.glob("*.yaml"), *KUBERNETES.glob("*.yaml")]:
        for line in file.read_text("utf-8").splitlines():
            image = re.search(r"(?:image|imageName|newName): (\S+)", line)
            if image is None:
                assert not re.search(r"ghcr\.io|docker\.io|quay\.io|registry\.", line), line
            elif image[1] != OUR_IMAGE and "newName" not in line:
                assert re.search(r":v?\d+\.\d+", image[1]), line


def test_names_in_manifests_lead_somewhere() -> None:
    names = {(one["kind"], one["metadata"]["name"]) for one in manifests()}
    text = "".join(one.read_text("utf-8") for one in KUBERNETES.glob("*.*"))
    host = re.search(r"DISCORD_API_URL=http://([\w-]+):8080/api/v10", text)
    dns = re.search(r"CLUSTER_DNS\s+value: ([\w-]+)", text)
    assert host is not None
    assert dns is not None
    assert {("Service", host[1]), ("Service", dns[1]), ("Service", "earshot-bot")} <= names
