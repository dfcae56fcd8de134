"""A school's own files, read with care: bytes in, a ``Reading`` out. What strangers send goes through ``limited``."""

from __future__ import annotations

from importlib import import_module

from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.refusals import damaged, too_large
from sef2si.documents.reading.sorts import sort_of
from sef2si.errors import Invalid

# Each format's module is imported when a file needs it: a process of its own must start at once.
_READERS = {"xlsx": "xlsx", "docx": "docx", "csv": "csvs", "ics": "ics"}


def read(name: str, content: bytes) -> Reading:
    """One file, by its content first and its name second, in this process and without limits of time.

    Raises ``Invalid`` with one sentence: what is wrong, what to do, and that nothing was imported.
    """
    try:
        reader = import_module(f"{__name__}.{_READERS[sort_of(name, content)]}")
        reading: Reading = reader.read(name, content)
    except Invalid:
        raise
    except (MemoryError, RecursionError) as error:
        raise too_large(name) from error
    except Exception as error:  # a library's own way to fail on a broken file: no two of them agree
        raise damaged(name) from error
    return reading
