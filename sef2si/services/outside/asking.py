"""Speaking with a provider. Nothing is asked of it before somebody wants to come in by it, and never for long."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey

from sef2si.domain.accounts import Shown
from sef2si.errors import NotAllowed, Unavailable
from sef2si.services.outside.claims import shown
from sef2si.services.outside.providers import TENANT, Provider, is_safe_address
from sef2si.services.outside.tokens import NOT_BELIEVED, UnknownKey, checked_token

_log = logging.getLogger(__name__)
SECONDS = 8.0
_KNOWN_SECONDS = 60 * 60
_ANEW_SECONDS = 60  # keys are not fetched anew more often, whatever tokens say
_LONGEST = 1_000_000  # characters of an answer
_DFE_AUDIENCE = "signin.education.gov.uk"


@dataclass(frozen=True)
class Asked:
    """What was asked of a provider, and where to send the browser. The browser is bound to it, and to nothing else."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Arrived:
    """Who came back, and the token that says so, which the provider wants to see when they leave."""

    shown: Shown
    id_token: str = field(repr=False)


class Talks:
    """All that is said with one provider. What it says of itself is kept for an hour, once somebody asked."""

    def __init__(
        self,
        provider: Provider,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: float = SECONDS,
    ) -> None:
        self.provider = provider
        self._clock = clock
        self._now = now
        self._seconds = seconds
        self._itself: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, dict[str, Any]] | None = None
        self._asking = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None

    async def begin(self, back: str) -> Asked:
        """``back`` is the address it sends the browser back to. Raises ``Unavailable``."""
        about = await self._about()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = prepare_grant_uri(
            about["authorization_endpoint"],
            client_id=self.provider.client_id,
            response_type="code",
            redirect_uri=back,
            scope=self.provider.scopes,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]
            code_challenge_method="S256",
        )
        return Asked(address, state, nonce, verifier)

    async def finish(self, asked: Asked, code: str, back: str, issuer: str | None) -> Arrived:
        """Who came back with this code. ``issuer`` is what the answer says it comes from, where it does (RFC 9207).

        Raises ``NotAllowed`` for what can't be believed, and ``Unavailable``.
        """
        about = await self._about()
        says = about.get("authorization_response_iss_parameter_supported") is True
        if (issuer is None and says) or (issuer is not None and not self._is_issuer(issuer)):
            raise NotAllowed(NOT_BELIEVED)
        told = await self._token(about["token_endpoint"], asked, code, back)
        token, access = told.get("id_token"), told.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str):
            raise NotAllowed(NOT_BELIEVED)
        claims = await self._claims(token, access, asked.nonce)
        if "userinfo_endpoint" in about and self.provider.kind != "entra":
            told = await self._userinfo(about["userinfo_endpoint"], access, claims["sub"])
            # How they signed in is said by the token alone, which is signed.
            claims = {name: each for name, each in told.items() if name not in ("amr", "acr")} | claims
        if self.provider.api:
            claims["roles"] = await self._dfe_roles(claims)
        return Arrived(shown(self.provider, claims), token)

    async def way_out(self, id_token: str, back: str) -> tuple[str, str] | None:
        """Where the browser's session there ends too (RP-initiated logout), and the state that comes back with it.

        ``back`` is the address it sends the browser back to. None where the provider names no such place, or whoever
        runs the server wants none ended. Raises ``Unavailable``.
        """
        if not self.provider.ends_there:
            return None
        place = (await self._about()).get("end_session_endpoint")
        if not isinstance(place, str) or not is_safe_address(place):
            return None
        state = secrets.token_urlsafe(32)
        said = {"client_id": self.provider.client_id, "post_logout_redirect_uri": back, "state": state}
        return add_params_to_uri(place, said | ({"id_token_hint": id_token} if id_token else {})), state

    def _is_issuer(self, said: str) -> bool:
        return said in {self.provider.issuer_of(tenant) for tenant in (*self.provider.tenants, "organizations", TENANT)}

    async def _claims(self, token: str, access: str, nonce: str) -> dict[str, Any]:
        def checked(keys: Mapping[str, Any]) -> dict[str, Any]:
            return checked_token(self.provider, token, keys, nonce=nonce, access_token=access, now=self._now())

        try:
            return checked(await self._published_keys())
        except UnknownKey:
            pass
        try:
            return checked(await self._published_keys(anew=True))
        except UnknownKey:
            raise NotAllowed(NOT_BELIEVED) from None

    async def _token(self, endpoint: str, asked: Asked, code: str, back: str) -> dict[str, Any]:
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": asked.verifier,
        }
        about = await self._about()
        methods = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        provider = self.provider
        basic = None
        if "client_secret_basic" in methods:
            basic = httpx.BasicAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
        else:
            said |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        status, told = await self._fetch("POST", endpoint, data=said, auth=basic)
        if status != httpx.codes.OK:
            # Its own words may hold what was sent: the log names the sort alone.
            _log.warning("Provider %s refused a code with status %d.", provider.key, status)
            raise NotAllowed(NOT_BELIEVED)
        return told

    async def _userinfo(self, endpoint: str, access: str, subject: str) -> dict[str, Any]:
        status, told = await self._fetch("GET", endpoint, headers={"Authorization": f"Bearer {access}"})
        if status != httpx.codes.OK or told.get("sub") != subject:
            raise NotAllowed(NOT_BELIEVED)
        return told

    async def _dfe_roles(self, claims: Mapping[str, Any]) -> list[str]:
        """Codes of the roles somebody has for this service at the organisation they chose."""
        organisation = claims.get("organisation")
        chosen = organisation.get("id") if isinstance(organisation, Mapping) else None
        if not isinstance(chosen, str):
            return []
        provider = self.provider
        at = int(self._now().timestamp())
        token = jwt.encode(
            {"alg": "HS256"},
            {"iss": provider.client_id, "aud": _DFE_AUDIENCE, "iat": at, "exp": at + 300},
            OctKey.import_key(provider.api_secret),
        )
        parts = "/".join(
            f"{word}/{quote(str(each), safe='')}"
            for word, each in (
                ("services", provider.client_id),
                ("organisations", chosen),
                ("users", claims["sub"]),
            )
        )
        status, told = await self._fetch("GET", f"{provider.api}/{parts}", headers={"Authorization": f"Bearer {token}"})
        if status == httpx.codes.NOT_FOUND:
            return []
        roles = told.get("roles")
        if status != httpx.codes.OK or not isinstance(roles, list):
            _log.warning("Provider %s answered for roles with status %d.", provider.key, status)
            raise self._unavailable()
        return [str(each["code"]) for each in roles if isinstance(each, dict) and "code" in each]

    async def _about(self) -> dict[str, Any]:
        """What the provider says of itself; its own addresses must be as safe as its own."""
        async with self._asking:
            if self._itself is None or self._clock() - self._itself[0] > _KNOWN_SECONDS:
                status, told = await self._fetch("GET", self.provider.discovery)
                needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                whole = status == httpx.codes.OK and all(
                    isinstance(told.get(name), str) and is_safe_address(told[name])
                    for name in (*needed, *(("userinfo_endpoint",) if "userinfo_endpoint" in told else ()))
                )
                if not whole or not self._is_issuer(str(told.get("issuer"))):
                    _log.warning("Provider %s can't be used as it says it is (status %d).", self.provider.key, status)
                    raise self._unavailable()
                self._itself = (self._clock(), told)
            return self._itself[1]

    async def _published_keys(self, *, anew: bool = False) -> dict[str, Any]:
        about = await self._about()
        async with self._asking:
            age = self._clock() - self._keys[0] if self._keys else _KNOWN_SECONDS + 1
            if self._keys is None or age > (_ANEW_SECONDS if anew else _KNOWN_SECONDS):
                status, told = await self._fetch("GET", about["jwks_uri"])
                if status != httpx.codes.OK:
                    raise self._unavailable()
                self._keys = (self._clock(), told)
            return self._keys[1]

    async def _fetch(self, method: str, address: str, **how: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON. No redirect is followed: none of these addresses has reason to send us elsewhere."""
        try:
            async with asyncio.timeout(self._seconds), self._web().stream(method, address, **how) as answer:
                text = b""
                async for part in answer.aiter_bytes():
                    text += part
                    if len(text) > _LONGEST:
                        raise ValueError
            told = json.loads(text) if text else {}
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            _log.warning("Provider %s can't be reached: %s.", self.provider.key, type(error).__name__)
            raise self._unavailable() from None
        except ValueError:
            told = {}
        return answer.status_code, told if isinstance(told, dict) else {}

    def _web(self) -> httpx.AsyncClient:
        """Made once: reading the certificates of all authorities takes a tenth of a second."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._seconds, headers={"Accept": "application/json"})
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _unavailable(self) -> Unavailable:
        return Unavailable(
            f"{self.provider.name} can’t be reached just now, so nobody was let in by it. Please try again in a few "
            "minutes, or sign in with your email address and password if you have one here."
        )
