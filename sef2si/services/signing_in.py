"""Coming in with a password and a second factor, and changing either."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine

from sef2si.domain.accounts import Account, Entry
from sef2si.errors import NotAllowed
from sef2si.services.emails import checked_name, email_key
from sef2si.services.keeping import or_unavailable
from sef2si.services.passwords import Hashing, checked_password
from sef2si.services.tries import Tries, hashed
from sef2si.store import accounts as kept
from sef2si.store.accounts import Kept
from sef2si.store.engine import NO_SCHOOL, Schools, reading, see, writing

NO_ENTRY = (
    "This email address and password don't open an account here. Please check both and try again, or ask for a link "
    "to choose a new password."
)
NO_CODE = "This code is not right, or was used before. Please wait for the next one in your app and type it."
_SECONDS = 30  # a code is for half a minute
_DRIFT = 1  # half minutes that a phone's clock may be off, either way
_RECOVERY_CODES = 10
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def utcnow() -> datetime:
    return datetime.now(UTC)


class SigningIn:
    """Passwords and codes of accounts that are there already."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime] = utcnow,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._hashing = Hashing(hasher)
        self._tries = Tries(engine, clock)

    def find(self, account_id: str) -> Account | None:
        """The account as it is now, disabled ones included."""
        with self._reading() as connection:
            found = kept.find(connection, account_id)
        return found.account if found else None

    def enter(self, email: str, password: str, address: str = "") -> Entry:
        """What comes next after the right password. ``address`` is where the browser is.

        Unknown, wrong and disabled are one sentence and the same work. Raises ``NotAllowed`` and ``TooMany``.
        """
        key = email_key(email)
        with self._tries.one(f"password {key}", address):
            with self._reading() as connection:
                found = kept.find_by_email(connection, key)
            self._need_password(found, password)
        assert found is not None
        if self._hashing.is_old(found.password):
            made = self._hashing.make(password)
            with self._writing() as connection:
                kept.renew_password(connection, found.account.id, found.password, made)
        return found.account.entry

    def rename(self, account_id: str, name: str) -> None:
        """The name that stands beside what they write from now on. Raises ``Invalid``."""
        self._change(account_id, name=checked_name(name))

    def change_password(self, account_id: str, old: str, new: str, *, but_key: str = "", address: str = "") -> None:
        """A new password; every session ends but the one named. Raises ``NotAllowed``, ``Invalid`` and ``TooMany``."""
        with self._reading() as connection:
            found = kept.find(connection, account_id)
            own = self._own_words(connection, found.account) if found else ()
        if found is None:
            raise NotAllowed(NO_ENTRY)
        with self._tries.one(f"password {email_key(found.account.email)}", address):
            self._need_password(found, old, "This is not the password you have now. Please type it again.")
        made = self._hashing.make(checked_password(new, own=own))
        with self._writing() as connection:
            kept.change(connection, account_id, password=made)
            kept.drop_links(connection, account_id=account_id)
            kept.end_sessions(connection, account_id, but_key)

    def _need_password(self, found: Kept | None, password: str, sentence: str = NO_ENTRY) -> None:
        right = self._hashing.fits(found.password if found else "", password)
        if not right or found is None or found.account.disabled:
            raise NotAllowed(sentence)

    # The second factor

    def confirm_code(self, account_id: str, code: str, address: str = "") -> Account:
        """The account whose code this is: of their app, or one of their recovery codes; each works once.

        Raises ``NotAllowed`` and ``TooMany``.
        """
        with self._tries.one(f"code {account_id}", address), self._writing() as connection:
            found = kept.find(connection, account_id)
            if found is None or found.account.disabled or not self._use_code(connection, found, code):
                raise NotAllowed(NO_CODE)
        return found.account

    def _use_code(self, connection: Connection, found: Kept, typed: str) -> bool:
        if not found.secret:
            return False
        code = _plain(typed)
        if (step := self._step_of(found.secret, code)) is not None:
            return kept.use_step(connection, found.account.id, step)
        return kept.use_recovery_code(connection, found.account.id, hashed("recovery", found.account.id, code))

    def _step_of(self, secret: str, code: str) -> int | None:
        """The half minute this code is for, if it is about now."""
        if not re.fullmatch(r"[0-9]{6}", code):
            return None
        now = int(self._clock().timestamp()) // _SECONDS
        codes = pyotp.HOTP(secret)
        for step in range(now - _DRIFT, now + _DRIFT + 1):
            if hmac.compare_digest(codes.at(step), code):
                return step
        return None

    def begin_second_factor(self, account_id: str, code: str = "", address: str = "") -> str:
        """A new secret for an app, as an otpauth address. Until ``finish_second_factor`` nothing else changes.

        Where there is a second factor already, ``code`` must be one of it: a password alone could replace it otherwise.
        Raises ``NotAllowed`` and ``TooMany``.
        """
        found = self.find(account_id)
        if found is None or found.disabled:
            raise NotAllowed(NO_ENTRY)
        if found.has_second_factor:
            self.confirm_code(account_id, code, address)
        secret = pyotp.random_base32()
        self._change(account_id, secret_tried=secret)
        return pyotp.TOTP(secret).provisioning_uri(name=found.email, issuer_name="sef2si")

    def finish_second_factor(self, account_id: str, code: str, address: str = "") -> tuple[str, ...]:
        """Their app works: from now on its codes are asked for. Returns recovery codes, to be shown this once.

        Raises ``NotAllowed`` and ``TooMany``.
        """
        codes = tuple(_recovery_code() for _ in range(_RECOVERY_CODES))
        with self._tries.one(f"code {account_id}", address), self._writing() as connection:
            found = kept.find(connection, account_id)
            step = self._step_of(found.secret_tried, _plain(code)) if found and found.secret_tried else None
            if found is None or found.account.disabled or step is None:
                raise NotAllowed(NO_CODE)
            kept.change(connection, account_id, secret=found.secret_tried, secret_tried="", last_step=step)
            digests = [hashed("recovery", account_id, _plain(each)) for each in codes]
            kept.put_recovery_codes(connection, account_id, digests)
        return codes

    def recovery_codes_left(self, account_id: str) -> int:
        with self._reading() as connection:
            return kept.count_recovery_codes(connection, account_id)

    # What the others build on

    def _own_words(self, connection: Connection, account: Account) -> tuple[str, ...]:
        """Names that would make a password easy to guess."""
        see(connection, account.person.urns)
        schools = kept.school_names(connection, account.person.urns)
        return (account.email, account.name, *sorted(account.person.urns), *schools)

    def _change(self, account_id: str, **values: str) -> None:
        with self._writing() as connection:
            kept.change(connection, account_id, **values)

    @contextmanager
    def _reading(self, schools: Schools = NO_SCHOOL) -> Iterator[Connection]:
        """``schools``: those whose names are asked for; of an account, a link or a try none is needed."""
        with or_unavailable(), reading(self._engine, schools) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            yield connection


def _recovery_code() -> str:
    """Such as ``7hxm-k2ap-qq9v-3tdw``: 80 bits, so that its hash gives nothing away."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _plain(typed: str) -> str:
    """A code as it is compared: blanks, dashes and capitals make no difference."""
    return re.sub(r"[\s\-–—]", "", typed[:60]).casefold()
