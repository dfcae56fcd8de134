"""Reads a file in a process of its own, with limits of memory and time, so that no file can take the service down.

The process starts without this one's environment, gets the bytes through a pipe and answers in JSON. On Windows and
macOS, where a process's memory can't be limited this way, the limit of time remains.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import sef2si
from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.carried import from_json
from sef2si.documents.reading.refusals import damaged, refused, too_large, too_slow
from sef2si.errors import Invalid

SECONDS = 5.0  # of processor time
_PATIENCE = 4  # times as long by the clock: a busy machine is no fault of the file
MEMORY = 280 << 20  # bytes of address space, interpreter included
UPLOAD = 32 << 20  # bytes of a file
# The same package as ours and no other, without giving its folder's other modules a say.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import sef2si; del sys.path[0]; "
    "from sef2si.documents.reading.apart import main; main()"
)
_AT_ONCE = threading.BoundedSemaphore(4)  # files read at the same time; the others wait, and their time with them
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)  # what ends a process that has used its processor time
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "TZDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # what Python may need to start


def read_limited(name: str, content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> Reading:
    """As ``reading.read``, in a process of its own that is ended after ``seconds`` of work or beyond ``memory`` bytes.

    Raises ``Invalid`` with a sentence for whatever becomes of it.
    """
    if len(content) > UPLOAD:
        raise refused(
            name,
            f"is larger than {UPLOAD >> 20} MB. Please save it without its pictures, or copy the part you need into a "
            "new file.",
        )
    order = json.dumps({"name": name, "memory": memory, "seconds": seconds}).encode("ascii") + b"\n"
    with _AT_ONCE:
        answer = _answer(name, order + content, seconds)
    return _reading(name, answer)


def _answer(name: str, sent: bytes, seconds: float) -> bytes:
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and words)
        [sys.executable, "-I", "-c", _START, str(Path(sef2si.__file__).parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in _KEPT if key in os.environ},
        close_fds=True,
    )
    with process:
        try:
            answer, _ = process.communicate(sent, timeout=seconds * (_PATIENCE if sys.platform == "linux" else 1))
        except subprocess.TimeoutExpired as error:
            raise too_slow(name) from error
        finally:
            process.kill()  # nothing to do where it has ended
    if _OUT_OF_TIME and process.returncode == -_OUT_OF_TIME:
        raise too_slow(name)
    return answer


def _reading(name: str, answer: bytes) -> Reading:
    """What the process answered; nothing at all, when it died."""
    status, _, body = answer.decode("utf-8", "replace").partition("\n")
    if status == "read":
        return from_json(body)
    if status == "refused":
        raise Invalid(str(json.loads(body)))
    if status == "too large":
        raise too_large(name)
    raise damaged(name)
