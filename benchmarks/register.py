"""How long a whole register of schools takes to import, and how much memory, beside pandas merely reading the file.

Each measurement is a process of its own. Ours is timed from opening the file until the last row is kept in a fresh
SQLite file (rollback journal, synchronous=FULL), changes written; then the same file once more, which changes nothing.
``python -m benchmarks.register ours|again|pandas FILE [DATABASE]`` is such a process: it prints seconds and megabytes.
"""

# ruff: noqa: PLC0415  each process imports only what its side needs, or memory and time would be the other's too

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, figure
from tests.gias import COLUMNS

ROWS = 24_000
# As published since five columns about inspection went: 135.
_GONE = ("OfstedLastInsp", "OfstedSpecialMeasures (code)", "OfstedSpecialMeasures (name)", "OfstedRating (name)")
HEADS = tuple(column for column in COLUMNS if column not in (*_GONE, "RSCRegion (name)"))

_SAINTS = ("Zoé", "Anne", "Björn", "Cuthbert", "Hilda", "Iñigo", "Aidan", "Françoise", "Wilfrid", "Bede")
_PLACES = ("Saltmere", "Estwick", "Dalefoot", "Quarry Bank", "Fellside", "Harbour’s End", "Old Mill", "Newfields")
_PHASES = (
    ("2", "Primary", "3", "11", "Has Nursery Classes", "2", "Does not have a sixth form"),
    ("2", "Primary", "5", "11", "No Nursery Classes", "2", "Does not have a sixth form"),
    ("4", "Secondary", "11", "18", "No Nursery Classes", "1", "Has a sixth form"),
)


