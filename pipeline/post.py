"""Mails to an SMTP server: the one door to it.

The password comes from the environment and is never shown, kept or logged. The libraries
are imported when a mail is sent: most commands send none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import smtplib
    from email.message import EmailMessage

PASSWORD = "CASEBOOK_MAIL_PASSWORD"
SECONDS = 30  # a server that says nothing for so long is not there

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are sent: ``tls`` from the first byte (port 465), or after ``starttls`` (587)."""

    host: str
    port: int
    security: Security
    user: str
    sender: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to somebody; ``recipients``: addresses."""

    recipients: tuple[str, ...]
    subject: str
    text: str


def send(server: Server, letters: Sequence[Letter]) -> tuple[str, ...]:
    """Sends the letters, one after another; for each why it was not sent, or ``""``.

    Nothing is raised: a server that fails harms nothing else. Where it can't be reached
    at all, none is tried again.
    """
    import smtplib

    said: list[str] = []
    try:
        with _connected(server) as connection:
            for letter in letters:
                said.append(_sent(connection, server, letter))
    except UnicodeEncodeError:
        said += ["the user or the password is not ASCII"] * (len(letters) - len(said))
    except (OSError, smtplib.SMTPException) as error:
        said += [_reason(error)] * (len(letters) - len(said))
    return tuple(said)


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    import smtplib
    import ssl

    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, os.environ.get(PASSWORD, ""))
        yield connection
    finally:
        connection.close()


def _sent(connection: smtplib.SMTP, server: Server, letter: Letter) -> str:
    import smtplib

    try:
        refused = connection.send_message(_message(server, letter), server.sender, letter.recipients)
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPException, ValueError) as error:
        return _reason(error)
    return f"refused: {', '.join(sorted(refused))}" if refused else ""


def _message(server: Server, letter: Letter) -> EmailMessage:
    from email.message import EmailMessage
    from email.utils import formatdate, make_msgid

    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = ", ".join(letter.recipients)
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers (RFC 3834)
    message.set_content(letter.text, cte="base64")
    return message


def _reason(error: Exception) -> str:
    """Why, in one line; what a server says to a wrong password doesn't hold it."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__}{f' {code}' if code else ''}: {getattr(error, 'strerror', None) or error}"
