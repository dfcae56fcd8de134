"""The form without a kernel or a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ipywidgets import Widget
from traitlets import TraitError

from sef2si.widgets.form import ASSETS, Form, nested_look, one_module


@pytest.fixture(autouse=True)
def in_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(ASSETS, raising=False)
    yield
    Widget.close_all()


def test_in_jupyterlab_the_form_brings_its_files_along() -> None:
    form = Form(view={"step": {"key": "needs"}})
    assert form._esm == one_module()
    assert form._css == nested_look()
    assert form.view == {"step": {"key": "needs"}}


def test_on_a_page_of_ours_only_an_address_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ASSETS, "https://plans.example/assets/3f2a/")
    form = Form()
    assert form._esm == "https://plans.example/assets/3f2a/form.js"
    assert form._css == ""


def test_a_path_is_refused_because_it_would_be_run_as_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ASSETS, "/assets/3f2a/")
    with pytest.raises((ValueError, TraitError), match="whole address"):
        Form()


def test_joined_module_has_no_imports_left_and_one_export() -> None:
    lines = one_module().splitlines()
    assert [line for line in lines if line.startswith("import ")] == []
    assert [line for line in lines if line.startswith("export ")] == ["export default { render };"]


def test_look_reaches_nothing_outside_the_widget() -> None:
    look = nested_look()
    assert look.startswith(".sef2si-lab {")
    assert "@page" not in look
    assert look.count("{") == look.count("}")


def test_messages_of_a_person_reach_the_callback_and_nonsense_does_not() -> None:
    form = Form()
    heard: list[dict[str, Any]] = []
    form.on_message(heard.append)
    for content in ({"do": "ready", "seq": 1}, {"do": 3}, {"seq": 2}, ["do"], "do", None):
        form._handle_custom_msg(content, [])
    assert heard == [{"do": "ready", "seq": 1}]


def test_two_forms_share_nothing() -> None:
    one, other = Form(), Form()
    heard: list[dict[str, Any]] = []
    one.on_message(heard.append)
    other._handle_custom_msg({"do": "undo", "seq": 1}, [])
    assert heard == []
    assert one.view is not other.view


def test_no_text_is_ever_put_in_as_markup() -> None:
    assert [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(") if word in one_module()] == []
