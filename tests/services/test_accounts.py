"""Coming in: one answer for unknown, wrong and disabled, few tries, and codes that work once."""

from __future__ import annotations

import threading

import pyotp
import pytest
from sqlalchemy import Engine, select

from sef2si.domain.people import SCHOOL_ROLES, Role
from sef2si.errors import Invalid, NotAllowed, TooMany
from sef2si.services.accounts import Accounts
from sef2si.services.signing_in import NO_CODE, NO_ENTRY
from sef2si.services.tries import MOST_TRIES, TOO_MANY
from sef2si.store.people import accounts, tries
from tests.databases import everything
from tests.people import OPERATOR, OURS, PASSWORD, CountingHasher, Town, at_once, everything_kept, met_in, refused

NEW = "seven herons mend kettles"


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


def test_the_right_password_says_what_comes_next(town: Town) -> None:
    head, governor = town.add(), town.add("gus@elm.example", Role.GOVERNOR)
    assert town.accounts.enter("hana@elm.example", PASSWORD, "10.0.0.1").next == "set_up"
    assert town.accounts.enter(" Hana@ELM.example ", PASSWORD, "10.0.0.1").account_id == head.id
    assert town.accounts.enter("gus@elm.example", PASSWORD).model_dump() == {"account_id": governor.id, "next": "in"}
    town.with_codes(head)
    assert town.accounts.enter("hana@elm.example", PASSWORD).next == "code"


@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_everyone_who_reads_more_than_a_governor_and_every_adviser_needs_a_second_factor(
    sqlite_engine: Engine, role: Role
) -> None:
    account = Town(sqlite_engine).add(role=role)
    assert account.needs_second_factor is (role not in (Role.GOVERNOR, Role.STAFF, Role.PRIORITY_LEAD))


def test_who_runs_the_server_needs_a_second_factor(town: Town) -> None:
    account = town.add_operator()
    assert (account.needs_second_factor, account.entry.next) == (True, "set_up")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("hana@elm.example", "wrong password here"),
        ("hana@elm.example", ""),
        ("hana@elm.example", PASSWORD + "x" * 200),
        ("hana@elm.example", "\ud800" * 12),
        ("nobody@elm.example", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        ("x\x00@elm.example", PASSWORD),
        ("away@elm.example", PASSWORD),
        ("away@elm.example", "wrong password here"),
    ],
    ids=repr,
)
def test_unknown_wrong_and_disabled_are_one_sentence_and_one_hash(town: Town, email: str, password: str) -> None:
    town.add()
    away = town.add("away@elm.example", Role.GOVERNOR)
    town.accounts.disable(OPERATOR, OURS, away.id, disabled=True)
    town.hasher.verified = town.hasher.made = 0
    assert refused(lambda: town.accounts.enter(email, password, "10.0.0.1")) == NO_ENTRY
    assert (town.hasher.verified, town.hasher.made) == (1, 0)


def test_the_same_letters_typed_another_way_are_the_same_password(town: Town) -> None:
    token = town.accounts.invite(OPERATOR, OURS, "zoe@elm.example", "Zoë", Role.GOVERNOR)
    town.accounts.accept(token, "", "Zoe\u0308 juggles plums daily")
    assert town.accounts.enter("zoe@elm.example", "Zo\u00eb juggles plums daily").next == "in"


def test_ten_tries_about_one_account_then_a_wait(town: Town) -> None:
    town.add()
    for n in range(MOST_TRIES):
        assert refused(lambda n=n: town.accounts.enter("hana@elm.example", "wrong", f"10.0.0.{n}")) == NO_ENTRY
    town.hasher.verified = 0
    # The right password too, from anywhere: the answer must not tell which one it is.
    assert refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD, "10.9.9.9"), TooMany) == TOO_MANY
    assert town.hasher.verified == 0
    town.clock.turn(minutes=4, seconds=59)
    refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD, "10.9.9.9"), TooMany)
    town.clock.turn(seconds=1)
    assert town.accounts.enter("hana@elm.example", PASSWORD, "10.9.9.9").next == "set_up"


