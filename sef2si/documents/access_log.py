"""The access log of a school as CSV, safe to open in Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from sef2si.documents.map.as_csv import harmless
from sef2si.domain.access import Seen

HEADINGS = ("From", "Person", "Role", "What", "Page or file", "Times")


def as_csv(seen: Iterable[Seen]) -> bytes:
    """A line for each entry, under headings; UTF-8 with a byte order mark, lines ended by CRLF."""
    out = StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    lines.writerow(HEADINGS)
    for each in seen:
        at = f"{each.quarter.astimezone():%Y-%m-%d %H:%M}"
        lines.writerow(map(harmless, (at, each.by_name, each.role, each.what, each.thing, str(each.count))))
    return out.getvalue().encode("utf-8-sig")
