"""Defences of the web server, and of the requests that the bot sends itself."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_LIMITS = "bot/web/limits.py"
_PROTOCOL = "bot/web/protocol.py"

MUTATIONS: Final = (
    Mutation(
        "trusted-proxies",
        "T3g, RFC 9700 4.13",
        "X-Forwarded-For counts from trusted proxies only",
        _LIMITS,
        "if peer not in trusted:",
        'if peer == "":',
        ("test_t3g_without_trust_the_header_means_nothing",),
    ),
    Mutation(
        "right-most-address",
        "T3g, RFC 9700 4.13",
        "the address that the proxy itself wrote counts",
        _LIMITS,
        'for part in reversed(",".join(forwarded).split(",")):',
        'for part in ",".join(forwarded).split(","):',
        (
            "test_t3g_a_made_up_address_does_not_outrun_the_limit",
            "test_t3g_the_rightmost_untrusted_address_is_the_visitor",
        ),
    ),
    Mutation(
        "requests-a-minute",
        "T9c",
        "60 requests a minute for each address",
        "bot/web/server.py",
        "if not self._allows(request, address):",
        "if request is None:",
        (
            "test_t9c_the_sixty_first_request_of_a_minute_waits",
            "test_t3g_a_made_up_address_does_not_outrun_the_limit",
        ),
    ),
    Mutation(
        "connection-deadline",
        "T9a",
        "a connection ends after 20 seconds",
        _PROTOCOL,
        "self._deadline = asyncio.get_running_loop().call_later(self._seconds, abort)",
        "self._deadline = None",
        (
            "test_t9a_a_slow_connection_is_dropped",
            "test_t9a_a_trickle_of_bytes_does_not_extend_the_deadline",
        ),
    ),
    Mutation(
        "connections-each",
        "T9a",
        "16 connections at once for each address",
        _PROTOCOL,
        "if allowed:",
        "if allowed is not None:",
        ("test_t9a_the_seventeenth_connection_of_an_address_is_dropped",),
    ),
    Mutation(
        "no-echo",
        "T9b, C7",
        "what can't be read is not repeated",
        _PROTOCOL,
        "del message\n        if request.writer.output_size > 0:\n"
        '            raise ConnectionError("the answer has begun already")\n'
        "        answer = web.Response(\n"
        '            status=status, text="This request could not be read.\\n", '
        "headers=self._headers",
        "if request.writer.output_size > 0:\n"
        '            raise ConnectionError("the answer has begun already")\n'
        "        answer = web.Response(\n"
        '            status=status, text=f"{exc} {message}", headers=self._headers',
        ("test_t9b_unreadable_requests_are_answered_without_echo",),
    ),
    Mutation(
        "form-size",
        "T9b",
        "a form in pieces counts its real length",
        "bot/web/requests.py",
        "if len(raw) > longest:",
        "if longest < 0:",
        ("test_t9b_a_chunked_body_counts_its_real_length",),
    ),
    Mutation(
        "redirects-not-followed",
        "RFC 9700 4.9",
        "no token goes where a service's answer leads",
        "bot/http/exchange.py",
        "allow_redirects=False,",
        "allow_redirects=True,",
        ("test_rfc9700_4_9_a_redirecting_server_gets_no_token",),
    ),
    Mutation(
        "short-links-not-followed",
        "SSRF",
        "a short link's redirect is read, never followed",
        "bot/spotify/short_links.py",
        "allow_redirects=False)",
        "allow_redirects=True)",
        ("test_a_short_link_is_followed_only_between_spotifys_hosts",),
    ),
    Mutation(
        "picture-hosts",
        "SSRF",
        "covers come from Spotify's picture hosts only",
        "bot/spotify/art.py",
        'return parts.scheme == "https" and host.endswith(_HOSTS) and not parts.username',
        "return bool(host)",
        ("test_only_allowed_hosts_are_asked_and_covers_are_cached",),
    ),
    Mutation(
        "share-of-the-day",
        "T9d",
        "one person can't use up everybody's requests",
        "bot/spotify/budget.py",
        "if not await self._shares.allow(owner, day, spender, spent):",
        "if await self._shares.allow(owner, day, spender, spent) is None:",
        ("test_t9d_one_person_without_spotify_cannot_spend_everybodys_day",),
    ),
    Mutation(
        "presses-cool-down",
        "T9d",
        "a button can't be pressed endlessly",
        "bot/toolkit/presses.py",
        "if wait:",
        "if wait is None:",
        ("test_t9d_presses_cool_down_like_commands",),
        ("test_t1c_the_victim_undoes_it_in_their_browser",),
    ),
    Mutation(
        "names-that-fit",
        "T9f",
        "only words that can be a playlist's name are compared",
        "bot/music/playlist_names.py",
        "for count in range(_possible(words), more_than, -1):",
        "for count in range(len(words), more_than, -1):",
        ("test_t9f_no_playlists_name_takes_long_to_find",),
    ),
)