def test_ten_tries_from_one_address_then_a_wait_for_that_address_alone(town: Town) -> None:
    town.add()
    for n in range(MOST_TRIES):
        refused(lambda n=n: town.accounts.enter(f"guess{n}@elm.example", "wrong", "10.0.0.1"))
    refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD, "10.0.0.1"), TooMany)
    assert town.accounts.enter("hana@elm.example", PASSWORD, "10.0.0.2").next == "set_up"


def test_unknown_addresses_are_counted_like_known_ones(town: Town) -> None:
    for n in range(MOST_TRIES):
        refused(lambda n=n: town.accounts.enter("nobody@elm.example", "wrong", f"10.0.0.{n}"))
    refused(lambda: town.accounts.enter("nobody@elm.example", "wrong", "10.9.9.9"), TooMany)


def test_what_goes_well_is_no_try_so_a_whole_staff_comes_in_from_one_address(town: Town) -> None:
    town.add()
    for _ in range(3 * MOST_TRIES):
        town.accounts.enter("hana@elm.example", PASSWORD, "10.0.0.1")
    with everything(town.engine) as connection:
        assert connection.execute(select(tries)).all() == []


def test_coming_in_forgives_the_tries_before(town: Town) -> None:
    town.add()
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            refused(lambda: town.accounts.enter("hana@elm.example", "wrong"))
        assert town.accounts.enter("hana@elm.example", PASSWORD).next == "set_up"


def test_many_tries_at_once_are_no_more_than_ten(town: Town) -> None:
    town.add()
    town.hasher.verified = 0
    said: list[type[Exception]] = []

    def guess() -> None:
        try:
            town.accounts.enter("hana@elm.example", "wrong", "10.0.0.1")
        except (NotAllowed, TooMany) as refusal:
            said.append(type(refusal))

    guessing = [threading.Thread(target=guess) for _ in range(2 * MOST_TRIES)]
    for each in guessing:
        each.start()
    for each in guessing:
        each.join()
    assert (said.count(NotAllowed), said.count(TooMany)) == (MOST_TRIES, MOST_TRIES)
    assert town.hasher.verified == MOST_TRIES


def test_of_two_who_make_the_tenth_try_at_once_one_waits(town: Town) -> None:
    town.add()
    for _ in range(MOST_TRIES - 1):
        refused(lambda: town.accounts.enter("hana@elm.example", "wrong"))
    with met_in("sef2si.store.accounts.count_tries"):
        said = at_once(lambda: town.accounts.enter("hana@elm.example", "wrong"))
    assert said == ["NotAllowed", "TooMany"]


def test_what_was_typed_is_nowhere_in_the_database(town: Town) -> None:
    head = town.add()
    _, codes = town.with_codes(head)
    # Somebody types their password into the box for the address, and so on.
    for email in (PASSWORD, "hana@elm.example"):
        refused(lambda email=email: town.accounts.enter(email, "a planted password", "10.0.0.77"))
    said = everything_kept(town.engine)
    assert "hana@elm.example" in said
    assert [secret for secret in (PASSWORD, "a planted password", "10.0.0.77", *codes) if secret in said] == []


# The second factor


def test_a_code_lets_in_once(town: Town) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    code = app.at(town.clock.now)
    assert town.accounts.confirm_code(head.id, f" {code[:3]} {code[3:]} ", "10.0.0.1").id == head.id
    assert refused(lambda: town.accounts.confirm_code(head.id, code, "10.0.0.1")) == NO_CODE
    town.clock.turn(seconds=30)
    assert refused(lambda: town.accounts.confirm_code(head.id, code)) == NO_CODE
    assert town.accounts.confirm_code(head.id, app.at(town.clock.now)).id == head.id


def test_the_code_that_set_it_up_is_used(town: Town) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    town.clock.turn(seconds=-30)
    assert refused(lambda: town.accounts.confirm_code(head.id, app.at(town.clock.now))) == NO_CODE


