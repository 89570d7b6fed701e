"""What a pass reads and judges forms with, loaded from `config.toml`, `templates/` and `lists/`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import partial

from pipeline import work
from pipeline.batch import lists, published
from pipeline.batch.program import given_by
from pipeline.batch.reading import limits_of, reading_key
from pipeline.batch.templates import Saved, load
from pipeline.checks import collection
from pipeline.checks.eligible import Lists
from pipeline.checks.together import Earlier
from pipeline.config import Config
from pipeline.documents.register import Words
from pipeline.forms import Library
from pipeline.forms.definition import CheckDefinition
from pipeline.memo import files_key
from pipeline.messages import Messages
from pipeline.problems import ConfigError

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Tools:
    """What forms are read and judged with.

    ``earlier``: the cases of earlier years. ``given``: a hash of all that a pass depends on;
    ``reading``: one of all that a reading does besides the file, ``forms``: of the forms' folder.
    """

    config: Config
    library: Library
    messages: Messages
    register: Words
    rules: tuple[CheckDefinition, ...]
    lists: Lists
    earlier: Earlier
    given: str
    reading: str
    forms: str

    @classmethod
    def load(cls, config: Config) -> Tools:
        """Raises `TemplateError`, and `ConfigError` for a list that can't be read or never comes to rest."""
        for _ in range(_TRIES):
            given = given_by(config)
            with contextlib.suppress(Saved):
                tools = cls._loaded(config, given)
                # Who saves a file meanwhile must not have it remembered under the key of what there was.
                if given_by(config) == given:
                    return tools
        raise ConfigError(
            f"{config.paths.templates} or {config.paths.lists} is being written all the time.",
            "Run again when nobody saves anything there.",
        )

    @classmethod
    def _loaded(cls, config: Config, given: str) -> Tools:
        paths = config.paths
        library = load(paths.templates, paths.forms, paths.state)  # first: it names all that is wrong
        rules, _ = collection.load(paths.templates / collection.NAME)
        words = Words.load(paths.templates)
        return cls(
            config,
            library,
            Messages.load(paths.templates),
            words,
            rules,
            lists.load(paths.lists, config.door, partial(published.is_register, words)),
            published.load(paths.lists, words),
            given,
            reading_key(paths.forms, config.door),
            files_key(paths.forms),
        )

    @property
    def limits(self) -> work.Limits:
        """What reading one file may cost."""
        return limits_of(self.config, self.config.limits.seconds_per_form)
