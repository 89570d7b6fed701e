"""What a pass reads and judges forms with, loaded from `config.toml`, `templates/` and `lists/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pipeline import work
from pipeline.batch import lists, published
from pipeline.batch.reading import limits_of, reading_key
from pipeline.batch.templates import load
from pipeline.checks import collection
from pipeline.checks.eligible import Lists
from pipeline.checks.together import Earlier
from pipeline.config import Config
from pipeline.documents.register import Words
from pipeline.forms import Library
from pipeline.forms.definition import CheckDefinition
from pipeline.memo import files_key
from pipeline.messages import Messages


@dataclass(frozen=True, slots=True)
class Tools:
    """What forms are read and judged with.

    ``reading``: a hash of all that a reading depends on besides the file; ``forms``: one of the
    forms' folder.
    """

    config: Config
    library: Library
    messages: Messages
    register: Words
    rules: tuple[CheckDefinition, ...]
    lists: Lists
    reading: str
    forms: str

    @classmethod
    def load(cls, config: Config) -> Tools:
        """Raises `TemplateError`, and `ConfigError` for a list that can't be read."""
        while True:
            tools = cls._loaded(config)
            # Who saves a form meanwhile must not have it remembered under the key of what there was.
            if (tools.reading, tools.forms) == _keys(config):
                return tools

    @classmethod
    def _loaded(cls, config: Config) -> Tools:
        templates = config.paths.templates
        keys = _keys(config)
        library = load(templates, config.paths.forms, config.paths.state)
        rules, _ = collection.load(templates / collection.NAME)
        words = Words.load(templates)
        return cls(
            config,
            library,
            Messages.load(templates),
            words,
            rules,
            lists.load(config.paths.lists, config.door, partial(published.is_register, words)),
            *keys,
        )

    def published(self) -> Earlier:
        """The cases of earlier years; raises `ConfigError` for a register that can't be read."""
        return published.load(self.config.paths.lists, self.register)

    @property
    def limits(self) -> work.Limits:
        """What reading one file may cost."""
        return limits_of(self.config, self.config.limits.seconds_per_form)


def _keys(config: Config) -> tuple[str, str]:
    return reading_key(config.paths.forms, config.door), files_key(config.paths.forms)
