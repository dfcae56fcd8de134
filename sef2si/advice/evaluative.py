"""The word rule that tells a description from an evaluation (003-06): lists of words that anyone can read and mend.

A text is descriptive where it holds a word of doing and none of effect. What it neither knows as the one nor as the
other it leaves alone. In the lists, ``s?`` is an ending that may be missing and a comma ends an entry.
"""

from __future__ import annotations

import re

_LONGEST = 3_000  # letters looked at; a point longer than this is told so in another hint


def is_descriptive(text: str) -> bool:
    """Whether a text says what adults do or provide, and nothing of its effect.

    Intentions ("to improve reading") and shares of adults ("100% of staff were trained") are no effect on pupils:
    they are set aside before words of effect are looked for.
    """
    searched = plain(text)
    return bool(_DOING.search(searched)) and not _EFFECT.search(_NO_EFFECT.sub(" ", searched))


def plain(text: str) -> str:
    """Small letters, straight apostrophes, single spaces, hyphens as spaces; no marks but %, ' and a decimal point."""
    small = text[:_LONGEST].lower().replace("’", "'")
    return " ".join(re.sub(r"[^\w%'.]|\.(?!\d)", " ", small).split())


def _any(entries: str) -> str:
    return "(?:" + "|".join(entry.strip() for entry in entries.split(",") if entry.strip()) + ")"


_SOME_WORDS = r"(?: \w+){0,3}? "

_ADULTS = _any("""
    we, i, the school, our school, staff, adults, leaders, governors, teachers, assistants, tas, mentors, coordinators,
    headteacher, head, deputy, senco, teams?, committee, council, officer, mentor, assistant, leader, our website
""")
_PUPILS = _any(r"""
    pupils?, children, child, boys, girls, learners, readers, writers, leavers, they, those, everyone, reception,
    classes, years? \d+
""")

_ADULTS_DO = _any("""
    has, have, holds?, runs?, uses?, provides?, offers?, organises?, attend, attends, attended, meets?, met, plans?,
    reviews?, monitors?, moderates?, tracks?, delivers?, follows?, completes?, receives?, received, shares?, leads?,
    led, teach, teaches, works?, celebrates?, invests?, invested, introduced, developed, implements?, implemented,
    created, appointed, bought, purchased, set, sets, trained, gives?, makes?, ensures?, supports?, promotes?, carry,
    carries, visits?, marks?, adopted, continues?, carried, started, launched,
    oversees?, joined, buys?, contacts?, explains?, manages?, oversee, analyse, analyses, organise,
    coordinates?
""")
_IS_DONE = _any("""
    held, run, used, provided, offered, organised, reviewed, monitored, planned, delivered, given, set, taught, trained,
    introduced, shared, displayed, invited, celebrated, tracked, moderated, completed, implemented, followed, updated,
    assessed, timetabled, available, embedded, in place, appointed, bought, taken, led, published, adopted, encouraged,
    put on, drawn up, set up, scrutinised, checked, kept, recorded, equipped, linked, supported, members of, part of
""")
_PUPILS_GET = _any("have access, takes? part, receives?, attend, visit, go on, get, read, are heard")
_PROVISION = _any("""
    clubs?, lessons, assembly, assemblies, meetings?, interventions?, walks?, looks?, visitors, workshops?, sessions?,
    displays?, curriculum, timetable, policy, policies, programme, scheme, class, classes, classroom, classrooms
""")
_PROVISION_DOES = _any("""
    runs?, covers?, focus, focuses, includes?, has, have, happens?, come in, comes in, sets out, follows?, promotes?
""")
_TO_DO = _any("""
    introduce, develop, continue, implement, review, provide, train, buy, set up, create, embed, ensure, update, write,
    produce, hold, run, monitor, use, establish, launch, appoint, purchase, work with, work on, design,
    organise, plan, identify, arrange
""")
# "Books are marked in green": any passive, but not of pupils, nor a word for how things are.
_PASSIVE = (
    r"(?<!pupils )(?<!children )(?<!boys )(?<!girls )(?<!they )(?:is|are|was|were|been|being) "
    r"(?!engaged|prepared|challenged|stretched|bored|excited|interested|motivated|settled|unsettled|worried|rushed"
    r"|limited|confused|excluded|bullied|valued|respected|pleased|concerned|delayed|rooted|needed|disrupted|wasted)"
    r"\w+ed"
)
_FORMS_OF_BE = _any("is, are, was, were, be, been, being")
_OTHER_DOING = _any("""
    there is, there are, there will be, there has been, there have been, takes? place, in place, every day, every week,
    every term, every half term, every morning, each week, each term, each half term, weekly, fortnightly, termly,
    regularly
""")

