"""Sample schools: plans as files that a head could read and edit, one YAML file a school.

A file mirrors the records by kind, with what belongs together written together: a judgement with its strengths, points
to improve and evidence; a priority with its criteria, milestones, needs and actions; an activity with its checks.
Fields are named like the records' fields. A record that others name carries a short ``id``; for the rest one is made
from where it stands, so that reading a file twice gives the same plan. Reading is pure: nothing is kept, and a file
that is wrong in one place gives no plan at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from sef2si.domain.cycle import date_from, first_day
from sef2si.domain.fields import held
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import KINDS, Plan, faults
from sef2si.domain.record import Choice, Frozen, Record
from sef2si.domain.school import School
from sef2si.domain.sharing import Level, Sharing
from sef2si.errors import Invalid
from sef2si.templates import frameworks, templates

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class _Nested:
    """Records of ``kind`` written inside another: ``parent`` is the field that names it."""

    kind: str
    parent: str
    preset: Mapping[str, str] = field(default_factory=dict)


# The lists a record's entry may hold, in the order in which they are read.
_NESTED: dict[str, dict[str, _Nested]] = {
    "judgements": {
        "strengths": _Nested("points", "judgement_id", {"sort": "strength"}),
        "to_improve": _Nested("points", "judgement_id", {"sort": "to_improve"}),
        "evidence": _Nested("evidence", "judgement_id"),
        "private_notes": _Nested("notes", "judgement_id"),
    },
    "priorities": {
        "criteria": _Nested("criteria", "priority_id"),
        "milestones": _Nested("milestones", "priority_id"),
        "needs": _Nested("needs", "priority_id"),
        "actions": _Nested("actions", "priority_id"),
    },
    "activities": {"sessions": _Nested("cpd_sessions", "activity_id"), "checks": _Nested("checks", "activity_id")},
    "actions": {"checks": _Nested("checks", "action_id")},
}
_TOP = (
    "year", "school", "dates", "judgements", "priorities", "needs", "expertise", "preferences", "offers", "actions",
    "activities",
)  # fmt: skip
# Where an entry may be written as its text alone.
_AS_TEXT = {"points": "text", "criteria": "text", "notes": "text"}
# What a field wants, by the sort of pydantic's complaint.
_WANTED = {
    "int": "a whole number, such as 12,",
    "decimal": "a number, such as 250 or 1200.50,",
    "bool": "yes or no",
    "string": "one piece of text",
    "tuple": "a list, such as [one, two],",
    "date": "a date, such as 9 July 2027,",
}
_NOT_WRITTEN = ("version", "position")


class _Block(dict[str, Any]):
    """One ``field: value`` block of the file, which remembers its lines."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


def sample_files() -> tuple[Path, ...]:
    """The sample schools that come with the product, in the order of their URNs."""
    return tuple(sorted((templates() / "samples").glob("[0-9]*.yaml")))


def read_samples(files: Sequence[Path] | None = None) -> tuple[Plan, ...]:
    """The plans of these files, by default of all samples. Raises ``Invalid`` if any one of them is wrong."""
    plans = tuple(read_plan(path.read_bytes(), path.name) for path in (sample_files() if files is None else files))
    seen: dict[str, str] = {}
    for plan, path in zip(plans, sample_files() if files is None else files, strict=True):
        if plan.id in seen:
            raise Invalid(
                f"{path.name} and {seen[plan.id]} are both about school {plan.urn} in {plan.year}. "
                "Please give one of them another URN or year. Nothing was imported."
            )
        seen[plan.id] = path.name
    return plans


class _Written(Frozen):
    """A person as their file writes them: one role, at one school or several."""

    id: str
    name: str
    role: Role
    urns: tuple[str, ...] = ()


def read_people(content: bytes | None = None, name: str = "people.yaml") -> tuple[Person, ...]:
    """The people one may act as in the demo, from the bytes of their file or the one beside the samples.

    Raises ``Invalid`` with the file and what to do.
    """
    if content is None:
        content = (templates() / "samples" / name).read_bytes()
    try:
        said = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 # nosec B506 (it makes text, lists and mappings)
        written = TypeAdapter(tuple[_Written, ...]).validate_python(said)
        return tuple(Person.with_role(id=each.id, name=each.name, role=each.role, urns=each.urns) for each in written)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise Invalid(
            f"{name} can't be read. It should be a list of people, each with id, name, role and urns."
        ) from error


