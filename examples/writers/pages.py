"""A filled form as a page: its title lines, its tables, the remark below."""

from __future__ import annotations

from case import case_tables
from content import Filled
from grid import Page, words
from notice import TITLES
from projects import project_tables


def page(form: Filled) -> Page:
    """The form as tables of cells."""
    title = TITLES[form.annex]
    before = [words(f"附件{form.annex}" if form.traits.look % 2 else f"附件 {form.annex}")]
    before += [words(line, bold=True, centred=True) for line in (*form.traits.title, title)]
    if form.annex == 3:
        tables, after = project_tables(form)
    else:
        tables, after = case_tables(form), ()
    sheet = (f"附件{form.annex}", "Sheet1", "征集表")[form.traits.look % 3]
    return Page(tuple(before), tables, after, form.traits.landscape, sheet)
