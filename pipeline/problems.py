"""What can go wrong: exceptions that carry their exit code and their advice.

What is wrong with one file that somebody handed in is no exception of the program's:
it travels as a `Problem`. `Unreadable` only carries that value up from the reader to
whoever asked for the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line catches these before it needs any value
    from pipeline.model import Problem


class CasebookError(Exception):
    """Something could not be done; the program says so in one line and goes on or ends.

    ``message`` says what and where, ``advice`` what the person can do about it.
    ``exit_code`` is the one of ``docs/interface.md``, "Exit codes".
    """

    exit_code = 1

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".rstrip()


class ConfigError(CasebookError):
    """A setting, or a folder that it names, can't be used; nothing was touched yet."""

    exit_code = 2


class TemplateError(CasebookError):
    """A file under ``templates/`` can't be used; nothing was touched yet."""

    exit_code = 2


class Busy(CasebookError):
    """Another pass holds the state and did not finish in time."""

    exit_code = 75


class Unreadable(Exception):
    """Raised by readers for a file that holds nothing they can give; says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.problem.values)
        return f"{self.problem.code} ({details})" if details else self.problem.code
