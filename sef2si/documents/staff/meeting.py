"""A list of staff held against the register: who is new, what is said otherwise, who is missing, what is undecided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from sef2si.documents.incoming.proposal import State
from sef2si.documents.staff.matching import Matcher
from sef2si.documents.staff.proposal import Line, StaffList
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import WHOLE_WEEK, CareerStage, StaffMember, faults

# In the order in which a person reads them; what is not here never comes from a file.
COMPARED = (
    "name", "reference", "role", "group", "team", "days", "days_b", "fte_agreed", "contracted_hours",
    "directed_hours_agreed", "paid_times", "ppa", "not_teaching", "early_career_time", "career_stage", "started_on",
    "leaves_on",
)  # fmt: skip


@dataclass(frozen=True)
class Decisions:
    """What a person decided. ``who``: a line's key -> id of one in the register, "" for somebody new; ``kept``: keys of
    lines for whom the register's words stay; ``last_days``: id of one who is not in the file -> their last day;
    ``full_time``: those of whom the file says no days work the whole week; ``without_marked``: rows and cells that
    can't be read are left out."""

    who: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    last_days: Mapping[str, date] = field(default_factory=dict)
    full_time: bool = False
    without_marked: bool = False


@dataclass(frozen=True)
class Outcome:
    """One line held against the register. ``member`` is what the file makes of them; ``changed`` names the fields in
    which that is something else; ``might_be`` are those in the register who have a like name."""

    line: Line
    state: State
    member: StaffMember | None
    before: StaffMember | None = None
    changed: tuple[str, ...] = ()
    might_be: tuple[StaffMember, ...] = ()
    sentence: str = ""

    @property
    def is_marked(self) -> bool:
        return self.state is State.REFUSED or bool(self.line.problems)


@dataclass(frozen=True)
class Meeting:
    """``absent`` are in the register and at the school, and not in the file: nothing happens to them unless decided.

    ``save`` is what one act would keep; it is empty while something is marked and nobody said to go on without it.
    """

    listed: StaffList
    outcomes: tuple[Outcome, ...]
    absent: tuple[StaffMember, ...]
    save: tuple[StaffMember, ...]
    without_days: int = 0

    def count(self, state: State) -> int:
        return sum(outcome.state is state for outcome in self.outcomes)

    @property
    def marked_rows(self) -> int:
        return self.count(State.REFUSED)

    @property
    def marked_cells(self) -> int:
        return sum(len(outcome.line.problems) for outcome in self.outcomes if outcome.state is not State.REFUSED)


def meet(
    listed: StaffList, register: Sequence[StaffMember], urn: str, today: date, decided: Decisions | None = None
) -> Meeting:
    """What the file would change in this school's register, as far as it is decided."""
    told = decided or Decisions()
    matcher = Matcher(urn, register, told.who)
    outcomes = tuple(_outcome(line, listed, matcher, told) for line in listed.lines)
    absent = tuple(
        member
        for member in register
        if member.id not in matcher.taken and not (member.leaves_on and member.leaves_on < today)
    )
    marked = any(outcome.is_marked for outcome in outcomes)
    leavers = tuple(
        member.model_copy(update={"leaves_on": told.last_days[member.id]})
        for member in absent
        if member.id in told.last_days and told.last_days[member.id] != member.leaves_on
    )
    save = tuple(
        outcome.member for outcome in outcomes if outcome.state in (State.NEW, State.CHANGED) and outcome.member
    )
    return Meeting(
        listed,
        outcomes,
        absent,
        () if marked and not told.without_marked else save + leavers,
        sum(
            outcome.member is not None and not outcome.member.days for outcome in outcomes if outcome.state is State.NEW
        ),
    )


