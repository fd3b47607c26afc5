"""The callback accepts exactly what RFC 6749 sends, and ends on a clean URL.

Attacks: docs/reference/threats-and-faults.md, T3e and T3f.
"""

from __future__ import annotations

import pytest

from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import CODE, REF, STATE, Site

BAD = [
    "",
    f"state={STATE}",
    f"code={CODE}",
    f"state={STATE}&state={STATE}&code={CODE}",
    f"state={STATE}&code={CODE}&code={CODE}",
    f"state={STATE}&code={CODE}&error=access_denied",
    f"state={STATE}&error=a&error=b",
    f"state={STATE[:-1]}&code={CODE}",
    f"state={'s' * 44}&code={CODE}",
    f"state={STATE}%0a&code={CODE}",
    f"state={STATE}%00&code={CODE}",
    f"state={STATE[:-1]}%ED%A0%80&code={CODE}",
    f"state[]={STATE}&code={CODE}",
    f"STATE={STATE}&code={CODE}",
    f"state={STATE}&code=",
    f"state={STATE}&error=",
    "state=&error=x",
    f"state={STATE}&code=%00",
    f"state={STATE}&code={'c' * 2049}",
    f"state={'s' * 7000}&code={CODE}",
]


@pytest.mark.parametrize("query", BAD)
async def test_anything_else_is_refused_the_same_way(site: Site, query: str) -> None:
    answer = await site.ask(f"/callback?{query}")
    assert answer.status == 400
    assert answer.text == (await site.ask("/callback")).text
    assert site.linking.finished == []


async def test_a_code_leads_to_a_clean_url(site: Site) -> None:
    cookie, _ = await site.open_start()
    answer = await site.ask(
        f"/callback?state={STATE}&code={CODE}&next=//evil.example&more=x",
        headers={"Cookie": f"{cookie}; other=1"},
    )
    assert answer.status == 303
    assert answer.header("Location") == f"/done/{REF}"
    assert site.linking.finished == [
        {
            "state": STATE,
            "code": CODE,
            "error": None,
            "browsers": {REF: cookie.partition("=")[2]},
        }
    ]


async def test_a_parameter_without_a_value_counts_as_missing(site: Site) -> None:
    """RFC 6749, section 3.1."""
    answer = await site.ask(f"/callback?state={STATE}&code={CODE}&error=")
    assert answer.status == 303
    assert [call["code"] for call in site.linking.finished] == [CODE]


@pytest.mark.parametrize(
    ("sent", "told"),
    [("access_denied", "access_denied"), ("<script>", "other"), ("server_error", "other")],
)
async def test_t3e_only_listed_errors_are_accepted(site: Site, sent: str, told: str) -> None:
    query = f"state={STATE}&error={sent}&error_description=evil"
    answer = await site.ask(f"/callback?{query}")
    assert answer.status == 303
    assert [call["error"] for call in site.linking.finished] == [told]


async def test_an_unknown_state_is_a_page(site: Site) -> None:
    site.linking.refusal = "unknown"
    answer = await site.ask(f"/callback?state={STATE}&code={CODE}")
    assert answer.status == 404
    assert STATE not in answer


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_readiness_follows_the_bot(make_site: MakeSite, ready: bool, status: int) -> None:
    site = await make_site(ready=lambda: ready)
    assert (await site.ask("/readyz")).status == status
    assert (await site.ask("/healthz")).text == "ok\n"
