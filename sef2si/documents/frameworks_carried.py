"""A school's own frameworks and crosswalks as they go with its archive to another server."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

from sef2si import crosswalks, templates
from sef2si.documents.frameworks_csv import made, own_folder
from sef2si.documents.frameworks_kept import own_frameworks, write_files
from sef2si.errors import Invalid

_NOTHING = "Nothing was brought in."


def files_of(urn: str) -> dict[str, bytes]:
    """The files of this school's own frameworks, and of the crosswalks from or to them, by name."""
    keys = {framework.key for framework in own_frameworks(urn)}
    walks = [f"{old}_to_{new}.csv" for old, new in crosswalks.crosswalks() if old in keys or new in keys]
    names = [*(f"{key}.json" for key in sorted(keys)), *walks]
    files = [own_folder() / name for name in names]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


def put_files(urn: str, files: Mapping[str, bytes]) -> None:
    """Put them among this server's, all or none; none of another school's is touched. Raises ``Invalid``."""
    if not files:
        return
    check_files(urn, files)
    write_files(made(own_folder()), files)


def check_files(urn: str, files: Mapping[str, bytes]) -> None:
    """Whether they can be read, are this school's, and stand in no other's place. Raises ``Invalid``."""
    for name, content in files.items():
        if PurePath(name).name != name or name.startswith(".") or PurePath(name).suffix not in (".json", ".csv"):
            raise Invalid(f"The archive's framework file “{name[:60]}” has a name that can't be used. {_NOTHING}")
        there = own_folder() / name
        if there.is_file() and there.read_bytes() != content:
            raise Invalid(f"There is another framework here under the name {name}. {_NOTHING}")
    with tempfile.TemporaryDirectory(prefix="sef2si-frameworks-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        there_first = templates.frameworks()
        brought = templates.frameworks(Path(folder))
        crosswalks.crosswalks(Path(folder))
    shipped = {key for key, each in there_first.items() if not each.urn}
    own = [framework for key, framework in brought.items() if key not in shipped]
    if any(framework.urn != urn for framework in own):
        raise Invalid(f"The archive holds frameworks of another school. {_NOTHING}")
