"""What is new on “My schools”, how to be told by email on “My account”, and the link that ends such emails."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sef2si.domain.news import How
from sef2si.domain.people import Person, Role
from sef2si.server.mailing import NewsRounds
from sef2si.server.request_log import shown
from sef2si.services.planner import Planner
from tests import factories as make
from tests.people import Clock
from tests.server.house import House, post
from tests.server.serve_here import ELM, OAK, Letters

BLOCK = "What is new since you last looked"


def person(home: House, who: str) -> Person:
    found = home.accounts.find(home.ids[who])
    assert found is not None
    return found.person


def write(home: House, title: str, who: str = "leader") -> None:
    by = person(home, who)
    home.planner.write(by, f"{ELM}-2026", [make.priority(title=title)])


def test_what_is_new_stands_on_my_schools_until_it_was_seen(home: House) -> None:
    governor = home.signed_in("governor")
    post(governor, "/", until=datetime.now(UTC).isoformat())
    assert BLOCK not in governor.get("/").text
    write(home, "<script>alert(1)</script>")
    page = governor.get("/").text
    assert (BLOCK in page, "<b>Elm Primary</b>: 1 priority changed" in page, "<script>alert" in page) == (
        True,
        True,
        False,
    )
    assert BLOCK in governor.get("/").text  # looking changes nothing
    (until,) = re.findall(r'name="until" value="([^"]+)"', page)
    write(home, "Afterwards")
    assert post(governor, "/", until=until).status_code == 303
    assert "1 priority changed" in governor.get("/").text  # what came after the page was drawn is new still
    for odd in ("", "yesterday", "0001-01-01T00:00:00+14:00", "9" * 400):
        assert post(governor, "/", until=odd).status_code == 400
    assert governor.post("/", data={"until": until}).status_code == 403  # without the form's own token
    assert BLOCK not in home.signed_in("operator").get("/").text


def test_a_schools_name_is_no_markup(home: House) -> None:
    plan = home.planner.load(person(home, "oak"), OAK)
    other = make.person(id="other", urns=(OAK,))
    home.planner.write(other, plan.id, [make.priority()])
    oak = home.signed_in("oak")
    page = oak.get("/").text
    assert ("<i>Academy" in page, BLOCK in page or "plan of a new year begun" in page) == (False, True)


def test_how_one_is_told_is_chosen_on_my_account(home: House) -> None:
    adviser = home.signed_in("adviser")
    page = adviser.get("/account").text
    assert (page.count("Not by email"), f'name="how-{ELM}"' in page, f'name="how-{OAK}"' in page) == (2, True, True)
    answer = post(adviser, "/account", do="news", **{f"how-{ELM}": "mondays", f"how-{OAK}": "hourly"})
    assert answer.headers["Location"] == "/account?done=news"
    assert home.planner.telling.how(person(home, "adviser")) == {ELM: How.MONDAYS, OAK: How.OFF}
    assert re.search(r'value="mondays" selected', adviser.get("/account").text)
    assert "Being told" not in home.signed_in("operator").get("/account").text
    post(adviser, "/account", do="news", **{f"how-{ELM}": "off"})


def mailed(home: House, who: str, urn: str = ELM) -> str:
    """The token of the link in an email that was sent to them."""
    clock = Clock(datetime.now(UTC))
    planner = Planner(home.engine, clock=clock)
    planner.telling.choose(person(home, who), {urn: How.DAILY})
    clock.turn(minutes=1)
    leader = make.person(id="leader", role=Role.CPD_LEADER, urns=(urn,))
    planner.write(leader, f"{urn}-2026", [make.priority(id=f"mailed-{who}", title="mark-title")])
    clock.now = (datetime.now(UTC) + timedelta(days=2)).astimezone().replace(hour=17)
    before = len(home.letters())
    mailer = Letters(str(home.folder / "letters"), 0, "sef2si@example.org")
    planner.telling.mails(mailer, home.server.origin).send_due()
    letter = next(each for each in home.letters()[before:] if each["to"].startswith(who))
    assert "mark-title" not in letter["text"]
    (token,) = re.findall(r"/news/stop/(\S+)", letter["text"])
    return str(token)


def test_the_link_in_an_email_ends_them_without_signing_in(home: House) -> None:
    token = mailed(home, "governor")
    visitor = home.visitor()
    page = visitor.get(f"/news/stop/{token}")
    assert (page.status_code, page.headers["Referrer-Policy"], "Send me no more" in page.text) == (
        200,
        "same-origin",  # without one, a browser would not say where its button's post comes from
        True,
    )
    assert ("Governor" in page.text, "Elm" in page.text, "sef2si" in visitor.cookies) == (False, False, False)
    forged = visitor.post(f"/news/stop/{token}")
    elsewhere = home.server.visitor(Origin="https://elsewhere.example")
    assert (forged.status_code, post(elsewhere, f"/news/stop/{token}").status_code) == (403, 403)
    assert home.planner.telling.how(person(home, "governor")) == {ELM: How.DAILY}
    done = post(visitor, f"/news/stop/{token}")
    assert (done.status_code, "You get no more emails" in done.text) == (200, True)
    assert home.planner.telling.how(person(home, "governor")) == {ELM: How.OFF}
    assert visitor.get("/account", follow_redirects=False).status_code == 302  # and opened nothing else
    for wrong in ("x" * 43, token[:-1] + "!"):
        assert visitor.get(f"/news/stop/{wrong}").status_code == 404
        assert post(visitor, f"/news/stop/{wrong}").status_code == 404


def test_a_mail_programs_own_button_ends_them_without_cookie_or_page(home: House) -> None:
    """RFC 8058: the mail provider's server posts these very words to the address of the header, and nothing else."""
    token = mailed(home, "oak", OAK)
    path, said = f"/news/stop/{token}", {"List-Unsubscribe": "One-Click"}
    program = home.server.visitor()
    refused = {
        "another word": program.post(path, data={"List-Unsubscribe": "Yes"}),
        "the word twice": program.post(path, data={"List-Unsubscribe": ["One-Click", "One-Click"]}),
        "nothing": program.post(path),
        "in the address": program.post(f"{path}?List-Unsubscribe=One-Click"),
        "another site, in a browser": program.post(path, data=said, headers={"Origin": "https://elsewhere.example"}),
        "a sandboxed page": program.post(path, data=said, headers={"Origin": "null"}),
        "somebody who is signed in": home.server.visitor().post(path, data=said, headers={"Cookie": "sef2si=any"}),
        "another link": program.post("/forgotten", data=said),
        "looking": program.get(path, params=said),
    }
    looked = refused.pop("looking")
    assert {how: answer.status_code for how, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert (looked.status_code, "Send me no more" in looked.text) == (200, True)
    assert home.planner.telling.how(person(home, "oak")) == {OAK: How.DAILY}
    # As a form of parts, which is how most send it, and as words; again and again.
    answers = [
        home.server.visitor().post(path, files={"List-Unsubscribe": (None, "One-Click")}),
        home.server.visitor().post(path, data=said),
    ]
    assert [(each.status_code, "You get no more emails" in each.text) for each in answers] == [(200, True)] * 2
    assert home.planner.telling.how(person(home, "oak")) == {OAK: How.OFF}
    assert home.planner.telling.how(person(home, "adviser")) == {ELM: How.OFF, OAK: How.OFF}
    assert home.server.visitor().post(f"/news/stop/{'x' * 43}", data=said).status_code == 404


def test_no_log_holds_the_link() -> None:
    assert shown("/news/stop/abcdefghijklmnopqrstuvwxyz") == "/news/stop/…"


class _Now:
    at = datetime(2026, 11, 24, 16, 0)  # noqa: DTZ001 (where the server is)

    def __call__(self) -> datetime:
        return self.at


def test_rounds_wait_a_quarter_of_an_hour_after_a_failure(home: House, tmp_path: Path) -> None:
    clock, now = Clock(datetime.now(UTC)), _Now()
    planner = Planner(home.engine, clock=clock)
    planner.telling.choose(person(home, "head"), {ELM: How.DAILY})
    clock.turn(minutes=1)
    planner.write(person(home, "leader"), f"{ELM}-2026", [make.priority()])
    clock.now = (datetime.now(UTC) + timedelta(days=4)).astimezone().replace(hour=17)

    class Counted(Letters):
        asked = 0

        def send(self, to: str, letter: object) -> None:
            Counted.asked += 1
            super(Letters, self).send(to, letter)  # type: ignore[arg-type]

    rounds = NewsRounds(planner.telling.mails(Counted("127.0.0.1", 1, "us@elm.example"), "https://x.example"), now)
    found = []
    for minutes in (0, 1, 14, 15):
        now.at = _Now.at + timedelta(minutes=minutes)
        asyncio.run(rounds.send_if_due())
        found.append(Counted.asked)
    assert found == [1, 1, 1, 2]
    planner.telling.choose(person(home, "head"), {ELM: How.OFF})
