"""The whole way in, over HTTP, of the command as people start it: from an empty database to a headteacher's save."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pyotp
import pytest

from tests.browser.served import SEF2SI
from tests.server.house import PASSWORD, post, token_of
from tests.server.running import Running

HEAD = "hana@elm.example"


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Running, list[str]]]:
    """``sef2si serve`` on an empty database; yields what it printed too."""
    words = ["serve", "--port", "0", "--database", f"sqlite:///{folder / 'plans.db'}"]
    with (folder / "server.log").open("w") as log:
        started = subprocess.Popen(
            [*SEF2SI, *words], stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        try:
            assert started.stdout is not None
            said = [started.stdout.readline() for _ in range(3)]
            yield Running(said[0].removeprefix("sef2si is ready: ").strip(), started), said
        finally:
            started.terminate()
            started.wait(30)
            assert started.stdout is not None
            started.stdout.close()


def key_on(page: str) -> str:
    (key,) = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    return str(key).replace(" ", "")


def take_up(client: httpx.Client, link: str, **typed: str) -> httpx.Response:
    """Open a link, use it, set up the app it asks for; returns the page of recovery codes."""
    opened = client.get(urlsplit(link).path)
    assert (opened.status_code, opened.headers["Location"]) == (303, "/link")
    assert client.get("/link").status_code == 200
    used = post(client, "/link", password=PASSWORD, **typed)
    assert (used.status_code, used.headers["Location"]) == (303, "/second-factor"), used.text
    assert "sef2si" not in client.cookies  # a password alone is not enough
    assert client.get("/").status_code == 302
    begun = post(client, "/second-factor", do="begin")
    assert begun.status_code == 303
    key = key_on(client.get("/second-factor").text)
    assert post(client, "/second-factor", do="finish", code="000000").status_code == 403
    done = post(client, "/second-factor", do="finish", code=pyotp.TOTP(key).now())
    assert done.status_code == 200, done.text
    return done


def link_on(page: str) -> str:
    (link,) = re.findall(r'id="link-to-give" readonly value="([^"]+)"', page)
    return str(link)


def test_from_an_empty_database_to_a_headteachers_save(tmp_path: Path) -> None:
    with serving(tmp_path) as (server, said):
        assert "Make the first one here, within 24 hours" in said[2]
        link = said[2].split()[-1]
        operator = server.visitor(Origin=server.origin)
        codes = take_up(operator, link, email="olu@host.example", name="Olu Operator").text
        assert len(re.findall(r"<li><code>[a-z0-9-]{19}</code></li>", codes)) == 10
        assert operator.get(urlsplit(link).path).status_code == 404  # once
        assert "See its schools" in operator.get("/").text
        added = post(operator, "/operator", do="add", urn="100492", school="Elm Primary", phase="primary")
        assert added.headers["Location"] == "/schools/100492/people"
        invited = post(
            operator, "/schools/100492/people", do="invite", email=HEAD, name="Hana Head", role="headteacher"
        )
        assert invited.status_code == 200
        assert operator.get("/schools/100492/workbook").status_code == 404  # an operator sees no content

        head = server.visitor(Origin=server.origin)
        take_up(head, link_on(invited.text), name="Hana Head")
        page = head.get("/schools/100492/workbook")
        assert page.status_code == 200
        assert "application/vnd.jupyter.widget-view+json" in page.text
        (kernel,) = server.kernels()
        plan = head.get("/service/v1/schools/100492/plan").json()
        school = plan["school"] | {"pupils": 210}
        saved = head.post(
            "/service/v1/plans/100492-2026/acts".replace("100492-2026", plan["id"]),
            json={"save": [{"kind": "school", "record": school}], "remove": []},
            headers={"X-XSRFToken": token_of(head)},
        )
        assert (saved.status_code, saved.json()["school"]["pupils"]) == (200, 210)

        token, way = kernel.environ()["SEF2SI_TOKEN"], kernel.environ()["SEF2SI_SERVICE"]
        assert asked_by_kernel(way, token) == 200
        assert post(head, "/sign-out").status_code == 303
        assert asked_by_kernel(way, token) == 401
        psutil.wait_procs([kernel], timeout=30)
        assert server.kernels() == []
        server.forget_clients()
    log = (tmp_path / "server.log").read_text()
    assert "404 GET /link/…" in log  # what was tried is written down, and not with what
    assert link.rpartition("/")[2] not in log


def asked_by_kernel(way: str, token: str) -> int:
    transport = httpx.HTTPTransport(uds=way.removeprefix("unix://"))
    with httpx.Client(transport=transport, base_url="http://service") as client:
        answer = client.get("/service/v1/person", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


@pytest.mark.parametrize("words", [["--host", "0.0.0.0"], ["--public-url", "http://sef.example.org"]])
def test_serve_refuses_what_is_unsafe_before_it_touches_anything(tmp_path: Path, words: list[str]) -> None:
    database = tmp_path / "plans.db"
    done = subprocess.run(
        [*SEF2SI, "serve", *words, "--database", f"sqlite:///{database}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "https" in done.stderr
    assert not database.exists()
