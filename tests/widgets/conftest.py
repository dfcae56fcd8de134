"""Widgets without a kernel: none may outlive its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ipywidgets.widgets import widget as registry


@pytest.fixture(autouse=True)
def no_widget_remains() -> Iterator[None]:
    """ipywidgets keeps every open widget in one place; its own ``Widget.widgets`` warns that it will go."""
    yield
    registry.Widget.close_all()
    assert registry._instances == {}
