"""What the plan needs besides the book: settings, words, templates and their hashes, where originals are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.batch import photos as photographs
from pipeline.batch.contents import Where
from pipeline.batch.program import program_key
from pipeline.batch.status import Status
from pipeline.batch.templates import CASEBOOK, NOTICE, REPORT
from pipeline.batch.tools import Tools
from pipeline.config import Config
from pipeline.documents import board, overview
from pipeline.documents.casebook import Settings, case_pages
from pipeline.documents.notice import Desk
from pipeline.memo import file_key, files_key
from pipeline.messages import Messages
from pipeline.model import Book
from pipeline.plan import BoardMeans, Means, ReturnMeans


def means_of(tools: Tools, book: Book, prepared: photographs.Prepared, where: Mapping[str, Where]) -> Means:
    config, templates = tools.config, tools.config.paths.templates
    return Means(
        library=tools.library,
        edition=Settings(
            config.title,
            config.year,
            config.bureau,
            not book.is_final,
            config.dates.submission,
            _words(tools.messages),
        ),
        units=tools.messages.units,
        register=tools.register,
        severities={name: tools.messages.word(name) for name in ("error", "warning")},
        photos=prepared.photos,
        template=templates / CASEBOOK,
        code=program_key(),
        forms_key=tools.forms,
        template_key=_template_key(templates / CASEBOOK),
        report=templates / REPORT,
        report_key=file_key(templates / REPORT),
        back=ReturnMeans(
            messages=tools.messages,
            desks=_desks(config),
            notice=templates / NOTICE,
            notice_key=file_key(templates / NOTICE),
            originals=where,
            door=config.door,
            reading=tools.reading,
        ),
    )


def board_means_of(config: Config, counted: Status) -> BoardMeans:
    paths = config.paths
    return BoardMeans(
        templates=paths.templates,
        key=files_key(paths.templates / board.FOLDER),
        counts=counted.districts,
        total=counted.total,
        submission=config.dates.submission,
        correction=config.dates.correction,
        inbox=paths.inbox.name if paths.inbox.parent == paths.outbox.parent else "",
    )


def _desks(config: Config) -> dict[str | None, Desk]:
    """Who sends the notices of each district, the bureau those of forms without one (None)."""
    contacts = config.returns.contacts
    districts: list[tuple[str | None, str]] = [*config.districts.bureaus.items(), (None, config.bureau)]
    return {
        district: Desk(
            config.title,
            config.year,
            bureau,
            config.returns.until,
            contacts.get(district or "") or config.returns.contact,
        )
        for district, bureau in districts
    }


def _template_key(template: Path) -> str:
    """A hash of the casebook's template and of the pages that go with it."""
    pages = [f"{form} {file_key(page)}" for form, page in case_pages(template).items()]
    return "\n".join((file_key(template), *pages))


def _words(messages: Messages) -> overview.Words:
    """What the casebook says that neither its template nor a form does."""
    return overview.Words(messages.units, *map(messages.word, ("no-district", "others", "cases", "photo")))
