"""What a pass could not do, in the words in which the bureau is told of it by mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.inbox import Missing
from pipeline.messages import Messages
from pipeline.model import Failure, Outcome


def undone(
    outcome: Outcome,
    closed: Sequence[tuple[str, str]],
    missing: Sequence[Missing],
    damaged: Sequence[str],
    messages: Messages,
) -> Iterator[Failure]:
    """All that makes a pass end with 1 (`Summary.exit_code`), but for the mails themselves.

    ``closed``, ``missing``, ``damaged``: as a `Summary` has them. Raises `TemplateError`.
    """
    yield from outcome.failed
    for path, reason in closed:
        yield Failure(path, messages.filled("undone-closed", reason=reason))
    for item in missing:
        folder = item.folder or messages.word("undone-inbox")
        yield Failure(folder, messages.filled("undone-held", files=item.files))
    for sha in damaged:
        yield Failure(sha, messages.word("undone-damaged"))