@pytest.mark.parametrize(("off", "lets_in"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_off_by_half_a_minute(town: Town, off: int, lets_in: bool) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    town.clock.turn(minutes=10)
    code = app.at(int(town.clock.now.timestamp()) + off)
    if lets_in:
        assert town.accounts.confirm_code(head.id, code).id == head.id
    else:
        assert refused(lambda: town.accounts.confirm_code(head.id, code)) == NO_CODE


def test_an_older_code_is_worth_nothing_after_a_newer_one(town: Town) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    town.clock.turn(minutes=10)
    now = int(town.clock.now.timestamp())
    town.accounts.confirm_code(head.id, app.at(now + 30))
    assert refused(lambda: town.accounts.confirm_code(head.id, app.at(now))) == NO_CODE


def test_one_code_typed_twice_at_once_lets_in_once(town: Town) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    code = app.at(town.clock.now)
    assert at_once(lambda: town.accounts.confirm_code(head.id, code)) == ["NotAllowed", "in"]


def test_a_recovery_code_lets_in_once(town: Town) -> None:
    head = town.add()
    _, codes = town.with_codes(head)
    assert (len(set(codes)), town.accounts.recovery_codes_left(head.id)) == (10, 10)
    assert town.accounts.confirm_code(head.id, codes[3].upper().replace("-", " ")).id == head.id
    assert refused(lambda: town.accounts.confirm_code(head.id, codes[3])) == NO_CODE
    assert town.accounts.recovery_codes_left(head.id) == 9
    assert at_once(lambda: town.accounts.confirm_code(head.id, codes[4])) == ["NotAllowed", "in"]


def test_somebody_elses_code_opens_nothing(town: Town) -> None:
    head, other = town.add(), town.add("cora@elm.example", Role.CPD_LEADER)
    app, codes = town.with_codes(head)
    town.with_codes(other)
    for code in (app.at(town.clock.now), codes[0], "", "000000" * 20, "½½½½½½", "nobody"):
        assert refused(lambda code=code: town.accounts.confirm_code(other.id, code)) == NO_CODE
    assert refused(lambda: town.accounts.confirm_code("nobody", app.at(town.clock.now))) == NO_CODE


def test_codes_are_guessed_ten_times_and_a_right_password_does_not_start_anew(town: Town) -> None:
    head = town.add()
    app, _ = town.with_codes(head)
    wrong = "000000" if app.at(town.clock.now) != "000000" else "111111"
    for n in range(MOST_TRIES):
        refused(lambda n=n: town.accounts.confirm_code(head.id, wrong, f"10.0.0.{n}"))
        town.accounts.enter("hana@elm.example", PASSWORD)
    refused(lambda: town.accounts.confirm_code(head.id, app.at(town.clock.now)), TooMany)


def test_a_disabled_account_has_no_codes(town: Town) -> None:
    head = town.add()
    app, codes = town.with_codes(head)
    town.accounts.disable(OPERATOR, OURS, head.id, disabled=True)
    for code in (app.at(town.clock.now), codes[0]):
        assert refused(lambda code=code: town.accounts.confirm_code(head.id, code)) == NO_CODE
    refused(lambda: town.accounts.begin_second_factor(head.id))


def test_a_wrong_code_sets_nothing_up(town: Town) -> None:
    head = town.add()
    assert refused(lambda: town.accounts.finish_second_factor(head.id, "123456")) == NO_CODE
    town.accounts.begin_second_factor(head.id)
    assert refused(lambda: town.accounts.finish_second_factor(head.id, "no code")) == NO_CODE
    assert (town.now(head).has_second_factor, town.accounts.recovery_codes_left(head.id)) == (False, 0)


def test_a_second_factor_is_replaced_with_one_of_its_codes_alone(town: Town) -> None:
    head = town.add()
    app, old = town.with_codes(head)
    assert refused(lambda: town.accounts.begin_second_factor(head.id)) == NO_CODE
    uri = town.accounts.begin_second_factor(head.id, app.at(town.clock.now))
    assert app.secret not in uri
    town.clock.turn(seconds=30)
    # Until the new one is shown to work, the old one goes on.
    assert town.accounts.confirm_code(head.id, app.at(town.clock.now)).id == head.id
    new_app = pyotp.parse_uri(uri)
    assert isinstance(new_app, pyotp.TOTP)
    new = town.accounts.finish_second_factor(head.id, new_app.at(town.clock.now))
    town.clock.turn(seconds=30)
    for code in (app.at(town.clock.now), old[0]):
        assert refused(lambda code=code: town.accounts.confirm_code(head.id, code)) == NO_CODE
    assert town.accounts.confirm_code(head.id, new_app.at(town.clock.now)).id == head.id
    assert town.accounts.confirm_code(head.id, new[0]).id == head.id


def test_who_lost_phone_and_codes_is_helped_by_whoever_runs_the_server(town: Town) -> None:
    head, other = town.add(), town.add("cora@elm.example")
    _, codes = town.with_codes(head)
    refused(lambda: town.accounts.forget_second_factor(other.person, head.id))
    town.accounts.forget_second_factor(OPERATOR, head.id)
    assert town.accounts.enter("hana@elm.example", PASSWORD).next == "set_up"
    assert refused(lambda: town.accounts.confirm_code(head.id, codes[0])) == NO_CODE


# Passwords


def test_a_new_password_takes_the_place_of_the_old(town: Town) -> None:
    head = town.add()
    assert refused(lambda: town.accounts.change_password(head.id, "wrong", NEW)).startswith("This is not the password")
    town.accounts.change_password(head.id, PASSWORD, NEW)
    assert refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD)) == NO_ENTRY
    assert town.accounts.enter("hana@elm.example", NEW).next == "set_up"


