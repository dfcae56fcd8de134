"""The addresses of planning CPD into the year, and of one's own CPD."""

from __future__ import annotations

from typing import Any

from sef2si.server import cpd_calendar, cpd_people, cpd_proposals, cpd_team, cpd_year, my_cpd


def routes(urn: str) -> list[tuple[str, Any]]:
    """``urn`` is how a school begins an address."""
    return [
        (urn + r"/cpd-year", cpd_year.Year),
        (urn + r"/cpd-year/progress", cpd_year.SolvingProgress),
        (urn + r"/cpd-year/team/(?P<need_id>[0-9A-Za-z._-]{1,120})", cpd_team.Team),
        (urn + r"/cpd-year/compare", cpd_proposals.Compare),
        (urn + r"/cpd-year/plans/(?P<proposal_id>[0-9a-f]{32})", cpd_proposals.OnePlan),
        (urn + r"/cpd-year/calendar", cpd_calendar.Calendar),
        (urn + r"/cpd-year/calendar/terms\.csv", cpd_calendar.ExampleTerms),
        (urn + r"/cpd-year/people", cpd_people.People),
        (r"/my-cpd", my_cpd.MyCpd),
        (r"/my-cpd/link/(?P<token>[0-9A-Za-z_-]{43})", my_cpd.OpenMine),
        (r"/my-cpd/calendar/(?P<token>[0-9A-Za-z_-]{43})\.ics", my_cpd.MyCalendar),
    ]