_DOING = re.compile(
    rf"\b(?:{_ADULTS}{_SOME_WORDS}{_ADULTS_DO}|{_FORMS_OF_BE}{_SOME_WORDS}{_IS_DONE}|{_PASSIVE}"
    rf"|{_PUPILS}{_SOME_WORDS}{_PUPILS_GET}|{_PROVISION} {_PROVISION_DOES}|{_OTHER_DOING})\b"
    rf"|^(?:to |we will |we need to |we plan to )?{_TO_DO}\b"
)

# Neither an intention nor a share of adults is an effect on pupils.
_MEANT = _any("improve, raise, increase, boost, narrow, close, reduce, help, better, make, ensure, support")
_ADULT_THINGS = _any("""
    staff, teachers, teaching, tas, assistants, lessons, governors, leaders, subjects?, policies, classrooms
""")
_NO_EFFECT = re.compile(
    rf"\bto (?:further )?{_MEANT}\b"
    r"|\bimprovement (?:plans?|planning|team|group|cycle|priorities|partner)\b"
    rf"|\b\d[\d.]* ?(?:%|per ?cent) of (?:all |the |our |these )?{_ADULT_THINGS}\b"
)

_CHANGE = _any("""
    improved, improves, improving, rose, risen, rises?, rising, fell, fallen, falls, falling, doubled, halved, trebled,
    tripled, increased, increases, increasing, decreased, decreases, decreasing, reduced, reduces, reducing, dropped,
    grew, grown, narrowed, narrows, narrowing, closed, closing, widened, widens, widening
""")
_COMPARISON = _any(r"""
    higher, lower, better, worse, stronger, weaker, fewer, less, greater, slower, faster, calmer, happier, safer,
    more pupils, more children, more boys, more girls, more often, more confident, more independent, more able,
    more likely, more accurate, more \w+ly, than before, than last year, compared, in line with, above national,
    above average, above the national, above the average, below national, below average, below the national,
    below the average, below that, below others, below expected, below the expected, above expected, behind
""")
_CAUSE = _any("""
    as a result, so that, so pupils, so children, so they, so most, so all, so few, because, therefore, this means,
    which means, means that, this has meant, led to, leads to, leading to, resulting in, results in, helps? pupils,
    helps? children, helps? them, helps? boys, helps? girls, has helped, have helped, enables?, enabled, allows?,
    impact is, effect is, impact on, says? that, said that, tells? us, told us
""")
_SHORTFALL = _any(r"""
    not yet, too few, too many, too much, too often, too low, too slow, too little, too long, too wide, too easy,
    too hard, too late, still, inconsisten\w*, vary, varies, varied, uneven, weak\w*, gaps?, lack\w*, struggl\w*, low,
    slow, poor, rarely, seldom, do not, does not, did not, don't, doesn't, cannot, can't, isn't, aren't, is not,
    are not, unable, unsure, only, except, but, however, although, yet, patchy, alone, would like, (?<!a )few,
    worry, worried, worries
""")
_SHARE = (
    r"(?:most|few|half|nearly all|almost all|many|some|one|two|three|a third|a quarter|two thirds|three quarters)"
    r"(?: (?:of|in \w+))?(?: the| our| these)? " + _any("pupils, children, boys, girls, learners, leavers")
)
_NUMBER = r"\d ?%|\d ?per ?cent\b|\bfrom \d[\d.]* to \d|\b\d+ (?:of|out of|in) (?:our |the |every )?\d"
_PUPILS_SHOW = _any("""
    can, know, knows, understand, understands, remember, recall, explain, enjoy, feel, feels, say, said, tell, told,
    trust, believe, make, makes, made, reach, reached, achieve, achieved, attain, attained, pass, passed, catch, caught,
    keep up, lose, lost, miss, missed, stay, stayed, gain, gained, leave, left, now, often, usually, choose
""")
_HOW_WELL = _any("""
    well, fluently, confidently, accurately, widely, clearly, calmly, quickly, independently, poorly, badly, slowly,
    kindly, respectfully, happily, securely, thoughtfully, sensibly, neatly, safely, politely, with confidence, on time
""")
_HOW_GOOD = _any("""
    good, strong, secure, effective, ineffective, consistent, calm, excellent, high, orderly, confident, fluent,
    accurate, rare, safe, happy, settled, proud, respectful
""")
_EFFECT = re.compile(
    rf"{_NUMBER}|\b(?:{_CHANGE}|{_COMPARISON}|{_CAUSE}|{_SHORTFALL}|{_SHARE}"
    rf"|{_PUPILS}{_SOME_WORDS}{_PUPILS_SHOW}|{_PUPILS}(?: \w+){{1,6}}? {_HOW_WELL}"
    rf"|{_any('is, are, was, were, remains?, become')} (?:\w+ )?{_HOW_GOOD})\b"
)
