"""The gateway of a kernel: it holds a token and nothing else, and asks the service over HTTP.

With the standard library's client: importing httpx costs each kernel 6 MB and a seventh of a second (measured), and
needs of it nothing but requests over one lasting socket.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic import TypeAdapter

from sef2si.domain.advising import Overview
from sef2si.domain.changes import Change
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Record
from sef2si.domain.staff import StaffMember
from sef2si.domain.threads import Asked, Promised, Said, Talks
from sef2si.errors import CannotUndo, Conflict, Fault, Invalid, NotAllowed, NotFound, Sef2siError, Unavailable

TIMEOUT_SECONDS = 20.0
_UNREACHABLE = "The service that keeps plans can't be reached just now. Nothing is lost; please try again in a moment."
_PLAIN: dict[str, type[Sef2siError]] = {
    error.key: error for error in (Sef2siError, NotAllowed, NotFound, CannotUndo, Unavailable)
}
_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
_STAFF: TypeAdapter[tuple[StaffMember, ...]] = TypeAdapter(tuple[StaffMember, ...])
_YEARS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


class HttpGateway:
    """``gateway.protocol.Gateway`` over one lasting connection to ``unix:///path`` or ``http://host:port``.

    Where the connection fails it asks once more: a save sent twice changes nothing more. Undo and carry are sent again
    only if the first try never reached the service. Raises ``Unavailable`` where it can't be reached.
    """

    def __init__(self, service_url: str, token: str) -> None:
        self._connection = _connection(service_url)
        self._token = token

    def close(self) -> None:
        self._connection.close()

    def person(self) -> Person:
        return Person.model_validate_json(self._get("person"))

    def years(self, urn: str) -> tuple[str, ...]:
        return _YEARS.validate_json(self._get(f"schools/{_part(urn)}/years"))

    def load(self, urn: str, year: str | None = None) -> Plan:
        return Plan.model_validate_json(self._get(f"schools/{_part(urn)}/plan", {"year": year} if year else None))

    def write(self, plan_id: str, save: Sequence[Record] = (), remove: Sequence[Record] = ()) -> Plan:
        act = {
            "save": [{"kind": kind_of(record), "record": record.model_dump(mode="json")} for record in save],
            "remove": [{"kind": kind_of(r), "id": r.id, "version": r.version} for r in remove],
        }
        return self._post_for_plan(f"plans/{_part(plan_id)}/acts", act, again=True)

    def undo(self, plan_id: str) -> Plan:
        return self._post_for_plan(f"plans/{_part(plan_id)}/undo", None, again=False)

    def history(self, plan_id: str, kind: str, record_id: str) -> tuple[Change, ...]:
        return _CHANGES.validate_json(self._get(f"plans/{_part(plan_id)}/history/{_part(kind)}/{_part(record_id)}"))

    def carry(self, plan_id: str) -> Plan:
        return self._post_for_plan(f"plans/{_part(plan_id)}/carry", None, again=False)

    def staff(self, urn: str) -> tuple[StaffMember, ...]:
        return _STAFF.validate_json(self._get(f"schools/{_part(urn)}/staff"))

    def write_staff(
        self, urn: str, save: Sequence[StaffMember] = (), remove: Sequence[StaffMember] = ()
    ) -> tuple[StaffMember, ...]:
        act = {
            "save": [member.model_dump(mode="json") for member in save],
            "remove": [{"id": member.id, "version": member.version} for member in remove],
        }
        return _STAFF.validate_json(self._post(f"schools/{_part(urn)}/staff/acts", act, again=True))

    def undo_staff(self, urn: str) -> tuple[StaffMember, ...]:
        return _STAFF.validate_json(self._post(f"schools/{_part(urn)}/staff/undo", None, again=False))

    def talks(self, urn: str) -> Talks:
        return Talks.model_validate_json(self._get(f"schools/{_part(urn)}/talks"))

    def ask(self, urn: str, asked: Asked) -> Talks:
        return self._talk(urn, "threads", asked.model_dump(mode="json"))

    def remark(self, urn: str, thread_id: str, said: Said) -> Talks:
        return self._talk(urn, f"threads/{_part(thread_id)}/remarks", said.model_dump(mode="json"))

    def close_thread(self, urn: str, thread_id: str, *, closed: bool = True) -> Talks:
        return self._talk(urn, f"threads/{_part(thread_id)}/closing", {"closed": closed})

    def promise(self, urn: str, promised: Promised) -> Talks:
        return self._talk(urn, "promises", promised.model_dump(mode="json"))

    def keep_promise(self, urn: str, promise_id: str, *, is_kept: bool = True) -> Talks:
        return self._talk(urn, f"promises/{_part(promise_id)}/keeping", {"kept": is_kept})

    def overview(self) -> Overview:
        return Overview.model_validate_json(self._get("advising"))

    def look(self, urns: Sequence[str]) -> None:
        self._post("advising/looks", {"urns": list(urns)}, again=True)

    def _talk(self, urn: str, path: str, body: dict[str, Any]) -> Talks:
        return Talks.model_validate_json(self._post(f"schools/{_part(urn)}/talks/{path}", body, again=True))

    def _get(self, path: str, params: dict[str, str] | None = None) -> bytes:
        return self._answer("GET", f"{path}?{urlencode(params)}" if params else path, None, again=True)

    def _post_for_plan(self, path: str, body: dict[str, Any] | None, *, again: bool) -> Plan:
        return Plan.model_validate_json(self._post(path, body, again=again))

    def _post(self, path: str, body: dict[str, Any] | None, *, again: bool) -> bytes:
        # Escaped to ASCII: text that can't be sent as UTF-8 reaches the service and is refused there with a sentence.
        content = json.dumps(body).encode("ascii") if body is not None else b""
        return self._answer("POST", path, content, again=again)

    def _answer(self, method: str, path: str, content: bytes | None, *, again: bool) -> bytes:
        if not again:
            # A connection left idle may have been closed at the other end, and this may be sent only once.
            self._connection.close()
        try:
            status, answer = self._sent(method, path, content, again=again)
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise Unavailable(_UNREACHABLE) from error
        if 200 <= status < 300:
            return answer
        raise _refusal(answer)

    def _sent(self, method: str, path: str, content: bytes | None, *, again: bool) -> tuple[int, bytes]:
        connection = self._connection
        try:
            if connection.sock is None:
                connection.connect()
        except TimeoutError:
            raise
        except OSError:
            connection.connect()
        try:
            return self._once(method, path, content)
        except TimeoutError:
            raise
        except (OSError, HTTPException):
            connection.close()
            if not again:
                raise
            return self._once(method, path, content)

    def _once(self, method: str, path: str, content: bytes | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if content:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, f"/service/v1/{path}", body=content, headers=headers)
        response = self._connection.getresponse()
        return response.status, response.read()


class _UnixConnection(HTTPConnection):
    """HTTP over a socket in a folder."""

    def __init__(self, path: str) -> None:
        super().__init__("service", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.sock.settimeout(TIMEOUT_SECONDS)
            self.sock.connect(self._path)
        except OSError:
            self.close()
            raise


def _connection(service_url: str) -> HTTPConnection:
    if service_url.startswith("unix://"):
        return _UnixConnection(service_url.removeprefix("unix://"))
    address = urlsplit(service_url)
    return HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)


def _part(value: str) -> str:
    """One part of a path, whatever it holds."""
    return quote(value, safe="")


def _refusal(answer: bytes) -> Sef2siError:
    try:
        told = json.loads(answer)
        key, sentence = str(told["key"]), str(told["sentence"])
        if key == Invalid.key:
            return Invalid(sentence, tuple(Fault(**fault) for fault in told["faults"]))
        if key == Conflict.key:
            return Conflict(sentence, told["kind"], told["record_id"], told["theirs"], told["by"])
    except (ValueError, KeyError, TypeError):
        # Not the service that answered, or not one we know: whatever stands in between does not speak for it.
        return Unavailable(_UNREACHABLE)
    return _PLAIN.get(key, Unavailable)(sentence)
