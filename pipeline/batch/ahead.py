"""What a few districts wait for, ahead of all else: what goes back to applicants, and their summaries.

A form that comes in alone shall not wait for the thousands that lie there already. What a
district's returns and summaries say depends on the files in its own folder, on those in no
district's, and on the bureau's review; what is found of all forms together is no error and no
applicant's (`pipeline.checks.collection`). So a book of those files alone gives them as the
whole book does. That follows, gives the same targets once more, and finds them written.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.batch import places
from pipeline.batch.intake import Files
from pipeline.inbox import Folders

_SHARE = 3  # where more than one in so many files concerns them, all are as soon done


def waiting(news: Collection[str], files: Files, folders: Folders) -> frozenset[str]:
    """The districts in whose folders anything is new, where it pays to see to them first; else none.

    ``news``: the paths of what is. What lies in no district's folder, or in the bureau's
    review, may concern any.
    """
    found = {None if folders.is_review(path) else places.district_folder(path)[0] for path in news}
    districts = frozenset(name for name in found if name)
    if not districts or None in found:
        return frozenset()
    few = _SHARE * len(files.around(districts).forms) <= len(files.forms)
    return districts if few else frozenset()
