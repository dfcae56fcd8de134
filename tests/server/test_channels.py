"""What a page may say to its kernel, taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from sef2si.server.channels import is_a_page_s_word


def said(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    whole = {"channel": "shell", "parent_header": {}, "metadata": {}, "header": {"msg_type": kind}, "content": content}
    return {**whole, **more}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("kernel_info_request", {}),
        ("comm_info_request", {"target_name": "jupyter.widget"}),
        ("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}),
        ("comm_msg", {"comm_id": "c", "data": {"method": "custom", "content": {"do": "undo"}}}),
        ("comm_close", {"comm_id": "c"}),
    ],
)
def test_the_words_of_widgets_are_heard(kind: str, content: Any) -> None:
    assert is_a_page_s_word(said(kind, content))


@pytest.mark.parametrize(
    "message",
    [
        said("execute_request", {"code": "1"}),
        said("shutdown_request", {"restart": False}),  # stock Voilà lets it through
        said("shutdown_request", {"restart": False}, channel="control"),
        said("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {}}}),
        said("comm_open", {"comm_id": "c"}),
        said("comm_msg", {"data": {}}),
        said("comm_msg", {"comm_id": 7, "data": {}}),
        said("comm_msg", {"comm_id": "c", "data": []}),
        said("comm_msg", []),
        said("comm_msg", "x"),
        said("comm_msg", {"comm_id": "c"}, channel="stdin"),
        said("comm_msg", {"comm_id": "c"}, header=None),
        said("comm_msg", {"comm_id": "c"}, metadata=[]),
        {},
    ],
)
def test_all_else_is_not(message: dict[str, Any]) -> None:
    assert not is_a_page_s_word(message)
