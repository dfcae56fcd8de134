"""The page over several schools: who gets it, what its kernel may reach, and the list to take away."""

from __future__ import annotations

import csv
import io

from sef2si.domain.people import ADVISED, Held, Led, Person, Role, standing, within
from tests.server.running import Running

ELM, OAK, ASH = "100492", "100493", "100494"
BOTH = Person(
    id="both",
    name="Bo Both",
    held=(
        Held(urn=ELM, role=Role.HEADTEACHER),
        Held(urn=OAK, role=Role.ADVISER),
        Held(urn=ASH, role=Role.LEAD_ADVISER, body="trust"),
    ),
    is_operator=True,
    leads=(Led(urn=ELM, priority_id="p"),),
)


def test_within_the_schools_one_advises_one_is_their_adviser_and_nothing_else() -> None:
    seen = within(BOTH, ADVISED)
    assert (seen.held, seen.is_operator, seen.leads) == (BOTH.held[1:], False, ())
    assert within(BOTH, ELM) == BOTH.only_at(ELM)


def test_a_change_of_any_role_ends_a_page_over_several_schools() -> None:
    less = BOTH.model_copy(update={"held": BOTH.held[1:]})
    assert standing(BOTH, ADVISED) == BOTH.held != standing(less, ADVISED)
    assert standing(BOTH, OAK) == standing(less, OAK) != standing(BOTH, ELM)


def test_whoever_advises_no_school_is_told_how_to(server: Running) -> None:
    for person in ("newcomer", "head"):
        page = server.signed_in(person).get("/advisers")
        assert page.status_code == 200
        assert "No school has asked you to advise it yet" in page.text
        assert "to invite you as its adviser" in page.text
    assert server.kernels() == []
    assert server.visitor().get("/advisers").status_code == 302


def test_the_list_is_taken_away_by_who_is_signed_in_and_in_forms_there_are(server: Running) -> None:
    adviser = server.signed_in("adviser")
    answers = {form: adviser.get(f"/advisers/schools.{form}") for form in ("xlsx", "csv", "csv-excel", "html", "pdf")}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 200, 404]
    rows = list(csv.DictReader(io.StringIO(answers["csv"].text)))
    assert [(row["School"], row["Shares"]) for row in rows] == [
        ("Elm Primary", "Its plan"),
        ("Oak <i>Academy</i>", "Its plan"),
    ]
    one = adviser.get("/advisers/schools.csv", params={"urns": f"{OAK},{ASH}"})
    assert [row["URN"] for row in csv.DictReader(io.StringIO(one.text))] == [OAK]
    assert "attachment" in answers["html"].headers["Content-Disposition"]
    assert server.visitor().get("/advisers/schools.csv").status_code == 302
    assert list(csv.DictReader(io.StringIO(server.signed_in("head").get("/advisers/schools.csv").text))) == []


def test_the_way_to_it_is_on_every_page_of_an_adviser(server: Running) -> None:
    page = server.signed_in("adviser").get("/").text
    assert "You advise 2 schools." in page
    assert page.count('href="/advisers"') == 2
    assert 'href="/advisers"' not in server.signed_in("head").get("/").text
