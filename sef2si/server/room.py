"""Room for so many pages: the files and sockets that the system lets one process hold open."""

from __future__ import annotations

from typing import Any

FILES_A_PAGE = 20
"""Counted: 14 a page, for its kernel's sockets, its websocket and its calls of the service; more while it opens."""
SOCKETS_A_PAGE = 16
"""Of ZeroMQ: six while a page is open, and some for a moment as it opens. Its own limit, 1,023, is met at page 171."""
_BESIDES = 200


def make_room(pages: int) -> int:
    """Let this process open the files that so many pages need; how many pages there is room for, at most ``pages``.

    Most systems begin with 1,024 files, which some seventy pages use up, and let a process raise that itself.
    """
    try:
        import resource  # noqa: PLC0415  not on Windows, where there is no such limit
    except ImportError:
        return pages
    wanted = files_for(pages)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _is_enough(soft, wanted, resource):
        return pages
    most = wanted if _is_enough(hard, wanted, resource) else hard
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # macOS names no hard limit and has one all the same
        most = soft
    return max(1, min(pages, (most - _BESIDES) // FILES_A_PAGE))


def files_for(pages: int) -> int:
    return _BESIDES + pages * FILES_A_PAGE


def _is_enough(limit: int, wanted: int, resource: Any) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= wanted
