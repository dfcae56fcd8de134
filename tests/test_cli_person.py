"""``person`` on a real SQLite file: the links it prints let people in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sef2si.cli import main
from sef2si.domain.accounts import Account
from sef2si.domain.people import Held, Role
from sef2si.errors import NotAllowed
from sef2si.services.accounts import Accounts
from sef2si.services.sessions import StoredSessions
from sef2si.store.engine import open_engine
from tests import factories as make
from tests import gias
from tests.databases import new_file
from tests.people import OPERATOR, PASSWORD, CountingHasher, everything_kept

URN = "900001"
HEAD = ("person", "add", "hana@elm.example", "--name", "Hana Head", "--school", URN, "--role", "headteacher")


class Prompt:
    """Types commands against one database file, and uses what they print."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "plans.db"
        self.engine = open_engine(f"sqlite:///{self.file}")
        self.accounts = Accounts(self.engine, hasher=CountingHasher())

    def run(self, *words: str) -> Result:
        environment = {"SEF2SI_DATABASE": f"sqlite:///{self.file}"}
        return CliRunner().invoke(main, words, env=environment, catch_exceptions=False)

    def says(self, *words: str) -> str:
        result = self.run(*words)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def refuses(self, *words: str) -> str:
        result = self.run(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        return result.stderr.removesuffix("\n")

    def token(self, *words: str) -> str:
        """The token in the link that is printed, at the address it should have."""
        said = re.fullmatch(
            r"Please hand over this link; it works once, within (?:seven days|an hour):\n"
            r"http://127\.0\.0\.1:8866/link/([\w-]{43})\n",
            self.says(*words),
        )
        assert said
        return said[1]

    def add_head(self) -> Account:
        return self.accounts.accept(self.token(*HEAD), "", PASSWORD)


@pytest.fixture
def prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    """A database with two schools and nobody."""
    monkeypatch.chdir(tmp_path)
    new_file(tmp_path / "plans.db")
    made = Prompt(tmp_path)
    for urn in (URN, "900002"):
        made.accounts.add_school(OPERATOR, make.school(urn=urn), "2026/27")
    return made


def test_somebody_is_invited_to_a_school(prompt: Prompt) -> None:
    account = prompt.add_head()
    assert (account.name, account.held) == ("Hana Head", (Held(urn=URN, role=Role.HEADTEACHER),))
    assert prompt.accounts.enter("hana@elm.example", PASSWORD).next == "set_up"


def test_somebody_is_invited_to_run_the_server_before_there_is_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    prompt = Prompt(tmp_path)
    token = prompt.token("person", "add", "ola@server.example", "--name", "Ola", "--operator")
    assert prompt.accounts.accept(token, "", PASSWORD).is_operator is True


def test_the_link_has_the_servers_own_address(prompt: Prompt) -> None:
    said = prompt.says(*HEAD, "--site", "https://plans.example/")
    assert re.search(r"\nhttps://plans\.example/link/[\w-]{43}\n$", said)


def test_no_token_is_kept(prompt: Prompt) -> None:
    assert prompt.token(*HEAD) not in everything_kept(prompt.engine)


def test_everybody_is_listed_with_roles(prompt: Prompt) -> None:
    assert prompt.says("person", "list") == "Nobody yet. “sef2si person add” invites somebody.\n"
    prompt.add_head()
    prompt.token("person", "add", "gus@elm.example", "--name", "Gus", "--school", URN, "--role", "governor")
    token = prompt.token("person", "add", "ola@server.example", "--name", "Ola", "--operator")
    prompt.accounts.accept(token, "", PASSWORD)
    head = "hana@elm.example  Hana Head  Headteacher (900001), codes not set up yet\n"
    assert prompt.says("person", "list") == head + "ola@server.example  Ola  Operator, codes not set up yet\n"
    assert prompt.says("person", "list", "--school", URN) == head + "gus@elm.example  Gus  Governor, invited\n"
    assert prompt.says("person", "list", "--school", "900002").startswith("Nobody yet.")


def test_disabling_is_felt_at_once_and_can_be_taken_back(prompt: Prompt) -> None:
    head = prompt.add_head()
    sessions = StoredSessions(prompt.engine, prompt.accounts)
    token, _ = sessions.begin(head.id)
    assert prompt.says("person", "disable", "Hana@elm.example") == "Hana Head can't come in any more.\n"
    assert sessions.find(token) is None
    with pytest.raises(NotAllowed):
        prompt.accounts.enter("hana@elm.example", PASSWORD)
    assert prompt.says("person", "list").endswith("Headteacher (900001), disabled, codes not set up yet\n")
    assert prompt.says("person", "disable", "hana@elm.example", "--again") == "Hana Head may come in again.\n"
    assert prompt.accounts.enter("hana@elm.example", PASSWORD).account_id == head.id


def test_a_link_for_a_new_password_and_for_new_codes(prompt: Prompt) -> None:
    import pyotp

    head = prompt.add_head()
    app = pyotp.parse_uri(prompt.accounts.begin_second_factor(head.id))
    assert isinstance(app, pyotp.TOTP)
    prompt.accounts.finish_second_factor(head.id, app.now())
    token = prompt.token("person", "link", "hana@elm.example")
    assert prompt.accounts.accept(token, "", "seven herons mend kettles").entry.next == "code"
    prompt.token("person", "link", "hana@elm.example", "--lost-codes")
    assert prompt.accounts.enter("hana@elm.example", "seven herons mend kettles").next == "set_up"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("person", "add", "a@elm.example", "--name", "A"),
            "Please say either --operator, or both --school and --role. Nobody was invited.",
        ),
        (
            ("person", "add", "a@elm.example", "--name", "A", "--school", URN),
            "Please say either --operator, or both --school and --role. Nobody was invited.",
        ),
        (
            ("person", "add", "a@elm.example", "--name", "A", "--school", URN, "--role", "governor", "--operator"),
            "Please say either --operator, or both --school and --role. Nobody was invited.",
        ),
        (
            ("person", "add", "a@elm.example", "--name", "A", "--school", "900009", "--role", "governor"),
            "We can't find that school here, or it is not one of yours. Please choose a school from your list.",
        ),
        (
            ("person", "add", "no address", "--name", "A", "--operator"),
            "This is not an email address. Please write it like name@school.example.",
        ),
        (
            ("person", "link", "nobody@elm.example"),
            "There is no account with this email address. “sef2si person list” shows all there are.",
        ),
        (
            ("person", "role", "nobody@elm.example", "--school", URN),
            "Please say either --role, or --none. Nothing was changed.",
        ),
        (
            ("person", "hand-over", URN),
            "Please say either who leaves, or --undo with the code that was printed. Nothing was changed.",
        ),
        (
            ("person", "hand-over", URN, "Nobody"),
            "There is nobody called “Nobody” among the staff and the people of this school.",
        ),
        (
            ("person", "hand-over", URN, "--undo", "x;;"),
            "There is nothing of this left to take back.",
        ),
        (
            ("person", "disable", "nobody@elm.example"),
            "There is no account with this email address. “sef2si person list” shows all there are.",
        ),
    ],
)
def test_a_refusal_is_one_sentence(prompt: Prompt, words: tuple[str, ...], sentence: str) -> None:
    """Nothing is changed; that somebody looked is in the access log."""
    before = everything_kept(prompt.engine, but="access_log")
    assert prompt.refuses(*words) == sentence
    assert everything_kept(prompt.engine, but="access_log") == before


