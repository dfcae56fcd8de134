"""Names of people in what a school wrote: kept to the role where one is said, and taken out of running text.

Nothing can know every name. In a box for a person only words known to say a role are kept, so a name that nobody
foresaw goes; in running text go the names from those boxes, names after a title such as Mrs, and names after initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

SOMEONE = "a member of staff"
_SEVERAL = "members of staff"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that name a post or a group of people: one of them makes a phrase a role.
_ROLES = _words(
    """head heads headteacher headteachers principal principals vice-principal executive-head deputy deputies
    assistant assistants teacher teachers leader leaders lead leads coordinator coordinators co-ordinator
    co-ordinators senco sencos sendco sendcos dsl ddsl ht dht aht hlta hltas ta tas lsa lsas ect ects nqt nqts slt smt
    sbm hod hods hoy hoys trainee trainees mentor mentors coach coaches tutor tutors governor governors chair
    bursar manager managers officer officers administrator administrators secretary receptionist technician
    technicians librarian librarians caretaker caretakers cleaner cleaners cook cooks supervisor supervisors midday
    counsellor counsellors nurse nurses therapist therapists psychologist psychologists worker workers adviser advisers
    advisor consultant consultants specialist specialists expert experts trainer trainers speaker speakers presenter
    presenters facilitator provider providers supplier suppliers team teams staff department departments faculty
    faculties committee board council network networks partnership trust authority everyone everybody colleagues
    colleague practitioners practitioner pupils parents carers families volunteers apprentice apprentices educator
    educators director directors ceo cfo headship inspector inspectors clerk minister chaplain warden
    keyworkers keyworker"""
)
# Words that may stand around it: phases, subjects, numbers, and the small words between.
_AROUND = _words(
    """acting interim joint senior middle junior vice executive associate associated regional national local link lead
    class form year years key stage stages phase reception nursery infant infants primary secondary sixth upper lower
    early foundation eyfs fs1 fs2 ks ks1 ks2 ks3 ks4 ks5 english maths mathematics science computing ict art design
    technology history geography humanities languages language french german spanish mfl music drama pe re pshe rse
    phonics reading writing literacy numeracy oracy speech communication behaviour attendance inclusion send sen eal
    pastoral safeguarding assessment curriculum teaching learning support data exams cover business site office premises
    finance school schools pupil premium subject subjects care welfare well-being wellbeing family home education
    higher level special needs educational individual whole play sports sport library lunchtime kitchen catering
    transport health safety youth career careers school's trust's qualified experienced trained other others another
    outside external internal own neighbouring partner neighbour university college two three four five six seven eight
    nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty first second third
    the a an of for in at from our all each every with and or to on as who teach teaches"""
)
_EDGES = _words("the a an of for in at from our with and or to on as who every each all other another")
_MAY_END = frozenset({"all", "others"})
# What a name in front of is a place's or a body's: the Northmarch network.
_BODIES = _words("trust network networks partnership council school schools team university college")

_LETTERS = r"[^\W\d_]"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŴŶŸŹŻŽ]"
_SURNAME = rf"{_CAPITAL}{_LETTERS}*(?:[’'‑-]{_LETTERS}{{2,}}){{0,3}}"
_PARTICLES = r"(?:(?:de|da|di|du|van|von|der|den|la|le|al|el|bin|ibn|ap|ab|st|St|Mc|Mac|O)[ .’'-]{1,2}){0,3}"
_NAME = rf"{_PARTICLES}{_SURNAME}"
_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Revd?|Fr|Mme|Mlle|MR|MRS|MS|MISS|DR)"
_INITIALS = rf"(?:{_CAPITAL}\.\s?|{_CAPITAL}\s){{1,4}}"
_TITLED = re.compile(
    rf"\b(?:{_TITLES}\b\.?\s+(?:and|&)\s+)?{_TITLES}\b\.?\s+(?:{_INITIALS})?{_NAME}(?:[ ]{_SURNAME}){{0,2}}"
)
_WITH_INITIALS = re.compile(rf"(?<![\w’'])(?:{_CAPITAL}\.\s?){{1,4}}{_NAME}")
# "Group A. Pupils read": a letter that belongs to the word before it is no initial.
_LETTERED = re.compile(
    r"(?:\b(?:group|class|set|form|part|plan|stage|table|appendix|level|grade|band|block|week|option|vitamin|year)s?|\d)"
    r"\s*$",
    re.IGNORECASE,
)
# Given names and surnames that are common words: taken out of running text only beside the rest of the name.
_ALSO_WORDS = _words(
    """will mark may june april hope art rich summer autumn max christian young old long short small little white black
    brown green gray grey king day week march monday friday north south east west hill wood field fields brook lake park
    church bell ball page price cross good best love more most such bright strong swift wise ready case chance power
    street hall house rooms read book board"""
)
_NOT_SURNAMES = _words("the a an in on at it we they this that these those pupils staff all most some")


def role_in(typed: str, keep: Iterable[str] = ()) -> str:
    """What a box for a person says of a role: ``"F. Abernathy, deputy headteacher"`` -> ``"Deputy headteacher"``.

    Empty where it says none. ``keep`` are names of schools and trusts: a box that holds just one of them stays.
    """
    if typed.strip() in {name for name in keep if name}:
        return typed.strip()
    bare = _WITH_INITIALS.sub("|", _TITLED.sub("|", typed))
    found = [phrase for part in re.split(r"[,;:|/&()\[\]\n]|\s[-–—]\s", bare) if (phrase := _role_phrase(part))]
    if not found:
        return ""
    said = ", ".join(dict.fromkeys(found))
    return said[0].upper() + said[1:]


def group_in(typed: str) -> str:
    """A box for a group, such as "Teachers who asked for a coach": as typed where no word in it could be a name."""
    capitals = [word for word in typed.split() if _is_name(_bare(word, fold=False) or "-")]
    plain = without_names(typed, ()) == typed and all(map(_known, capitals))
    return typed if plain and _role_phrase(typed) else role_in(typed)


def names_in(typed: str, keep: Iterable[str] = ()) -> frozenset[str]:
    """The names a box for a person holds, each as it may stand in running text: whole, and in parts."""
    if typed.strip() in {name for name in keep if name}:
        return frozenset()
    parts = re.split(r"[,;:|/&()\[\]\n]|\s[-–—]\s|\b(?:and|with|by|as)\b", typed)
    return frozenset(name for part in parts for name in _names_of(part) if not _is_role_words(name))


def _names_of(part: str) -> Iterator[str]:
    bare = re.sub(rf"^\s*{_TITLES}\b\.?\s+", "", part)
    titled = bare != part
    words = [word.strip(" .“”\"'’") for word in bare.split()]
    words = [word for word in words if any(map(str.isalpha, word))]
    if not titled and words and words[-1].casefold() in _BODIES:
        return
    named = [word for word in words if _is_name(word) and (titled or not _known(word))]
    if not named and 0 < len(words) <= 3 and not any(map(_known, words)):
        named = words  # typed without capitals
    if len(named) > 1:
        first, last = words.index(named[0]), len(words) - words[::-1].index(named[-1])
        yield " ".join(words[first:last])
        yield " ".join(bare.split()[-len(words) :][first:last])
    yield from (word for word in named if len(word) > 1)


def without_names(text: str, names: Iterable[str], keep: Iterable[str] = ()) -> str:
    """The text with names of people as "a member of staff". What stands in ``keep`` (a school's name) stays."""
    if not any(letter.isupper() or not letter.isascii() for letter in text) and not any(" " in name for name in names):
        return text
    kept = sorted((name for name in keep if name), key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, kept)) + ")", text) if kept else [text]
    return "".join(piece if place % 2 else _without(piece, names) for place, piece in enumerate(pieces))


