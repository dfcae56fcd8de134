"""Messages that no page of ours sends: every synced trait, every word of the form, strange targets, and code."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from sef2si.domain.plan import KINDS, Plan
from sef2si.journey import JOURNEY, sections
from tests.server.running import Running, kernel_in

Json = dict[str, Any]

# What would be run, were it run: it leaves a file behind.
CODE = "open({place!r}, 'w').write('run')"
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 1.5, "", "x" * 5000, "\0", [], [[]], {}, {"view": {}}, {"may_edit": True},
    "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "../../etc/passwd", "__import__('os')",
)  # fmt: skip
NO_CODE_CHANNELS = ("shell", "control", "stdin", "iopub")


@dataclass
class ForgedPage:
    """One open page of somebody, spoken to without a browser. ``heard`` is every frame that came back."""

    socket: ClientConnection
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    heard: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    def send(self, kind: str, content: Any, *, channel: str = "shell", sort: str = "", **more: Any) -> None:
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "version": "5.3",
        }
        whole = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel, **more}
        self.socket.send(json.dumps({**whole, "buffers": []}))
        self.sent[sort or kind] += 1

    def listen(self, seconds: float) -> None:
        """All that comes until nothing has come for so long."""
        while True:
            try:
                frame = self.socket.recv(timeout=seconds)
            except TimeoutError:
                return
            self.heard.append(frame if isinstance(frame, str) else frame.decode(errors="replace"))

    def models(self) -> dict[str, Json]:
        """Every widget of the kernel, shown or not, as it answers to whoever asks: its id and its traits."""
        comm = uuid.uuid4().hex
        opening = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        self.send("comm_open", opening, metadata={"version": "1.0.0"})
        before = len(self.heard)
        self.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}}, sort="request_states")
        self.listen(1.0)
        for frame in self.heard[before:]:
            content = json.loads(frame).get("content", {})
            if content.get("comm_id") == comm and "states" in content.get("data", {}):
                return {key: model["state"] for key, model in content["data"]["states"].items()}
        raise AssertionError("The kernel does not answer.")

    def is_alive(self) -> bool:
        self.listen(0.2)
        try:
            return bool(self.models())
        except ConnectionClosed:
            return False


@contextmanager
def opened(server: Running, client: httpx.Client, path: str) -> Iterator[ForgedPage]:
    kernel = kernel_in(client.get(path).text)
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://{server.host}/api/kernels/{kernel}/channels?session_id=forged"
    how: Any = {"origin": server.origin, "additional_headers": {"Cookie": cookies}, "max_size": None}
    with connect(address, **how) as socket:
        yield ForgedPage(socket)


def form_words(plan: Plan, chance: random.Random) -> Iterator[Json]:
    """One message of the form for everything it can ask, about any record, kind and field; without end."""
    kinds = [*KINDS, "", "people"]
    ids = [record.id for record in plan.all_records()] + ["", "new", "../school"]
    fields = {each.name for step in JOURNEY for section in sections(step) for each in section.fields}
    names = [*sorted(fields), "id", "x"]
    presses = sorted({press.key for step in JOURNEY for section in sections(step) for press in section.presses})
    words = ("edit", "keep_mine", "add", "make", "remove", "move", "press", "ignore", "undo", "history", "go", "ready")
    sequence = 0
    while True:
        sequence += 1
        yield {
            "do": words[sequence % len(words)] if sequence % 20 else chance.choice(["", "answer", "__class__", "exec"]),
            "seq": sequence,
            "kind": chance.choice(kinds),
            "id": chance.choice(ids),
            "field": chance.choice(names),
            "typed": chance.choice(["Forged", "1", *ODD_VALUES]),
            "seen": chance.choice(["", "Forged", None]),
            "section": chance.choice(kinds),
            "parent": chance.choice(ids),
            "by": chance.choice([-1, 1, 10**9]),
            "press": chance.choice([*presses, ""]),
            "choice": chance.choice(["", "x", *ids[:3]]),
            "hint": "x",
            "step": chance.choice([step.key for step in JOURNEY]),
        }


def forge(page: ForgedPage, plan: Plan, count: int, place: str) -> None:
    """So many messages, of every sort in turn. ``place`` is the file that would be there if any code were run."""
    chance = random.Random(20261125)
    models = page.models()
    traits = [(key, name) for key, state in models.items() for name in state]
    says = form_words(plan, chance)
    code = CODE.format(place=place)
    for number in range(count):
        key, name = traits[number % len(traits)]
        match number % 8:
            case 0:
                data = {"method": "update", "state": {name: chance.choice(ODD_VALUES)}, "buffer_paths": []}
                page.send("comm_msg", {"comm_id": key, "data": data}, sort="a trait set")
            case 1 | 2 | 3:
                data = {"method": "custom", "content": next(says)}
                page.send("comm_msg", {"comm_id": chance.choice([*models]), "data": data}, sort="the form's words")
            case 4:
                event = {"event": chance.choice(["click", "submit", "change"])}
                page.send("comm_msg", {"comm_id": key, "data": {"method": "custom", "content": event}}, sort="a click")
            case 5:
                opening = {"comm_id": uuid.uuid4().hex, "target_name": chance.choice(["jupyter.widget", "sef2si", "x"])}
                state = {"_model_name": "HTMLModel", "_model_module": "@jupyter-widgets/controls", "value": code}
                page.send("comm_open", {**opening, "data": {"state": state}}, sort="a strange target")
            case 6:
                kind, content = chance.choice(
                    [
                        ("execute_request", {"code": code, "silent": False, "user_expressions": {"x": code}}),
                        ("inspect_request", {"code": "planner", "cursor_pos": 3, "detail_level": 1}),
                        ("complete_request", {"code": "os.environ[", "cursor_pos": 11}),
                        ("history_request", {"output": True, "raw": True, "hist_access_type": "tail", "n": 9}),
                        ("input_reply", {"value": code, "status": "ok"}),
                        ("debug_request", {"command": "evaluate", "arguments": {"expression": code}}),
                        ("is_complete_request", {"code": code}),
                        ("create_subshell_request", {}),
                        ("shutdown_request", {"restart": True}),
                        ("interrupt_request", {}),
                    ]
                )
                page.send(kind, content, channel=chance.choice(NO_CODE_CHANNELS), sort="code")
            case 7:
                page.send("comm_msg", chance.choice([{}, {"comm_id": key}, {"comm_id": "nobody", "data": {}}, [], "x"]))
        if number % 100 == 99:
            page.listen(0.02)
    page.listen(1.0)
