"""Red's files as anybody may have left them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moving_in.red_files import NotReds, read_red

COG = "218773382617890828"
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["token", "access_token", "refresh_token", "expires_at", "scope", "USER"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
_people = st.dictionaries(st.text("0123456789-٣ x", max_size=22), _json, max_size=4)


def write(folder: Path, content: object) -> Path:
    file = folder / "cogs" / "Spotify" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(content), "utf-8")
    return file


def token(**other: object) -> dict[str, object]:
    return {"access_token": "a", "refresh_token": "r", "expires_at": 9, "scope": "x y", **other}


@given(_people | _json)
def test_whatever_it_holds_it_is_read_or_explained(people: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {COG: {"USER": people}})
        try:
            found = read_red(Path(folder))
        except NotReds:
            return
        assert all(0 < one.discord_id < 2**63 for one in found.links)
        assert all(one.access_token and one.refresh_token for one in found.links)
        assert all(0 <= one.expires_at < 2**40 for one in found.links)
        assert not {str(one.discord_id) for one in found.links} & set(found.unreadable)


def test_links_and_the_app_are_found_in_either_folder(tmp_path: Path) -> None:
    write(tmp_path, {COG: {"USER": {"77": {"token": token()}}}})
    core = tmp_path / "core" / "settings.json"
    core.parent.mkdir()
    key = {"client_id": "app", "client_secret": "hunter2"}
    core.write_text(json.dumps({"0": {"SHARED_API_TOKENS": {"spotify": key}}}))
    for folder in (tmp_path, tmp_path / "cogs" / "Spotify"):
        found = read_red(folder)
        assert found.client_id == "app"
        (link,) = found.links
        assert (link.discord_id, link.expires_at, sorted(link.scopes)) == (77, 9, ["x", "y"])
        assert "hunter2" not in repr(found)
        assert "'r'" not in repr(found)


@pytest.mark.parametrize("changed", [{"refresh_token": ""}, {"access_token": 7}])
def test_what_lacks_a_token_is_named(tmp_path: Path, changed: dict[str, object]) -> None:
    write(tmp_path, {COG: {"USER": {"77": {"token": token(**changed)}}}})
    assert read_red(tmp_path).unreadable == ("77",)


@pytest.mark.parametrize("until", [None, "soon", -5, 1e300, float("nan"), 2**63])
def test_a_time_that_is_none_counts_as_over(tmp_path: Path, until: object) -> None:
    write(tmp_path, {COG: {"USER": {"77": {"token": token(expires_at=until)}}}})
    assert read_red(tmp_path).links[0].expires_at == 0
