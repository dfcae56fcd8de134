"""The school's calendar: term dates typed or from a file, patterns of time laid on them, and directed time reckoned."""

from __future__ import annotations

from typing import Any

from tornado import web

from sef2si.advice.costs import plain
from sef2si.advice.year.days import school_year
from sef2si.advice.year.directed import COUNTED, RULE, hours_words, notes, of_group
from sef2si.advice.year.patterns import INSET_RULE, Laid, Pattern, days_stood_for, lay, with_choices
from sef2si.advice.year.reading import pattern, patterns
from sef2si.advice.year.showing import months, school_entries, week_entries
from sef2si.documents.incoming.termdates import TermDates, term_dates
from sef2si.documents.reading import limited
from sef2si.domain.dates import CalendarDate, DateSort, Repeats, Stops, minutes_from
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, Sef2siError
from sef2si.server.cpd_dates import when_said
from sef2si.server.cpd_pages import Typed, YearPage
from sef2si.server.uploads import LARGEST, uploaded
from sef2si.templates import templates

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Calendar(YearPage):
    """What the year is made of. Each press is one act, with one undo in the workbook."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        key = self.get_query_argument("pattern", "")
        shown = pattern(key)
        await self._show(plan, shown=shown, laid=_laid(plan, shown) if shown else None)

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        do = self.get_argument("do", "")
        try:
            if do == "file":
                await self._file(plan)
                return
            if do == "look":
                chosen = self._chosen()
                await self._show(plan, shown=chosen, laid=_laid(plan, chosen))
                return
            if do == "pattern":
                await self._lay(plan)
            elif do == "bring":
                await self._bring(plan)
            elif do == "add":
                wrong = await self._add(plan)
                if wrong:
                    await self._show(plan, wrong=wrong)
                    return
            elif do == "remove":
                gone = [each for each in plan.dates if each.id in self.boxes("date")]
                if gone:
                    await self.try_to(self.site.planner.write, self.person, plan.id, (), gone)
            elif do == "undo":
                await self.try_to(self.site.planner.undo, self.person, plan.id)
        except Sef2siError as refusal:
            await self._show(plan, wrong={"": self.refused(refusal)})
            return
        self.redirect(self.place(plan, "/calendar", told=do), status=303)

    def _chosen(self) -> Pattern:
        found = pattern(self.typed("pattern"))
        if found is None:
            raise Invalid("Please choose a pattern first.")
        weekday, minutes, times = self.typed("weekday"), self.typed("minutes"), self.typed("times")
        at = self.typed("at")
        if at and minutes_from(at) is None:
            raise Invalid(f"“{at[:20]}” is not a time we can read. Please write it like 15:30.")
        for words, name, most in ((minutes, "minutes", 600), (times, "times", 200)):
            if words and not (words.isdigit() and 0 < int(words) <= most):
                raise Invalid(f"Please give the {name} as a whole number up to {most}.")
        return with_choices(
            found,
            weekday=int(weekday) if weekday in {"0", "1", "2", "3", "4"} else None,
            at=at,
            minutes=int(minutes) if minutes else None,
            times=int(times) if times else None,
        )

    async def _lay(self, plan: Plan) -> None:
        """The dates of a pattern, as one act; laid again, what is there is changed and nothing is doubled."""
        chosen = self._chosen()
        laid = lay(chosen, school_year([each for each in plan.dates if not each.id.startswith(f"{chosen.key}.")]))
        if not laid.dates:
            raise Invalid(" ".join(laid.notes))
        await self.try_to(
            self.site.planner.write, self.person, plan.id, _over(plan, laid.dates), self._old(plan, chosen, laid)
        )

    def _old(self, plan: Plan, chosen: Pattern, laid: Laid) -> list[CalendarDate]:
        kept = {each.id for each in laid.dates}
        return [each for each in plan.dates if each.id.startswith(f"{chosen.key}.") and each.id not in kept]

    async def _file(self, plan: Plan) -> None:
        """Look at an authority's file first; nothing is kept of it yet."""
        file = uploaded(self)
        if file is None:
            raise Invalid("No file was chosen. Please choose one first.")
        reading = await self.try_to(limited.read_limited, file.name, file.content)
        found = term_dates(reading, plan.year)
        if not found.entries:
            raise Invalid(
                f"No term, holiday or INSET day of {plan.year} was found in {file.name}. Nothing was changed. "
                + " ".join(found.left[:3])
            )
        await self._show(plan, found=found)

    async def _bring(self, plan: Plan) -> None:
        """What was looked at, as one act. The dates come back with the form, as values of their own."""
        wanted = []
        for number in self.boxes("entry"):
            sort, title, first, last, key = (
                self.typed(f"{part}.{number}") for part in ("sort", "title", "first", "last", "id")
            )
            try:
                wanted.append(
                    CalendarDate.model_validate(
                        {"id": key, "sort": sort, "title": title, "starts": first, "ends": last}
                    )
                )
            except ValueError as error:
                raise Invalid("These dates could not be read again. Please choose the file once more.") from error
        if wanted:
            await self.try_to(self.site.planner.write, self.person, plan.id, _over(plan, wanted))

    async def _add(self, plan: Plan) -> dict[str, str]:
        typed = Typed(self)
        starts, ends = typed.day("starts", "From"), typed.day("ends", "Until")
        minutes = typed.whole("minutes", "Minutes", most=1440)
        sort = {each.value: each for each in DateSort}.get(self.typed("sort"))
        repeats = {each.value: each for each in Repeats}.get(self.typed("repeats"), Repeats.ONCE)
        if sort is None:
            typed.wrong["sort"] = "What is it? Please choose."
        if starts is None and "starts" not in typed.wrong and sort is not DateSort.DAY:
            typed.wrong["starts"] = "From which day? Please write it like 2 September 2026."
        if self.typed("at") and minutes_from(self.typed("at")) is None:
            typed.wrong["at"] = "Time: please write it like 15:30 or 3.30 pm."
        if starts and ends and ends < starts:
            typed.wrong["ends"] = "Until: this is before the first day."
        stops = {each.value: each for each in Stops}.get(self.typed("stops"))
        if stops and sort and not sort.is_blackout:
            typed.wrong["stops"] = "What does it stop? Only parents’ evenings, reports, examinations and the like do."
        if typed.wrong:
            return typed.wrong
        groups = {each.value: each for each in StaffGroup}
        made = CalendarDate(
            sort=sort, title=self.typed("title"), starts=starts, ends=ends, repeats=repeats, at=self.typed("at"),
            minutes=minutes, who=tuple(groups[each] for each in self.boxes("who") if each in groups),
            team=self.typed("team"), stops=stops,
        )  # fmt: skip
        await self.try_to(self.site.planner.write, self.person, plan.id, [made])
        return {}

    async def _show(
        self,
        plan: Plan,
        *,
        wrong: dict[str, str] | None = None,
        shown: Pattern | None = None,
        laid: Laid | None = None,
        found: TermDates | None = None,
    ) -> None:
        if wrong:
            self.set_status(422)
        year = school_year(plan.dates)
        members = await self.ask(self.site.planner.staff.members, self.person, plan.urn)
        here = [member for member in members if member.is_here(self.site.today())]
        twilights = [each for each in year.occurrences if each.sort in (DateSort.TWILIGHT, DateSort.SLOT)]
        self.show_year(
            "cpd_calendar.html",
            plan,
            "/calendar",
            wrong=wrong or {},
            told=self.get_query_argument("told", "") if not wrong else "",
            dates=_listed(plan),
            months=months(plan.year, year, (*week_entries(year, here), *school_entries(year))),
            patterns=patterns(),
            shown=shown,
            laid=laid,
            preview=[when_said(each) for each in laid.dates] if laid else [],
            found=found,
            entries=[(n, each, when_said(each)) for n, each in enumerate(found.entries)] if found else [],
            ledgers=[(group.label, of_group(year, group)) for group in COUNTED],
            ledger_notes=notes(year, here),
            ledger_rule=RULE,
            hours=hours_words,
            inset_rule=INSET_RULE,
            stood_for=plain(sum((days_stood_for(1, each.minutes or 0) for each in twilights), days_stood_for(0, 60)))
            if twilights
            else "",
            twilights=len(twilights),
            sorts=[("", "Please choose")] + [(each.value, each.label) for each in DateSort],
            stops=[("", "What is usual for it"), *((each.value, each.label) for each in Stops)],
            repeats=[(each.value, each.label) for each in Repeats],
            groups=[(each.value, each.label) for each in StaffGroup if each is not StaffGroup.GOVERNORS],
            weekdays=list(enumerate(WEEKDAYS)),
            typed=lambda name: self.typed(name) if wrong else "",
            ticked=self.boxes("who") if wrong else (),
            largest=LARGEST,
            title="The calendar of the year",
        )


