"""All that weighing asks of a plan, looked up once: rates, contexts, the menu, who could help, what groups prefer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si import templates
from sef2si.advice.costs import CoverDay, cover_day_cost
from sef2si.advice.ways.options import HELPING, Option, Sort, of_colleagues, of_form, of_offer
from sef2si.advice.ways.words import is_akin, stems
from sef2si.domain.contexts import Context, contexts_of
from sef2si.domain.needs import Need, StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.preferences import Preference
from sef2si.menu import MenuEntry, menu_for

_LIKE_TEACHERS = frozenset({StaffGroup.EARLY_CAREER, StaffGroup.SUBJECT_LEADERS})
TICKED, SAME_WORDS, OPEN = 2, 1, 0


@dataclass(frozen=True)
class Setting:
    """One plan on one day. Make it with ``Setting.of``; ``options_for`` then asks for one need at a time.

    ``preferences``: (group, menu key) -> share of those asked who found it useful, of groups large enough; ``answers``
    are the counts behind it.
    """

    plan: Plan
    today: date
    cover_day: CoverDay
    support_hour: Decimal | None
    contexts: frozenset[Context]
    forms: dict[str, MenuEntry]
    groups_of: dict[str, str]
    preferences: dict[tuple[StaffGroup, str], Decimal]
    answers: dict[tuple[StaffGroup, str], Preference]
    offers: tuple[Option, ...]
    in_house: tuple[Option, ...]
    _ticked: dict[str, list[Option]] = field(repr=False)
    _titled: dict[str, list[Option]] = field(repr=False)
    _told: dict[str, list[Option]] = field(repr=False)
    _called: dict[str, Collection[str]] = field(repr=False)
    _helpers: dict[str, list[int]] = field(repr=False)
    alike: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # kept by weighing, by option

    @classmethod
    def of(cls, plan: Plan, today: date) -> Setting:
        forms = {entry.id: entry for entry in menu_for(plan.school)}
        ticked: dict[str, list[Option]] = defaultdict(list)
        titled: dict[str, list[Option]] = defaultdict(list)
        told: dict[str, list[Option]] = defaultdict(list)
        called: dict[str, Collection[str]] = {}
        offers = []
        for offer in plan.offers:
            option = of_offer(offer, forms.get(offer.form))
            if option.days and option.days[-1] < today:
                continue  # it is over
            offers.append(option)
            for need_id in offer.need_ids:
                ticked[need_id].append(option)
            called[option.key] = stems(f"{offer.title} {offer.subject}")
            for each in called[option.key]:
                titled[each].append(option)
            for each in stems(offer.content):
                told[each].append(option)
        helpers: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(plan.expertise):
            for each in stems(person.can_help_with) if person.may_be_asked else ():
                helpers[each].append(place)
        answers = {
            (answer.group, answer.form): answer
            for answer in sorted(plan.preferences, key=lambda each: (each.asked_on or date.min, each.id))
            if answer.group is not None and answer.share is not None
        }
        return cls(
            plan=plan,
            today=today,
            cover_day=cover_day_cost(plan.school),
            support_hour=plan.school.support_hour_cost,
            contexts=contexts_of(plan.school),
            forms=forms,
            groups_of={each.id: each.group for each in templates.mechanisms()},
            preferences={key: share for key, answer in answers.items() if (share := answer.share) is not None},
            answers=answers,
            offers=tuple(offers),
            in_house=tuple(form for entry in forms.values() if (form := of_form(entry)) is not None),
            _ticked=dict(ticked),
            _titled=dict(titled),
            _told=dict(told),
            _called=called,
            _helpers=dict(helpers),
        )

    def options_for(self, need: Need) -> list[tuple[Option, int]]:
        """What could meet a need, each with why it is thought of: ticked, the same words, or open to any subject.

        An offer's title or subject is akin to the need (``words.is_akin``), or its content shares two words with it.
        Where somebody ticked needs on it, only those, and what shares two words. One made for other staff is left out,
        unless somebody ticked it.
        """
        found: dict[str, tuple[Option, int]] = {}
        wanted = stems(need.what)
        shared: dict[str, tuple[Option, list[str]]] = {}
        counted: dict[str, int] = defaultdict(int)
        for each in wanted:
            for option in self._titled.get(each, ()):
                shared.setdefault(option.key, (option, []))[1].append(each)
            for option in self._told.get(each, ()):
                counted[option.key] += 1
                if counted[option.key] > 1 and is_for(option, need.group):
                    found[option.key] = (option, SAME_WORDS)
        for key, (option, words) in shared.items():
            akin = is_akin(wanted, self._called[key], words, loosely=not option.is_ticked)
            if akin and is_for(option, need.group):
                found[key] = (option, SAME_WORDS)
        for option in self._ticked.get(need.id, ()):
            found[option.key] = (option, TICKED)
        return [*found.values(), *((each, SAME_WORDS) for each in self.colleagues_for(need)), *self._open(need.group)]

    def _open(self, group: StaffGroup | None) -> list[tuple[Option, int]]:
        return [(option, OPEN) for option in self.in_house if is_for(option, group)]

    def helpers_for(self, need: Need) -> tuple[int, ...]:
        """Places in ``plan.expertise`` of those who said they could help with this (003-F4e, 003-O9)."""
        wanted = stems(need.what)
        shared: dict[int, list[str]] = defaultdict(list)
        for each in wanted:
            for place in self._helpers.get(each, ()):
                shared[place].append(each)
        people = self.plan.expertise
        return tuple(
            place for place in sorted(shared) if is_akin(wanted, stems(people[place].can_help_with), shared[place])
        )

    def colleagues_for(self, need: Need) -> list[Option]:
        """How those who said they could help with this could do so."""
        places = self.helpers_for(need)
        if not places:
            return []
        hours = [self.plan.expertise[place].hours for place in places]
        given = sum((each for each in hours if each is not None), Decimal(0)) if None not in hours else None
        return [of_colleagues(self.forms[key], len(places), given) for key in HELPING if key in self.forms]

    def option(self, need: Need, key: str) -> tuple[Option, int] | None:
        """The option under this key for this need; None where it is not, or no longer, one."""
        return next((each for each in self.options_for(need) if each[0].key == key), None)


def is_for(option: Option, group: StaffGroup | None) -> bool:
    """Whether an option is open to this group, as far as anybody said."""
    if not option.groups or group is None or StaffGroup.ALL_STAFF in option.groups or group in option.groups:
        return True
    return group is StaffGroup.ALL_STAFF or (group in _LIKE_TEACHERS and StaffGroup.TEACHERS in option.groups)


__all__ = ["OPEN", "SAME_WORDS", "TICKED", "Setting", "Sort", "is_for"]
