"""People as their accounts say they are."""

from __future__ import annotations

from collections.abc import Iterable

from sef2si.domain.people import Person
from sef2si.services.accounts import Accounts


class AccountPeople:
    """A ``server.sessions.Directory`` of those who may come in. It offers nobody to act as."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def everyone(self) -> Iterable[Person]:
        return ()

    def find(self, person_id: str) -> Person | None:
        account = self._accounts.find(person_id)
        return account.person if account and not account.disabled else None
