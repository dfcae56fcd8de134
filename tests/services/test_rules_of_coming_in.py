"""Rules of passwords and sessions that no other test names: how they are hashed, how long they may be, how they end."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import Engine

import sef2si
from sef2si.domain.people import Role
from sef2si.errors import Invalid
from sef2si.server import app
from sef2si.services.passwords import Hashing, checked_password
from sef2si.services.sessions import StoredSessions
from tests.people import PASSWORD, Town

OURS = Path(sef2si.__file__).parent


def test_argon2_as_those_who_make_it_advise_and_nothing_of_ours_says_otherwise() -> None:
    made, advised = extract_parameters(Hashing().make(PASSWORD)), PasswordHasher()
    assert made.type is Type.ID
    assert (made.time_cost, made.memory_cost, made.parallelism, made.salt_len, made.hash_len) == (
        advised.time_cost,
        advised.memory_cost,
        advised.parallelism,
        advised.salt_len,
        advised.hash_len,
    )
    weaker = [
        file.name
        for file in OURS.rglob("*.py")
        if "hasher=" in file.read_text(encoding="utf-8") or "PasswordHasher(t" in file.read_text(encoding="utf-8")
    ]
    assert weaker == []


class Crowded(PasswordHasher):
    """Each hash takes until it is let go, and sees how many are at it."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.at_it, self.most = 0, 0
        self.lock, self.four, self.go = threading.Lock(), threading.Event(), threading.Event()
        self.go.set()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self.lock:
            self.at_it += 1
            self.most = max(self.most, self.at_it)
            if self.at_it == 4:
                self.four.set()
        self.go.wait(20)
        with self.lock:
            self.at_it -= 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.hash(password)
        return super().verify(hash, password)


def test_no_more_than_four_hashes_at_once_however_many_wait() -> None:
    """Each takes 64 MB for a moment. Making and comparing share the four, and so do all who come in."""
    hasher = Crowded()
    one, other = Hashing(hasher), Hashing(hasher)
    kept = one.make(PASSWORD)
    hasher.go.clear()
    said: list[object] = []
    calls = [lambda: said.append(one.fits(kept, PASSWORD)), lambda: said.append(bool(other.make(PASSWORD)))] * 10
    all_of_them = [threading.Thread(target=call) for call in calls]
    for each in all_of_them:
        each.start()
    assert hasher.four.wait(20)
    time.sleep(0.05)  # a fifth would come now, if one could
    hasher.go.set()
    for each in all_of_them:
        each.join()
    assert (hasher.most, said) == (4, [True] * 20)


@pytest.mark.parametrize(("length", "is_taken"), [(11, False), (12, True), (128, True), (129, False)])
def test_twelve_to_128_characters(length: int, is_taken: bool) -> None:
    password = ("kelp wurm jazz fobs " * 7)[:length]
    if is_taken:
        assert checked_password(password) == password
        return
    with pytest.raises(Invalid, match="at least 12" if length < 12 else "at most 128"):
        checked_password(password)


@pytest.mark.parametrize(
    "password",
    ["kelpwurmjazz", "KELPWURMJAZZ", "kelp wurm jazz", "7302961845736", "?!;:#~<>{}%&", "кельпвурмджаз"],
    ids=["small letters", "capitals", "blanks", "digits", "signs", "another alphabet"],
)
def test_no_sort_of_character_is_asked_for(password: str) -> None:
    assert checked_password(password) == password


def test_a_password_never_grows_too_old(sqlite_engine: Engine) -> None:
    town = Town(sqlite_engine)
    town.add(role=Role.GOVERNOR)
    town.clock.turn(days=20 * 365)
    assert town.accounts.enter("hana@elm.example", PASSWORD).next == "in"


def test_a_session_is_256_random_bits_known_by_their_sha_256(sqlite_engine: Engine) -> None:
    town = Town(sqlite_engine)
    stored = StoredSessions(sqlite_engine, town.accounts, town.clock)
    token, session = stored.begin(town.add().id)
    kernel = stored.grant(session, None)
    assert [len(base64.urlsafe_b64decode(each + "=")) * 8 for each in (token, kernel)] == [256, 256]
    assert session.key == hashlib.sha256(token.encode()).hexdigest()


def test_what_changes_reaches_open_pages_well_within_a_minute() -> None:
    """Their token is asked about at every call; a page that asks nothing goes with the next sweep, or the one after."""
    assert 2 * app._SWEEP_MILLISECONDS <= 60_000
