"""What the annotation of a record's field comes down to."""

from __future__ import annotations

import types
from typing import Any, NamedTuple, Union, get_args, get_origin


class Held(NamedTuple):
    """The plain type a field holds, whether it holds several, and whether it may be None."""

    type: type
    several: bool
    optional: bool


def held(annotation: Any) -> Held:
    """``tuple[Line, ...]`` -> ``(str, True, False)``; ``Money | None`` -> ``(Decimal, False, True)``."""
    optional = several = False
    while True:
        arguments = get_args(annotation)
        if get_origin(annotation) in (Union, types.UnionType):
            optional = optional or type(None) in arguments
            annotation = next(each for each in arguments if each is not type(None))
        elif get_origin(annotation) is tuple:
            several, annotation = True, arguments[0]
        elif hasattr(annotation, "__metadata__"):
            annotation = annotation.__origin__
        else:
            return Held(annotation, several, optional)
