"""Many schools on one server, each with a headteacher who is signed in: a database made ready, and a server on it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from benchmarks import content
from benchmarks.servers import Server, served
from sef2si.domain.people import Held, Person, Role
from sef2si.domain.plan import Plan
from sef2si.services.accounts import Accounts
from sef2si.services.planner import Planner
from sef2si.services.sessions import StoredSessions
from sef2si.store.engine import file_opened
from sef2si.store.migrate import migrate

_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # signing in is not what is measured here
_SETTING_UP = Person(id="setting-up", name="Setting up", is_operator=True)
_FIRST_URN = 910_000


@dataclass(frozen=True)
class Townsperson:
    """A headteacher: their school, and the cookie of a session that was begun for them."""

    urn: str
    person: Person
    cookie: str


@dataclass(frozen=True)
class Town:
    """A running server and everybody who has a session there."""

    server: Server
    database: Path
    people: list[Townsperson]

    def plan(self, one: Townsperson) -> Plan:
        """What the database says now."""
        with file_opened(self.database) as engine:
            return Planner(engine).load(one.person, one.urn)


@contextlib.contextmanager
def town(people: int, *, pages: int) -> Iterator[Town]:
    """So many schools, each with the plan of the largest sample school; at most ``pages`` may be open at once."""
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        database = Path(folder) / "town.db"
        heads = _made_ready(database, people)
        arguments = ["serve", "--database", f"sqlite:///{database}", "--pages", str(pages)]
        with served(*arguments) as server:
            yield Town(server, database, heads)


def _made_ready(database: Path, people: int) -> list[Townsperson]:
    urns = [str(_FIRST_URN + number) for number in range(people)]
    with file_opened(database) as engine:
        migrate(engine)
        Planner(engine).import_plans([_moved(content.plan(), urn) for urn in urns])
        accounts = Accounts(engine, hasher=_QUICK)
        stored = StoredSessions(engine, accounts)
        return [_head(accounts, stored, urn) for urn in urns]


def _moved(plan: Plan, urn: str) -> Plan:
    """The same plan, of another school."""
    school = plan.school.having(id=urn, urn=urn, name=f"School {urn}")
    return plan.model_copy(update={"id": plan.id.replace(plan.urn, urn), "urn": urn, "school": school})


def _head(accounts: Accounts, stored: StoredSessions, urn: str) -> Townsperson:
    email = f"head@{urn}.example"
    token = accounts.invite(_SETTING_UP, urn, email, f"Head of {urn}", Role.HEADTEACHER)
    account = accounts.accept(token, "", "copper window seventeen")
    cookie, _ = stored.begin(account.id, "Benchmark")
    held = (Held(urn=urn, role=Role.HEADTEACHER),)
    return Townsperson(urn, Person(id=account.id, name=account.name, held=held), cookie)
