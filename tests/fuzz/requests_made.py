"""HTTP requests of the fuzz tests: schemathesis's cases, twisted further, sent byte by byte."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, unquote_to_bytes, urlencode, urlsplit

import requests
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from tests.fuzz import odd
from tests.fuzz.description import Made, Operation

T = TypeVar("T")

HEADERS = (
    *("Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded"),
    *("Origin", "Referer", "Cookie", "Content-Type", "Content-Encoding", "Accept-Language"),
    *("Accept-Encoding", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Purpose"),
    *("Purpose", "User-Agent", "Range", "If-None-Match", "X-Original-URL", "Authorization"),
    *("X-HTTP-Method-Override", "Expect", "Upgrade", "X-Canary"),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
_SEPARATORS = (b"?", b"&", b";", b"#", b"/")
_addresses = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Twist:
    """What is done to a case: another method, more headers, parameters and bytes."""

    method: str | None
    known: int
    """Which of the links that the bot knows the case is about; 0 for none."""
    headers: tuple[tuple[str, bytes], ...]
    query: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    tail: bytes


def _seldom(strategy: st.SearchStrategy[T], nothing: T) -> st.SearchStrategy[T]:
    """Most cases have none: of several that are wrong, only the first would be seen."""
    return st.integers(0, 3).flatmap(lambda number: strategy if number == 3 else st.just(nothing))


_headers_sent = st.tuples(st.sampled_from(HEADERS), odd.raw | odd.texts.map(odd.encoded))
twists = st.builds(
    Twist,
    method=_seldom(st.sampled_from(METHODS), None),
    known=st.integers(0, 5),
    headers=_seldom(st.lists(_headers_sent, min_size=1, max_size=3).map(tuple), ()),
    query=_seldom(st.lists(st.tuples(odd.names, odd.texts), max_size=3).map(tuple), ()),
    fields=_seldom(st.lists(st.tuples(odd.names, odd.texts), max_size=2).map(tuple), ()),
    tail=_seldom(odd.raw, b""),
)


@dataclass(frozen=True, slots=True)
class Known:
    """Values that belong together and that the bot knows: of one link, in one browser."""

    values: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the wire."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def looks_ahead(self) -> bool:
        names = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
        return any(name.lower() in names for name, _ in self.headers)

    @property
    def hostile(self) -> set[str]:
        """What was sent that could be markup, as it was sent and decoded."""
        parts = {value for _, value in self.headers} | {self.body, self.target}
        for separator in (*_SEPARATORS, b"="):
            parts |= {piece for part in set(parts) for piece in part.split(separator)}
        decoded = {unquote_to_bytes(one.replace(b"+", b" ")) for one in parts} | parts
        found = {one.decode("utf-8", "replace") for one in decoded if len(one) < 400}
        return {one for one in found if len(one) > 3 and ("<" in one or '"' in one)}

    def wire(self) -> bytes:
        lines = [self.method.encode() + b" " + self.target + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)


def cases(operation: Operation) -> st.SearchStrategy[tuple[Made, Twist]]:
    """Make cases that follow the description, and cases that don't."""
    positive = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    negative = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.tuples(positive | negative, twists)


def request_of(case: Made, twist: Twist, known: Known, host: str) -> Sent:
    """Build the request of a case; raises ValueError for what `requests` can't write."""
    _fill_in(case, known)
    made = case.as_transport_kwargs(base_url=f"http://{host}")
    prepared = requests.Request(
        made["method"],
        made["url"],
        params=made.get("params"),
        data=made.get("data"),
        json=made.get("json"),
        files=made.get("files"),
        cookies=made.get("cookies"),
    ).prepare()
    parts = urlsplit(str(prepared.url))
    query = "&".join(one for one in (parts.query, urlencode(twist.query, errors="replace")) if one)
    target = quote(parts.path, safe="/%~!$&'()*+,;=:@").encode() + (
        f"?{query}".encode() if query else b""
    )
    headers = _headers(made["headers"], prepared, known)
    body = _body(prepared, twist)
    address = next(_addresses)
    own = [
        *((name, value) for name, value in headers if name.lower() != b"content-length"),
        *((name.encode(), _line(value)) for name, value in twist.headers),
        (
            b"X-Forwarded-For",
            f"10.{100 + address // 65_536}.{address // 256 % 256}.{address % 256}".encode(),
        ),
    ]
    if body:
        own.append((b"Content-Length", str(len(body)).encode()))
    if not any(name.lower() == b"host" for name, _ in own):
        own.append((b"Host", host.encode()))
    method = twist.method or case.method.upper()
    return Sent(method, target + _line(twist.tail).replace(b" ", b"%20"), tuple(own), body)


def _fill_in(case: Made, known: Known) -> None:
    for values in (case.path_parameters, case.query, case.body):
        if isinstance(values, dict):
            values.update({name: known.values[name] for name in values if name in known.values})
    if isinstance(case.query, dict) and "state" in case.query and "code" in known.values:
        case.query.pop("error", None)
        case.query["code"] = known.values["code"]


def _headers(
    given: Any, prepared: requests.PreparedRequest, known: Known
) -> list[tuple[bytes, bytes]]:
    skipped = {"accept-encoding", "connection", "x-schemathesis-testcaseid"}
    every = {**dict(given), **dict(prepared.headers)}
    found = [
        (name.encode(), _line(str(value).encode("utf-8", "replace")))
        for name, value in every.items()
        if name.lower() not in skipped
    ]
    if known.cookies:
        found = [one for one in found if one[0].lower() != b"cookie"]
        text = "; ".join(f"{name}={value}" for name, value in known.cookies.items())
        found.append((b"Cookie", text.encode()))
    return found


def _body(prepared: requests.PreparedRequest, twist: Twist) -> bytes:
    body = prepared.body or b""
    if not isinstance(body, (str, bytes)):
        raise ValueError("a body in pieces")
    whole = body.encode() if isinstance(body, str) else body
    more = urlencode(twist.fields, errors="replace").encode()
    return whole + (b"&" if whole and more else b"") + more if whole else whole


def _line(value: bytes) -> bytes:
    """Without what ends a line: that would be another request, not another value."""
    return value.replace(b"\r", b"").replace(b"\n", b"").strip()


async def send(sent: Sent, port: int) -> Answered:
    """Send a request over a connection of its own, and read until the other side closes it."""
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(sent.wire())
            raw = await reader.read()
        finally:
            writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = tuple(
        (name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in rest)
    )
    return Answered(int(line.split(" ")[1]), headers, body.decode("utf-8"))
