"""What did not fit, as it is shown: of a second time nobody learns how few it is for, in no sentence and no figure."""

from __future__ import annotations

from datetime import date

from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.timetable import Timetable
from sef2si.advice.timetable.why_not import not_fitted
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.beside import compare
from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.standing import Apart
from sef2si.advice.year.unmet import MORE_TIMES, NO_SECOND_TIME, Unmet, unmet
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from tests import factories as make
from tests.advice.years import terms

STAFF = tuple(make.member(id=f"t{n}") for n in range(6))


def framed(*declined: str) -> Framed:
    """Two needs: one stands in the year but for who declined, and the other waits. There is one twilight."""
    twilight = make.calendar_date(
        id="w", sort=DateSort.TWILIGHT, starts=date(2027, 1, 21), at="15:30", minutes=60, directed=False
    )
    plan = make.plan(
        dates=(*terms(), twilight),
        priorities=(make.priority(id="p"),),
        needs=tuple(
            make.need(id=each, position=n, what=what, group=StaffGroup.TEACHERS, priority_id="p")
            for n, (each, what) in enumerate((("n", "Fluency"), ("m", "Talk")), 1)
        ),
        activities=(
            make.activity(id="a", what="Reading aloud", need_ids=("n",)),
            make.activity(id="b", position=2, what="Talk", need_ids=("m",)),
        ),
        cpd_sessions=(make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 14), minutes=60, pinned=True),),
    )
    apart = Apart({"s": frozenset(declined)}, {"s": frozenset({f"t{n}" for n in range(6)} - set(declined))}, {})
    return frame(plan, STAFF, YearSettings(), date(2026, 11, 23), apart)


def empty(asked: Framed) -> Proposal:
    made = Timetable(runs=(), totals=Worth(Free(asked.problem)).totals(()))
    return Proposal(
        id="x", number=1, state=State.DONE, seq=0, settings=YearSettings(), framed=asked, timetable=made,
        not_fitted=not_fitted(asked.problem, made),
    )  # fmt: skip


def test_003_5_what_did_not_fit_never_says_for_how_few_a_second_time_is() -> None:
    one, two = empty(framed("t0")), empty(framed("t0", "t1"))
    # What is planted: the reasons of the solver count people.
    said = [next(each for each in made.not_fitted if each.need == "n") for made in (one, two)]
    assert ["for 1 person" in each.sentence + each.frees for each in said] == [True, False]
    again = Unmet("Teachers: Fluency, a second time", "", NO_SECOND_TIME, MORE_TIMES)
    whole = next(each for each in one.not_fitted if each.need == "m")
    assert tuple(unmet(one)) == (Unmet("Teachers: Talk", "0 %", whole.sentence, whole.frees), again)
    assert again in unmet(two)


def test_003_5_two_plans_side_by_side_do_not_say_it_either() -> None:
    one = empty(framed("t0", "t1"))
    problem = one.framed.problem
    totals = Worth(Free(problem)).totals(())
    half = totals.model_copy(
        update={"needs": tuple(each.model_copy(update={"met": 5000}) for each in totals.needs)}
    )  # fmt: skip
    other = one.model_copy(update={"timetable": Timetable(runs=(), totals=half)})
    labels = [line.label for line in compare(one, other).lines if line.label.startswith("Met")]
    assert labels == ["Met: Talk"]
