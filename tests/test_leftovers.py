"""The guard around every test: what one leaves behind is said of the one that does."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from sef2si.services import access
from tests.leftovers import nothing_left

LEFT: dict[str, Callable[[pytest.MonkeyPatch], object]] = {
    "a setting": lambda patch: patch.setenv("SEF2SI_DATABASE", "sqlite://"),
    "a folder": lambda patch: patch.chdir("/"),
    "a thing": lambda _: access.THING.set("email"),
    "a watcher": lambda _: access._watchers.append(lambda *_: None),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_is_left_behind_is_said(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="leaves something behind"), nothing_left():
        LEFT[what](monkeypatch)


def test_nothing_is_said_of_what_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)
    with nothing_left(), monkeypatch.context() as patch:
        patch.setenv("SEF2SI_DATABASE", "sqlite://")
    assert dict(os.environ) == before
