"""Schools' own frameworks in a backup and back out of it: they are files beside the database, not rows in it.

A backup holds them in a table of its own, ``files``, which no database of ours has.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_THERE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'files'"


def put_in(backup: Path, folder: Path | None) -> int:
    """The files of this folder into the backup; how many. No folder, or none yet: none."""
    files = sorted(each for each in folder.iterdir() if each.is_file()) if folder and folder.is_dir() else []
    with closing(sqlite3.connect(backup)) as there, there:
        there.execute("DROP TABLE IF EXISTS files")
        there.execute("CREATE TABLE files (name TEXT PRIMARY KEY, content BLOB NOT NULL)")
        there.executemany("INSERT INTO files VALUES (?, ?)", [(each.name, each.read_bytes()) for each in files])
    return len(files)


def put_back(backup: Path, folder: Path) -> int:
    """The backup's files into this folder, each whole, in the place of one of the same name; how many.

    Others that are there stay: they were brought after the backup was made. A backup of an earlier sef2si has none.
    """
    with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as there:
        if not there.execute(_THERE).fetchone()[0]:
            return 0
        found = there.execute("SELECT name, content FROM files ORDER BY name").fetchall()
    if found:
        folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for name, content in found:
        # A backup may come from anywhere: no name of its leads out of the folder.
        part = folder / f".{Path(name).name}.part"
        part.write_bytes(content)
        parts.append((part, folder / Path(name).name))
    for part, file in parts:
        part.replace(file)
    return len(found)
