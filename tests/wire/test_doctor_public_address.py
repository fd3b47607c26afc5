"""`python -m bot doctor` asks the public address whether it leads to this machine."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.process import free_port
from tests.wire.doctor_setup import Setup, run


@dataclass
class Proxy:
    """A reverse proxy with HTTPS on another address than the bot's, as Caddy would be."""

    port: int
    target: str
    ca: Path
    forwarded: bool = True

    @contextlib.asynccontextmanager
    async def running(self, context: ssl.SSLContext) -> AsyncIterator[None]:
        async def pass_on(request: web.Request) -> web.Response:
            headers = {"X-Forwarded-For": "203.0.113.9"} if self.forwarded else {}
            async with (
                ClientSession() as session,
                session.get(self.target + request.path, headers=headers) as answer,
            ):
                kept = {
                    name: value
                    for name, value in answer.headers.items()
                    if name.startswith("Earshot")
                }
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        app = web.Application()
        app.router.add_get("/{rest:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.2", self.port, ssl_context=context).start()
        try:
            yield
        finally:
            await runner.cleanup()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.2 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.2")])
    own = x509.IPAddress(ipaddress.ip_address("127.0.0.2"))
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([own]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both, public = folder / "both.pem", folder / "ca.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


async def test_the_public_address_is_asked_for_this_machine(setup: Setup, tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    port = free_port()
    address = f"https://127.0.0.2:{port}"
    setup.sets(PUBLIC_URL=address, SPOTIPY_REDIRECT_URI=f"{address}/callback")
    setup.discord.oauth.redirect_uris.append(f"{address}/discord/callback")
    code, text = await run(setup, SSL_CERT_FILE=str(ca))
    assert code == 1
    assert f"{address} doesn't lead here: nothing is listening there" in text
    proxy = Proxy(port, f"http://127.0.0.1:{setup.environ['WEB_PORT']}", ca)
    async with proxy.running(context):
        code, text = await run(setup, SSL_CERT_FILE=str(ca))
        assert code == 0, text
        assert f"{address} leads to this machine" in text
        assert "set TRUSTED_PROXIES=127.0.0.1" in text
        code, text = await run(setup, SSL_CERT_FILE=str(ca), TRUSTED_PROXIES="127.0.0.1")
        assert "TRUSTED_PROXIES" not in text
        code, text = await run(setup)
        assert code == 1
        assert "its certificate isn't valid" in text
    proxy.target = setup.discord.origin
    async with proxy.running(context):
        code, text = await run(setup, SSL_CERT_FILE=str(ca))
        assert code == 1
        assert "something else answers at" in text
