"""What is held about people, why, who sees it and for how long, as the tables themselves say it.

``/privacy`` shows it to whoever asks; ``docs/privacy.md`` is written by ``python -m sef2si.documents.privacy``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sef2si.domain.holding import GROUPS, Holds
from sef2si.store.every import every_table
from sef2si.store.holding import Held, held

TITLE = "What is held about people, and why"
LEDE = (
    "This page is made from the database itself: every table is here, and every column of it that says anything about "
    "a person. Nothing else is kept."
)
# The answers a reader looks for first; each is a heading and its paragraphs.
ANSWERS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "Whose data it is",
        (
            "The school decides what is held and why, and answers for it. Whoever runs the server keeps it for the "
            "school, and reads no plan.",
            "It is a school's self-evaluation and improvement plan. Names of pupils do not belong in it, nor notes on "
            "one person's work. Where a name was typed all the same, the school can have it taken out.",
        ),
    ),
    (
        "How to ask",
        (
            "Ask the school's headteacher or whoever sees to its accounts, in whatever way suits you. They can give "
            "you everything that is held about you as a document, put right what is wrong, stop it from being shown, "
            "and take your name out for good. The school answers within one month, and it costs nothing.",
            "If you have an account, you find what is held about you under “My account”, without asking anybody.",
            "If you are not content with the answer, you can turn to the Information Commissioner's Office.",
        ),
    ),
    (
        "What happens when you leave",
        (
            "The school can make you “a former colleague”: your account, your entry among the staff and your name "
            "beside what you wrote go. What was decided for the school stays, and so do its figures.",
            "Backups that were made before still hold your name until they are thrown away in their turn. They are "
            "opened only to put a lost database back.",
        ),
    ),
    (
        "What is not done",
        (
            "The program sells nothing and passes nothing on. No page of it fetches anything from elsewhere, and "
            "nobody is followed. One cookie keeps you signed in, and goes when you sign out.",
            "Nobody is judged by a machine: the program adds up, reminds, and asks questions about a plan.",
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    """One table as it is shown: what it says about people, sort by sort, and what it says beside."""

    table: str
    what: str
    why: str
    seen_by: str
    how_long: str
    personal: Sequence[tuple[str, str]]
    other: str


def shown() -> dict[str, Sequence[Shown]]:
    """Every table, under the heading it belongs to."""
    found = [(each.kept.group, _shown(each)) for each in held(every_table())]
    return {group: [table for other, table in found if other == group] for group in GROUPS}


def _shown(each: Held) -> Shown:
    by_sort: dict[Holds, list[str]] = {sort: [] for sort in Holds}
    for sort, words in each.columns:
        by_sort[sort].append(words)
    return Shown(
        each.table,
        each.kept.what,
        each.kept.why,
        each.kept.seen_by,
        each.kept.how_long,
        [(sort.label, "; ".join(words)) for sort, words in by_sort.items() if words and sort.is_personal],
        "; ".join(by_sort[Holds.NOTHING]),
    )


def as_markdown() -> str:
    """The page as ``docs/privacy.md``."""
    lines = [f"# {TITLE}", "", LEDE, ""]
    for heading, paragraphs in ANSWERS:
        lines += [f"## {heading}", ""]
        for paragraph in paragraphs:
            lines += [paragraph, ""]
    for group, tables in shown().items():
        if tables:
            lines += [f"## {group}", ""]
        for each in tables:
            lines += [f"### {each.what}", "", f"- **Why:** {each.why}", f"- **Who sees it:** {each.seen_by}"]
            lines += [f"- **How long:** {each.how_long}"]
            lines += [f"- **{label}:** {words}" for label, words in each.personal]
            if each.other:
                lines += [f"- {Holds.NOTHING.label}: {each.other}"]
            lines += [f"- Table `{each.table}`", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    # From the checkout, as for other published files of ours.
    (Path(__file__).parents[2] / "docs" / "privacy.md").write_text(as_markdown(), encoding="utf-8")
