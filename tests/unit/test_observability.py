"""deploy/observability: rules, dashboard and docs name metrics that exist, and all of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.config.settings import load
from bot.metrics import Metrics

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
RULES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "rules.yml").read_text("utf-8"))["groups"][
    0
]["rules"]
TESTED = yaml.safe_load((FOLDER / "rules_test.yml").read_text("utf-8"))["tests"]
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
_NAME = re.compile(r"\b(?:earshot|process)_[a-z_]+\b")
_PARTS = re.compile(r"_(bucket|count|sum|created)$")
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="needs promtool: apt-get install prometheus"
)


def _names() -> set[str]:
    """Return the bot's metrics, named as in a query."""
    families = Metrics().registry.collect()
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in families}


KNOWN = _names()
OURS = {one for one in KNOWN if one.startswith("earshot_")}


def named(text: str) -> set[str]:
    """Return the metrics that a query or a page names."""
    return {one if one in KNOWN else _PARTS.sub("", one) for one in _NAME.findall(text)}


def queries() -> list[str]:
    """Return every query of the dashboard."""
    return [one["expr"] for panel in DASHBOARD["panels"] for one in panel.get("targets", ())]


def test_the_registry_has_what_it_should() -> None:
    assert {"earshot_commands_total", "earshot_queue_age_seconds"} <= OURS
    assert len(OURS) >= 19


def test_every_metric_is_documented_and_every_documented_one_exists() -> None:
    rows = set(re.findall(r"^\| `(earshot_\w+)` \|", PAGE, re.MULTILINE))
    assert rows == OURS
    assert named(PAGE) - KNOWN - {"process_"} == set()


def test_rules_and_dashboard_name_metrics_that_exist() -> None:
    for rule in RULES:
        assert named(rule["expr"]) <= KNOWN, rule["alert"]
    assert named("\n".join(queries())) <= KNOWN
    assert {"earshot_gateway_ready"} <= named(RULES[1]["expr"])


def test_every_metric_is_on_the_dashboard() -> None:
    assert OURS - named("\n".join(queries())) == set()


def test_every_panel_has_a_title_and_a_place_of_its_own() -> None:
    panels = DASHBOARD["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    assert all(one["title"] for one in panels)
    taken: set[tuple[int, int]] = set()
    for one in panels:
        at = one["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, one["title"]
        taken |= cells


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one["alert"])
def test_each_alert_has_a_runbook(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"]


def test_each_runbook_is_for_an_alert() -> None:
    told = set(re.findall(r"^### (Earshot\w+)$", PAGE, re.MULTILINE))
    assert told == {one["alert"] for one in RULES}


def test_each_alert_is_tested_to_fire_and_not_to() -> None:
    for rule in RULES:
        own = [one for case in TESTED for one in case["alert_rule_test"]]
        fires = {bool(one["exp_alerts"]) for one in own if one["alertname"] == rule["alert"]}
        assert fires == {True, False}, rule["alert"]


@needs_promtool
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "rules.yml"),
        ("test", "rules", "rules_test.yml"),
        ("check", "config", "--syntax-only", "prometheus.yml"),
    ],
    ids=lambda one: "-".join(one[:2]),
)
def test_promtool_accepts_the_rules(arguments: tuple[str, ...]) -> None:
    assert PROMTOOL is not None
    ran = subprocess.run([PROMTOOL, *arguments], cwd=FOLDER, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@needs_promtool
def test_promtool_can_read_the_dashboards_queries(tmp_path: Path) -> None:
    assert PROMTOOL is not None
    plain = [re.sub(r"\$__rate_interval", "5m", one) for one in queries()]
    rules = [{"record": f"q{number}", "expr": one} for number, one in enumerate(plain)]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "q", "rules": rules}]}))
    ran = subprocess.run([PROMTOOL, "check", "rules", file], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_compose_file_fits_the_one_at_the_root() -> None:
    schema = json.loads((ROOT / "tests/data/deploy_schemas.json").read_text("utf-8"))["compose"]
    jsonschema.Draft7Validator(schema).validate(COMPOSE)
    root = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert "earshot" in root["services"]
    port = COMPOSE["services"]["earshot"]["environment"]["METRICS_PORT"]
    scraped = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))["scrape_configs"][0]
    assert scraped["job_name"] == "earshot"
    assert scraped["static_configs"][0]["targets"] == [f"earshot:{port}"]
    for name in ("prometheus", "grafana"):
        service = COMPOSE["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert set(service["networks"]) <= set(root["networks"])
        assert all(one.startswith("127.0.0.1:") for one in service["ports"])
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).is_file(), volume


def test_the_bot_takes_the_port() -> None:
    environment = {
        "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38,
        "SPOTIPY_CLIENT_ID": "0" * 32,
        **COMPOSE["services"]["earshot"]["environment"],
    }
    assert load(environment).metrics_port == 9091
