"""What runs in the process of its own: one file from standard input, one answer in JSON to standard output.

Its limits are set before the file is looked at: memory, processor time, and no file may be written.
"""

from __future__ import annotations

import json
import math
import os
import sys


def main() -> None:
    """Answer ``read`` and the reading, ``refused`` and the sentence, or ``too large``; the status has its own line."""
    order = json.loads(sys.stdin.buffer.readline())
    _limit(int(order["memory"]), float(order["seconds"]))
    try:
        answer = _answer(str(order["name"]))
    except MemoryError:
        answer = "too large\n"
    sys.stdout.buffer.write(answer.encode("ascii"))
    sys.stdout.buffer.flush()
    os._exit(0)  # at once: nothing is worth tidying up


def _answer(name: str) -> str:
    from sef2si.documents.reading import read  # noqa: PLC0415  (after the limits)
    from sef2si.documents.reading.carried import to_json  # noqa: PLC0415
    from sef2si.errors import Invalid  # noqa: PLC0415

    try:
        return f"read\n{to_json(read(name, sys.stdin.buffer.read()))}"
    except Invalid as error:
        return f"refused\n{json.dumps(error.sentence)}"


def _limit(memory: int, seconds: float) -> None:
    """Set what this system can limit."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    wanted = (("RLIMIT_AS", memory), ("RLIMIT_CPU", math.ceil(seconds)), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0))
    for name, most in wanted:
        number = getattr(resource, name, None)
        if number is None:
            continue
        try:
            # A little above the soft limit of time, so that what ended the process can be told.
            resource.setrlimit(number, (most, most + 1 if name == "RLIMIT_CPU" else most))
        except (ValueError, OSError):  # macOS refuses some: the limit of time remains
            continue