def _laid(plan: Plan, chosen: Pattern) -> Laid:
    """The pattern on this year as it would be without it: laid again, it does not stand in its own way."""
    return lay(chosen, school_year(each for each in plan.dates if not each.id.startswith(f"{chosen.key}.")))


def _listed(plan: Plan) -> list[tuple[str, list[tuple[CalendarDate, str]]]]:
    """By sort, each in the order of its days."""
    found: list[tuple[str, list[tuple[CalendarDate, str]]]] = []
    for sort in (*DateSort, None):
        own = sorted((e for e in plan.dates if e.sort is sort), key=lambda e: (str(e.starts or ""), e.position))
        if own:
            found.append((sort.label if sort else "Not said yet what it is", [(e, when_said(e)) for e in own]))
    return found


def _over(plan: Plan, wanted: Any) -> list[CalendarDate]:
    """Each in the place of the one of its id, where there is one."""
    there = {each.id: each for each in plan.dates}
    return [
        each.having(version=there[each.id].version, position=there[each.id].position) if each.id in there else each
        for each in wanted
    ]


class ExampleTerms(YearPage):
    """A file of term dates to copy: one row a term or holiday."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self.plan_to_place(urn)
        content = (templates() / "examples" / "terms.csv").read_bytes()
        await self.give_file("term-dates.csv", "text/csv; charset=utf-8", content)
