"""``docs/permissions.md``: who may do what, from the table itself, in words a headteacher reads.

Made again with ``python -m sef2si.documents.permissions``.
"""

from __future__ import annotations

from pathlib import Path

from sef2si.domain.people import TABLE, Answer, Deed, Role, Whose
from sef2si.domain.suppression import FEWEST

TITLE = "Who may do what"
LEDE = (
    "This page is made from the table that the service asks on every call, whatever a screen shows. A person may what "
    "one of their roles allows; a role at one school says nothing of another."
)
ROLES: dict[Role, str] = {
    Role.HEADTEACHER: "Sees and changes everything of the school, decides what advisers see, and lets people in.",
    Role.SENIOR_LEADER: "Sees and changes the whole plan, private needs included, and private notes that are for them.",
    Role.CPD_LEADER: "As a senior leader.",
    Role.PRIORITY_LEAD: (
        "A subject leader or the SENCO: changes the priorities that a leader put in their hands, and what hangs on "
        "them (success criteria, milestones, needs, actions, CPD that serves their priorities alone, and its checks). "
        "Reads the rest of the shared plan. Private notes and needs are not shown to them."
    ),
    Role.STAFF: "Reads the shared plan, answers invitations and says what they need. Takes nothing away as a file.",
    Role.GOVERNOR: "Reads the shared plan and takes documents away.",
    Role.SCHOOL_ADMIN: "Sees to people, accounts and the staff register. Reads no plan.",
    Role.ADVISER: "Of schools that invited them: sees what the school shares, and can ask and praise.",
    Role.LEAD_ADVISER: "The same at every school of an authority or trust, as whoever runs the server keeps it.",
    Role.OPERATOR: "Runs the server: adds schools, sees to people and backups. Reads no plan.",
}
SHARED: tuple[str, ...] = (
    "**The shared plan** is the plan without private notes, and without needs from appraisal, career, induction or "
    "statutory training: a group of one is a person.",
    "**Private notes** are for whoever wrote them and those of the three leading roles that they ticked: headteacher, "
    "senior leaders, CPD leaders. Nobody ticked means “only me”. Only the author changes a note's words and who sees "
    "it. Those it is for may take it out. For everybody else it is not there: no page, history, file or error has it.",
    "**Who gives which role.** Headteachers, senior leaders and CPD leaders read the whole plan, so a headteacher of "
    "the school gives these roles, and its administrator the others. Whoever runs the server lets in a school's first "
    "headteacher, and may do the rest by command, which reaches the database as well.",
    f"**Small groups.** How many people are in a group of fewer than {FEWEST} is shown to the school's leaders and "
    "priority leads alone, and is in no document made to be passed on. Where it could be worked out from a sum, "
    "another part of the sum, or the sum, is left out too; and where it could be from what is so many times something, "
    "so are days of cover, paid time and a price for each person.",
    "**Two days side by side.** Whoever does not see small groups is shown no sizes of groups where a plan is compared "
    "with an earlier one: one day taken from another would tell how many came or went. A need that was about one "
    "person at any time since is not shown, and nobody but those who read the history is told who changed what. "
    "Advisers look back no further than the school has shared its whole plan.",
    "**Advisers** see nothing until the headteacher chooses otherwise: a summary (counts and themes, none of the "
    "school's text, no names), or the plan without names of staff; names besides only until a day, a year off at most. "
    "Names of staff are those in the plan's boxes for people, in the staff register and of accounts at the school.",
)
_WORDS = {
    Answer.NO: "no",
    Answer.YES: "**yes**",
    Answer.AS_SHARED: "as shared",
}
_OWN_ONLY = "own only"


def as_markdown() -> str:
    """The whole page."""
    lines = [f"# {TITLE}", "", LEDE, "", "## The roles", ""]
    lines += [f"- **{role.label}.** {ROLES[role]}" for role in Role]
    lines += ["", "## What “shared” means", ""]
    for paragraph in SHARED:
        lines += [paragraph, ""]
    lines += ["## At one's own school", "", *_short(), ""]
    lines += ["“Own only”: with what is theirs alone, such as a priority they lead, their own act, or what is kept "
              "about them. “As shared”: as far as the school shares it.", ""]  # fmt: skip
    lines += ["## Every cell", ""]
    lines += [
        "Columns: their own record; their school; another school of the same authority or trust; any other school; a "
        "plan of an earlier year, or what was removed.",
        "",
    ]
    for role in Role:
        lines += [f"### {role.label}", "", *_whole(role), ""]
    return "\n".join(lines).rstrip() + "\n"


def _short() -> list[str]:
    head = ["To", *(role.label for role in Role)]
    rows = [[_deed(deed), *(_here(role, deed) for role in Role)] for deed in Deed]
    return _table(head, rows)


def _here(role: Role, deed: Deed) -> str:
    """In a word, for the school where the role is held; an operator's and a lead adviser's schools are all alike."""
    cells = TABLE[role][deed]
    where = {Role.OPERATOR: Whose.OTHER, Role.LEAD_ADVISER: Whose.SAME_BODY}.get(role, Whose.OWN_SCHOOL)
    if cells[where] is Answer.NO and cells[Whose.OWN_RECORD] is Answer.YES:
        return _OWN_ONLY
    return _WORDS[cells[where]]


def _whole(role: Role) -> list[str]:
    head = ["To", "Own record", "Own school", "Same body", "Other", "Archived"]
    rows = [[_deed(deed), *(_WORDS[TABLE[role][deed][whose]] for whose in Whose)] for deed in Deed]
    return _table(head, rows)


def _deed(deed: Deed) -> str:
    return deed.label.replace(" you ", " they ").replace("what you did", "what they did")


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


if __name__ == "__main__":
    # From the checkout, as for other published files of ours.
    (Path(__file__).parents[2] / "docs" / "permissions.md").write_text(as_markdown(), encoding="utf-8")
