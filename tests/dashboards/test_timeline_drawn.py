from datetime import date, timedelta

from sef2si.dashboards.timeline import timeline_panel
from tests import factories as make

TODAY = date(2026, 11, 22)


def test_the_chart_shows_what_is_overdue_and_ahead_when_there_is_too_much_for_it() -> None:
    past = tuple(make.activity(what=f"Past {n}", starts=date(2026, 9, 1) + timedelta(days=n)) for n in range(60))
    ahead = make.activity(what="Ahead", starts=date(2027, 6, 1))
    late = make.activity(what="Late", starts=date(2026, 9, 2), check_due=date(2026, 10, 1))
    panel = timeline_panel(make.plan(activities=(*past, ahead, late)), TODAY, lambda kind, record_id: None)
    assert panel.figure is not None
    assert panel.table is not None
    shown = panel.figure["layout"]["yaxis"]["ticktext"]
    assert (len(shown), shown[0], shown[-1]) == (40, "Late", "Ahead")
    assert [cell.text for cell in panel.table.rows[0]] == ["1 October 2026", "Check: Late", "Check", "Overdue"]
    assert "Past 59" in shown
    assert "Past 0" not in shown
    assert len(panel.table.rows) == 63
