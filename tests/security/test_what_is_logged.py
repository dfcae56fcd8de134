"""What goes wrong, foreseen or not: a sentence on the page, a line in the log, and in neither a name, token or path."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from sef2si.store.people import memberships
from tests.server.house import house

LINK, WORDS = "planted-token-of-a-link-0123456789-abcdefghi", "planted"


def test_no_token_question_name_or_trace_is_in_a_page_or_the_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with house(tmp_path) as home:
        visitor, governor = home.visitor(), home.signed_in("governor")
        answers = [
            visitor.post(f"/news/stop/{LINK}?q=planted"),  # without the form's token
            visitor.post("/sign-in?next=/planted", data={"email": "planted@elm.example", "password": "planted"}),
            visitor.get("/sign-in/with/trust/back?code=planted&state=planted"),
            visitor.get(f"/link/{LINK}"),
            visitor.get(f"/my-cpd/link/{LINK[:43]}"),
            visitor.get(f"/my-cpd/calendar/{LINK[:43]}.ics"),
            visitor.post("/account", content=b"planted", headers={"Content-Type": "multipart/form-data; boundary=x"}),
            visitor.get(f"/schools/100492/documents?year={WORDS}"),
        ]
        foreseen = capfd.readouterr().err
        paths = ("/", "/?q=planted", "/schools/100492/documents")
        # Nobody foresaw a role that there is not: its word is in what is raised, in the pages' code and the service's.
        with home.engine.begin() as connection:
            here = memberships.c.account_id == home.ids["governor"]
            connection.execute(update(memberships).where(here).values(role="planted-role"))
        unforeseen = [governor.get(path) for path in paths]
        home.server.forget_clients()
    said = capfd.readouterr().err
    assert [each.status_code for each in answers] == [403, 403, 404, 404, 404, 404, 400, 302]
    assert [each.status_code for each in unforeseen] == [500, 500, 500]
    for told in (*(each.text for each in (*answers, *unforeseen)), foreseen, said):
        found = [each for each in (WORDS, "Traceback", "site-packages", str(tmp_path), "127.0.0.1:") if each in told]
        assert found == [], told
    # The controls: each is in the log, and whoever mends it is told the sort of failure, and where in the code.
    assert [line for line in foreseen.splitlines() if "/news/stop/" in line or "/my-cpd/" in line] == [
        "403 POST /news/stop/…",
        "404 GET /my-cpd/link/…",
        "404 GET /my-cpd/calendar/….ics",
    ]
    lines = said.splitlines()
    assert [line for line in lines if line.startswith("500")] == [f"500 GET {path.partition('?')[0]}" for path in paths]
    failures = [line for line in lines if line.startswith("Unforeseen ")]
    assert (len(failures), all("identity.py:" in line for line in failures)) == (3, True)
