"""What a provider says of somebody, as it counts here: who they are, which address is theirs, and what they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sef2si.domain.accounts import Shown
from sef2si.domain.people import Held
from sef2si.domain.school import valid_urn
from sef2si.errors import NotAllowed
from sef2si.services.emails import checked_name, email_key
from sef2si.services.outside.providers import Provider, RoleRule
from sef2si.services.outside.tokens import NOT_BELIEVED

OTHER_DOMAIN = (
    "You signed in there with an account that is not one of your school’s or authority’s, so it may not come in here. "
    "Please begin again, and choose your work account."
)


def shown(provider: Provider, claims: Mapping[str, Any]) -> Shown:
    """Raises ``NotAllowed`` for somebody of a domain that may not come in by this provider."""
    if provider.kind == "google" and str(claims.get("hd", "")).lower() not in provider.domains:
        raise NotAllowed(OTHER_DOMAIN)
    email = claims.get("email")
    typed = email.strip() if isinstance(email, str) and email_key(email) else ""
    return Shown(
        provider=provider.key,
        issuer=str(claims["iss"]) if provider.kind != "google" else provider.issuer,
        subject=_subject(provider, claims),
        name=_name(claims, typed),
        email=typed,
        is_trusted=bool(typed) and _is_verified(provider, claims) and _domain(typed) in provider.domains,
        held=_held(provider, claims),
        second_factor=_second_factor(provider, claims),
        makes_accounts=provider.makes_accounts,
    )


def _subject(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Entra's ``sub`` differs from one application to the next; who somebody is says ``oid`` within ``tid``."""
    if provider.kind != "entra":
        return str(claims["sub"])
    oid = claims.get("oid")
    if not isinstance(oid, str) or not oid:
        raise NotAllowed(NOT_BELIEVED)
    return f"{str(claims.get('tid', '')).lower()}/{oid.lower()}"


def _is_verified(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Entra sends ``email`` as somebody typed it, and says by ``xms_edov`` whether its domain is the tenant's own."""
    said = claims.get("xms_edov" if provider.kind == "entra" else "email_verified")
    return said is True or said == 1 or str(said).lower() in ("true", "1")


def _domain(email: str) -> str:
    return email_key(email).rpartition("@")[2]


def _name(claims: Mapping[str, Any], email: str) -> str:
    parts = " ".join(str(claims.get(part, "")) for part in ("given_name", "family_name")).strip()
    for said in (claims.get("name"), parts, email.partition("@")[0]):
        # DfE Sign-in's ``name`` is the person's number.
        if isinstance(said, str) and said.strip() and said != claims.get("sub"):
            try:
                return checked_name(said)
            except Exception:  # noqa: S112 (a name we can't keep: the next one)
                continue
    return "Somebody"


def _held(provider: Provider, claims: Mapping[str, Any]) -> tuple[Held, ...]:
    """One role a school, or for a body: that of the first rule of the file that fits."""
    found: dict[str, Held] = {}
    for rule in provider.roles:
        if not rule.claim or rule.value in _said(claims, rule.claim):
            if rule.body:
                found.setdefault(rule.body, Held(urn=rule.body, role=rule.role, body=rule.body))
                continue
            for urn in _urns(rule, claims):
                found.setdefault(urn, Held(urn=urn, role=rule.role))
    return tuple(found.values())


def _urns(rule: RoleRule, claims: Mapping[str, Any]) -> Iterator[str]:
    for said in (rule.urn,) if rule.urn else _said(claims, rule.urn_claim):
        try:
            yield valid_urn(said)
        except ValueError:
            continue


def _said(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """What stands at ``a.b``, as texts; a list is each of its members. A claim whose very name is so comes first."""
    at: Any = claims.get(path)
    if at is None:
        at = claims
        for part in path.split("."):
            at = at.get(part) if isinstance(at, Mapping) else None
    each = at if isinstance(at, list) else [at]
    return tuple(str(one) for one in each if isinstance(one, str | int) and not isinstance(one, bool))


def _second_factor(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether they showed one there that whoever runs the server lets count."""
    amr = claims.get("amr")
    ways = {str(each) for each in amr} if isinstance(amr, list) else set()
    return bool(ways & provider.second_factor_amr) or claims.get("acr") in provider.second_factor_acr