def test_there_is_somebody_left_to_run_the_server(prompt: Prompt) -> None:
    token = prompt.token("person", "add", "ola@server.example", "--name", "Ola", "--operator")
    prompt.accounts.accept(token, "", PASSWORD)
    assert prompt.refuses("person", "disable", "ola@server.example").startswith(
        "Nobody else could then run this server."
    )


def test_a_role_is_changed_and_somebody_taken_out_of_a_school(prompt: Prompt) -> None:
    head = prompt.add_head()
    prompt.accounts.accept(
        prompt.token("person", "add", "ada@elm.example", "--name", "Ada", "--school", URN, "--role", "school_admin"),
        "",
        PASSWORD,
    )
    said = prompt.says("person", "role", "hana@elm.example", "--school", URN, "--role", "governor")
    assert said == "Hana Head is governor there now.\n"
    found = prompt.accounts.find(head.id)
    assert found is not None
    assert found.held == (Held(urn=URN, role=Role.GOVERNOR),)
    assert prompt.says("person", "role", "hana@elm.example", "--school", URN, "--none") == "Hana Head is out of it.\n"
    assert prompt.refuses("person", "role", "ada@elm.example", "--school", URN, "--none").startswith(
        "Nobody else could"
    )


def test_a_leavers_records_are_looked_at_handed_over_and_taken_back(prompt: Prompt) -> None:
    """The first of the sample schools, whose Camille Dubois leads French."""
    prompt.says("import", "samples")
    before = prompt.says("person", "hand-over", URN, "camille dubois")
    assert ", lead: C. Dubois, French leader\n" in before
    assert before.endswith("Say --to whom, to hand it over.\n")
    to = ("person", "hand-over", URN, "Camille Dubois", "--to", "Mina Shah")
    assert "-> M. Shah, French leader" in prompt.says(*to, "--look")
    done = prompt.says(*to, "--last-day", "31/8/2027")
    code = re.search(r"--undo '([^']+)'", done)
    assert code is not None
    now = prompt.says("person", "hand-over", URN, "Mina Shah")
    assert ("M. Shah, French leader" in now, "M. Shah, English leader" in now) == (True, True)
    assert prompt.says("person", "hand-over", URN, "--undo", code[1]) == "All of it was taken back.\n"
    assert prompt.says("person", "hand-over", URN, "Camille Dubois") == before


def test_an_authority_is_made_and_its_lead_adviser_invited(prompt: Prompt) -> None:
    made = prompt.says("body", "add", "authority", "Northmarch", "--school", URN)
    assert re.fullmatch(r"b[0-9a-f]{8}  Authority  Northmarch  1 school\n", made)
    number = made.split()[0]
    assert prompt.says("body", "list") == f"{number}  Authority  Northmarch  1 school: {URN}\n"
    invite = ("person", "add", "lena@n.example", "--name", "Lena", "--role", "lead_adviser")
    account = prompt.accounts.accept(prompt.token(*invite, "--body", number), "", PASSWORD)
    assert account.held == (Held(urn=URN, role=Role.LEAD_ADVISER, body=number),)
    assert f"Lead adviser ({number})" in prompt.says("person", "list")
    for wrong in (invite, (*invite, "--body", number, "--school", URN), (*invite, "--school", URN)):
        assert prompt.refuses(*wrong).startswith("A lead adviser is of an authority or trust")
    assert prompt.says("body", "remove", number) == "It is gone. Its schools and their plans stay.\n"


def test_authorities_and_trusts_come_from_the_register(prompt: Prompt, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(gias.extract())
    said = prompt.says("body", "import", str(file))
    assert re.fullmatch(r"\d+ authorities and trusts for \d+ schools that are here\.\n", said)
