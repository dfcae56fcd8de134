"""Carrying judgements from an earlier framework, as a person does it: one press, one act, one undo."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from sef2si.services.planner import Planner
from tests import factories as make
from tests.widgets.driver import TODAY, Driver


def test_carried_reviewed_and_undone(sqlite_engine: Engine) -> None:
    old = make.judgement(id="q", framework="ofsted_2019", area="quality_of_education", grade="2", position=1)
    behaviour = make.judgement(id="b", framework="ofsted_2019", area="behaviour_attitudes", grade="1", position=2)
    plan = make.plan(
        judgements=(old, behaviour),
        points=(
            make.point(id="1", position=1, judgement_id="q", text="Spelling"),
            make.point(id="2", position=2, judgement_id="b", text="Calm at lunch"),
        ),
        evidence=(make.evidence(id="3", position=1, judgement_id="q", dated=date(2025, 7, 1)),),
    )
    Planner(sqlite_engine).import_plans([plan])
    d = Driver(sqlite_engine)
    d.go("Where are we?")
    before = d.plan
    said = d.press("judgements", "q", "Carry to a new area", "achievement")
    assert said["is"] == "saved"
    carried = d.plan.find("judgements", "ofsted_2025.achievement")
    assert (carried.carried_from, carried.carried_on, carried.grade) == ("ofsted_2019.quality_of_education", TODAY, "")
    assert [point.text for point in d.plan.linked("points", "judgement_id", carried.id)] == ["Spelling"]
    assert len(d.plan.linked("evidence", "judgement_id", carried.id)) == 1
    assert (d.plan.find("judgements", "q"), d.plan.find("points", "1")) == (
        before.find("judgements", "q"),
        before.find("points", "1"),
    )
    assert d.last_focus()["id"] == carried.id
    assert d.card("judgements", "Achievement")["tags"] == [{"text": "Please review", "tone": "todo"}]
    assert d.press("judgements", carried.id, "Reviewed")["is"] == "saved"
    assert d.plan.find("judgements", carried.id).reviewed_on == TODAY
    d.do("undo")
    d.do("undo")
    assert [(r.id, r.model_copy(update={"version": 0})) for r in d.plan.all_records()] == [
        (r.id, r.model_copy(update={"version": 0})) for r in before.all_records()
    ]
    assert d.press("judgements", "q", "Carry all 2 earlier areas to the nearest new ones")["is"] == "saved"
    assert {each.area for each in d.plan.judgements if each.to_review} == {
        "curriculum_teaching",
        "attendance_behaviour",
    }
    d.do("undo")
    assert len(d.plan.judgements) == 2
    assert d.press("judgements", "b", "Carry to Attendance and behaviour")["is"] == "saved"
