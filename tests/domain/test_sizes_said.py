"""A size typed as words is a size: found where it counts people, left where it names a year, a stage or a day."""

from __future__ import annotations

import pytest

from sef2si.domain.sizes_said import sizes_said, without_sizes


@pytest.mark.parametrize(
    ("text", "sizes", "left"),
    [
        ("4 staff", (4,), "Staff"),
        ("three TAs", (3,), "TAs"),
        ("Three of our new TAs", (3,), "Our new TAs"),
        ("the two Year 3 teachers", (2,), "The Year 3 teachers"),
        ("Year 3 teachers (4)", (4,), "Year 3 teachers"),
        ("TAs x 3", (3,), "TAs"),
        ("3 x TAs", (3,), "TAs"),
        ("both early-career teachers", (2,), "Early-career teachers"),
        ("A couple of lunchtime supervisors", (2,), "Lunchtime supervisors"),
        ("3 teachers and 2 TAs", (3, 2), "Teachers and TAs"),
        ("two or three mentors", (2,), "Mentors"),
        ("All 12 teachers", (12,), "All teachers"),
        ("four", (4,), ""),
        # One is a person, whatever else is said.
        ("one teacher of French", (1,), ""),
        ("1 TA in Year 2", (1,), ""),
    ],
)
def test_a_size_in_words(text: str, sizes: tuple[int, ...], left: str) -> None:
    assert sizes_said(text) == sizes
    assert without_sizes(text) == left
    assert sizes_said(left) == ()


@pytest.mark.parametrize(
    "text",
    [
        "", "Teachers", "Year 4 teachers", "Years 3 and 4 teachers", "Y3/4 staff", "KS2 staff", "Key Stage 1 leaders",
        "Level 3 TAs", "One-to-one TAs", "1:1 TAs", "one to one TAs", "2 days for staff", "3 sessions with teachers",
        "Class 2 TA", "2026 teachers", "Staff: 2 hours", "Someone", "Teachers (2 terms)",
    ],
)  # fmt: skip
def test_a_number_that_counts_nobody_stays(text: str) -> None:
    assert (sizes_said(text), without_sizes(text)) == ((), text)
