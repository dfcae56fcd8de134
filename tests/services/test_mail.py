"""Letters go through a real mail server, encrypted unless it is on this machine; a failure says nothing secret."""

from __future__ import annotations

import base64
import email
import email.policy
import logging
import shutil
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from sef2si.errors import Invalid, Unavailable
from sef2si.services.mail import Letter, Mailer, invitation, reset
from sef2si.settings import Settings

LINK = "https://sef2si.example/link/planted-token"


class Post(socketserver.ThreadingTCPServer):
    """A small mail server; ``heard`` is every line it was told, ``letters`` what it took, ``taken`` its very lines."""

    allow_reuse_address = True
    daemon_threads = True
    tls: ssl.SSLContext | None = None
    wrapped = False
    refuses = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.heard: list[str] = []
        self.letters: list[EmailMessage] = []
        self.taken: list[bytes] = []
        self.encrypted: list[bool] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """What is said to one client."""

    server: Post

    def handle(self) -> None:
        self.over_tls = False
        if self.server.wrapped:
            self.wrap()
        self.say("220 post")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.server.heard.append(line)
            word = line.split(" ")[0].upper()
            if self.server.refuses == word:
                self.say("550 no such place as hana@elm.example")
            elif word == "EHLO":
                offered = ["post"]
                if self.server.tls and not self.over_tls:
                    offered.append("STARTTLS")
                offered.append("AUTH PLAIN")
                for extension in offered[:-1]:
                    self.say(f"250-{extension}")
                self.say(f"250 {offered[-1]}")
            elif word == "STARTTLS" and self.server.tls:
                self.say("220 go on")
                self.wrap()
            elif word == "DATA":
                self.say("354 go on")
                self.take()
            elif word == "AUTH":
                self.say("235 welcome")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def wrap(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile.close()
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.over_tls = True

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken += lines
        self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self.server.encrypted.append(self.over_tls)
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def running(post: Post) -> Iterator[Post]:
    thread = threading.Thread(target=post.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        post.shutdown()
        post.server_close()
        thread.join()


@pytest.fixture
def post() -> Iterator[Post]:
    with running(Post()) as made:
        yield made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for this machine, with its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here to make a certificate")
    key, made = folder / "key.pem", folder / "made.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(["openssl", *asked.split(), *names], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    return both


@pytest.fixture
def secure_post(post: Post, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    """The same with a certificate, which this test's clients trust."""
    post.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    post.tls.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return post


def mailer(address: str) -> Mailer:
    made = Mailer.from_settings(Settings(database="", frameworks=Path(), mail=address, mail_from="post@elm.example"))
    assert made is not None
    return made


def test_no_mail_server_set_means_no_letters() -> None:
    assert Mailer.from_settings(Settings(database="", frameworks=Path())) is None


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEF2SI_MAIL", "smtps://ann:p%40ss@mail.example")
    monkeypatch.setenv("SEF2SI_MAIL_FROM", "post@elm.example")
    settings = Settings.from_environment()
    made = Mailer.from_settings(settings)
    assert made == Mailer("mail.example", 465, "post@elm.example", user="ann", password="p@ss", encrypted=True)
    assert [said for said in (repr(made), repr(settings)) if "p@ss" in said or "p%40ss" in said] == []


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://mail:many", "smtp:x"])
def test_an_address_that_can_not_be_read_is_told(address: str) -> None:
    with pytest.raises(Invalid, match=r"^SEF2SI_MAIL is not an address we can read\."):
        mailer(address)


def test_letters_come_from_somebody() -> None:
    with pytest.raises(Invalid, match=r"^SEF2SI_MAIL_FROM is not an email address\."):
        Mailer.from_settings(Settings(database="", frameworks=Path(), mail="smtp://mail.example"))


def test_a_letter_arrives_with_its_link_whole(post: Post) -> None:
    mailer(f"smtp://127.0.0.1:{post.port}").send("hana@elm.example", invitation(LINK, "St Zoë’s"))
    (letter,) = post.letters
    assert {name: letter[name] for name in ("From", "To", "Subject", "Auto-Submitted")} == {
        "From": "post@elm.example",
        "To": "hana@elm.example",
        "Subject": "Your invitation to St Zoë’s",
        "Auto-Submitted": "auto-generated",
    }
    assert LINK in letter.get_content().splitlines()
    assert letter.get_content_type() == "text/plain"
    assert letter["Message-ID"].endswith("@elm.example>")


def test_what_a_school_is_called_makes_no_header(post: Post) -> None:
    mailer(f"smtp://127.0.0.1:{post.port}").send("hana@elm.example", invitation(LINK, "Elm\r\nBcc: all@elm.example"))
    (letter,) = post.letters
    assert (letter["Bcc"], letter["Subject"]) == (None, "Your invitation to Elm Bcc: all@elm.example")
    assert [line for line in post.heard if line.startswith("rcpt")] == ["rcpt TO:<hana@elm.example>"]


def test_a_letter_to_choose_a_password_says_how_long_it_lasts() -> None:
    assert LINK in reset(LINK).text.splitlines()
    assert "once, for one hour" in reset(LINK).text
    assert LINK not in repr(reset(LINK))


def test_a_letter_is_encrypted_where_the_server_can(secure_post: Post) -> None:
    mailer(f"smtp://ann:p%40ss@localhost:{secure_post.port}").send("hana@elm.example", Letter("Hello", LINK))
    assert secure_post.encrypted == [True]
    said = base64.b64encode(b"\0ann\0p@ss").decode()
    assert [line for line in secure_post.heard if said in line] == [f"AUTH PLAIN {said}"]
    assert secure_post.heard.index("STARTTLS") < secure_post.heard.index(f"AUTH PLAIN {said}")


def test_a_letter_is_encrypted_from_the_first_byte_with_smtps(secure_post: Post) -> None:
    secure_post.wrapped = True
    mailer(f"smtps://localhost:{secure_post.port}").send("hana@elm.example", Letter("Hello", LINK))
    assert secure_post.encrypted == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unavailable):
        mailer(f"smtp://ann:secret@localhost:{secure_post.port}").send("hana@elm.example", Letter("Hello", LINK))
    assert (secure_post.letters, [line for line in secure_post.heard if "AUTH" in line]) == ([], [])


def test_no_password_goes_to_a_server_that_can_not_encrypt(post: Post) -> None:
    with pytest.raises(Unavailable):
        mailer(f"smtp://ann:secret@127.0.0.1:{post.port}").send("hana@elm.example", Letter("Hello", LINK))
    assert (post.letters, [line for line in post.heard if "AUTH" in line]) == ([], [])


def test_no_link_goes_unencrypted_to_another_machine(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    made = mailer(f"smtp://127.0.0.1:{post.port}")
    made.send("hana@elm.example", Letter("Hello", LINK))
    monkeypatch.setattr("sef2si.services.mail._LOOPBACK", frozenset())
    with pytest.raises(Unavailable):
        made.send("hana@elm.example", Letter("Hello", LINK))
    assert len(post.letters) == 1


@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_is_a_sentence_that_says_no_secret(
    post: Post, refuses: str, caplog: pytest.LogCaptureFixture
) -> None:
    post.refuses = refuses
    with caplog.at_level(logging.DEBUG), pytest.raises(Unavailable) as refused:
        mailer(f"smtp://127.0.0.1:{post.port}").send("hana@elm.example", Letter("Hello", LINK))
    said = [str(refused.value), repr(refused.value), caplog.text]
    assert [each for each in said if "hana" in each or "planted-token" in each] == []
    assert (refused.value.__suppress_context__, post.letters) == (True, [])


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(Unavailable, match=r"^The email could not be sent just now\."):
        mailer("smtp://127.0.0.1:1").send("hana@elm.example", Letter("Hello", LINK))


@pytest.mark.parametrize(
    ("begins", "one_click"), [("https", ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]), ("http", [])]
)
def test_the_address_that_ends_letters_stands_in_their_head_whole(begins: str, one_click: list[str]) -> None:
    """However long it is: folded or written in code, no mail program would find it. RFC 8058 is for https alone."""
    stop = f"{begins}://improvement.plans.of.a-rather-long-name.sch.example/news/stop/{'t' * 43}"
    with running(Post()) as post:
        mailer(f"smtp://127.0.0.1:{post.port}").send("hana@elm.example", Letter("Café", f"No more:\n\n{stop}\n", stop))
    (letter,) = post.letters
    heads = [line for line in b"".join(post.taken).decode().splitlines() if line.startswith("List-")]
    assert heads == [f"List-Unsubscribe: <{stop}>", *one_click]
    assert (letter["Subject"], stop in letter.get_content()) == ("Café", True)
