"""Defences of the link pages: forms, cookies, headers, programs that look ahead."""

from __future__ import annotations

from typing import Final

from tests.mutations.mutation import Mutation

_FORM = "bot/web/own_form.py"
_REQUESTS = "bot/web/requests.py"
_ROUTES = "bot/web/routes.py"
_HEADERS = "bot/web/headers.py"
_COOKIES = "bot/web/cookies.py"
_EVERY = "test_t4b_every_route_has_all_headers"

MUTATIONS: Final = (
    Mutation(
        "form-token",
        "V3",
        "a form needs the token of its browser's cookie",
        _FORM,
        'if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):',
        'if token == "":',
        (
            "test_t1d_a_foreign_page_cannot_press_the_button",
            "test_undo_needs_the_browser_that_consented_and_its_form",
        ),
    ),
    Mutation(
        "form-token-for-one-link",
        "V3",
        "a form's token is for one action on one link",
        _FORM,
        'f"earshot form\\n{action}\\n{ref}\\n{cookie}"',
        'f"earshot form\\n{cookie}"',
        ("test_a_token_works_only_for_its_own_link",),
    ),
    Mutation(
        "fetch-site",
        "V3",
        "a form that another site sends is refused",
        _FORM,
        'if origin not in (None, "same-origin"):',
        'if origin == "":',
        ("test_t1d_a_foreign_page_cannot_press_the_button",),
    ),
    Mutation(
        "form-cookie",
        "V3",
        "a form needs the browser's cookie, or its word that the page is ours",
        _FORM,
        "if cookie is None and origin is None:",
        "if cookie == '':",
        ("test_t1d_a_foreign_page_cannot_press_the_button",),
    ),
    Mutation(
        "navigation-only",
        "T4b, T4d",
        "a callback must be a navigation",
        _REQUESTS,
        'if mode != "navigate" or destination != "document":',
        'if mode == "":',
        (
            "test_t4b_no_page_can_be_framed",
            "test_t4d_what_is_no_persons_navigation_changes_nothing_in_the_right_browser_either",
        ),
    ),
    Mutation(
        "look-ahead",
        "T4d",
        "what a browser fetches ahead changes nothing",
        _REQUESTS,
        'return any(hint in words for hint in ("prefetch", "prerender", "preview"))',
        "return words is None",
        (
            "test_t4d_what_is_no_persons_navigation_changes_nothing_in_the_right_browser_either",
            "test_looking_ahead_at_a_start_page_drops_no_other_links_cookie",
        ),
    ),
    Mutation(
        "head-changes-nothing",
        "T4d",
        "HEAD uses nothing up",
        _ROUTES,
        "answer = callback_response(request, self._issuers.spotify)\n"
        '        if request.method == "HEAD":\n            return empty_page()',
        "answer = callback_response(request, self._issuers.spotify)",
        ("test_t4d_what_is_no_persons_navigation_changes_nothing_in_the_right_browser_either",),
    ),
    Mutation(
        "a-person-presses-continue",
        "T4d",
        "in another browser a GET alone takes nothing",
        _ROUTES,
        "if arrival is None:\n"
        "            return self._next_page(request, await "
        'self._flow.callback(answer, cookies, None), "")',
        "if arrival is None or cookies is not None:\n"
        "            fresh = new_cookie()\n"
        "            step = await self._flow.callback(answer, cookies, fresh)\n"
        "            return self._next_page(request, step, fresh)",
        ("test_t4d_a_scanner_that_comes_first_spends_nothing_and_sees_no_secret",),
        ("test_t1c_the_victim_undoes_it_in_their_browser",),
    ),
    Mutation(
        "autoescape",
        "T4a",
        "names are text, never HTML",
        "bot/web/render.py",
        "autoescape=True,",
        "autoescape=False,",
        ("test_t4a_hostile_names_are_shown_as_typed",),
    ),
    Mutation(
        "policy-for-scripts",
        "T4a, RFC 9700 4.17",
        "no page may load or run anything that isn't listed",
        _HEADERS,
        "\"default-src 'none'\",\n",
        "",
        ("test_rfc9700_4_17_pages_run_no_script_and_talk_to_no_window", _EVERY),
    ),
    Mutation(
        "frame-ancestors",
        "T4b, RFC 9700 4.16",
        "no page can be framed (policy)",
        _HEADERS,
        "\"frame-ancestors 'none'\",\n",
        "",
        ("test_t4b_no_page_can_be_framed", _EVERY),
    ),
    Mutation(
        "x-frame-options",
        "T4b, RFC 9700 4.16",
        "no page can be framed (older browsers)",
        _HEADERS,
        '"X-Frame-Options": "DENY",\n',
        "",
        ("test_t4b_no_page_can_be_framed", _EVERY),
    ),
    Mutation(
        "referrer-policy",
        "T4b, RFC 9700 4.2",
        "no page sends its address to another site",
        _HEADERS,
        '"Referrer-Policy": "same-origin",\n',
        "",
        ("test_rfc9700_4_2_no_page_sends_its_address_elsewhere", _EVERY),
    ),
    Mutation(
        "opener-policy",
        "RFC 9700 4.17",
        "no other window holds ours",
        _HEADERS,
        '"Cross-Origin-Opener-Policy": "same-origin",\n',
        "",
        ("test_rfc9700_4_17_pages_run_no_script_and_talk_to_no_window", _EVERY),
    ),
    Mutation(
        "nosniff",
        "T4b",
        "no answer is taken for another kind",
        _HEADERS,
        '"X-Content-Type-Options": "nosniff",\n',
        "",
        (_EVERY,),
    ),
    Mutation(
        "no-store",
        "T4b, RFC 9700 4.3",
        "no page stays in a cache",
        _HEADERS,
        '"Cache-Control": "no-store",\n',
        "",
        (_EVERY,),
    ),
    Mutation(
        "host-cookie",
        "T4c",
        "over HTTPS no sibling domain can set the cookie",
        _COOKIES,
        '"__Host-earshot-" if https else "earshot-"',
        '"earshot-"',
        ("test_t4c_on_https_a_cookie_set_by_a_sibling_domain_is_not_accepted",),
    ),
    Mutation(
        "http-only",
        "T4c",
        "no script can read the cookie",
        _COOKIES,
        '            httponly=True,\n            samesite="Lax",',
        '            httponly=False,\n            samesite="Lax",',
        ("test_t4c_the_cookie_is_strict",),
    ),
    Mutation(
        "same-site",
        "T4c, V3",
        "other sites' requests come without the cookie",
        _COOKIES,
        '            httponly=True,\n            samesite="Lax",',
        '            httponly=True,\n            samesite="None",',
        ("test_t4c_the_cookie_is_strict",),
    ),
    Mutation(
        "see-other",
        "RFC 9700 4.12",
        "a form is not sent on to the next server",
        _REQUESTS,
        "web.Response(status=303,",
        "web.Response(status=307,",
        ("test_rfc9700_4_12_the_form_is_not_sent_on_to_spotify",),
        ("test_start_page_names_the_account_and_the_scopes",),
    ),
)
