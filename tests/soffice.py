"""LibreOffice as a second reader of what we write: several files in one call, since its start is what takes long."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def converted(files: Mapping[str, bytes], folder: Path, into: str = "pdf") -> dict[str, bytes]:
    """Each file, by its name, as LibreOffice writes it again, under the same name: ``{"plan.docx": b"%PDF…"}``.

    ``folder`` is empty and one's own, such as ``tmp_path``. Fails where LibreOffice is missing, complains or leaves out
    a file.
    """
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: `make test` installs it."
    given, made = folder / "given", folder / "made"
    given.mkdir(parents=True)
    for name, content in files.items():
        (given / name).write_bytes(content)
    done = subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", into, "--outdir", str(made)),
            *(str(given / name) for name in files),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "error" not in said.lower(), said
    return {name: (made / f"{Path(name).stem}.{into.partition(':')[0]}").read_bytes() for name in files}
