"""Hints while a school writes its self-evaluation: is it honest, useful and short? (003-05, 06, 09, 11, 17, 18, 19)

Every hint follows a rule that a person can read (``RULES``) and a list of words that anyone can look up here. None is
an error, none judges a school or a person, and each can be waved away: its key then stands in
``Judgement.hints_ignored`` and the hint stays silent. Rules prefer silence to a wrong remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from sef2si.advice.evaluative import is_descriptive, plain
from sef2si.domain.cycle import written
from sef2si.domain.evaluation import Evidence, Judgement, Point, PointSort

# Results, what people say and what was seen, each once before and once now: a seventh rarely changes a judgement.
ENOUGH_EVIDENCE = 6
# One thing, what shows it and what it means for pupils: two or three sentences.
POINT_WORDS = 60
# About two minutes' reading. Nine areas of it make some six pages, which a busy teacher will still read.
JUDGEMENT_WORDS = 300

RULES: Mapping[str, str] = {
    "descriptive": "It names something adults do or provide, and has no word of what changed, how much, how well or "
    "for how many pupils.",
    "pleasing": "It uses a phrase from a short list that is often written to please a reader.",
    "long_point": f"One point has more than {POINT_WORDS} words.",
    "long": f"All points and evidence of one area together have more than {JUDGEMENT_WORDS} words.",
    "newer": "The evidence’s date, plus how often it is renewed, is not after today.",
    "no_evidence": "There are points or a grade, and no evidence.",
    "enough": f"There are more than {ENOUGH_EVIDENCE} pieces of evidence.",
    "one_voice": "Exactly one voice is ticked.",
}

PLEASING_PHRASES: tuple[str, ...] = (
    "cutting edge",
    "driving up standards",
    "exemplary",
    "inspection ready",
    "inspectors will",
    "leave no stone unturned",
    "no child left behind",
    "ofsted ready",
    "ofsted will",
    "outstanding in every",
    "outstanding practice",
    "passionate about",
    "relentless",
    "relentlessly",
    "rigorous and robust",
    "robust and rigorous",
    "robust systems",
    "second to none",
    "unrelenting",
    "unwavering",
    "world class",
)


@dataclass(frozen=True)
class Advice:
    """One hint: on which field of which record. ``field`` is blank where it is about the record as a whole.

    ``key`` is the same as long as the record is, so that it can be waved away; evidence with a new date is asked anew.
    """

    key: str
    kind: str
    record_id: str
    field: str
    sentence: str


def hints(
    judgement: Judgement, points: Iterable[Point], evidence: Iterable[Evidence], today: date
) -> tuple[Advice, ...]:
    """What is worth a second look in one judgement, those waved away left out.

    ``points`` and ``evidence`` may be the whole plan's: only the judgement's own count.
    An untouched judgement has no hints: an empty page needs no advice.
    """
    own_points = tuple(point for point in points if point.judgement_id == judgement.id and point.text.strip())
    own_evidence = tuple(each for each in evidence if each.judgement_id == judgement.id)
    found = (
        *(advice for point in own_points for advice in _of_point(point)),
        *_newer(own_evidence, today),
        *_of_judgement(judgement, own_points, own_evidence),
    )
    return tuple(advice for advice in found if advice.key not in judgement.hints_ignored)


def _of_point(point: Point) -> Iterator[Advice]:
    def advice(rule: str, sentence: str) -> Advice:
        return Advice(f"{rule}:{point.id}", "points", point.id, "text", sentence)

    if is_descriptive(point.text):
        yield advice("descriptive", _ASK_FOR_EFFECT[point.sort])
    for phrase in pleasing_phrases(point.text)[:1]:
        yield advice("pleasing", f"“{phrase.capitalize()}” may please a reader. What would a pupil or a parent notice?")
    length = words(point.text)
    if length > POINT_WORDS:
        yield advice(
            "long_point", f"This point has {length} words. Would {POINT_WORDS} do, or is it two points rather than one?"
        )


_ASK_FOR_EFFECT = {
    PointSort.STRENGTH: "This says what is done. What difference does it make to pupils, and how do you know?",
    PointSort.TO_IMPROVE: "This says what is done or planned. What is not yet good enough for pupils?",
}


def evidence_due(evidence: Evidence) -> date | None:
    """The day by which newer evidence of this sort should be out; None where that can't be told."""
    months = evidence.renewed.months if evidence.renewed else None
    return evidence.dated + relativedelta(months=months) if evidence.dated and months else None


def _newer(evidence: tuple[Evidence, ...], today: date) -> Iterator[Advice]:
    """Evidence whose newer release should exist by now (003-09)."""
    for each in evidence:
        due = evidence_due(each)
        if each.dated and each.renewed and due and due <= today:
            often = each.renewed.label.lower()
            yield Advice(
                f"newer:{each.id}:{each.dated.isoformat()}",
                "evidence",
                each.id,
                "dated",
                f"This is from {written(each.dated)} and is renewed {often}, so newer figures may be out. Have a look?",
            )


def _of_judgement(judgement: Judgement, points: tuple[Point, ...], evidence: tuple[Evidence, ...]) -> Iterator[Advice]:
    def advice(rule: str, field: str, sentence: str) -> Advice:
        return Advice(f"{rule}:{judgement.id}", "judgements", judgement.id, field, sentence)

    if (points or judgement.grade) and not evidence:
        yield advice("no_evidence", "", "What does this rest on? One or two sources with their dates are enough.")
    if len(evidence) > ENOUGH_EVIDENCE:
        yield advice(
            "enough",
            "",
            f"You have {len(evidence)} pieces of evidence here, and {ENOUGH_EVIDENCE} are usually enough to be sure. "
            "You can stop collecting.",
        )
    length = sum(words(point.text) for point in points) + sum(words(each.shows) for each in evidence)
    if length > JUDGEMENT_WORDS:
        yield advice(
            "long",
            "",
            f"This area now has {length} words. Colleagues are more likely to read about {JUDGEMENT_WORDS}: "
            "what could go?",
        )
    if len(judgement.voices) == 1:
        heard = judgement.voices[0].label.lower()
        yield advice(
            "one_voice", "voices", f"So far one voice is heard here: {heard}. Who else would see this differently?"
        )


def words(text: str) -> int:
    """How many words a text has, as a person would count them."""
    return len(text.split())


def pleasing_phrases(text: str) -> tuple[str, ...]:
    """The phrases of ``PLEASING_PHRASES`` that a text uses, in the list's order (003-18, 003-19)."""
    searched = f" {plain(text)} "
    return tuple(phrase for phrase in PLEASING_PHRASES if f" {phrase} " in searched)
