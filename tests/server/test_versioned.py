"""Scripts and styles under an address that changes with their content."""

from __future__ import annotations

import gzip
from pathlib import Path

from sef2si.server.versioned import EXTENSIONS, VersionedFiles


def test_the_address_changes_with_the_content_alone(tmp_path: Path) -> None:
    file = tmp_path / "own.js"
    file.write_text("let a = 1")
    first, again = VersionedFiles((tmp_path,)), VersionedFiles((tmp_path,))
    file.write_text("let a = 2")
    assert first.root == again.root
    assert first.root != VersionedFiles((tmp_path,)).root


def test_what_is_served_is_what_is_there() -> None:
    files = VersionedFiles()
    served = files.get("page.js")
    assert served is not None
    assert served.media_type == "text/javascript"
    assert gzip.decompress(served.packed) == served.plain
    assert served.plain == (Path(__file__).parents[2] / "sef2si/server/assets/page.js").read_bytes()


def test_everything_a_page_needs_is_among_them() -> None:
    names = set(VersionedFiles().names())
    assert {"page.js", "pages.css", "plotly.min.js", "voila/voila.js"} <= names
    for extension in EXTENSIONS:
        assert any(name.startswith(f"labextensions/{extension}/static/remoteEntry.") for name in names)


def test_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("x = 1")
    files = VersionedFiles((tmp_path,))
    for name in ("secret.py", "../app.py", "voila/../../app.py", "/etc/passwd", "page.js/..", ""):
        assert files.get(name) is None
    assert not any(name.endswith(".py") or name.endswith(".map") for name in files.names())
