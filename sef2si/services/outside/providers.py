"""Which providers people may come in by: a file of whoever runs the server, and a sentence for each mistake in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sef2si.domain.people import SCHOOL_ROLES, Role
from sef2si.domain.school import valid_urn
from sef2si.errors import Invalid

TENANT = "{tenantid}"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ROLES = {role.value: role for role in (*SCHOOL_ROLES, Role.LEAD_ADVISER)}
# kind -> issuer, what to ask for, and the name on the button; "" where the file must say it.
_KINDS = {
    "entra": (f"https://login.microsoftonline.com/{TENANT}/v2.0", "openid profile email", "Microsoft"),
    "google": ("https://accounts.google.com", "openid profile email", "Google"),
    "dfe": ("https://oidc.signin.education.gov.uk", "openid profile email organisation", "DfE Sign-in"),
    "openid": ("", "openid profile email", ""),
}
_WORDS = {"kind", "name", "issuer", "client_id", "client_secret_environment", "client_secret_file", "scopes"} | {
    "tenants", "domains", "makes_accounts", "ends_there", "second_factor_amr", "second_factor_acr", "roles", "api",
    "api_secret_environment", "api_secret_file",
}  # fmt: skip
_RULE_WORDS = {"claim", "value", "role", "urn", "urn_claim", "body"}


@dataclass(frozen=True)
class RoleRule:
    """Whoever's ``claim`` says ``value`` is ``role`` at a school: the one of ``urn``, or the one ``urn_claim`` names.

    Without a claim: everybody who comes in by this provider. ``a.b`` is b within a. A lead adviser serves ``body``, the
    number of an authority or trust.
    """

    role: Role
    claim: str = ""
    value: str = ""
    urn: str = ""
    urn_claim: str = ""
    body: str = ""


@dataclass(frozen=True)
class Provider:
    """One provider. ``key`` names it in addresses; ``domains`` are those whose addresses it may speak for.

    ``issuer`` may hold ``{tenantid}`` where ``tenants`` says which may be meant (Entra). ``api`` is the address of DfE
    Sign-in's public API, which alone knows role codes. ``ends_there``: signing out here signs out there as well.
    """

    key: str
    kind: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid profile email"
    tenants: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    makes_accounts: bool = False
    second_factor_amr: frozenset[str] = frozenset()
    second_factor_acr: frozenset[str] = frozenset()
    roles: tuple[RoleRule, ...] = ()
    ends_there: bool = True
    api: str = ""
    api_secret: str = field(default="", repr=False)

    @property
    def discovery(self) -> str:
        """Where it says how it is spoken with. One tenant has a page of its own; several share one."""
        tenant = next(iter(self.tenants)) if len(self.tenants) == 1 else "organizations"
        return f"{self.issuer.replace(TENANT, tenant).rstrip('/')}/.well-known/openid-configuration"

    def issuer_of(self, tenant: str = "") -> str:
        return self.issuer.replace(TENANT, tenant)


def read_providers(file: Path, environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of a TOML or JSON file, in its order. Raises ``Invalid`` with what to mend, naming no secret."""
    try:
        text = file.read_text(encoding="utf-8")
        found = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError:
        raise Invalid(f"SEF2SI_OIDC names {file.name}, which can't be read. Please check the path.") from None
    except (ValueError, UnicodeDecodeError):
        raise Invalid(f"{file.name} is neither TOML nor JSON as it stands. Please check it.") from None
    if not isinstance(found, dict) or not all(isinstance(said, dict) for said in found.values()):
        raise Invalid(f"{file.name}: please begin each provider with its key, such as [trust].")
    return tuple(_Reading(file.name, key, said, environment).provider() for key, said in found.items())