def read_sharing(content: bytes | None = None, name: str = "sharing.yaml") -> tuple[Sharing, ...]:
    """What the sample schools share in the demo. Raises ``Invalid`` with the file and what to do."""
    if content is None:
        content = (templates() / "samples" / name).read_bytes()
    try:
        written = TypeAdapter(dict[str, Level]).validate_python(yaml.load(content, Loader=yaml.BaseLoader))  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise Invalid(f"{name} can't be read. It should say off, summary or full for each school's URN.") from error
    return tuple(Sharing(urn=urn, level=level) for urn, level in written.items())


def read_plan(content: bytes, name: str) -> Plan:
    """One school's plan from the bytes of its file. ``name`` is the file's name, for sentences.

    Raises ``Invalid`` with the file, the line and what to do.
    """
    return _Reader(name).plan(content)


class _Reader:
    """Reads one file. ``where`` remembers where each record stands, so that a link that leads nowhere has a line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.records: dict[str, list[Record]] = {kind: [] for kind in KINDS}
        self.where: dict[tuple[str, str], _Block] = {}

    def wrong(self, line: int, what: str) -> Invalid:
        return Invalid(f"{self.name}, line {line}: {what} Nothing was imported.")

    def plan(self, content: bytes) -> Plan:
        top = self._parsed(content)
        self._refuse_unknown(top, _TOP)
        year = self._year(top)
        school = top.get("school")
        if not isinstance(school, _Block):
            raise self.wrong(top.line_of("school"), "There should be a block “school:” with at least urn and name.")
        urn = school.get("urn", "")
        self._keep("school", school, {"id": urn or "school"}, "school")
        for kind in _TOP[2:]:
            self._keep_list(kind, top, kind, {}, "")
        record = self.records["school"][0]
        assert isinstance(record, School)
        lists = {
            kind: tuple(sorted(found, key=lambda each: each.position))
            for kind, found in self.records.items()
            if kind != "school"
        }
        plan = Plan.model_validate(
            {"id": f"{record.urn}-{first_day(year).year}", "urn": record.urn, "year": year, "school": record, **lists}
        )
        for each in plan.all_records():
            self._check_within(plan, each)
        return plan

    def _parsed(self, content: bytes) -> _Block:
        if len(content) > MOST_BYTES:
            raise Invalid(
                f"{self.name} is larger than {MOST_BYTES // 1_000_000} MB, more than a school's plan can be. "
                "Please check that it is the right file. Nothing was imported."
            )
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise self.wrong(line, "There is a character that can't be read. Please save the file as UTF-8.") from error
        try:
            # Composed only, never constructed: every value stays the text that was typed, and no tag is obeyed.
            root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise self.wrong(
                line,
                "This can't be read as YAML. Please look at the indents here, and put text that holds a colon followed "
                "by a space in quotation marks.",
            ) from error
        top = self._value(root, set()) if root is not None else ""
        if not isinstance(top, _Block):
            raise self.wrong(1, "A school's file starts with “year:” and “school:”.")
        return top

    def _value(self, node: yaml.Node, seen: set[int]) -> Any:
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise self.wrong(line, "The signs & and * stand for repeated text here. Please write the text out.")
        if isinstance(node, yaml.ScalarNode):
            return "" if node.tag.endswith(":null") else node.value
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, seen) for each in node.value]
        block = _Block(line)
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.wrong(line, "A field's name should be one word before a colon.")
            if key.value in block:
                raise self.wrong(key.start_mark.line + 1, f"“{key.value}” is written twice. Please keep one of them.")
            block[key.value] = self._value(value, seen)
            block.lines[key.value] = key.start_mark.line + 1
        return block

    def _year(self, top: _Block) -> str:
        year = top.get("year")
        try:
            first_day(year if isinstance(year, str) else "")
        except ValueError as error:
            raise self.wrong(top.line_of("year"), "Please write the academic year like “year: 2026/27”.") from error
        return str(year)

    def _keep_list(self, kind: str, block: _Block, key: str, preset: Mapping[str, str], parent_id: str) -> None:
        entries = block.get(key) or []
        if not isinstance(entries, list):
            raise self.wrong(block.line_of(key), f"“{key}” should be a list, each entry starting with a dash.")
        for number, entry in enumerate(entries, start=1):
            own = {"id": f"{parent_id}.{key}-{number}" if parent_id else f"{key}-{number}"}
            self._keep(kind, self._entry(kind, entry, block, key, number), {**own, **preset}, f"{key} {number}")

    def _entry(self, kind: str, entry: Any, block: _Block, key: str, number: int) -> _Block:
        if isinstance(entry, _Block):
            return entry
        if isinstance(entry, str) and kind in _AS_TEXT:
            short = _Block(block.line_of(key))
            short[_AS_TEXT[kind]] = entry
            return short
        raise self.wrong(
            block.line_of(key), f"Entry {number} of “{key}” should be made of lines such as “field: what it is”."
        )

    def _keep(self, kind: str, block: _Block, preset: Mapping[str, str], place: str) -> None:
        cls = KINDS[kind]
        nested = _NESTED.get(kind, {})
        fields = tuple(name for name in cls.model_fields if name not in _NOT_WRITTEN)
        self._refuse_unknown(block, (*fields, *nested))
        # From 1: a position of 0 is that of a record nobody has placed yet.
        typed: dict[str, Any] = {**preset, "position": len(self.records[kind]) + 1}
        for name in fields:
            if name in block and block[name] != "":
                typed[name] = self._typed(cls, name, block)
        if kind == "judgements":
            typed.setdefault("framework", getattr(self.records["school"][0], "framework", ""))
            if "id" not in block and typed["framework"] and typed.get("area"):
                # The id under which the workbook offers this area before anybody wrote in it: one judgement an area.
                typed["id"] = f"{typed['framework']}.{typed['area']}"
            typed["position"] = self._place_of_area(str(typed["framework"]), typed.get("area")) or typed["position"]
        if kind == "priorities":
            typed["areas"] = [self._area(key) for key in typed.get("areas", [])]
        try:
            record = cls.model_validate(typed)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            raise self.wrong(block.line_of(name), f"{place}, {name}: {_sentence(cls, name, first)}") from error
        if (kind, record.id) in self.where:
            raise self.wrong(
                block.line_of("id"), f"The id “{record.id}” is used twice among {kind}. Please change one of them."
            )
        self.where[kind, record.id] = block
        self.records[kind].append(record)
        for key, inner in nested.items():
            self._keep_list(inner.kind, block, key, {inner.parent: record.id, **inner.preset}, record.id)

    def _place_of_area(self, framework: str, area: Any) -> int | None:
        """Where the workbook shows this area, from 1: areas that nobody has judged yet stand among the others."""
        found, school = frameworks().get(framework), self.records["school"][0]
        keys = [each.key for each in found.areas_for(school)] if found and isinstance(school, School) else []
        return keys.index(area) + 1 if area in keys else None

    def _area(self, key: str) -> str:
        """Areas of the school's own framework may be written without its key."""
        framework = getattr(self.records["school"][0], "framework", "")
        return key if "." in key or not framework else f"{framework}.{key}"

    def _typed(self, cls: type[Record], name: str, block: _Block) -> Any:
        value = block[name]
        if isinstance(value, str) and held(cls.model_fields[name].annotation)[:2] == (date, False):
            try:
                return date_from(value)
            except ValueError as error:
                raise self.wrong(block.line_of(name), str(error)) from error
        return value

    def _refuse_unknown(self, block: _Block, known: Sequence[str]) -> None:
        for name in block:
            if name not in known:
                raise self.wrong(block.line_of(name), f"“{name}” is not known here. It can be: {', '.join(known)}.")

    def _check_within(self, plan: Plan, record: Record) -> None:
        kind = next(kind for kind, cls in KINDS.items() if type(record) is cls)
        block = self.where[kind, record.id]
        for name, link in record.links().items():
            value = getattr(record, name)
            for linked in value if isinstance(value, tuple) else (value,) if value else ():
                if plan.find(link.kind, linked) is None:
                    raise self.wrong(
                        block.line_of(name), f"There is no “{linked}” among the {link.kind}. Please check the id."
                    )
        for name, sentence in faults(plan, record, None):
            raise self.wrong(block.line_of(name), f"{name}: {sentence}")


def _sentence(cls: type[Record], name: str, error: Any) -> str:
    """Pydantic's complaint as a person would say it."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "enum":
        return f"“{error['input']}” is not one of {', '.join(_keys(cls, name))}."
    if error["type"] == "missing":
        return "This is needed, please write it."
    if name == "id":
        return "An id is made of letters, digits, dots and dashes, without spaces."
    wanted = _WANTED.get(error["type"].split("_")[0], "something else")
    return f"“{str(error['input'])[:40]}” can't be kept here, where {wanted} should stand."


def _keys(cls: type[Record], name: str) -> Iterator[str]:
    """The keys of the choice a field holds, found in its annotation."""
    waiting: list[Any] = [cls.model_fields[name].annotation]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, Choice):
            yield from (member.value for member in each)
        waiting.extend(getattr(each, "__args__", ()))
