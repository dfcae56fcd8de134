"""Requests that come from elsewhere, and addresses that must not exist."""

from __future__ import annotations

import pytest

from tests.server.running import Running, xsrf

ELM = "100492"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
@pytest.mark.parametrize("path", ["/demo", "/sign-out", f"/service/v1/plans/{ELM}-2026/undo"])
def test_what_changes_something_must_come_from_our_pages(server: Running, path: str, origin: str | None) -> None:
    head = server.signed_in("head")
    del head.headers["Origin"]
    form = {"person": "leader", "_xsrf": xsrf(head)}
    answer = head.post(path, data=form, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403
    assert "Hana Head" in head.get("/").text


@pytest.mark.parametrize("path", ["/demo", "/sign-out", f"/service/v1/plans/{ELM}-2026/undo"])
@pytest.mark.parametrize("token", [None, "", "2|00000000|00000000000000000000000000000000|1"])
def test_what_changes_something_needs_the_forms_token(server: Running, path: str, token: str | None) -> None:
    head = server.signed_in("head")
    form = {"person": "leader"} | ({} if token is None else {"_xsrf": token})
    assert head.post(path, data=form).status_code == 403
    assert "Hana Head" in head.get("/").text


def test_with_origin_and_token_it_does_change(server: Running) -> None:
    """The control of the two tests above."""
    head = server.signed_in("head")
    assert head.post("/demo", data={"person": "leader", "_xsrf": xsrf(head)}).status_code == 303
    assert "Cai Leader" in head.get("/").text


@pytest.mark.parametrize(
    "path", ["/demo", "/", "/health", f"/schools/{ELM}/workbook", "/nothing", "/service/v1/person"]
)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "0.0.0.0", ""])
def test_a_name_that_is_not_ours_is_refused(server: Running, path: str, host: str) -> None:
    head = server.signed_in("head")
    answer = head.get(path, headers={"Host": host})
    assert answer.status_code in (400, 403)
    assert "Hana" not in answer.text
    assert server.kernels() == []


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_this_computers_names_are_ours(server: Running, name: str) -> None:
    port = server.host.rpartition(":")[2]
    assert server.visitor().get("/demo", headers={"Host": f"{name}:{port}"}).status_code == 200


@pytest.mark.parametrize("path", ["/sign-out", f"/voila/api/shutdown/{'0-0-0-0-0'}"])
def test_nothing_changes_on_a_get(server: Running, path: str) -> None:
    head = server.signed_in("head")
    assert head.get(path).status_code == 405
    assert head.get("/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/voila/render/workbook.ipynb",
        "/voila/tree",
        "/voila/tree/",
        "/voila/files/workbook.ipynb",
        "/voila/api/contents",
        "/voila/api/contents/workbook.ipynb",
        "/voila/static/voila.js",
        "/voila/templates/lab/static/voila.js",
        "/voila/labextensions/anywidget/package.json",
        "/voila/api/themes/x",
        "/voila/query/0-0-0-0-0",
        "/voila/execution/0-0-0-0-0",
        "/api/kernels",
        "/api/kernels/0-0-0-0-0/restart",
        "/api/kernels/0-0-0-0-0/interrupt",
        "/api/contents",
        "/api/sessions",
        "/api/terminals",
        "/api/kernelspecs",
        "/api/config/x",
        "/api/me",
        "/api/status",
        "/nbconvert/html/workbook.ipynb",
        "/files/workbook.ipynb",
        "/terminals/websocket/1",
        "/login",
        "/logout",
        "/static/x.js",
        "/metrics",
        "/workbook.ipynb",
        f"/schools/{ELM}",
        f"/schools/{ELM}/../../etc/passwd",
        f"/schools/{ELM}/workbook/x",
    ],
)
def test_nothing_of_jupyters_own_is_here(server: Running, path: str) -> None:
    head = server.signed_in("head")
    form = {"_xsrf": xsrf(head)}
    assert [head.get(path).status_code, head.post(path, data=form).status_code] == [404, 404]
    assert server.kernels() == []


def test_a_kernel_is_not_stopped_by_its_rest_address(server: Running) -> None:
    head = server.signed_in("head")
    answer = head.request("DELETE", "/api/kernels/0-0-0-0-0", headers={"X-XSRFToken": xsrf(head)})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/demo",
        "/nothing",
        "/health",
        f"/schools/{ELM}/documents",
        "/schools/999999/workbook",
        "/api/x",
        f"/schools/{ELM}/documents/map.html",
        "/sign-out",
        "/service/v1/person",
    ],
)
def test_every_answer_carries_the_policy(server: Running, path: str) -> None:
    answer = server.signed_in("head").get(path)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert {name: policy[name] for name in POLICY} == POLICY
    assert "unsafe" not in policy["style-src"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    for told in ("Traceback", "/usr/", "site-packages", "tornado"):
        assert told not in answer.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(server: Running) -> None:
    client = server.visitor(Origin=server.origin)
    answer = client.post("/demo", data={"person": "head", "_xsrf": xsrf(client)})
    (cookie,) = [each for each in answer.headers.get_list("Set-Cookie") if each.startswith("sef2si=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert len(cookie.split("=", 1)[1].split(";")[0]) == 43  # 256 bits
