"""docs/reference/web-openapi.yaml describes every route that is served, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import schemathesis
from aiohttp import web

from bot.doctor.findings import Report
from bot.setup.draft import Draft
from bot.setup.server import SetupServer
from bot.status.pages import StatusPages
from bot.web.aux_page import AuxPages
from bot.web.server import WebAddress, WebServer
from tests.fuzz.description import described, description
from tests.unit.web.site import ACCOUNTS, FakeLinking

ROOT = Path(__file__).parents[3]
REGISTERS = re.compile(
    r"\.add_(?:get|post|put|patch|delete|head|options|route|routes|view|static)\("
)
BOT = frozenset({"aux", "link", "plain", "status"})
SET_UP = frozenset({"set-up", "plain"})


def test_it_is_a_valid_description() -> None:
    schemathesis.openapi.from_dict(description()).validate()


def test_the_routes_of_the_bot_are_those_described() -> None:
    async def never() -> Report:
        raise AssertionError

    async def ready() -> bool:
        return True

    status = StatusPages(never, None, "http://127.0.0.1:8888", "")
    aux = AuxPages(lambda: None, "http://127.0.0.1:8888", "")
    address = WebAddress("127.0.0.1", 0, "http://127.0.0.1:8888", ACCOUNTS)
    server = WebServer(FakeLinking().parts(), address, ready=ready, more=(status, aux))
    assert _served(server._listener._app) == described(BOT)


def test_the_routes_of_the_set_up_are_those_described(tmp_path: Path) -> None:
    draft = Draft({}, tmp_path / ".env")
    server = SetupServer(draft, draft.settings())
    assert _served(server._listener._app) == described(SET_UP)


def test_no_other_module_registers_routes() -> None:
    """A server that these tests don't build would be forgotten here."""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if REGISTERS.search(path.read_text("utf-8"))
    }
    doctors_stand_in = "bot/doctor/network.py"
    assert found - {doctors_stand_in} == {
        "bot/setup/pages.py",
        "bot/setup/server.py",
        "bot/status/pages.py",
        "bot/web/aux_page.py",
        "bot/web/plain_routes.py",
        "bot/web/routes.py",
    }


def _served(app: web.Application) -> set[tuple[str, str]]:
    """Every route of an application, without prefixes; each GET must answer HEAD too."""
    routes = {
        (route.method, route.resource.canonical.replace("{prefix}", ""))
        for route in app.router.routes()
        if route.resource is not None
    }
    heads = {path for method, path in routes if method == "HEAD"}
    assert heads == {path for method, path in routes if method == "GET"}
    return {(method, path) for method, path in routes if method != "HEAD"}
