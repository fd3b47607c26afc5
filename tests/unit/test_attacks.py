"""docs/attacks.md, the tests and the mutations say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, Mutation
from tools.mutate import Unusable, chosen, judge, mutated, table, where_tests_are

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/attacks.md").read_text("utf-8")
REFERENCE = (ROOT / "docs/reference/threats-and-faults.md").read_text("utf-8")
ATTACKS, _, REST = PAGE.partition("## Each defence taken out")
ROWS = {
    found[1]: found[2]
    for found in re.finditer(r"^\| ([^|]+?) \| [^|]+ \| ([^|]+) \|$", ATTACKS, re.MULTILINE)
    if found[1] not in ("ID", "---")
}
WHERE = where_tests_are()
NUMBERED = re.compile(r"test_(v\d|t\d+[a-h]?|rfc9700|cosf|coat|budibase|sp26|agentcore|race)_")


def _named(text: str) -> list[str]:
    return re.findall(r"`(test_\w+)`", text)


def test_every_attack_of_the_reference_has_a_row() -> None:
    threats = REFERENCE.partition("## 2 ")[0]
    known = set(re.findall(r"^\| ([VT]\d+[a-h]?) \|", threats, re.MULTILINE))
    sources = {"cosf", "coat", "CDFS", "sp26", "agentcore", "budibase", "aio", "race"}
    assert len(known) > 30
    for one in sources:
        assert re.search(rf"^\| .*\b{one}\b", REFERENCE, re.MULTILINE), one
    rfc = {f"RFC 9700 4.{number}" for number in range(1, 18)}
    assert (known | sources | rfc) - set(ROWS) == set()


def test_each_row_has_tests_or_says_why_it_does_not_apply() -> None:
    for attack, tests in ROWS.items():
        assert bool(_named(tests)) != tests.startswith("doesn't apply: "), attack
        if _named(tests) and attack != "SSRF":
            assert any(NUMBERED.match(one) for one in _named(tests)), attack


def test_the_tests_of_the_page_exist_and_numbered_tests_are_on_it() -> None:
    assert {one: WHERE.get(one) for one in _named(PAGE) if len(WHERE.get(one, ())) != 1} == {}
    assert {one for one in WHERE if NUMBERED.match(one)} - set(_named(ATTACKS)) == set()


def test_the_table_of_mutations_is_up_to_date() -> None:
    shown = REST.partition("<!-- mutations -->\n")[2].partition("<!-- end of mutations -->")[0]
    assert shown.strip() == table(), "python -m tools.mutate --table prints it"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_each_mutation_fits_the_code(mutation: Mutation) -> None:
    assert mutated(mutation)
    for attack in mutation.attacks.split(", "):
        assert attack in ROWS or re.search(rf"^\| {attack} \|", REFERENCE, re.MULTILINE), attack
    assert mutation.killed_by
    assert mutation.still_green
    for test in (*mutation.killed_by, *mutation.still_green):
        assert len(WHERE.get(test, ())) == 1, test


def test_names_of_mutations_are_unique() -> None:
    assert len({one.name for one in MUTATIONS}) == len(MUTATIONS)
    assert [one.name for one in chosen("issuer,form-token")] == ["issuer", "form-token"]
    with pytest.raises(Unusable, match="no such mutation: gone"):
        chosen("issuer,gone")


def test_a_mutation_that_no_longer_fits_is_an_error(tmp_path: Path) -> None:
    one = MUTATIONS[0]
    file = tmp_path / one.file
    file.parent.mkdir(parents=True)
    for text in ("", one.old * 2):
        file.write_text(text, "utf-8")
        with pytest.raises(Unusable, match="times in"):
            mutated(one, tmp_path)


def test_only_red_tests_kill() -> None:
    one = next(one for one in MUTATIONS if len(one.killed_by) == 2)
    first, second = one.killed_by
    good = dict.fromkeys(one.still_green, "passed")
    assert judge(one, {first: "failed", second: "failed", **good})[1]
    for results in (
        {first: "failed", second: "passed", **good},
        {first: "failed", second: "error", **good},
        {first: "failed", second: "skipped", **good},
        {first: "failed", **good},
        {first: "failed", second: "failed"},
        {first: "failed", second: "failed", **dict.fromkeys(one.still_green, "failed")},
    ):
        assert not judge(one, results)[1]