def test_changing_is_no_way_around_the_ten_tries(town: Town) -> None:
    head = town.add()
    for _ in range(MOST_TRIES):
        refused(lambda: town.accounts.change_password(head.id, "wrong", NEW))
    refused(lambda: town.accounts.change_password(head.id, PASSWORD, NEW), TooMany)
    refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD), TooMany)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short words", "at least 12"),
        ("x" * 129, "at most 128"),
        ("password1234", "easy to guess"),
        ("Passw0rd2026!!", "easy to guess"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("1234567890123", "easy to guess"),
        ("qwertyuiop123", "easy to guess"),
        ("Elm Primary 2026", "easy to guess"),
        ("hanahana-2026", "easy to guess"),
        ("hana@elm.example", "easy to guess"),
        ("School100492!", "easy to guess"),
        ("headteacher99", "easy to guess"),
    ],
)
def test_passwords_that_anybody_could_guess_are_refused(town: Town, password: str, said: str) -> None:
    head = town.add()
    assert said in refused(lambda: town.accounts.change_password(head.id, PASSWORD, password), Invalid)
    assert town.accounts.enter("hana@elm.example", PASSWORD).account_id == head.id


@pytest.mark.parametrize(
    "password", ["korrekt pferd batterie", "brown owls, two ferries", "один аккуратный слон", "x8$Kp!vQ2#mL"]
)
def test_other_passwords_are_welcome(town: Town, password: str) -> None:
    head = town.add()
    town.accounts.change_password(head.id, PASSWORD, password)
    assert town.accounts.enter("hana@elm.example", password).account_id == head.id


def test_a_password_hashed_with_less_work_is_hashed_anew(town: Town) -> None:
    head = town.add()

    def kept() -> str:
        with everything(town.engine) as connection:
            return connection.execute(select(accounts.c.password).where(accounts.c.id == head.id)).scalar_one()

    before = kept()
    stronger = Accounts(town.engine, clock=town.clock, hasher=CountingHasher(time_cost=2))
    stronger.enter("hana@elm.example", PASSWORD)
    assert (",t=1," in before, ",t=2," in kept()) == (True, True)
    assert stronger.enter("hana@elm.example", PASSWORD).account_id == head.id
