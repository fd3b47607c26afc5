"""Defences of a link: who began it, who agreed, who types the code."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import SIGNING_IN_WORKS, Mutation

_FLOW = "bot/linking/browser_flow.py"
_CODE = "bot/linking/confirm_code.py"
_SIGN_IN = "bot/linking/discord_signin.py"
_REMOVE = "bot/linking/remove_link.py"
_PASTE = "bot/linking/paste_callback.py"
_ATTEMPT = "bot/linking/attempt.py"
_ATTEMPTS = "bot/storage/link_attempts.py"

MUTATIONS: Final = (
    Mutation(
        "browser-cookie",
        "V2, V5",
        "only the browser that began finishes alone",
        _FLOW,
        "return attempt.began_in(cookies.get(attempt.ref))",
        "return True",
        (
            "test_t1a_a_forwarded_spotify_address_links_nobody_without_the_code",
            "test_t1f_the_attackers_callback_links_nothing_of_the_victims",
            "test_agentcore_nothing_is_usable_before_the_code",
        ),
        ("test_t1c_the_victim_undoes_it_in_their_browser",),
    ),
    Mutation(
        "same-spotify-code",
        "V2",
        "who began can't take the login of who consented",
        _FLOW,
        "if waiting is not None and waiting.login.has_spotify_code(response.code):\n"
        "                if await",
        "if waiting is not None:\n                if await",
        ("test_v2_who_began_cannot_take_the_login_of_who_consented",),
    ),
    Mutation(
        "discord-names-the-person",
        "V1, V2, V4",
        "level 5: Discord must name the ticket's person",
        _SIGN_IN,
        "if user.id != record.discord_id:",
        "if user.id == 0:",
        (
            "test_t1b_the_victims_browser_is_refused_with_names",
            "test_v2_a_forwarded_spotify_address_is_checked_again",
            "test_v4_a_stolen_ticket_is_useless",
        ),
        SIGNING_IN_WORKS,
    ),
    Mutation(
        "discord-in-the-same-browser",
        "V4",
        "level 5: a sign-in counts only in the browser that was sent to it",
        _SIGN_IN,
        "if not attempt.consented_in(cookie):",
        "if cookie == '':",
        ("test_v4_a_forwarded_sign_in_is_refused",),
        SIGNING_IN_WORKS,
    ),
    Mutation(
        "code-owner",
        "budibase, cosf",
        "only the ticket's owner can type the code",
        _CODE,
        "if attempt is None or attempt.record.discord_id != discord_id:",
        "if attempt is None:",
        ("test_budibase_19194_only_the_tickets_owner_can_type_the_code",),
    ),
    Mutation(
        "code-compared",
        "V2, CDFS",
        "the code must be right",
        _CODE,
        'right = hmac.compare_digest(_plain(text).encode(), (waiting.login.code or "-").encode())',
        "right = True",
        (
            "test_t1a_a_forwarded_spotify_address_links_nobody_without_the_code",
            "test_t9c_many_codes_at_once_count_each",
        ),
    ),
    Mutation(
        "code-tries",
        "T9c, CDFS",
        "after three tries the right code is refused too",
        _CODE,
        "if tries > TRIES or not right:",
        "if not right:",
        ("test_t9c_a_fourth_try_is_refused_though_it_is_right",),
    ),
    Mutation(
        "code-tries-counted-by-the-database",
        "T9c, CDFS",
        "codes typed at once are counted one by one",
        _CODE,
        "tries = await self._context.tickets.count_try(ref)",
        "await self._context.tickets.count_try(ref)\n        tries = attempt.record.tries + 1",
        ("test_t9c_many_codes_at_once_count_each",),
    ),
    Mutation(
        "code-one-try-for-each-message",
        "T9c",
        "one message can't try many codes",
        _CODE,
        "_AT_MOST = 3",
        "_AT_MOST = 300",
        ("test_t9c_many_codes_in_one_message_are_one_try",),
    ),
    Mutation(
        "code-expires",
        "CDFS",
        "a code works for ten minutes",
        "bot/storage/waiting_logins.py",
        "waiting_logins.c.ref == ref, waiting_logins.c.expires_at > now\n        )\n"
        "        async with self._database.read()",
        "waiting_logins.c.ref == ref\n        )\n        async with self._database.read()",
        ("test_t9c_a_code_runs_out_after_ten_minutes",),
    ),
    Mutation(
        "code-shown-where-consented",
        "V2, CDFS",
        "the browser that began doesn't see the code",
        "bot/linking/link_page.py",
        "if not attempt.consented_in(cookie):",
        "if attempt is None:",
        (
            "test_t1a_a_forwarded_spotify_address_links_nobody_without_the_code",
            "test_t2_used_shows_the_success_again_only_in_the_same_browser",
        ),
        ("test_t1c_the_victim_undoes_it_in_their_browser",),
    ),
    Mutation(
        "undo-browser",
        "V1, T4c",
        "only the browser that consented can undo",
        _REMOVE,
        "if attempt is None or not attempt.consented_in(cookie):",
        "if attempt is None:",
        ("test_t4c_undo_with_a_made_up_cookie_is_refused",),
    ),
    Mutation(
        "undo-window",
        "V1",
        "undo works for ten minutes",
        _REMOVE,
        "if record.linked_at + UNDO_WITHIN <= self._context.clock():",
        "if record.linked_at < 0:",
        ("test_t1c_undo_ends_after_ten_minutes",),
    ),
    Mutation(
        "disconnect-browser",
        "V5, RFC 9700 4.7",
        "nobody can be made to disconnect by a forwarded address",
        _REMOVE,
        "if not attempt.began_in(cookies.get(DISCONNECT)):",
        "if attempt is None:",
        ("test_v5_disconnect_in_another_browser_removes_nothing",),
    ),
    Mutation(
        "paste-owner",
        "V6",
        "an address counts only for the person whose link it is",
        _PASTE,
        "if attempt.record.discord_id != discord_id:",
        "if attempt.record.discord_id == 0:",
        (
            "test_v6_another_persons_address_is_refused",
            "test_v6_a_victims_address_ends_the_attackers_link",
        ),
    ),
    Mutation(
        "paste-at-home-only",
        "V6",
        "on a public address nothing is linked by pasting",
        _PASTE,
        'if not self._at_home and attempt.record.status in ("started", CANCELLED):',
        "if attempt is None:",
        ("test_v6_on_a_public_address_pasting_links_nobody",),
    ),
    Mutation(
        "spotify-account-taken",
        "V1",
        "a linked Spotify account isn't taken over",
        _ATTEMPTS,
        "if other is not None:",
        "if other == 0:",
        ("test_v1_a_taken_spotify_account_is_not_taken_over_silently",),
    ),
    Mutation(
        "same-account-when-renewing",
        "V4",
        "a renewal needs the same Spotify account",
        _ATTEMPT,
        "if self.record.required_account not in (None, profile.account_id):",
        "if profile is None:",
        ("test_v4_another_account_is_refused_with_both_names",),
    ),
    Mutation(
        "consent-to-a-members-app",
        "T3c",
        "nobody gets a seat on a member's app before they agree",
        "bot/apps/seats.py",
        "if owner is not None and app.client_id != agreed_to:",
        "if app is None:",
        ("test_t3c_the_owner_is_named_at_every_step_and_asked_about_first",),
    ),
    Mutation(
        "links-each-hour",
        "T9c",
        "ten used links an hour for each person",
        "bot/linking/offers.py",
        "_PER_HOUR = 10",
        "_PER_HOUR = 10_000",
        ("test_t9c_only_used_links_count_and_the_time_told_is_true",),
    ),
    Mutation(
        "disconnects-bounded",
        "T9c",
        "a flood of disconnects keeps nobody out",
        _REMOVE,
        "_OPEN_AT_MOST = 10_000",
        "_OPEN_AT_MOST = 10_000_000",
        ("test_t9c_a_flood_of_disconnects_keeps_nobody_out",),
    ),
)
