"""Which field a heading stands for: what the person decided, what is remembered, what is the same, what is similar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from sef2si.documents.incoming.proposal import ColumnMatch, Decisions, Sort
from sef2si.documents.incoming.wording import rows, simple
from sef2si.documents.reading.blocks import Place

_SAME_BUT_FOR_A_SLIP = 86
_WORTH_SUGGESTING = 55
_LONGEST = 90
_TERM = re.compile(r"(aut(?:umn)?|spr(?:ing)?|sum(?:mer)?)(?: term)?(?: [12])?(?: term)?(?: 20\d\d)?")
_TERM_ACTIONS = re.compile(
    r"(?:(?:aut|autumn|spr|spring|sum|summer)(?: term)?(?: [12])? (?:key )?(?:actions|steps|tasks|activities)"
    r"|(?:key )?(?:actions|steps|tasks|activities) (?:in |for |by )?(?:the )?(?:autumn|spring|summer)"
    r"(?: term)?(?: [12])?)"
)
_TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer"}
_TELL_NOTHING = frozenset(
    {
        "what", "how", "where", "day", "end", "ends", "start", "starts", "to", "from", "for", "by", "finish", "name",
        "code", "link", "item", "other", "title", "no", "of", "now", "current", "place", "room", "state", "complete",
        "completed", "done", "description", "content", "issue", "data", "staff", "summary", "context", "term",
    }
)  # fmt: skip


@cache
def fields_for(sort: Sort) -> tuple[tuple[str, str], ...]:
    """(field, label) for the choice a person makes above a column, in the order of the plan."""
    return tuple((row["field"], row["label"]) for row in rows("fields") if row.get(_side(sort)))


@cache
def _known(sort: Sort) -> dict[str, str]:
    """Every heading known for a sort of file -> its field; the first to claim a heading keeps it."""
    ours = {field for field, _ in fields_for(sort)}
    known: dict[str, str] = {}
    for row in rows("columns"):
        if row["field"] in ours and row.get("only", "") in ("", _side(sort)):
            known.setdefault(simple(row["heading"]), row["field"])
    return known


def _side(sort: Sort) -> str:
    return "calendar" if sort is Sort.CALENDAR else "plan"


class Columns:
    """Matches headings for one file, and remembers what it matched for the preview."""

    def __init__(self, sort: Sort, remembered: Mapping[str, str], decisions: Decisions) -> None:
        self.sort = sort
        self._labels = dict(fields_for(sort))
        self._remembered = {simple(heading): field for heading, field in remembered.items()}
        self._decided = {simple(heading): field for heading, field in decisions.columns.items()}
        self._matched: dict[str, ColumnMatch] = {}

    def match(self, heading: str, place: Place) -> ColumnMatch:
        """The field a heading stands for. Nothing is noted down: see ``note``."""
        key = simple(heading)
        field, how = self._field(key, heading)
        return ColumnMatch(place, " ".join(heading.split()), field, how, self._suggestions(key, field))

    def field(self, heading: str) -> tuple[str, str]:
        """(field, how) of a heading; ("", "none") where nobody knows."""
        return self._field(simple(heading), heading) if heading.strip() else ("", "none")

    def note(self, match: ColumnMatch) -> None:
        """Put a heading among those the preview shows, each once."""
        self._matched.setdefault(simple(match.heading), match)

    def suggest(self, field: str) -> tuple[tuple[str, str], ...]:
        """One field as a suggestion, with its label; nothing for no field."""
        return ((field, self._labels[field]),) if field in self._labels else ()

    @property
    def matched(self) -> tuple[ColumnMatch, ...]:
        return tuple(self._matched.values())

    def _field(self, key: str, heading: str) -> tuple[str, str]:
        for names, how in ((self._decided, "decided"), (self._remembered, "remembered")):
            if key in names and names[key] in {"", *self._labels}:
                return names[key], how
        return _read(self.sort, heading)

    def _suggestions(self, key: str, field: str) -> tuple[tuple[str, str], ...]:
        scored: dict[str, float] = {field: 101.0} if field else {}
        for _, score, known in process.extract(key, {h: h for h in _known(self.sort)}, scorer=fuzz.WRatio, limit=12):
            if score >= _WORTH_SUGGESTING:
                name = _known(self.sort)[known]
                scored[name] = max(score, scored.get(name, 0.0))
        likeliest = sorted(scored, key=lambda name: -scored[name])[:4]
        return tuple((name, self._labels[name]) for name in likeliest)


@lru_cache(maxsize=4096)
def _read(sort: Sort, heading: str) -> tuple[str, str]:
    """(field, same | similar | none) by the words of the heading alone."""
    known = _known(sort)
    whole = simple(heading)
    if not whole or len(heading) > _LONGEST:
        return "", "none"
    if whole in known:
        return known[whole], "same"
    bare = simple(re.sub(r"\([^)]*\)|\[[^]]*\]", " ", heading))
    if bare in known:
        return known[bare], "same"
    first = simple(re.split(r"[\n:(?–—]| - ", heading.strip(), maxsplit=1)[0])
    if first in known:
        return known[first], "same"
    parts = [simple(part) for part in re.split(r"\s*/\s*|\s+and\s+|\s*&\s*|,|\n", bare or whole) if simple(part)]
    fields = [known[part] for part in parts if part in known]
    if fields and len(fields) == len(parts):
        return fields[0], "same" if len(set(fields)) == 1 else "similar"
    if sort is Sort.PLAN and (term := _TERM.fullmatch(whole)):
        return _TERMS[term[1][:3]], "same"
    if sort is Sort.PLAN and _TERM_ACTIONS.fullmatch(whole):
        return "action", "same"
    near = process.extractOne(bare or whole, known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME_BUT_FOR_A_SLIP)
    if near and len(whole) > 3:
        return known[near[0]], "similar"
    return _within(whole, known)


def _within(whole: str, known: dict[str, str]) -> tuple[str, str]:
    """A known heading inside a longer one: the last before “of”, “to” or “we”, else the first. The longest where two
    end or begin together; question words tell nothing by themselves.
    """
    if len(whole.split()) > 9 or whole.startswith(("no ", "not ")):
        return "", "none"
    head = re.split(r" (?:of|to|for|in|on|with|by|that|which|we|will|is) ", f" {whole} ")[0].strip()
    ends = _standing(head, known)
    if {known[name] for _, name in ends} & {"status", "evaluation", "monitoring"}:  # “RAG rating Autumn”
        ends = [each for each in ends if known[each[1]] not in _TERMS.values()]
    if ends:
        return known[max(ends, key=lambda each: (each[0] + len(each[1]), len(each[1])))[1]], "similar"
    starts = _standing(whole, known)
    return (known[min(starts, key=lambda each: (each[0], -len(each[1])))[1]], "similar") if starts else ("", "none")


def _standing(words: str, known: dict[str, str]) -> list[tuple[int, str]]:
    """(where, heading) of the known headings that stand as words among these."""
    return [
        (f" {words} ".index(f" {name} "), name)
        for name in known
        if f" {name} " in f" {words} " and name not in _TELL_NOTHING and len(name) > 2
    ]
