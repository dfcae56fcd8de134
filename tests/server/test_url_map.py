"""The URL map as a whole: what is in it is guarded, and nothing is in it that was not meant."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_server.services.kernels.handlers import MainKernelHandler
from tornado.web import RequestHandler

from sef2si.server.app import Server
from sef2si.server.guard import Guarded, NothingHere
from sef2si.server.site import Site
from sef2si.server.versioned import VersionedFiles

DEMO = {"/demo": {"GET", "POST"}}
SERVE = {
    "/sign-in": {"GET", "POST"},
    "/sign-in/code": {"GET", "POST"},
    "/sign-in/with/<key>": {"POST"},
    "/sign-in/with/<key>/back": {"GET"},
    "/signed-out": {"GET"},
    "/second-factor": {"GET", "POST"},
    "/forgotten": {"GET", "POST"},
    "/link": {"GET", "POST"},
    "/link/<token>": {"GET"},
    "/account": {"GET", "POST"},
    "/operator": {"GET", "POST"},
    "/news/stop/<token>": {"GET", "POST"},
    "/schools/<urn>/people": {"GET", "POST"},
    "/schools/<urn>/leads": {"GET", "POST"},
}
MEANT = {
    "/": {"GET", "POST"},
    "/sign-out": {"POST"},
    "/privacy": {"GET"},
    "/advisers": {"GET"},
    "/advisers/schools.<form>": {"GET"},
    "/schools/<urn>/workbook": {"GET"},
    "/schools/<urn>/dashboard": {"GET"},
    "/schools/<urn>/bring": {"GET", "POST"},
    "/schools/<urn>/bring/done": {"GET", "POST"},
    "/schools/<urn>/bring/<name>": {"GET", "POST"},
    "/schools/<urn>/catalogue": {"GET", "POST"},
    "/schools/<urn>/catalogue/example.csv": {"GET"},
    "/schools/<urn>/catalogue/<name>": {"GET", "POST"},
    "/schools/<urn>/menu": {"GET", "POST"},
    "/schools/<urn>/menu/ours.csv": {"GET"},
    "/schools/<urn>/menu/<name>": {"GET", "POST"},
    "/schools/<urn>/frameworks": {"GET", "POST"},
    "/schools/<urn>/frameworks/done": {"GET", "POST"},
    "/schools/<urn>/frameworks/examples/<example>.csv": {"GET"},
    "/schools/<urn>/frameworks/<name>": {"GET", "POST"},
    "/schools/<urn>/archive.zip": {"GET"},
    "/schools/<urn>/documents": {"GET"},
    "/schools/<urn>/documents/templates": {"GET", "POST"},
    "/schools/<urn>/documents/templates/starter.docx": {"GET"},
    "/schools/<urn>/documents/<document>.<form>": {"GET"},
    "/schools/<urn>/staff": {"GET", "POST"},
    "/schools/<urn>/staff/add": {"GET", "POST"},
    "/schools/<urn>/staff/members/<member_id>": {"GET", "POST"},
    "/schools/<urn>/staff/bring": {"GET", "POST"},
    "/schools/<urn>/staff/bring/<name>": {"GET", "POST"},
    "/schools/<urn>/staff/lessons": {"GET", "POST"},
    "/schools/<urn>/staff/lessons/<name>": {"GET", "POST"},
    "/schools/<urn>/hand-over/<of>": {"GET", "POST"},
    "/schools/<urn>/cpd-year": {"GET", "POST"},
    "/schools/<urn>/cpd-year/progress": {"GET"},
    "/schools/<urn>/cpd-year/team/<need_id>": {"GET", "POST"},
    "/schools/<urn>/cpd-year/compare": {"GET"},
    "/schools/<urn>/cpd-year/plans/<proposal_id>": {"GET", "POST"},
    "/schools/<urn>/cpd-year/calendar": {"GET", "POST"},
    "/schools/<urn>/cpd-year/calendar/terms.csv": {"GET"},
    "/schools/<urn>/cpd-year/people": {"GET", "POST"},
    "/my-cpd": {"GET", "POST"},
    "/my-cpd/link/<token>": {"GET"},
    "/my-cpd/calendar/<token>.ics": {"GET"},
    "/schools/<urn>/years": {"GET", "POST"},
    "/schools/<urn>/search": {"GET", "POST"},
    "/schools/<urn>/search/<name>": {"GET"},
    "/schools/<urn>/compare": {"GET"},
    "/schools/<urn>/removed": {"GET", "POST"},
    "/schools/<urn>/print": {"GET"},
    "/schools/<urn>/access-log": {"GET"},
    "/schools/<urn>/people-data": {"GET"},
    "/schools/<urn>/people-data/retention": {"GET", "POST"},
    "/schools/<urn>/people-data/<key>": {"GET", "POST"},
    "/schools/<urn>/access-log.csv": {"GET"},
    "/schools/<urn>/sharing": {"GET", "POST"},
    "/health": {"GET"},
    "/service/v1/<path>": {"GET", "POST"},
    "/assets/<version>/<name>": {"GET"},
    "/api/kernels/<kernel_id>": {"GET"},
    "/api/kernels/<kernel_id>/channels": {"GET"},
    "/voila/api/shutdown/<kernel_id>": {"POST"},
}


def url_map(*, demo: bool = True) -> list[tuple[str, type[RequestHandler]]]:
    """The map of an application, as Tornado gets it."""
    server = Server.__new__(Server)
    own = SimpleNamespace(
        site=SimpleNamespace(demo=demo), service=None, _notebook=lambda view: {}, template_paths=[], config={}
    )
    return [(rule[0], rule[1]) for rule in type(server).init_handlers(own)]


def readable(pattern: str) -> str:
    """``/schools/(?P<urn>…)/workbook`` as ``/schools/<urn>/workbook``."""
    import re

    return (
        re.sub(r"\(\?P(<\w+>).*?\)(?=/|$|\\)", r"\1", pattern).replace("\\.", ".").replace("(?:", "").replace(")", "")
    )


def verbs(handler: type[RequestHandler]) -> set[str]:
    unimplemented = RequestHandler._unimplemented_method
    return {
        verb
        for verb in handler.SUPPORTED_METHODS
        if getattr(handler, verb.lower(), unimplemented) is not unimplemented and verb not in ("HEAD", "OPTIONS")
    }


BOTH = [*url_map(demo=True), *url_map(demo=False)]


def test_every_address_is_guarded() -> None:
    unguarded = [handler.__name__ for _, handler in BOTH if not issubclass(handler, Guarded)]
    assert unguarded == []
    assert issubclass(NothingHere, Guarded)
    assert not issubclass(MainKernelHandler, Guarded)  # what would be caught


def test_a_guard_comes_before_what_it_guards() -> None:
    """Mixed in last, a guard's ``prepare`` would never be asked."""
    for _, handler in BOTH:
        assert handler.prepare is Guarded.prepare or handler.prepare.__qualname__.startswith(("Guarded", "NothingHere"))
        assert handler.check_host is Guarded.check_host


