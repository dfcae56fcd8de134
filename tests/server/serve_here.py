"""A real server on real plans, in a process of its own: prints its address, serves until it is told to stop.

With ``--accounts`` it is for the people whose accounts the test put into its database, and letters go into a file.
With ``--probe`` its notebook is a small widget of the test's own, so that the server can be tried without the workbook.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from sef2si.domain.people import Person, Role
from sef2si.domain.school import School
from sef2si.domain.sharing import Level, Sharing
from sef2si.server import app
from sef2si.services.accounts import Accounts
from sef2si.services.mail import Letter, Mailer
from sef2si.services.outside.providers import read_providers
from sef2si.services.planner import Planner
from sef2si.services.sessions import StoredSessions
from sef2si.services.sharing import Sharings
from sef2si.settings import stand_beside
from sef2si.store.engine import open_engine
from sef2si.store.migrate import migrate

ELM, OAK, ASH = "100492", "100493", "100494"
HEAD = Person.with_role(id="head", name="Hana Head", role=Role.HEADTEACHER, urns=frozenset({ELM}))
LEADER = Person.with_role(id="leader", name="Cai Leader", role=Role.CPD_LEADER, urns=frozenset({ELM}))
GOVERNOR = Person.with_role(id="governor", name="Gil Governor", role=Role.GOVERNOR, urns=frozenset({ELM}))
ADVISER = Person.with_role(id="adviser", name="Ada <b>Adviser</b>", role=Role.ADVISER, urns=frozenset({ELM, OAK}))
NEWCOMER = Person.with_role(id="newcomer", name="Nia New", role=Role.HEADTEACHER)
PEOPLE = (HEAD, LEADER, GOVERNOR, ADVISER, NEWCOMER)


# Real hashes, made in no time.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Letters(Mailer):
    """Writes letters into a file, one a line, instead of sending them."""

    def send(self, to: str, letter: Letter) -> None:
        with Path(self.host).open("a") as file:
            file.write(json.dumps({"to": to, "subject": letter.subject, "text": letter.text}) + "\n")


class Samples:
    def everyone(self) -> tuple[Person, ...]:
        return PEOPLE

    def find(self, person_id: str) -> Person | None:
        return next((person for person in PEOPLE if person.id == person_id), None)


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("folder", type=Path)
    given.add_argument("--probe", action="store_true")
    given.add_argument("--accounts", action="store_true")
    given.add_argument("--public-url", default="")
    given.add_argument("--letters", action="store_true")
    given.add_argument("--oidc", type=Path)
    given.add_argument("--capacity", type=int, default=60)
    told = given.parse_args()
    stand_beside(f"sqlite:///{told.folder / 'plans.db'}")
    engine = open_engine(f"sqlite:///{told.folder / 'plans.db'}")
    migrate(engine)
    planner = Planner(engine)
    for urn, name in ((ELM, "Elm Primary"), (OAK, "Oak <i>Academy</i>"), (ASH, "Ash School")):
        planner.open_plan(None, School(id=urn, urn=urn, name=name), "2026/27")
    Sharings(engine).begin(Sharing(urn=urn, level=Level.FULL) for urn in (ELM, OAK, ASH))
    if told.probe:
        here = Path(__file__).parent / "probe"
        app.workbooks = lambda: here
        app.VersionedFiles = functools.partial(app.VersionedFiles, (here,))
    how: dict[str, Any] = {
        "port": 0,
        "capacity": told.capacity,
        "ready": lambda address: print(address, flush=True),
    }
    if told.accounts:
        app._SWEEP_MILLISECONDS = 500  # what tests wait for, people wait for ten times as long
        accounts = Accounts(engine, hasher=QUICK)
        letters = Letters(str(told.folder / "letters"), 0, "sef2si@example.org") if told.letters else None
        providers = read_providers(told.oidc, os.environ) if told.oidc else ()
        app.serve(
            planner,
            accounts,
            StoredSessions(engine, accounts),
            mailer=letters,
            providers=providers,
            public_url=told.public_url,
            **how,
        )
    else:
        app.serve_demo(planner, people=Samples(), fresh=True, **how)


if __name__ == "__main__":
    main()
