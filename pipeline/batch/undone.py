"""What a pass could not do, in the words in which the bureau is told of it by mail."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.inbox import Missing
from pipeline.messages import Messages
from pipeline.model import Failure, Outcome


def undone(
    outcome: Outcome,
    closed: Sequence[tuple[str, str]],
    missing: Sequence[Missing],
    damaged: Sequence[str],
    messages: Messages,
) -> tuple[Failure, ...]:
    """All that makes a pass end with 1 (`Summary.exit_code`), but for the mails themselves.

    ``closed``, ``missing``, ``damaged``: as a `Summary` has them. Raises `TemplateError`.
    """
    inbox = messages.word("undone-inbox")
    return (
        *outcome.failed,
        *(Failure(path, messages.filled("undone-closed", reason=reason)) for path, reason in closed),
        *(Failure(one.folder or inbox, messages.filled("undone-held", files=one.files)) for one in missing),
        *(Failure(sha, messages.word("undone-damaged")) for sha in damaged),
    )
