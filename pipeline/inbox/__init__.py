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
from pipeline.inbox.scan import MARKER, Found, Scan, is_ignored, mark, scan
from pipeline.inbox.settle import settle
from pipeline.inbox.sight import Sighted, sight

__all__ = [
    "ATTACHMENT",
    "FORM",
    "MARKER",
    "Attached",
    "Found",
    "Scan",
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
]
