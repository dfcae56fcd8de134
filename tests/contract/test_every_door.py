"""No door without a deed: every address, method of the services and message of a form is in tests/doors.py."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from types import ModuleType

import pytest
from sqlalchemy import Engine

import sef2si.services
import sef2si.widgets
from sef2si.api.app import PREFIX, create_app
from sef2si.domain.people import Deed
from sef2si.services.planner import Planner
from tests.doors import ANYONE, API, FORM, FUNCTIONS, INNER, METHODS, ROUTES, SELF, TOKEN, Asked
from tests.server.test_url_map import readable, url_map, verbs

WORDS = {ANYONE, SELF, TOKEN, INNER}


def modules() -> list[ModuleType]:
    names = [each.name for each in pkgutil.iter_modules(sef2si.services.__path__)]
    return [importlib.import_module(f"sef2si.services.{name}") for name in names]


def short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def methods() -> dict[str, set[str]]:
    """``planner.Planner`` -> the public methods that are its own; those of a base stand under the base."""
    return {
        f"{short(module)}.{cls.__name__}": found
        for module in modules()
        for cls in vars(module).values()
        if inspect.isclass(cls) and cls.__module__ == module.__name__
        if (
            found := {
                name
                for name, function in inspect.getmembers(cls, inspect.isfunction)
                if not name.startswith("_") and name in vars(cls)
            }
        )
    }


def functions() -> set[str]:
    """Public functions of the services that somebody asks: a person is among what they are given."""
    return {
        f"{short(module)}.{name}"
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        if not name.startswith("_") and "Person" in str(inspect.signature(function))
    }


def deeds(asked: Asked) -> set[Deed]:
    if isinstance(asked, Deed):
        return {asked}
    return set(asked) if isinstance(asked, tuple) else set()


def test_every_address_says_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    there: dict[str, set[str]] = {}
    for pattern, handler in [*url_map(demo=False), *url_map(demo=True)]:
        there.setdefault(readable(pattern), set()).update(verbs(handler))
    assert there == {path: set(asked) for path, asked in ROUTES.items()}, "Say in tests/doors.py what it asks."
    with capsys.disabled():
        print(f"\n  doors: {sum(map(len, ROUTES.values()))} addresses and verbs")


def test_every_path_of_the_service_says_what_it_asks(capsys: pytest.CaptureFixture[str], sqlite_engine: Engine) -> None:
    app = create_app(Planner(sqlite_engine), lambda token: None)
    there = {f"{v.upper()} {path.removeprefix(PREFIX)}" for path, on in app.openapi()["paths"].items() for v in on}
    assert there == set(API), "Say in tests/doors.py what it asks."
    with capsys.disabled():
        print(f"\n  doors: {len(API)} paths of the service")


def test_every_method_of_the_services_says_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert methods() == {name: set(asked) for name, asked in METHODS.items()}, "Say in tests/doors.py what it asks."
    assert functions() == set(FUNCTIONS), "Say in tests/doors.py what it asks."
    with capsys.disabled():
        print(f"\n  doors: {sum(map(len, METHODS.values()))} methods, {len(FUNCTIONS)} functions of the services")


def _reads_do(node: ast.AST) -> bool:
    """``message["do"]`` or ``content.get("do")``."""
    held = (
        node.slice
        if isinstance(node, ast.Subscript)
        else node.args[0]
        if isinstance(node, ast.Call) and node.args
        else None
    )
    return isinstance(held, ast.Constant) and held.value == "do"


def _words(node: ast.AST, module: ModuleType) -> set[str]:
    """The words an expression holds, a name of the module's own (``ACTS``) included."""
    if isinstance(node, ast.Name):
        found = getattr(module, node.id, ())
        return (
            {each for each in found if isinstance(each, str)} if isinstance(found, (tuple, set, frozenset)) else set()
        )
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def messages() -> set[str]:
    """Every ``do`` that a widget of ours answers: compared with, or a key of ``_does``."""
    found: set[str] = set()
    for each in pkgutil.iter_modules(sef2si.widgets.__path__):
        module = importlib.import_module(f"sef2si.widgets.{each.name}")
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Compare) and _reads_do(node.left):
                for other in node.comparators:
                    found |= _words(other, module)
            if (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Attribute)
                and node.target.attr == "_does"
            ):
                assert isinstance(node.value, ast.Dict)
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    found |= _words(key, module) if key else _words(value.args[0], module)  # type: ignore[attr-defined]
    return found


def test_every_message_to_a_widget_says_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages() == set(FORM), "Say in tests/doors.py what it asks."
    with capsys.disabled():
        print(f"\n  doors: {len(FORM)} messages to widgets")


def test_a_door_is_a_deed_or_says_why_it_is_none() -> None:
    every = [
        *(asked for verbs_ in ROUTES.values() for asked in verbs_.values()),
        *(asked for named in METHODS.values() for asked in named.values()),
        *FUNCTIONS.values(),
        *API.values(),
        *FORM.values(),
    ]
    assert [asked for asked in every if not deeds(asked) and asked not in WORDS] == []
    # The other way round: what the table decides and no door asks yet.
    asked = {deed for each in every for deed in deeds(each)}
    assert set(Deed) - asked == set()


def asked_in(module: ModuleType, start: str, cls: type | None = None) -> set[str]:
    """The deeds that a function's source names, and that of the helpers of its module, class and bases it calls."""
    found: set[str] = set()
    waiting, seen = [start], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for owner in (cls, module):
            function = getattr(owner, name, None) if owner else None
            function = getattr(function, "__wrapped__", function)
            if not inspect.isfunction(function):
                continue
            tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Deed":
                    found.add(node.attr)
                if isinstance(node, ast.Name):
                    waiting.append(node.id)
                if isinstance(node, ast.Attribute):
                    waiting.append(node.attr)
    return found


def test_each_method_names_the_deed_it_is_said_to_ask() -> None:
    missing = []
    counted = 0
    for module in modules():
        for name, said in METHODS.items():
            if name.split(".")[0] != short(module):
                continue
            cls = getattr(module, name.split(".")[1])
            for method, asked in said.items():
                counted += 1
                wanted = {deed.name for deed in deeds(asked)}
                if not wanted <= asked_in(module, method, cls):
                    missing.append((name, method, sorted(wanted - asked_in(module, method, cls))))
        for name, asked in FUNCTIONS.items():
            if name.split(".")[0] == short(module):
                wanted = {deed.name for deed in deeds(asked)}
                if not wanted <= asked_in(module, name.split(".")[1]):
                    missing.append((name, "", sorted(wanted)))
    assert missing == []
    assert counted == sum(map(len, METHODS.values()))


def test_a_door_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a method that nobody put into the table, and one said to ask what it does not."""
    monkeypatch.setattr(Planner, "take_everything", Planner.load, raising=False)
    with pytest.raises(AssertionError, match="Say in"):
        test_every_method_of_the_services_says_what_it_asks(None)  # type: ignore[arg-type]
    monkeypatch.setitem(METHODS["planner.Planner"], "years", Deed.RUN_SERVER)
    with pytest.raises(AssertionError, match="RUN_SERVER"):
        test_each_method_names_the_deed_it_is_said_to_ask()
    monkeypatch.delitem(ROUTES, "/health")
    with pytest.raises(AssertionError, match="Say in"):
        test_every_address_says_what_it_asks(None)  # type: ignore[arg-type]
