"""Defences of OAuth's steps: state, code, issuer, scopes, parameters."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import SIGNING_IN_WORKS, Mutation

_REQUEST = "bot/linking/authorization.py"
_ATTEMPT = "bot/linking/attempt.py"
_ATTEMPTS = "bot/storage/link_attempts.py"

MUTATIONS: Final = (
    Mutation(
        "asked-every-time",
        "cosf, RFC 9700 4.7",
        "Spotify asks also who agreed before",
        _REQUEST,
        '"show_dialog": "true",',
        '"show_dialog": "false",',
        ("test_cosf_who_agreed_before_is_asked_again",),
    ),
    Mutation(
        "claimed-once",
        "T2",
        "one request completes a link",
        _ATTEMPTS,
        "link_tickets.c.status.in_(takes),",
        'link_tickets.c.status.in_((*takes, "claimed")),',
        ("test_t2_a_hundred_callbacks_at_once_link_once",),
    ),
    Mutation(
        "verifier-for-each-attempt",
        "T3a, RFC 9700 4.5",
        "each attempt has a PKCE verifier of its own",
        "bot/http/oauth.py",
        "return secrets.token_urlsafe(48)",
        'return "v" * 64',
        ("test_t3a_a_code_of_another_session_is_refused",),
    ),
    Mutation(
        "issuer",
        "T3b, RFC 9700 4.4",
        "an answer that names another issuer is refused",
        _REQUEST,
        'if len(named) > 1 or any(issuer.rstrip("/") not in issuers for issuer in named):',
        "if len(named) > 1:",
        (
            "test_t3b_codes_and_states_of_one_server_are_no_good_at_the_other",
            "test_t3b_an_answer_that_names_another_server_is_not_taken",
        ),
    ),
    Mutation(
        "state-for-one-service",
        "T3b, RFC 9700 4.4",
        "a state for Discord is none for Spotify",
        _ATTEMPT,
        "self._context.tickets.by_state(hashed(state))",
        "self._context.tickets.by_any_state(hashed(state))",
        ("test_t3b_codes_and_states_of_one_server_are_no_good_at_the_other",),
        SIGNING_IN_WORKS,
    ),
    Mutation(
        "granted-scopes",
        "T3d",
        "what was granted is kept, not what was asked for",
        "bot/linking/spotify_signin.py",
        "return new_link(*who, self.answer, profile,",
        "return new_link(*who, replace(self.answer, scopes=record.scopes), profile,",
        ("test_t3d_fewer_scopes_than_asked_for_are_noticed",),
    ),
    Mutation(
        "one-of-each-parameter",
        "T3e",
        "exactly one state, and one of code and error",
        _REQUEST,
        "if len(states) != 1 or len(codes) + len(errors) != 1 or not is_state(states[0]):",
        "if not states or not (codes or errors) or not is_state(states[0]):",
        ("test_t3e_odd_callbacks_get_a_constant_page",),
    ),
    Mutation(
        "known-errors",
        "T3e",
        "an error is one of a fixed list",
        _REQUEST,
        'error = "access_denied" if errors[0] == "access_denied" else "other"',
        "error = errors[0]",
        ("test_t3e_only_listed_errors_are_accepted",),
    ),
)
