"""People who come in, for tests: a clock to turn, hashes that take no time and are counted, and ways to be let in."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import Engine, select

from sef2si.domain.accounts import Account
from sef2si.domain.people import COMMAND_LINE, Role
from sef2si.errors import NotAllowed
from sef2si.services.accounts import Accounts
from sef2si.services.planner import Planner
from sef2si.store.every import every_table
from tests import factories as make
from tests.databases import everything

OURS, OTHER = "100492", "900002"
PASSWORD = "quiet otters juggle plums"
OPERATOR = COMMAND_LINE


@dataclass
class Clock:
    """Stands still until it is turned."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class CountingHasher(PasswordHasher):
    """Argon2 with the least work there is; ``verified`` and ``made`` count."""

    def __init__(self, *, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.verified = 0
        self.made = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.made += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        # What is no hash at all is refused before any work is done, and is not counted.
        self.verified += extract_parameters(hash if isinstance(hash, str) else hash.decode()) == self._parameters
        return super().verify(hash, password)


@dataclass
class Town:
    """Two schools on one server, and the accounts there."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)
    hasher: CountingHasher = field(default_factory=CountingHasher)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.engine, clock=self.clock, hasher=self.hasher)
        planner = Planner(self.engine)
        planner.open_plan(None, make.school(urn=OURS, name="Elm Primary"), "2026/27")
        planner.open_plan(None, make.school(urn=OTHER, name="Askerdale School"), "2026/27")

    def add(self, email: str = "hana@elm.example", role: Role = Role.HEADTEACHER, urn: str = OURS) -> Account:
        """Somebody invited, who came in with ``PASSWORD``, new or already theirs."""
        token = self.accounts.invite(OPERATOR, urn, email, email.partition("@")[0].title(), role)
        return self.accounts.accept(token, "", PASSWORD)

    def add_operator(self, email: str = "ola@server.example") -> Account:
        token = self.accounts.invite_operator(OPERATOR, email, "Ola")
        return self.accounts.accept(token, "", PASSWORD)

    def now(self, account: Account) -> Account:
        found = self.accounts.find(account.id)
        assert found is not None
        return found

    def with_codes(self, account: Account) -> tuple[pyotp.TOTP, tuple[str, ...]]:
        """Their app, and their recovery codes. The code that set it up is used; a half minute later comes the next."""
        app = pyotp.parse_uri(self.accounts.begin_second_factor(account.id))
        assert isinstance(app, pyotp.TOTP)
        codes = self.accounts.finish_second_factor(account.id, app.at(self.clock.now))
        self.clock.turn(seconds=30)
        return app, codes


def refused(call: Callable[[], object], kind: type[Exception] = NotAllowed) -> str:
    """The sentence it is refused with."""
    with pytest.raises(kind) as found:
        call()
    return str(found.value)


def everything_kept(engine: Engine, *, but: str = "") -> str:
    """All rows of all tables, or of all but one, as text."""
    with everything(engine) as connection:
        tables = [table for table in every_table() if table.name != but]
        return "\n".join(repr(row) for table in tables for row in connection.execute(select(table)))


def at_once(call: Callable[[], object]) -> list[str]:
    """The same, by two at the same moment: what each was told, sorted."""
    said: list[str] = []
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        try:
            call()
            said.append("in")
        except Exception as error:
            said.append(type(error).__name__)

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return sorted(said)


@contextmanager
def met_in(target: str) -> Iterator[None]:
    """Two who call this function at once wait for one another in it, after its work; one that comes alone goes on.

    So what two transactions could do to one another happens, unless something keeps the second from coming so far.
    """
    module, _, name = target.rpartition(".")
    asked = getattr(importlib.import_module(module), name)
    barrier = threading.Barrier(2)

    def waiting(*given: object, **named: object) -> object:
        done = asked(*given, **named)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(0.4)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, waiting)
        yield
