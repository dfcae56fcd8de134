"""What a page may say to its kernel: the few words of Jupyter that widgets use, well-formed, and nothing else.

Stock Voilà drops messages by their name alone. Whatever else a browser sends ends here, without an answer and without
a traceback in anybody's log; a kernel's own reading of messages stops at some that are none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_binary_message, deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

_CONTROL = "jupyter.widget.control"
_WITH_PARTS = "v1.kernel.websocket.jupyter.org"
_PARTS = ("header", "parent_header", "metadata", "content")


def _is_comm(content: Mapping[str, Any]) -> bool:
    return isinstance(content.get("comm_id"), str) and isinstance(content.get("data", {}), dict)


# Our widgets are all made by the kernel: a page opens no comm but the one by which it asks for them.
_WORDS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "kernel_info_request": lambda content: True,
    "comm_info_request": lambda content: True,
    "comm_open": lambda content: _is_comm(content) and content.get("target_name") == _CONTROL,
    "comm_msg": _is_comm,
    "comm_close": _is_comm,
}


def is_a_page_s_word(message: Mapping[str, Any]) -> bool:
    """Whether this message, taken apart, is one that a page of ours would send."""
    if not all(isinstance(message.get(part), dict) for part in _PARTS) or message.get("channel") != "shell":
        return False
    asked = _WORDS.get(str(message["header"].get("msg_type")))
    return asked is not None and asked(message["content"])


class PageChannels(ZMQChannelsWebsocketConnection):
    """The websocket of one page."""

    def handle_incoming_message(self, incoming_msg: str) -> None:
        try:
            heard = is_a_page_s_word(self._taken_apart(incoming_msg))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return
        if heard:
            super().handle_incoming_message(incoming_msg)

    def _taken_apart(self, sent: str | bytes) -> dict[str, Any]:
        if self.subprotocol == _WITH_PARTS:
            channel, parts = deserialize_msg_from_ws_v1(sent)  # type: ignore[no-untyped-call]
            return {"channel": channel, **dict(zip(_PARTS, map(json.loads, parts), strict=False))}
        if isinstance(sent, bytes):
            return dict(deserialize_binary_message(sent))  # type: ignore[no-untyped-call]
        return dict(json.loads(sent))
