"""What people handed in: looked for, waited for, recorded, and told apart by name."""

from pipeline.inbox.attachments import (
    ATTACHMENT,
    FORM,
    Attached,
    attach,
    attach_inside,
    is_picture,
    is_picture_of_form,
    kind,
)
from pipeline.inbox.missing import GONE, Missing
from pipeline.inbox.scan import MARKER, READ_ME, Folders, Found, Scan, is_ignored, mark, scan, stat_of
from pipeline.inbox.settle import Settling, settle
from pipeline.inbox.sight import BARRED, Judged, Rules, Sighted, sight, unchanged

__all__ = [
    "ATTACHMENT",
    "BARRED",
    "FORM",
    "GONE",
    "MARKER",
    "READ_ME",
    "Attached",
    "Folders",
    "Found",
    "Judged",
    "Missing",
    "Rules",
    "Scan",
    "Settling",
    "Sighted",
    "attach",
    "attach_inside",
    "is_ignored",
    "is_picture",
    "is_picture_of_form",
    "kind",
    "mark",
    "scan",
    "settle",
    "sight",
    "stat_of",
    "unchanged",
]
