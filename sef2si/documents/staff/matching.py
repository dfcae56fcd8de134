"""Who of the register a line of a file is: by the school's own code, by the name, or as a person says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from rapidfuzz import fuzz, process

from sef2si.documents.incoming.wording import simple
from sef2si.documents.staff.proposal import Line
from sef2si.domain.staff import StaffMember

_ALIKE = 85
_MOST_OFFERED = 4


class Matched(NamedTuple):
    """``id`` is theirs, or one made from what the file says of somebody new: the same file gives the same.

    ``by_code``: the school's own code says it is them, so that a new name is a new name of theirs.
    """

    id: str
    member: StaffMember | None
    by_code: bool = False
    might_be: tuple[StaffMember, ...] = ()


class Matcher:
    """Goes through a file's lines in their order; nobody of the register is two of them."""

    def __init__(self, urn: str, register: Sequence[StaffMember], decided: Mapping[str, str]) -> None:
        self._urn = urn
        self._register = register
        self._decided = decided
        self._by_id = {member.id: member for member in register}
        self._names = {member.id: simple(member.name) for member in register}
        self._called: dict[str, list[StaffMember]] = defaultdict(list)
        self._coded: dict[str, list[StaffMember]] = defaultdict(list)
        for member in register:
            self._called[self._names[member.id]].append(member)
            if member.reference.strip():
                self._coded[simple(member.reference)].append(member)
        self._seen: Counter[str] = Counter()
        # Whom a person named for one line is nobody else's.
        self.taken: set[str] = {each for each in decided.values() if each in self._by_id}

    def match(self, line: Line) -> Matched:
        made = self._made_id(line)
        code = simple(str(line.fields.get("reference", "")))
        if line.key in self._decided:
            member = self._by_id.get(self._decided[line.key])
            return Matched(member.id if member else made, member, member is not None, self._alike(line))
        for found, by_code in (
            (self._by_code(code), True),
            (self._by_name(line, code), False),
            (self._free(made), False),
        ):
            if found is not None:
                self.taken.add(found.id)
                several = len(self._called[simple(line.name)]) > 1
                return Matched(found.id, found, by_code, self._alike(line) if several and not by_code else ())
        return Matched(made, None, might_be=self._alike(line))

    def _made_id(self, line: Line) -> str:
        key = simple(str(line.fields.get("reference", ""))) or simple(line.name)
        self._seen[key] += 1
        return uuid5(NAMESPACE_URL, f"sef2si:staff:{self._urn}:{key}:{self._seen[key]}").hex

    def _free(self, member_id: str) -> StaffMember | None:
        return self._by_id.get(member_id) if member_id not in self.taken else None

    def _by_code(self, code: str) -> StaffMember | None:
        found = self._coded.get(code, [])
        return found[0] if len(found) == 1 and found[0].id not in self.taken else None

    def _by_name(self, line: Line, code: str) -> StaffMember | None:
        """The same name, unless two codes say that they are two people; of several, who has the same role."""
        found = [
            each
            for each in self._called.get(simple(line.name), [])
            if each.id not in self.taken and not (code and each.reference and simple(each.reference) != code)
        ]
        role = simple(str(line.fields.get("role", "")))
        return min(found, key=lambda each: simple(each.role) != role, default=None)

    def _alike(self, line: Line) -> tuple[StaffMember, ...]:
        """Whom it may be, the likest first: whose name is written a little otherwise, or with initials."""
        name = simple(line.name)
        near = process.extract(
            name, self._names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=_MOST_OFFERED
        )
        found = [member_id for _, _, member_id in near]
        found += [each for each, other in self._names.items() if each not in found and _same_initials(name, other)]
        return tuple(self._by_id[each] for each in found[:_MOST_OFFERED])


def _same_initials(one: str, other: str) -> bool:
    """``"asha patel"`` and ``"a patel"``, or ``"ap"``."""
    first, second = one.split(), other.split()
    if not first or not second:
        return False
    if len(first) > 1 and len(second) > 1:
        return first[-1] == second[-1] and first[0][0] == second[0][0]
    short, long = sorted((first, second), key=len)
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)
