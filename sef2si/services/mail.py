"""Letters by email, where a server for them is set; where none is, whoever invites hands the link over."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from sef2si.domain.news import News
from sef2si.errors import Invalid, Unavailable
from sef2si.services.emails import checked_email
from sef2si.services.signing_in import utcnow
from sef2si.settings import Settings

_log = logging.getLogger(__name__)
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS = 20.0
# An address stays on one line: folded, a header of ours would be written in code, and no mail program finds it.
_AS_IT_STANDS = SMTP.clone(max_line_length=998)
_NOT_SENT = (
    "The email could not be sent just now. Please try again in a moment; if it happens again, whoever runs the server "
    "can check its mail settings."
)
_UNREADABLE = (
    "SEF2SI_MAIL is not an address we can read. Please write it like smtp://user:password@mail.example:587 or smtps://…"
)


ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts to a letter's ``stop`` when somebody presses its button (RFC 8058)."""


class NotSent(Unavailable):
    """``again``: none of it arrived, so it may be sent once more. Else it may have arrived, or never will."""

    def __init__(self, *, again: bool) -> None:
        super().__init__(_NOT_SENT)
        self.again = again


@dataclass(frozen=True)
class Letter:
    """What is sent to one person, as plain text. Its links let somebody in, so it is never shown in a log.

    ``stop`` is the address that ends letters of its sort, for the button that mail programs show (RFC 8058).
    """

    subject: str
    text: str = field(repr=False)
    stop: str = field(default="", repr=False)


def invitation(link: str, school: str = "") -> Letter:
    """To somebody invited to a school; without one, to run the server. ``link`` is a whole address."""
    what = f"the improvement plan of {school}" if school else "this server of sef2si"
    return Letter(
        " ".join(f"Your invitation to {school or 'sef2si'}".split()),
        f"Hello,\n\nyou are invited to {what}.\n\n{link}\n\n"
        "The link works once, for seven days. If you did not expect it, please ignore this email: nothing happens "
        "unless you open the link.\n",
    )


def own_cpd(link: str, school: str) -> Letter:
    """To a member of staff without an account. ``link`` is a whole address."""
    return Letter(
        " ".join(f"Your CPD at {school or 'your school'}".split()),
        f"Hello,\n\nby this link you see the CPD you are invited to, and answer for yourself:\n\n{link}\n\n"
        "It is yours alone: whoever has it answers as you, so please pass it on to nobody. It holds for a year, or "
        "until whoever plans CPD at your school takes it back.\n",
    )


def reset(link: str) -> Letter:
    """To somebody who asked to choose a new password. ``link`` is a whole address."""
    return Letter(
        "Choose a new password for sef2si",
        f"Hello,\n\nsomebody, we hope you, asked to choose a new password here:\n\n{link}\n\n"
        "The link works once, for one hour. If it was not you, please ignore this: your password stays as it is.\n",
    )


def whats_new(news: Iterable[News], link: str, stop: str) -> Letter:
    """Kinds and counts, by the number of the school: an email is read by more people than one knows."""
    schools = "\n\n".join(
        "\n".join([f"School {each.urn}", *(f"- {item.words}" for item in each.items)]) for each in news
    )
    return Letter(
        "What is new in your improvement plan",
        f"Hello,\n\nthis is new since you were last told:\n\n{schools}\n\n"
        f"You find it here, once you are signed in:\n\n{link}\n\n"
        "This email holds numbers alone, so that it can be read anywhere. You asked for it on the page “My account”, "
        f"where you can change how often it comes. To get no more of these, without signing in:\n\n{stop}\n",
        stop,
    )


@dataclass(frozen=True)
class Mailer:
    """A mail server, as ``SEF2SI_MAIL`` names it, and whom letters come from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    encrypted: bool = False  # from the first byte; otherwise as soon as the server has greeted us

    @classmethod
    def from_settings(cls, settings: Settings) -> Mailer | None:
        """None where no mail server is set. Raises ``Invalid`` for settings that can't be read."""
        if not settings.mail:
            return None
        try:
            parts = urlsplit(settings.mail)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise Invalid(_UNREADABLE) from None
        if not parts.hostname:
            raise Invalid(_UNREADABLE)
        try:
            sender = checked_email(settings.mail_from)
        except Invalid:
            raise Invalid(
                "SEF2SI_MAIL_FROM is not an email address. Please set it to the one that letters come from."
            ) from None
        return cls(
            host=parts.hostname,
            port=port,
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            encrypted=parts.scheme == "smtps",
        )

    def send(self, to: str, letter: Letter) -> None:
        """Hand a letter to the mail server, encrypted unless that runs on this machine. Raises ``NotSent``.

        It takes as long as the server does, so a page that must not tell who has an account never waits for it.
        """
        handing_over = False
        try:
            written = self._written(to, letter)
            server = self._connected()
            try:
                handing_over = True
                server.send_message(written)
            finally:
                # A server that only leaves badly has taken the letter all the same.
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
                server.close()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # The log names the sort of failure alone: a server's own words can hold an address.
            _log.warning("A letter could not be sent: %s.", type(error).__name__)
            raise NotSent(again=_may_try_again(error, handing_over)) from None

    def _written(self, to: str, letter: Letter) -> EmailMessage:
        written = EmailMessage(_AS_IT_STANDS)
        written["From"], written["To"], written["Subject"] = self.sender, checked_email(to), letter.subject
        written["Date"] = format_datetime(utcnow())
        written["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        written["Auto-Submitted"] = "auto-generated"
        if letter.stop:
            written["List-Unsubscribe"] = f"<{letter.stop}>"
            if letter.stop.startswith("https://"):
                written["List-Unsubscribe-Post"] = ONE_CLICK
        written.set_content(letter.text)
        return written

    def _connected(self) -> smtplib.SMTP:
        """A connection that nobody in between can read."""
        context = ssl.create_default_context()
        if self.encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            server.ehlo()
            if not self.encrypted and (server.has_extn("starttls") or self.host not in _LOOPBACK or self.user):
                server.starttls(context=context)  # refuses, and sends nothing, where the server can't
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _may_try_again(error: Exception, handing_over: bool) -> bool:
    """A server that was not reached, or said "not now", has nothing. One that fell silent may have taken it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(_is_for_now(code) for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return not handing_over or isinstance(error, smtplib.SMTPSenderRefused) or _is_for_now(error.smtp_code)
    return not handing_over and not isinstance(error, ValueError)


def _is_for_now(code: int) -> bool:
    return 400 <= code < 500
