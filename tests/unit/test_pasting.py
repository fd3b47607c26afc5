"""Any pasted text is read or refused with a known reason."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.scopes import WORDS
from bot.linking.authorization import LONGEST_BUTTON, AuthorizationResponse, new_request
from bot.linking.context import Addresses
from bot.linking.errors import PasteRefusal, PasteRefused
from bot.linking.paste_callback import read_address
from bot.spotify.apps import SpotifyApp
from bot.ui.words.linking import linking_words

CALLBACK = "http://127.0.0.1:8888/callback"
ACCOUNTS = "https://accounts.spotify.com"
REASONS = {"empty", "part", "login_page", "start_page", "done_page", "other_app", "other_page"}
_URLSAFE = string.ascii_letters + string.digits + "-_"


def read(text: str) -> AuthorizationResponse:
    return read_address(text, Addresses("http://127.0.0.1:8888", CALLBACK, ACCOUNTS))


@given(st.text(max_size=300))
def test_any_text_is_refused_with_a_known_reason(text: str) -> None:
    with pytest.raises(PasteRefused) as refused:
        read(text)
    assert refused.value.reason in REASONS


_queries = st.lists(
    st.tuples(
        st.sampled_from(["state", "code", "error", "iss", "x"]), st.text(_URLSAFE, max_size=44)
    )
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))


@given(st.text(max_size=200) | _queries, st.text(max_size=60))
def test_any_query_is_read_or_refused(query: str, path: str) -> None:
    reasons = set()
    for text in (f"{CALLBACK}?{query}", f"{CALLBACK}?{quote(query)}", f"http://x/{path}?{query}"):
        try:
            pasted = read(text)
        except PasteRefused as refused:
            reasons.add(refused.reason)
        else:
            assert set(pasted.state) <= set(_URLSAFE)
    assert reasons <= REASONS


@given(
    st.text(alphabet=_URLSAFE, min_size=22, max_size=43),
    st.text(alphabet=_URLSAFE, min_size=1, max_size=300),
    st.sampled_from(["{}", "  {}\n", "here: {} thanks", "<{}"]),
)
def test_a_complete_address_is_found_anywhere_in_the_text(
    state: str, code: str, around: str
) -> None:
    pasted = read(around.format(f"{CALLBACK}?code={code}&state={state}"))
    assert pasted == AuthorizationResponse(state, code, None)


@given(st.text(alphabet=_URLSAFE, min_size=22, max_size=43), st.integers(1, 400))
def test_a_truncated_address_never_yields_another_state(state: str, length: int) -> None:
    whole = f"{CALLBACK}?code={'c' * 200}&state={state}"
    try:
        pasted = read(whole[:length])
    except PasteRefused:
        return
    assert state.startswith(pasted.state)


def test_secrets_are_not_shown() -> None:
    pasted = read(f"{CALLBACK}?code=secretcode&state={'s' * 22}")
    assert "secretcode" not in repr(pasted)
    assert "s" * 22 not in repr(pasted)


@pytest.mark.parametrize(
    "reason",
    [
        *sorted(REASONS),
        *("unknown", "someone_else", "expired", "used", "replaced", "passed_on"),
        *("working", "code_waits"),
    ],
)
def test_every_reason_has_its_own_words(reason: PasteRefusal) -> None:
    notice = linking_words(PasteRefused(reason))
    other = linking_words(PasteRefused("other_page"))
    assert reason == "other_page" or notice.text != other.text


@given(st.sets(st.sampled_from(sorted(WORDS))), st.sets(st.sampled_from(sorted(WORDS)), max_size=3))
def test_the_buttons_url_always_fits_and_is_complete(wished: set[str], needed: set[str]) -> None:
    app = SpotifyApp("0" * 32, CALLBACK)
    request, _ = new_request(ACCOUNTS, app)
    address = request.button_url(needed=frozenset(needed), wished=frozenset(wished))
    assert address is not None
    assert len(address) <= LONGEST_BUTTON
    assert all(scope in address for scope in needed)
