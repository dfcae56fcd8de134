"""An OpenID provider on this machine, for tests: real requests, real signatures, and every way to misbehave.

It knows one person at a time (``claims``), who is signed in there already (``signed_in``) until they sign out. What it
hands out can be spoilt (``spoil``), and what it was asked is kept (``asked``).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET, API_SECRET = "sef2si-here", "secret-of-the-client", "secret-of-the-api-of-thirty-two-bytes"
Claims = dict[str, Any]


@dataclass
class Provider:
    """``claims`` are of whoever signs in; ``userinfo`` what is said there besides; ``roles`` DfE role codes."""

    address: str
    claims: Claims = field(default_factory=dict)
    userinfo: Claims = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    header: Claims = field(default_factory=dict)
    spoil: Callable[[Claims], Claims] = dict
    sign: Callable[[Provider, Claims], str] | None = None
    issuer: str = ""
    says_issuer: bool = True
    refuses: bool = False
    ends: Any = "/end?of=here"
    signed_in: bool = True
    slow: float = 0.0
    asked: list[tuple[str, Claims]] = field(default_factory=list)
    codes: dict[str, Claims] = field(default_factory=dict)

    def forget(self) -> None:
        """As it was at first."""
        fresh = Provider(self.address, key=self.key)
        self.__dict__.update(fresh.__dict__)

    @property
    def itself(self) -> str:
        return self.issuer or self.address

    def token(self, code: Claims) -> str:
        now = int(time.time())
        access = "access-of-" + code["nonce"]
        half = hashlib.sha256(access.encode()).digest()[:16]
        said = {
            "iss": self.itself,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": code["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **self.claims,
        }
        said = self.spoil(said)
        if self.sign is not None:
            return self.sign(self, said)
        return jwt.encode({"alg": "RS256", "kid": "one", **self.header}, said, self.key)


def _part(said: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def unsigned(_provider: Provider, claims: Claims) -> str:
    """A token that says it needs no signature."""

    return f"{_part({'alg': 'none', 'kid': 'one'})}.{_part(claims)}."


def with_public_key(provider: Provider, claims: Claims) -> str:
    """Signed as if the public key, which everybody has, were a secret."""
    said = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    mark = hmac.new(provider.key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def with_client_secret(_provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2), algorithms=["HS256"])


def with_other_key(_provider: Provider, claims: Claims) -> str:
    """Signed by somebody who calls their key as the provider does."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


class _Answers(BaseHTTPRequestHandler):
    provider: Provider
    protocol_version = "HTTP/1.1"

    def log_message(self, *said: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: each[0] for name, each in parse_qs(parts.query).items()}
        self._answer(parts.path, query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(urlsplit(self.path).path, {name: each[0] for name, each in parse_qs(body).items()})

    def _answer(self, path: str, said: Claims) -> None:
        provider = self.provider
        provider.asked.append((path, said))
        if provider.slow:
            time.sleep(provider.slow)
        if path.endswith("/.well-known/openid-configuration"):
            place = f"{provider.address}{provider.ends}" if str(provider.ends).startswith("/") else provider.ends
            ends = {"end_session_endpoint": place} if provider.ends else {}
            return self._json(
                {
                    **ends,
                    "issuer": provider.itself,
                    "authorization_endpoint": f"{provider.address}/authorize",
                    "token_endpoint": f"{provider.address}/token",
                    "jwks_uri": f"{provider.address}/keys",
                    "userinfo_endpoint": f"{provider.address}/userinfo",
                    "authorization_response_iss_parameter_supported": provider.says_issuer,
                }
            )
        if path == "/keys":
            return self._json({"keys": [provider.key.as_dict(private=False)]})
        if path == "/authorize":
            return self._authorize(said)
        if path == "/end":
            return self._end(said)
        if path == "/token":
            return self._token(said)
        if path == "/userinfo":
            return self._json({"sub": provider.claims.get("sub"), **provider.userinfo})
        if path.startswith("/services/"):
            return self._roles(path)
        return self._json({"error": "not_found"}, 404)

    def _authorize(self, said: Claims) -> None:
        provider = self.provider
        if not provider.signed_in:
            return self._json({"please": "sign in here first"})
        back: Claims = {"state": said.get("state", "")}
        if provider.says_issuer:
            back["iss"] = provider.itself
        if provider.refuses:
            back["error"] = "access_denied"
        else:
            code = f"code-{len(provider.codes)}-{provider.address[-5:]}"
            provider.codes[code] = said
            back["code"] = code
        return self._send_back(said["redirect_uri"], back)

    def _end(self, said: Claims) -> None:
        """RP-initiated logout: of the person whose token it gave out itself, for this client, and of nobody else."""
        provider = self.provider
        hint = jwt.decode(said.get("id_token_hint", ""), provider.key).claims
        fits = (hint["aud"], hint["sub"], said["client_id"], said["of"]) == (
            CLIENT,
            provider.claims["sub"],
            CLIENT,
            "here",
        )
        if not fits:
            return self._json({"error": "invalid_request"}, 400)
        provider.signed_in = False
        return self._send_back(said["post_logout_redirect_uri"], {"state": said["state"]})

    def _send_back(self, to: str, said: Claims) -> None:
        self.send_response(302)
        self.send_header("Location", f"{to}?{urlencode(said)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, said: Claims) -> None:
        provider = self.provider
        user = base64.b64decode(self.headers.get("Authorization", "Basic Og==").removeprefix("Basic ")).decode()
        who, _, secret = user.partition(":")
        code = provider.codes.pop(said.get("code", ""), None)  # once
        challenge = base64.urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        fits = (
            code is not None
            and (unquote(who), unquote(secret)) == (CLIENT, SECRET)
            and said.get("redirect_uri") == code["redirect_uri"]
            and code["code_challenge_method"] == "S256"
            and challenge.rstrip(b"=").decode() == code["code_challenge"]
        )
        if not fits or code is None:
            return self._json({"error": "invalid_grant", "error_description": f"planted {SECRET}"}, 400)
        return self._json(
            {"access_token": "access-of-" + code["nonce"], "token_type": "Bearer", "id_token": provider.token(code)}
        )

    def _roles(self, path: str) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, OctKey.import_key(API_SECRET), algorithms=["HS256"]).claims
        assert (claims["iss"], claims["aud"]) == (CLIENT, "signin.education.gov.uk")
        self.provider.asked.append(("roles", {"path": path}))
        codes = [{"id": str(at), "name": "A role", "code": code} for at, code in enumerate(self.provider.roles)]
        return self._json({"roles": codes}, 200 if codes else 404)

    def _json(self, said: Claims, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provided() -> Iterator[Provider]:
    """A provider that runs until the block ends."""
    handler = type("Answers", (_Answers,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    running.start()
    try:
        yield handler.provider
    finally:
        server.shutdown()
        running.join()
        server.server_close()