def _without(text: str, names: Iterable[str]) -> str:
    text = _TITLED.sub(_someone, text)
    for name in sorted(names, key=lambda each: (-len(each), each)):
        if name.casefold() in text.casefold():
            text = _pattern(name).sub(_someone, text)
    text = _WITH_INITIALS.sub(_someone_unless_lettered, text)
    text = re.sub(rf"({SOMEONE})(?: {SOMEONE})+", r"\1", text, flags=re.IGNORECASE)
    many = rf"{SOMEONE}(?:(?:,? and |, | & |/){SOMEONE})+"
    return re.sub(many, lambda found: _SEVERAL.capitalize() if found[0][0] == "A" else _SEVERAL, text, flags=re.I)


@lru_cache(maxsize=2048)
def _pattern(name: str) -> re.Pattern[str]:
    """Where a name stands as a word of its own: as typed, or in capitals; a whole name in any case."""
    if " " in name:
        spaced = r"\s+".join(map(re.escape, name.split()))
        return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    if name.casefold() in _ALSO_WORDS:
        word = re.escape(name.capitalize())
        return re.compile(rf"(?<=[a-z,;] ){word}(?!\w)|(?<!\w){word}(?=[’']s\b)")
    # Initials such as JS are sought as they are; a surname in capitals also as it is usually written.
    ways = sorted({name} if name.isupper() and len(name) < 4 else {name, name.capitalize(), name.title(), name.upper()})
    return re.compile(rf"(?<!\w)(?:{_CAPITAL}\.\s?){{0,4}}(?:{'|'.join(map(re.escape, ways))})(?!\w)")


def _someone(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip(" “\"'(")
    starts = not before or before[-1] in ".!?\n•" or found.string[: found.start()].endswith("\n")
    return SOMEONE.capitalize() if starts else SOMEONE


def _someone_unless_lettered(found: re.Match[str]) -> str:
    surname = found[0].split(".")[-1].strip().casefold()
    lettered = _LETTERED.search(found.string[: found.start()])
    return found[0] if lettered or surname in _NOT_SURNAMES or _known(surname) else _someone(found)


def _role_phrase(part: str) -> str:
    """The longest run of words that are all known, one of them a post or a group; without loose words at its ends."""
    runs: list[list[str]] = [[]]
    for word in part.split():
        if _known(word):
            runs[-1].append(word)
        else:
            runs.append([])
    phrases = [_trimmed(run) for run in runs]
    said = [run for run in phrases if any(_bare(word) in _ROLES for word in run)]
    return " ".join(sorted(said, key=len)[-1]) if said else ""


def _trimmed(run: list[str]) -> list[str]:
    while run and _bare(run[-1]) in _EDGES - _MAY_END:
        run = run[:-1]
    while run and _bare(run[0]) in {"of", "for", "in", "at", "from", "with", "and", "or", "to", "on", "as", "who"}:
        run = run[1:]
    return run


def _bare(word: str, fold: bool = True) -> str:
    bare = word.strip(".,;:“”\"'’!?()")
    return bare.casefold() if fold else bare


def _known(word: str) -> bool:
    bare = _bare(word)
    whole = bare.removesuffix("'s").removesuffix("’s")
    if bare.isdigit() or re.fullmatch(r"ks?\d|y\d{1,2}|\d+[-–]\d+|fs\d", bare):
        return True
    parts = whole.split("-")
    return whole in _ROLES or whole in _AROUND or (len(parts) > 1 and all(p in _ROLES | _AROUND for p in parts))


def _is_name(word: str) -> bool:
    return word[0].isupper() or not word.isascii()


def _is_role_words(name: str) -> bool:
    return all(map(_known, name.split()))
