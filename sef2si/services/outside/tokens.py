"""An ID token, believed only where it was signed by this provider, for us, just now, in answer to what we asked."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sef2si.errors import NotAllowed
from sef2si.services.outside.providers import TENANT, Provider

# Signed with a key of which we only have the public half: no secret of ours, and no “none”.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_LEEWAY = 60  # seconds that two clocks may differ
_LONGEST = 20_000
_LONGEST_SUBJECT = 255
NOT_BELIEVED = (
    "What came back from there could not be believed, so nobody was let in and nothing was changed. Please begin "
    "again; if it happens again, tell whoever runs the server."
)
OTHER_TENANT = (
    "You signed in there with an account of another organisation, which may not come in here. Please begin again, and "
    "choose your work account."
)


class UnknownKey(Exception):
    """Signed with a key we have not seen: providers change theirs, so they are fetched anew, once."""


def checked_token(
    provider: Provider, token: str, keys: Mapping[str, Any], *, nonce: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """The claims of a token. Raises ``NotAllowed``, with the same words whatever is wrong, and ``UnknownKey``."""
    try:
        if len(token) > _LONGEST:
            raise ValueError
        read = jwt.decode(token, _fitting(keys, token), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {"iss": {"essential": True}, "aud": {"essential": True}},
            {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
        )
        claims.validate(int(now.timestamp()), _LEEWAY)
        _check(provider, claims, nonce, now)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise NotAllowed(NOT_BELIEVED) from None
    return dict(claims)


def _fitting(keys: Mapping[str, Any], token: str) -> KeySet:
    """The one key the token names, so that no other of theirs, for some other purpose, is tried."""
    from joserfc.jws import extract_compact  # noqa: PLC0415

    header = extract_compact(token.encode("ascii")).headers()
    said = keys.get("keys")
    there = [
        each
        for each in (said if isinstance(said, list) else [])
        if isinstance(each, dict) and each.get("kty") in ("RSA", "EC") and each.get("use", "sig") == "sig"
    ]
    named = [each for each in there if "kid" not in header or each.get("kid") == header["kid"]]
    if header.get("alg") not in ALGORITHMS:
        raise ValueError
    if len(named) != 1:
        raise UnknownKey
    return KeySet.import_key_set({"keys": named})


def _check(provider: Provider, claims: Mapping[str, Any], nonce: str, now: datetime) -> None:
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if provider.client_id not in audience or (len(audience) > 1 and claims.get("azp") != provider.client_id):
        raise ValueError
    if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise ValueError
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise ValueError
    tenant = ""
    if TENANT in provider.issuer:
        tenant = str(claims.get("tid", "")).lower()
        if tenant not in provider.tenants:
            raise NotAllowed(OTHER_TENANT)
    if claims["iss"] not in _issuers(provider, tenant):
        raise ValueError


def _issuers(provider: Provider, tenant: str) -> tuple[str, ...]:
    issuer = provider.issuer_of(tenant)
    # Google's tokens may say it either way.
    return (issuer, issuer.removeprefix("https://")) if provider.kind == "google" else (issuer,)
