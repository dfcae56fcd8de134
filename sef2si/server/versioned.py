"""Scripts, styles and fonts under an address that changes with their content, so that browsers keep them for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jupyter_core.paths import jupyter_path

# The labextensions a workbook needs, and no others: each one listed is loaded on every page.
EXTENSIONS = ("@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget")
_KINDS = {".js", ".css", ".json", ".svg", ".png", ".woff", ".woff2", ".ttf", ".eot"}
_PACKED = {".js", ".css", ".json", ".svg", ".ttf", ".eot"}
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Served:
    """One file as it goes out: its type, its bytes and the same packed with gzip (b"" where that gains nothing)."""

    media_type: str
    plain: bytes
    packed: bytes


class VersionedFiles:
    """Every file that may be fetched, by name, and one hash over all their content."""

    def __init__(self, extra: tuple[Path, ...] = ()) -> None:
        self._paths = dict(_found(extra))
        digest = hashlib.sha256()
        for name, path in sorted(self._paths.items()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        self.version = digest.hexdigest()[:16]
        self._served: dict[str, Served] = {}

    @property
    def root(self) -> str:
        """The URL path that every name is appended to, with a slash at the end."""
        return f"/assets/{self.version}/"

    def names(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def get(self, name: str) -> Served | None:
        """The file of this name, packed once and kept; None when it isn't one of ours."""
        if name not in self._served:
            path = self._paths.get(name)
            if path is None:
                return None
            plain = path.read_bytes()
            packed = gzip.compress(plain, 6, mtime=0) if path.suffix in _PACKED else b""
            media_type = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(name)[0]
            self._served[name] = Served(media_type or "application/octet-stream", plain, packed)
        return self._served[name]

    def pack_ahead(self) -> None:
        """Pack everything in the background, so that the first page need not wait for it."""
        threading.Thread(target=lambda: [self.get(name) for name in self._paths], daemon=True, name="packing").start()


def _found(extra: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    for folder in (_PACKAGE / "widgets", _PACKAGE / "server" / "assets", *extra):
        yield from ((path.name, path) for path in _within(folder) if path.parent == folder)
    yield "plotly.min.js", Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
    for place in reversed(jupyter_path("voila", "templates", "base", "static")):
        folder = Path(place)
        yield from ((f"voila/{path.relative_to(folder).as_posix()}", path) for path in _within(folder))
    for place in reversed([*jupyter_path("labextensions"), *jupyter_path("voila", "labextensions")]):
        for extension in EXTENSIONS:
            folder = Path(place, extension, "static")
            prefix = f"labextensions/{extension}/static"
            yield from ((f"{prefix}/{path.relative_to(folder).as_posix()}", path) for path in _within(folder))


def _within(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in _KINDS)