def write_register(file: Path, rows: int = ROWS) -> None:
    """An invented extract: every cell quoted, in Windows-1252, with curly quotes, é and –; nobody real in it."""
    with file.open("w", encoding="cp1252", newline="") as raw:
        writer = csv.writer(raw, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(HEADS)
        writer.writerows(_rows(rows))


def _rows(count: int) -> Iterator[list[str]]:
    chance = random.Random(2026)
    for number in range(count):
        cells = _school(chance, 900_000 + number)
        yield [cells.get(head, "") for head in HEADS]


def _school(chance: random.Random, urn: int) -> dict[str, str]:
    phase, phase_name, low, high, nursery, sixth, sixth_name = chance.choice(_PHASES)
    place, saint = chance.choice(_PLACES), chance.choice(_SAINTS)
    pupils = chance.randint(40, 1800)
    in_trust = chance.random() < 0.5
    named = {head: "Not applicable" for head in HEADS if head.endswith("(name)") and not head.startswith("SEN")}
    codes = {head: "00" for head in HEADS if head.endswith("(code)")}
    return {
        **named,
        **codes,
        "URN": str(urn),
        "LA (code)": str(chance.randint(200, 940)),
        "LA (name)": f"{place} and District",
        "EstablishmentNumber": str(chance.randint(2000, 6999)),
        "EstablishmentName": f"St {saint}’s “{place}” {phase_name} School – {urn}",
        "TypeOfEstablishment (code)": "34" if in_trust else "01",
        "TypeOfEstablishment (name)": "Academy converter" if in_trust else "Community school",
        "EstablishmentTypeGroup (code)": "10" if in_trust else "4",
        "EstablishmentTypeGroup (name)": "Academies" if in_trust else "Local authority maintained schools",
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": f"{chance.randint(1, 28):02d}-09-{chance.randint(1950, 2024)}",
        "PhaseOfEducation (code)": phase,
        "PhaseOfEducation (name)": phase_name,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "NurseryProvision (name)": nursery,
        "OfficialSixthForm (code)": sixth,
        "OfficialSixthForm (name)": sixth_name,
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (name)": "Church of England",
        "Diocese (name)": f"Diocese of {place}",
        "AdmissionsPolicy (name)": "Non-selective",
        "SchoolCapacity": str(pupils + chance.randint(-30, 200)),
        "SpecialClasses (name)": "No Special Classes",
        "CensusDate": "16-01-2026",
        "NumberOfPupils": str(pupils),
        "NumberOfBoys": str(pupils // 2),
        "NumberOfGirls": str(pupils - pupils // 2),
        "PercentageFSM": f"{chance.random() * 60:.1f}",
        "Trusts (code)": str(chance.randint(2000, 17000)) if in_trust else "",
        "Trusts (name)": f"{place} Learning Trust – {saint}" if in_trust else "",
        "UKPRN": str(10_000_000 + urn),
        "LastChangedDate": f"{chance.randint(1, 28):02d}-{chance.randint(1, 12):02d}-2026",
        "Street": f"{chance.randint(1, 300)} {place} Road",
        "Locality": f"Upper {place}",
        "Town": place,
        "Postcode": f"ZZ{chance.randint(1, 99)} {chance.randint(1, 9)}ZZ",
        "SchoolWebsite": f"https://school-{urn}.example.org",
        "TelephoneNum": f"01632960{urn % 1000:03d}",
        "HeadTitle (name)": "Mx",
        "HeadFirstName": "Invented",
        "HeadLastName": f"Headsname-{urn}",
        "HeadPreferredJobTitle": "Headteacher",
        "GOR (code)": "H",
        "GOR (name)": "North West",
        "DistrictAdministrative (code)": f"E09{urn % 100_000:06d}",
        "DistrictAdministrative (name)": f"{place} and District",
        "AdministrativeWard (code)": f"E05{urn % 100_000:06d}",
        "AdministrativeWard (name)": f"{place} North",
        "ParliamentaryConstituency (code)": f"E14{urn % 100_000:06d}",
        "ParliamentaryConstituency (name)": f"{place} and the Dales",
        "UrbanRural (code)": "A1",
        "UrbanRural (name)": "Urban major conurbation",
        "GSSLACode (name)": f"E09{urn % 100_000:06d}",
        "Easting": str(chance.randint(300_000, 600_000)),
        "Northing": str(chance.randint(100_000, 600_000)),
        "MSOA (name)": f"{place} 0{urn % 90 + 10}",
        "LSOA (name)": f"{place} 0{urn % 90 + 10}B",
        "PreviousLA (code)": "999",
        "Country (name)": "",
        "UPRN": str(10_000_000_000 + urn),
        "MSOA (code)": f"E02{urn % 100_000:06d}",
        "LSOA (code)": f"E01{urn % 100_000:06d}",
        "FSM": str(pupils // 5),
    }


# One process each.


def read_with_pandas(file: Path) -> None:
    """What a peer does at the least: the same file into a table, nothing checked and nothing kept."""
    import pandas

    began = time.perf_counter()
    table = pandas.read_csv(file, encoding="cp1252", low_memory=False)
    _tell(time.perf_counter() - began, len(table))


def import_here(file: Path, database: Path) -> None:
    from sef2si.documents.gias import Report, read_schools
    from sef2si.services.planner import Planner
    from sef2si.store.engine import open_engine
    from sef2si.store.migrate import migrate

    engine = open_engine(f"sqlite:///{database}")
    migrate(engine)
    planner = Planner(engine)
    began = time.perf_counter()
    with file.open("rb") as raw:
        done = planner.import_schools(read_schools(raw, file.name, Report()), "2026/27")
    _tell(time.perf_counter() - began, done.added + done.changed + done.unchanged)


def _tell(seconds: float, rows: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": seconds, "megabytes": peak, "rows": rows}))


# All of it.


def _measured(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.register", *arguments], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    if found["rows"] != ROWS:
        raise SystemExit(f"{arguments[0]}: {found['rows']:,} of {ROWS:,} rows were read.")
    return found


def registers(rounds: int) -> dict[str, list[dict[str, float]]]:
    """So many measurements of each, in turns: ``pandas``, ``ours`` and ``again``."""
    found: dict[str, list[dict[str, float]]] = {"pandas": [], "ours": [], "again": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        write_register(file)
        for number in range(rounds):
            database = str(Path(folder) / f"{number}.db")
            found["pandas"].append(_measured("pandas", str(file)))
            found["ours"].append(_measured("ours", str(file), database))
            found["again"].append(_measured("again", str(file), database))
    return found


def figures(found: dict[str, list[dict[str, float]]], *, load: float) -> list[Figure]:
    seconds = {side: [each["seconds"] for each in rows] for side, rows in found.items()}
    megabytes = {side: [each["megabytes"] for each in rows] for side, rows in found.items()}
    peer = f"pandas.read_csv of the same {ROWS:,} rows by {len(HEADS)} columns, nothing checked or kept"

    def of(name: str, side: str) -> Figure:
        own, other = sorted(seconds[side]), sorted(seconds["pandas"])
        ratio = own[len(own) // 2] / other[len(other) // 2]
        return figure(
            name, value=ratio, unit="times the peer's", bar=3, peer=peer, measured_in="s", ours=own,
            theirs=other, load=load,
        )  # fmt: skip

    return [
        of("register_time", "ours"),
        of("register_again", "again"),
        figure(
            "register_memory",
            value=max(megabytes["ours"]),
            unit="MB at the peak of the process, Python and all",
            bar=300,
            peer=peer,
            measured_in="MB",
            ours=megabytes["ours"],
            theirs=megabytes["pandas"],
            load=load,
        ),
    ]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pandas", file]:
            read_with_pandas(Path(file))
        case ["ours" | "again", file, database]:
            import_here(Path(file), Path(database))
        case _:
            raise SystemExit(__doc__)
