"""What the state holds of earlier passes and nothing needs any more goes in time.

Journal and originals are no part of it: those are never swept (`forget` erases one).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.batch import photos
from pipeline.memo import Memo


def sweep(state: Path, memo: Memo, as_of: datetime) -> None:
    """Forget what no pass has asked for in `memo.DAYS`; photos made ready go with what was known of them.

    ``memo``: the one that this pass used.
    """
    if memo.sweep(as_of.date()):
        photos.sweep(state, memo)
