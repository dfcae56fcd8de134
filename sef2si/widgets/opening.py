"""Where a notebook's widgets get their plan from: the server that started the kernel, or, in JupyterLab, a database."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sef2si.domain.people import Person, Role
from sef2si.errors import NotFound
from sef2si.gateway.protocol import Gateway


@dataclass(frozen=True)
class Opening:
    """A school's door. ``served``: the page is one of our server's, with its addresses; else it is JupyterLab."""

    gateway: Gateway
    urn: str
    year: str | None
    served: bool


def opening(gateway: Gateway | None = None, urn: str | None = None, year: str | None = None) -> Opening:
    """What was passed in; else what the kernel's environment names.

    In a served page that is ``SEF2SI_SERVICE``, ``SEF2SI_TOKEN`` and ``SEF2SI_URN``. In JupyterLab on one's own machine
    it is ``SEF2SI_DATABASE`` and ``SEF2SI_URN``. Raises ``NotFound`` with a sentence where no school is named.
    """
    urn = urn or os.environ.get("SEF2SI_URN")
    if not urn:
        raise NotFound('Which school? Please name its URN: open_workbook(urn="900001"), or set SEF2SI_URN.')
    year = year or os.environ.get("SEF2SI_YEAR") or None
    service = os.environ.get("SEF2SI_SERVICE")
    if gateway is None:
        gateway = _served(service) if service else _own_database(urn)
    return Opening(gateway, urn, year, served=bool(service))


def opening_for_many(gateway: Gateway | None = None) -> tuple[Gateway, bool]:
    """The gateway of a page over several schools, and whether it is one of our server's.

    What was passed in; else what the kernel's environment names. Raises ``NotFound`` where neither is.
    """
    service = os.environ.get("SEF2SI_SERVICE")
    if gateway is not None:
        return gateway, bool(service)
    if not service:
        raise NotFound("Whose schools? Please pass a gateway: open_advisers(LocalGateway(planner, person)).")
    return _served(service), True


def _served(service: str) -> Gateway:
    from sef2si.gateway.http import HttpGateway  # noqa: PLC0415 (JupyterLab does without)

    return HttpGateway(service, os.environ["SEF2SI_TOKEN"])


def _own_database(urn: str) -> Gateway:
    """Whoever can open the database file may do all that a headteacher may: it is theirs."""
    from sef2si.gateway.local import open_local  # noqa: PLC0415 (a served kernel never loads a database library)

    return open_local(
        Person.with_role(id="jupyterlab", name="JupyterLab", role=Role.HEADTEACHER, urns=frozenset({urn}))
    )
