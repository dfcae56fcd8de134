"""How much of twenty plans, as schools write them, does not land in the right field before any correction.

Each plan is made as XLSX, CSV and DOCX; what should come out is written beside it (``tests/documents/plans``). The peer
reads tables whose headings are exactly the product's words. A figure is that of the format with the largest share
missed; the spread is over the files.
"""

from __future__ import annotations

from benchmarks.figures import Figure, figure
from tests.documents.plans.content import School, plans
from tests.documents.plans.naive import naive
from tests.documents.plans.ours import ours
from tests.documents.plans.scoring import BARS, Recogniser, Score, score, table, total
from tests.documents.plans.writing import FORMATS, made

Scores = dict[str, list[Score]]


def scores(recogniser: Recogniser) -> Scores:
    """A score for each file, by format."""

    def of(school: School, form: str) -> Score:
        file = made(school, form)
        return score(school, file, recogniser(school, file))

    return {form: [of(school, form) for school in plans()] for form in FORMATS}


def both() -> tuple[Scores, Scores]:
    """Ours and the peer's, on the same files."""
    return scores(ours), scores(naive)


def counts(found: Scores) -> str:
    """Right of how many, a line a format."""
    return table([total(f"all {form}", each) for form, each in found.items()])


def figures(own: Scores, peers: Scores, *, load: float) -> list[Figure]:
    """A figure for each thing that is looked for, and one for text that is kept nowhere."""
    files = sum(len(each) for each in own.values())
    peer = f"tables with the very same headings, {files} files"
    found = []
    for what, bar in (*((what, 5.0) for what in BARS), ("text", 0.0)):
        worst = max(_missed(total(form, each), what) for form, each in own.items())
        found.append(
            figure(
                f"plans_{what}",
                value=worst,
                unit="% kept nowhere" if what == "text" else "% not in the right field",
                bar=bar,
                peer=peer,
                measured_in="%",
                ours=_by_file(own, what),
                theirs=_by_file(peers, what),
                load=load,
            )
        )
    return found


def _missed(score: Score, what: str) -> float:
    return round(100 * (1 - score.share(what)), 2)


def _by_file(found: Scores, what: str) -> list[float]:
    return [_missed(score, what) for each in found.values() for score in each if score.of[what]]