def _outcome(line: Line, listed: StaffList, matcher: Matcher, told: Decisions) -> Outcome:
    if line.nameless:
        return Outcome(
            line, State.REFUSED, None, sentence="This row has no name. Please add one in the file, or leave it out."
        )
    matched = matcher.match(line)
    before = matched.member
    fields = dict(_fields(line, listed, before, told, renames=matched.by_code))
    if before is None and "group" not in fields:
        role = line.fields.get("role")
        said = f"“{role}” does not tell us the staff group. Please choose it above." if role else (
            "Nothing here tells us the staff group. Please add a role in the file, or leave this row out."
        )  # fmt: skip
        return Outcome(line, State.REFUSED, None, might_be=matched.might_be, sentence=said)
    try:
        member = _made(matched.id, before, fields)
    except ValidationError as error:
        return Outcome(line, State.REFUSED, None, before, sentence=_sentence(error))
    wrong = next(iter(faults(member)), None)
    if wrong:
        return Outcome(line, State.REFUSED, None, before, sentence=wrong[1])
    if before is None:
        return Outcome(line, State.NEW, member, might_be=matched.might_be)
    changed = tuple(name for name in COMPARED if getattr(member, name) != getattr(before, name))
    if not changed or line.key in told.kept:
        return Outcome(line, State.UNCHANGED, member, before, changed, matched.might_be)
    return Outcome(line, State.CHANGED, member, before, changed, matched.might_be)


def _fields(
    line: Line, listed: StaffList, before: StaffMember | None, told: Decisions, *, renames: bool
) -> Iterator[tuple[str, object]]:
    said = line.fields
    if before is None or renames:
        yield "name", line.name
    for name, source in _PLAIN.items():
        if source in said:
            yield name, said[source]
    if (group := _group(line, listed, before)) is not None:
        yield "group", group
    if (days := _days(said, before, told)) is not None:
        yield "days", days
    if "fte" in said:
        yield "fte_agreed", said["fte"]


_PLAIN = {
    "reference": "reference",
    "role": "role",
    "team": "team",
    "contracted_hours": "hours",
    "directed_hours_agreed": "directed_hours",
    "paid_times": "paid_times",
    "days_b": "days_b",
    "ppa": "ppa",
    "not_teaching": "not_teaching",
    "early_career_time": "early_career_time",
    "career_stage": "career_stage",
    "started_on": "started_on",
    "leaves_on": "leaves_on",
}


def _group(line: Line, listed: StaffList, before: StaffMember | None) -> StaffGroup | None:
    """A group the file names itself; else what the role tells, where nobody in the register has one already."""
    if isinstance(named := line.fields.get("group"), StaffGroup):
        return named
    if before is not None and line.fields.get("role", before.role) == before.role:
        return None
    told = listed.roles.get(str(line.fields.get("role", "")))
    contract = line.fields.get("contract")
    group = told or (contract if isinstance(contract, StaffGroup) else None)
    early = line.fields.get("career_stage") in (CareerStage.EARLY_1, CareerStage.EARLY_2)
    return StaffGroup.EARLY_CAREER if early and group is StaffGroup.TEACHERS else group


def _days(said: Mapping[str, object], before: StaffMember | None, told: Decisions) -> object:
    if "days" in said:
        return said["days"]
    if before is not None and before.days:
        return None
    whole = said.get("fte") == 1 or (told.full_time and "fte" not in said)
    return WHOLE_WEEK if whole else None if before is not None else ()


def _made(member_id: str, before: StaffMember | None, fields: Mapping[str, object]) -> StaffMember:
    """What is agreed is kept only where it is not what days or hours would say by themselves."""
    start: dict[str, Any] = (
        {name: getattr(before, name) for name in StaffMember.model_fields} if before else {"id": member_id}
    )
    member = StaffMember.model_validate({**start, **fields})
    usual = member.model_copy(update={"fte_agreed": None})
    if member.fte_agreed is not None and usual.fte == member.fte_agreed:
        member = usual
    usual = member.model_copy(update={"directed_hours_agreed": None})
    if member.directed_hours_agreed is not None and usual.directed_hours == member.directed_hours_agreed:
        member = usual
    return member


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    return str(first["ctx"]["error"]) if first["type"] == "value_error" else "This can't be kept as it is written."


def roles_asked(meeting: Meeting) -> tuple[tuple[str, int, StaffGroup | None], ...]:
    """(role, how many have it, the group it is taken for), those nobody knows first."""
    counted = Counter(str(line.fields.get("role", "")) for line in meeting.listed.lines)
    found = [(role, counted[role], group) for role, group in meeting.listed.roles.items()]
    return tuple(sorted(found, key=lambda each: (each[2] is not None, each[0].casefold())))
