"""Pages without a browser: each opens a workbook as a browser does, keeps its websocket, and saves through its form."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.content import STEP
from benchmarks.town import Town, Townsperson

_PATIENCE = 60.0
_LATE = 10.0

Json = dict[str, Any]


@dataclass
class LightPage:
    """One open workbook. ``took`` is how many milliseconds each save took; ``wrong`` what went wrong, in words."""

    town: Town
    one: Townsperson
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    kept: str = ""  # the last words that were acknowledged
    _socket: ClientConnection | None = None
    _form: str = ""
    _record: str = ""
    _seq: int = 0
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _session: str = field(default_factory=lambda: uuid.uuid4().hex)
    _listening: asyncio.Task[None] | None = None

    async def open(self) -> float:
        """Seconds from the request until the form answers."""
        began = time.monotonic()
        address = self.town.server.address
        cookie = {"Cookie": f"sef2si={self.one.cookie}"}
        async with httpx.AsyncClient(base_url=address, headers=cookie, timeout=_PATIENCE) as client:
            page = (await client.get(f"/schools/{self.one.urn}/workbook")).text
        found = re.search(r'"kernelId": "([0-9a-f-]{36})"', page)
        if found is None:
            raise RuntimeError(" ".join(re.sub(r"<[^>]+>", " ", page).split())[:200])
        self._socket = await connect(
            f"{address.replace('http', 'ws', 1)}/api/kernels/{found[1]}/channels?session_id={self._session}",
            origin=address,  # type: ignore[arg-type]
            additional_headers=cookie,
            max_size=None,
            open_timeout=_PATIENCE,
        )
        self._listening = asyncio.create_task(self._listen())
        await self._find_form()
        view = await self._ask({"do": "go", "step": STEP}, "view")
        self._record = next(card["id"] for card in view["view"]["cards"]["priorities"])
        return time.monotonic() - began

    async def save(self) -> None:
        """Type into a field of the first priority and wait for "Saved"."""
        words = f"{self._seq + 1} kept by {self.one.urn}"
        edit = {"do": "edit", "kind": "priorities", "id": self._record, "field": "why", "typed": words}
        began = time.monotonic()
        try:
            said = await asyncio.wait_for(self._ask(edit, "saved", "refused"), _LATE)
        except (TimeoutError, OSError, ConnectionError) as error:
            self.wrong.append(type(error).__name__)
            return
        if said["is"] == "saved":
            self.took.append((time.monotonic() - began) * 1000)
            self.kept = words
        else:
            self.wrong.append(str(said["sentence"]))

    def is_lost(self) -> bool:
        """Whether the last acknowledged words are not what the database says now."""
        priority = self.town.plan(self.one).find("priorities", self._record) if self.kept else None
        return priority is not None and priority.why != self.kept

    async def close(self) -> None:
        if self._socket:
            await self._socket.close()
        if self._listening:
            self._listening.cancel()

    async def _find_form(self) -> None:
        """Ask the kernel for its widgets, as Voilà's frontend does, until the form is among them."""
        until = time.monotonic() + _PATIENCE
        while not self._form and time.monotonic() < until:
            control = uuid.uuid4().hex
            opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
            await self._send("comm_open", opening, metadata={"version": "1.0.0"})
            answered = self._wait_for(control)
            await self._send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
            with_states = await asyncio.wait_for(answered, _PATIENCE)
            states = with_states["data"].get("states", {})
            self._form = next((key for key, model in states.items() if "view" in model.get("state", {})), "")
            if not self._form:
                await asyncio.sleep(0.2)
        if not self._form:
            raise RuntimeError("The kernel has no form.")

    async def _ask(self, message: Json, *wanted: str) -> Json:
        """Send one of the form's messages; the answer to it that is one of these."""
        self._seq += 1
        answers = [self._wait_for(f"{self._seq}.{kind}" if kind in ("saved", "refused") else kind) for kind in wanted]
        data = {"method": "custom", "content": {**message, "seq": self._seq}}
        await self._send("comm_msg", {"comm_id": self._form, "data": data})
        done, waiting = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        return done.pop().result()

    def _wait_for(self, key: str) -> asyncio.Future[Json]:
        self._waiting[key] = asyncio.get_running_loop().create_future()
        return self._waiting[key]

    def _told(self, key: str, said: Json) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting and not waiting.done():
            waiting.set_result(said)

    async def _send(self, kind: str, content: Json, **more: Any) -> None:
        assert self._socket is not None
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self._session,
            "username": "",
            "version": "5.3",
        }
        whole = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", **more}
        await self._socket.send(json.dumps({**whole, "buffers": []}))

    async def _listen(self) -> None:
        assert self._socket is not None
        async for frame in self._socket:
            if not isinstance(frame, str):
                continue
            message = json.loads(frame)
            if message.get("msg_type") != "comm_msg":
                continue
            content = message["content"]
            self._told(content["comm_id"], content)
            said = content["data"].get("content") if content["data"].get("method") == "custom" else None
            if isinstance(said, dict):
                self._told(f"{said.get('seq')}.{said['is']}", said)
                self._told(str(said["is"]), said)
