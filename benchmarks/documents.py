"""How long all documents of the largest sample school take in one go, in every format.

The peer is what a school would do otherwise: LibreOffice turns the Word files of the same documents into PDF, all in
one call. It is spared the writing of the Word files, and every other format.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.figures import Figure, figure
from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Source

SCHOOL = "900002"
TODAY = date(2026, 11, 23)


def all_documents(source: Source) -> dict[str, bytes]:
    """Every document in every form, by file name."""
    return {
        f"{document.key}.{form.key}.{form.extension}": form.make(source)
        for document in DOCUMENTS.values()
        for form in document.forms
    }


def documents(rounds: int) -> tuple[list[float], list[float], int]:
    """Seconds of ours and of the peer's, in turns, and how many files ours are."""
    office = shutil.which("soffice")
    if not office:
        raise SystemExit("LibreOffice is not installed: it is the peer. Please install it, or use “make bench”.")
    source = Source(next(plan for plan in read_samples() if plan.urn == SCHOOL), TODAY)
    all_documents(source)
    own, other, count = [], [], 0
    with tempfile.TemporaryDirectory(prefix="sef2si-bench-") as folder:
        for _ in range(rounds):
            began = time.perf_counter()
            made = all_documents(source)
            own.append(time.perf_counter() - began)
            count = len(made)
            words = []
            for name, content in made.items():
                if name.endswith(".docx"):
                    words.append(Path(folder) / name)
                    words[-1].write_bytes(content)
            began = time.perf_counter()
            subprocess.run(
                [
                    office,
                    f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
                    "--headless",
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    folder,
                    *map(str, words),
                ],
                check=True,
                capture_output=True,
            )
            other.append(time.perf_counter() - began)
    return own, other, count


def figures(own: list[float], other: list[float], count: int, *, load: float) -> list[Figure]:
    return [
        figure(
            "documents_time",
            value=sorted(own)[len(own) // 2] / sorted(other)[len(other) // 2],
            unit=f"of the peer's time, for {count} files",
            bar=1.5,
            peer="LibreOffice, which turns the Word files of the same documents into PDF, in one call",
            measured_in="s",
            ours=own,
            theirs=other,
            load=load,
        )
    ]
