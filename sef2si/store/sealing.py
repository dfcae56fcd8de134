"""The arithmetic of a trail: each row sealed together with the one before it, and what people said kept outside.

    digest = SHA-256(salt + content)        content: a JSON list of the row's personal columns
    hash   = SHA-256(hash before + digest + facts)        facts: a JSON list of its number and its other columns

So a row can't be taken out, put elsewhere or changed without all hashes after it being made again, and the content can
be replaced, and its salt thrown away, without any hash changing: 128 random bits nobody has are needed to try whether
a digest is that of some name. The first row of a chain follows ``NONE``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

NONE = bytes(32)
SALT_BYTES = 16

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def salts(count: int) -> list[bytes]:
    drawn = os.urandom(SALT_BYTES * count)
    return [drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES)]


def written(value: Any) -> str:
    """A value as JSON, the same on either database. A moment is in UTC to the microsecond."""
    if isinstance(value, datetime):
        return f'"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"'
    return _write(value)


def in_a_row(columns: Sequence[Sequence[Any]], *, as_json: Sequence[bool] = ()) -> list[str]:
    """These columns' values as the inside of a JSON list, row by row; where ``as_json``, they are JSON already.

    A column at a time, and what all rows say but once: in a register of 24,000 schools most columns say one thing.
    """
    parts: list[Sequence[str] | str] = []
    for values, is_json in zip(columns, as_json or [False] * len(columns), strict=True):
        part = _column(values, is_json)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] = f"{parts[-1]},{part}"
        else:
            parts.append(part)
    rows = len(columns[0])
    return [",".join(row) for row in zip(*([p] * rows if isinstance(p, str) else p for p in parts), strict=True)]


def _column(values: Sequence[Any], is_json: bool) -> Sequence[str] | str:
    """Each value as JSON; one of them where all are alike."""
    first = values[0]
    if values.count(first) == len(values):
        return _as_json(first) if is_json else written(first)
    kinds = set(map(type, values))
    if kinds == {str}:
        return values if is_json else list(map(encode_basestring, values))
    if kinds == {int}:
        return list(map(str, values))
    return list(map(_as_json if is_json else written, values))


def _as_json(value: str | None) -> str:
    return "null" if value is None else value


def digest_of(salt: bytes, content: str) -> bytes:
    """Of the inside of a JSON list."""
    return sha256(salt + content.encode()).digest()


def digests_of(salt: Sequence[bytes], content: Sequence[str]) -> list[bytes]:
    return [sha256(grain + said.encode()).digest() for grain, said in zip(salt, content, strict=True)]


def hash_of(before: bytes, digest: bytes, facts: str) -> bytes:
    return sha256(before + digest + facts.encode()).digest()


def sealed(
    heads: dict[str, bytes], chains: Sequence[str], facts: Sequence[str], digests: Sequence[bytes]
) -> list[bytes]:
    """The hash of each new row, each the next of its chain. ``heads`` are moved on."""
    hashes = []
    for chain, fact, digest in zip(chains, facts, digests, strict=True):
        head = heads[chain] = sha256(heads.get(chain, NONE) + digest + fact.encode()).digest()
        hashes.append(head)
    return hashes
