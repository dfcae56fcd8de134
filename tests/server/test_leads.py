"""The page “Who leads what”, and the roles that only read."""

from __future__ import annotations

import pytest

from sef2si.domain.people import Held, Led, Role
from tests import factories as make
from tests.server.house import OPERATOR, House, email, new_person, post, token_of
from tests.server.serve_here import ELM

PAGE = f"/schools/{ELM}/leads"


def newcomer(home: House, who: str, role: Role) -> str:
    """Somebody new at Elm, made beside the server."""
    if who not in home.ids:
        token = home.accounts.invite(OPERATOR, ELM, email(who), who, role)
        home.ids[who] = new_person(home.accounts, who, token)
    return home.ids[who]


def test_a_leader_chooses_and_the_lead_writes_there_alone(home: House) -> None:
    lead = newcomer(home, "lea", Role.PRIORITY_LEAD)
    head_person = home.accounts.find(home.ids["head"])
    assert head_person is not None
    plan = home.planner.load(head_person.person, ELM)
    home.planner.write(
        head_person.person, plan.id, [make.priority(id="led"), make.priority(id="not-led", title="Sums")]
    )
    head = home.signed_in("head")
    assert "Who changes Reading fluency" in head.get(PAGE).text
    assert post(head, PAGE, priority="led", account=lead).status_code == 303
    found = home.accounts.find(lead)
    assert found is not None
    assert (found.held, found.leads) == ((Held(urn=ELM, role=Role.PRIORITY_LEAD),), (Led(urn=ELM, priority_id="led"),))
    assert f'value="{lead}" selected' in head.get(PAGE).text
    client = home.signed_in("lea")
    act = f"/service/v1/plans/{plan.id}/acts"
    seen = client.get(f"/service/v1/schools/{ELM}/plan").json()
    for record, status in ((seen["priorities"][-2], 200), (seen["priorities"][-1], 403)):
        said = {"save": [{"kind": "priorities", "record": {**record, "why": "Because"}}]}
        answer = client.post(act, headers={"X-XSRFToken": token_of(client)}, json=said)
        assert answer.status_code == status, answer.text
    refused = post(head, PAGE, priority="led", account=home.ids["governor"])
    assert (refused.status_code, "is not a priority lead at this school" in refused.text) == (422, True)


@pytest.mark.parametrize("who", ["governor", "admin", "adviser", "oak", "operator"])
def test_nobody_else_sees_or_says_who_leads(home: House, who: str) -> None:
    client = home.signed_in(who)
    answers = [client.get(PAGE), post(client, PAGE, priority="led", account="")]
    expected = 404 if who in ("oak", "operator") else 403
    assert [answer.status_code for answer in answers] == [expected, expected]


def test_a_member_of_staff_reads_and_takes_nothing_away(home: House) -> None:
    newcomer(home, "stan", Role.STAFF)
    client = home.signed_in("stan")
    page = client.get("/").text
    assert ("Elm Primary" in page, "Downloads" in page, "Sharing" in page) == (True, False, False)
    asked = {
        path: client.get(f"/schools/{ELM}/{path}").status_code
        for path in ("years", "documents", "documents/plan.pdf", "documents/map.csv", "documents/templates", "sharing")
    }
    assert asked == {"years": 200, **dict.fromkeys(list(asked)[1:], 403)}
    assert client.get(f"/service/v1/schools/{ELM}/plan").status_code == 200