def test_the_map_holds_what_was_meant_and_nothing_else() -> None:
    assert {readable(pattern): verbs(handler) for pattern, handler in url_map()} == MEANT | DEMO


def test_without_the_demo_nobody_acts_as_anybody_and_people_sign_in() -> None:
    assert {readable(pattern): verbs(handler) for pattern, handler in url_map(demo=False)} == MEANT | SERVE


# One's own CPD is opened by a personal link as well, and asks for that or for an account itself.
DOORS = {"SignIn", "Code", "SecondFactor", "Forgotten", "AcceptLink", "MyCpd", "StopNews"}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_who_is_asked_on_every_address_but_the_doors(verb: str) -> None:
    """Tornado's ``authenticated`` or Jupyter's, for each method; the exceptions are named here."""
    free = {
        handler.__name__
        for _, handler in BOTH
        if verb.upper() in verbs(handler) and getattr(getattr(handler, verb), "__allow_unauthenticated", False)
    }
    only = {
        "get": {
            "Demo", "Health", "VersionedFile", "OpenLink", "Privacy", "FromProvider", "OpenMine", "MyCalendar",
            "SignedOut",
        },
        "post": {"Demo", "ToProvider"},
    }  # fmt: skip
    assert free == DOORS | only[verb]


def test_hosts_and_cookies_on_https() -> None:
    site = Site(
        planner=None,  # type: ignore[arg-type]
        people=None,  # type: ignore[arg-type]
        sessions=None,  # type: ignore[arg-type]
        files=VersionedFiles(),
        demo=False,
        public_url="https://sef.example.org",
    )
    assert site.cookie_name == "__Host-sef2si"
    assert site.origin("sef.example.org") == "https://sef.example.org"
    asked = ("sef.example.org", "SEF.example.org", "127.0.0.1", "localhost:8866", "evil.example", "")
    assert [site.knows_host(host) for host in asked] == [True, True, False, False, False, False]


def test_no_page_or_script_names_another_site() -> None:
    """No CDN, no font, no tracker: nothing of ours is fetched from anywhere else."""
    folder = Path(ast.__file__).parent  # a control: the search finds what is there
    assert "https://" in (folder / "this.py").read_text() or "http" in (folder / "webbrowser.py").read_text()
    ours = Path(__file__).parents[2] / "sef2si" / "server"
    for path in [*ours.glob("pages/*"), *ours.glob("assets/*"), *ours.glob("voila/*")]:
        assert "//" not in path.read_text().replace("// ", ""), path.name
        assert "<script>" not in path.read_text(), path.name
        assert " onclick" not in path.read_text(), path.name