class _Reading:
    """One provider of the file, word by word."""

    def __init__(self, file: str, key: str, said: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._where = f"{file}, [{key}]"
        self._key = key
        self._said = said
        self._environment = environment

    def provider(self) -> Provider:
        if not _KEY.fullmatch(self._key):
            self._refuse("a key is small letters, digits and dashes, for it stands in addresses")
        for word in self._said.keys() - _WORDS:
            if word in ("client_secret", "api_secret"):
                self._refuse(f"{word} may not stand here; please use {word}_environment or {word}_file")
            self._refuse(f"“{word}” is no setting; there are {', '.join(sorted(_WORDS))}")
        kind = self._text("kind", "openid")
        if kind not in _KINDS:
            self._refuse(f"kind is one of {', '.join(_KINDS)}")
        issuer, scopes, name = _KINDS[kind]
        tenants = frozenset(each.lower() for each in self._texts("tenants"))
        made = Provider(
            key=self._key,
            kind=kind,
            name=self._text("name", name) or self._refuse("please give a name, which stands on the button"),
            issuer=self._issuer(issuer),
            client_id=self._text("client_id") or self._refuse("client_id is missing"),
            client_secret=self._secret("client_secret")
            or self._refuse("please say where the secret is, with client_secret_environment or client_secret_file"),
            scopes=" ".join(self._texts("scopes")) or scopes,
            tenants=tenants,
            domains=self._domains(),
            makes_accounts=self._yes_no("makes_accounts"),
            second_factor_amr=frozenset(self._texts("second_factor_amr")),
            second_factor_acr=frozenset(self._texts("second_factor_acr")),
            roles=self._roles(),
            ends_there=self._yes_no("ends_there", default=True),
            api=self._address("api") if "api" in self._said else "",
            api_secret=self._secret("api_secret"),
        )
        self._check(made)
        return made

    def _check(self, made: Provider) -> None:
        if made.kind == "entra" and not made.tenants:
            self._refuse("please list the tenants (directory ids) whose people may come in; nobody else’s may")
        if not all(_GUID.fullmatch(each) for each in made.tenants):
            self._refuse("a tenant is a directory id, such as 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
        if made.tenants and made.kind != "entra":
            self._refuse("tenants are Entra’s; please leave them out")
        if made.kind == "google" and not made.domains:
            self._refuse("please list the domains whose people may come in; everybody with a Google account could else")
        if "openid" not in made.scopes.split():
            self._refuse("scopes must hold openid")
        if bool(made.api) != bool(made.api_secret):
            self._refuse("api goes with api_secret_environment or api_secret_file")
        if made.makes_accounts and not made.domains:
            self._refuse("makes_accounts goes with domains: an account is made for a verified address of one of them")

    def _refuse(self, sentence: str) -> Any:
        raise Invalid(f"{self._where}: {sentence}.")

    def _text(self, word: str, default: str = "") -> str:
        said = self._said.get(word, default)
        if not isinstance(said, str):
            self._refuse(f"{word} is a text in quotation marks")
        return str(said).strip()

    def _texts(self, word: str) -> tuple[str, ...]:
        said = self._said.get(word, [])
        if not isinstance(said, list) or not all(isinstance(each, str) and each.strip() for each in said):
            self._refuse(f'{word} is a list of texts, such as ["one", "two"]')
        return tuple(each.strip() for each in said)

    def _yes_no(self, word: str, *, default: bool = False) -> bool:
        said = self._said.get(word, default)
        if not isinstance(said, bool):
            self._refuse(f"{word} is true or false")
        return bool(said)

    def _domains(self) -> frozenset[str]:
        found = frozenset(each.lower().removeprefix("@") for each in self._texts("domains"))
        if not all(_DOMAIN.fullmatch(each) for each in found):
            self._refuse("a domain is what stands after the @, such as elm.example")
        return found

    def _issuer(self, default: str) -> str:
        return self._address("issuer") if "issuer" in self._said else default or self._refuse("issuer is missing")

    def _address(self, word: str) -> str:
        said = self._text(word).rstrip("/")
        if not is_safe_address(said.replace(TENANT, "tenant")):
            self._refuse(f"{word} is an https address")
        return said

    def _secret(self, word: str) -> str:
        name, file = self._text(f"{word}_environment"), self._text(f"{word}_file")
        if name:
            return self._environment.get(name, "").strip() or str(
                self._refuse(f"the environment has no {name}, which {word}_environment names")
            )
        if not file:
            return ""
        try:
            return Path(file).read_text(encoding="utf-8").strip() or str(self._refuse(f"{word}_file is empty"))
        except (OSError, UnicodeDecodeError):
            return str(self._refuse(f"{word}_file can’t be read"))

    def _roles(self) -> tuple[RoleRule, ...]:
        said = self._said.get("roles", [])
        if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
            self._refuse(f"please write roles as [[{self._key}.roles]]")
        return tuple(self._rule(each) for each in said)

    def _rule(self, said: Mapping[str, Any]) -> RoleRule:
        if (strange := said.keys() - _RULE_WORDS) or not all(isinstance(each, str) for each in said.values()):
            words = ", ".join(sorted(_RULE_WORDS))
            self._refuse(f"a role is given by {words}, each a text{f'; not by {min(strange)}' if strange else ''}")
        if said.get("role") not in _ROLES:
            self._refuse(f"role is one of {', '.join(_ROLES)}; nobody runs the server by this")
        if said["role"] == Role.LEAD_ADVISER.value:
            if not said.get("body") or said.get("urn") or said.get("urn_claim"):
                self._refuse("a lead adviser serves an authority or trust: please give its number as body, and no urn")
        elif said.get("body"):
            self._refuse("body is for lead advisers; please give urn or urn_claim")
        elif bool(said.get("urn")) == bool(said.get("urn_claim")):
            self._refuse("a role is at the school of urn, or of urn_claim; please give one of the two")
        if bool(said.get("claim")) != bool(said.get("value")):
            self._refuse("claim goes with value")
        try:
            urn = valid_urn(said["urn"]) if said.get("urn") else ""
        except ValueError as error:
            self._refuse(str(error).rstrip("."))
        rest = {name: said.get(name, "") for name in ("claim", "value", "urn_claim", "body")}
        return RoleRule(role=_ROLES[said["role"]], urn=urn, **rest)


def is_safe_address(address: str) -> bool:
    """Https; or this very machine, where nobody is in between."""
    try:
        parts = urlsplit(address)
        named = parts.hostname or ""
    except ValueError:
        return False
    plain = not (parts.username or parts.fragment) and address.isascii() and address.isprintable()
    return bool(named) and plain and (parts.scheme == "https" or (parts.scheme == "http" and named in _LOOPBACK))
