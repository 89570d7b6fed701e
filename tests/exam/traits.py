"""Every trait that the exam draws, what it means, and the writers that can give it (none named: all)."""

from __future__ import annotations

from dataclasses import dataclass

RAW = frozenset({"raw-docx"})
RUNS = frozenset({"raw-docx", "python-docx", "npm-docx", "odt-docx"})
WORD = frozenset(
    {"raw-docx", "python-docx", "npm-docx", "odt-docx", "odt-doc", "odt-rtf", "html-docx", "html-doc"}
)
NESTING = WORD - {"odt-rtf", "odt-doc"}
PICTURES = frozenset(
    {"raw-docx", "python-docx", "npm-docx", "odt-docx", "odt-doc", "openpyxl", "xlsxwriter", "raw-xlsx"}
)
SHEETS = frozenset({"openpyxl", "xlsxwriter", "raw-xlsx", "lo-xls", "html-xls"})
XLSX = frozenset({"openpyxl", "xlsxwriter", "raw-xlsx"})
STORED = frozenset({"openpyxl", "xlsxwriter", "raw-xlsx", "lo-xls"})


@dataclass(frozen=True, slots=True)
class Trait:
    """What it is, and who can write it."""

    says: str
    writers: frozenset[str] = frozenset()


TRAITS: dict[str, Trait] = {
    # labels
    "label-spaced": Trait("spaces inside labels (联 系 人)"),
    "label-break": Trait("a line break inside labels"),
    "label-star": Trait("* before or after labels"),
    "label-colon": Trait("a colon after labels"),
    "label-note": Trait("a bracketed note after labels"),
    "label-half": Trait("half-width brackets in labels"),
    "label-variant": Trait("usual variants of labels (联系方式, 单位名称, 案例名称)"),
    "label-joined": Trait("one label for contact and phone (联系人及联系电话)"),
    "label-twin": Trait("a second 联系电话, of the 法定代表人"),
    "unit-ascii": Trait("m3 and CO2 in labels"),
    # layout
    "shape-wide": Trait("a row for each answer"),
    "shape-stacked": Trait("long answers below labels that take the row"),
    "shape-below": Trait("labels in a row, answers in the row below"),
    "shape-inline": Trait("answers behind their labels in the same cell"),
    "case-rows": Trait("the case spread over rows beside its label"),
    "case-columns": Trait("the case spread over columns under its headings"),
    "table-split": Trait("one form cut into several tables"),
    "title-row": Trait("the title as a row of the table"),
    "no-title": Trait("no title anywhere"),
    "row-added": Trait("a row that the form doesn't know"),
    "row-missing": Trait("an answer's row left out"),
    "column-added": Trait("an empty column more at the right"),
    "other-table": Trait("the file shares another table"),
    "two-forms": Trait("two forms in a file"),
    "blank-form": Trait("a form that was left blank"),
    # texts
    "answer-blank": Trait("an answer left blank"),
    "answer-nothing-text": Trait("无 or / as a text answer, which stays"),
    "ideographic-space": Trait("ideographic spaces in a text"),
    "no-break-space": Trait("no-break spaces in a text"),
    "zero-width": Trait("zero-width characters in a text"),
    "typed-tab": Trait("a typed tab in a text", RUNS),
    "empty-lines": Trait("empty lines between paragraphs"),
    "soft-break": Trait("line breaks instead of paragraphs"),
    "hint-kept": Trait("the hint left above the answer"),
    "hint-below": Trait("the hint left below the answer"),
    "hint-inline": Trait("the hint left before the answer on its line"),
    "hint-cut": Trait("the hint left without its end"),
    "hint-retyped": Trait("the hint retyped with other punctuation"),
    "hint-alone": Trait("a hint alone: nothing was answered"),
    # codes
    "code-only": Trait("a code without its name"),
    "code-name-only": Trait("a name without its code"),
    "code-bare-digits": Trait("digits without their letter"),
    "code-full-width": Trait("a code in full width"),
    "code-glued": Trait("code and name without a space"),
    "code-lines": Trait("code and name on two lines"),
    "code-nothing": Trait("/ or 无 instead of a code"),
    # choices
    "tick-☑": Trait("ticked with ☑"),
    "tick-☒": Trait("ticked with ☒"),
    "tick-■": Trait("ticked with ■"),
    "tick-√": Trait("√ in place of the box"),
    "tick-✓": Trait("ticked with ✓"),
    "tick-✔": Trait("ticked with ✔"),
    "tick-●": Trait("ticked with ● among ○"),
    "tick-▣": Trait("ticked with ▣"),
    "tick-🗹": Trait("ticked with 🗹"),
    "tick-kou": Trait("boxes typed as the character 口"),
    "tick-beside": Trait("√ beside the box"),
    "tick-brackets": Trait("（√） among （ ）"),
    "tick-symbol": Trait("w:sym of Wingdings", RAW),
    "tick-letter": Trait("plain letters in Wingdings", RAW),
    "tick-letter-2": Trait("plain letters in Wingdings 2", RAW),
    "tick-control": Trait("checkbox content controls", RAW),
    "tick-field": Trait("legacy form checkboxes", RAW),
    "choice-words": Trait("the choice typed in words"),
    "choice-number": Trait("the choice as a circled number"),
    "choice-alone": Trait("only the ticked options left"),
    "level-alone": Trait("a level ticked without its option"),
    "option-alone": Trait("an option ticked without a level"),
    "choice-two": Trait("more than one choice"),
    "choice-none": Trait("no choice"),
    "choice-one-line": Trait("all options in a line"),
    # numbers
    "number-grouped": Trait("1,200"),
    "number-full-width": Trait("１２００"),
    "number-about": Trait("约1200, 1200余, 1200左右"),
    "number-bound": Trait("≥1200, 1200以上"),
    "number-unit": Trait("the unit written in the number's cell"),
    "number-multiple": Trait("1.2千万元, 1.2亿元, 1.2万吨"),
    "number-rmb": Trait("人民币1200万元"),
    "number-range": Trait("a range"),
    "number-two": Trait("two numbers"),
    "number-misfit": Trait("a unit that doesn't fit"),
    "number-nothing": Trait("/, 无, -, —, ——, N/A in a number"),
    "number-words": Trait("words instead of a number"),
    "unit-synonym": Trait("吨标准煤, 吨标煤, m3, 立方米, 方"),
    "unit-beats": Trait("a unit in the cell against the one in the label"),
    "unit-left-blank": Trait("the label's unit left blank"),
    "note-lead-in": Trait("the lead-in left before a note"),
    "note-lead-in-alone": Trait("the lead-in alone in the note"),
    "note-without-amount": Trait("a note beside an empty amount"),
    # case
    "heading-1.": Trait("1. 亮点做法"),
    "heading-1、": Trait("1、亮点做法"),
    "heading-一、": Trait("一、亮点做法"),
    "heading-（一）": Trait("（一）亮点做法"),
    "heading-bare": Trait("headings without numbers"),
    "heading-bold": Trait("bold headings", RUNS),
    "heading-colon": Trait("a colon after the headings"),
    "heading-automatic": Trait("headings numbered automatically", RAW),
    "heading-renamed": Trait("亮点与做法, 取得的主要成效"),
    "heading-order": Trait("headings in another order"),
    "heading-inline": Trait("text on the heading's line"),
    "heading-one-line": Trait("all three on one line"),
    "heading-none": Trait("no heading at all"),
    "heading-hint": Trait("the hint behind the heading on its line"),
    "text-before": Trait("text before the first heading"),
    "part-missing": Trait("a part without an answer"),
    "heading-words": Trait("a heading's words inside a sentence"),
    "caption": Trait("captions below pictures", PICTURES),
    # projects
    "projects-several": Trait("more than one project"),
    "project-numbered": Trait("项目 1： before a title"),
    "project-spare": Trait("spare rows left"),
    "project-row-missing": Trait("an indicator's row left out"),
    "project-row-added": Trait("an unknown indicator inserted"),
    "project-tables": Trait("each project in a table of its own"),
    "project-continued": Trait("title and header repeated after a page break"),
    "project-head-table": Trait("the head of the form in a table of its own"),
    "other-merged": Trait("其他效益's cells merged"),
    "other-both": Trait("其他效益 in both cells"),
    # pictures
    "pictures": Trait("pictures in the answers", PICTURES),
    "picture-floating": Trait("a floating picture", RAW),
    "picture-vml": Trait("a VML picture", RAW),
    "picture-group": Trait("grouped pictures", RAW),
    "picture-linked": Trait("a picture that is only linked", RAW),
    "picture-after": Trait(
        "the pictures under a heading after the table", frozenset({"raw-docx", "python-docx"})
    ),
    "picture-twice": Trait("the same picture twice", PICTURES),
    # Word
    "split-runs": Trait("runs split anywhere", RUNS),
    "text-inserted": Trait("w:ins", RAW),
    "text-deleted": Trait("w:del", RAW),
    "text-moved": Trait("w:moveFrom and w:moveTo", RAW),
    "text-hidden": Trait("hidden text", RAW),
    "text-link": Trait("a hyperlink", frozenset({"raw-docx", "odt-docx"})),
    "text-field": Trait("a field with code and result", RAW),
    "text-alternate": Trait("mc:AlternateContent", RAW),
    "run-control": Trait("w:sdt around runs", RAW),
    "placeholder": Trait("an empty content control's placeholder", RAW),
    "dropdown": Trait("a drop-down", RAW),
    "mark-deleted": Trait("a deleted paragraph mark", RAW),
    "row-control": Trait("w:sdt around a row", RAW),
    "cell-control": Trait("w:sdt around a cell", RAW),
    "block-control": Trait("w:sdt around paragraphs", RAW),
    "table-control": Trait("w:sdt around a table", RAW),
    "row-inserted": Trait("an inserted row", RAW),
    "row-deleted": Trait("a deleted row", RAW),
    "grid-missing": Trait("no w:tblGrid", RAW),
    "grid-odd": Trait("a w:tblGrid of too few columns", RAW),
    "grid-before": Trait("gridBefore and gridAfter", RAW),
    "merge-legacy": Trait("w:hMerge", RAW),
    "text-box": Trait("a text box in an answer", RAW),
    "nested-table": Trait("a table in an answer", NESTING),
    "list-automatic": Trait("paragraphs numbered automatically", RAW),
    "comments": Trait("a copy with comments in it", RAW),
    "docm": Trait("a .docm", RAW),
    "strict": Trait("strict OOXML", frozenset({"raw-docx", "raw-xlsx"})),
    # Excel
    "sheet-offset": Trait("a table that begins anywhere", XLSX),
    "row-hidden": Trait("a hidden row with answers of its own", XLSX),
    "column-hidden": Trait("a hidden column with words in it", XLSX),
    "sheet-hidden": Trait("a hidden sheet with a form on it", XLSX),
    "rich-text": Trait("rich text", frozenset({"raw-xlsx", "xlsxwriter", "openpyxl"})),
    "number-stored": Trait("a figure stored as a number", STORED),
    "number-format": Trait('a figure shown as 0.00"万元"', STORED),
    "phone-stored": Trait("a phone number stored as a number", STORED),
    "phone-format": Trait('a phone shown by "020-"00000000', STORED),
    "percent-shown": Trait("a text answer shown as 12.5%", STORED),
    "number-padded": Trait("a number shown as 01", STORED),
    "formula": Trait("a formula with its value", frozenset({"raw-xlsx", "xlsxwriter"})),
    "cell-error": Trait("an error in a cell beside the form", frozenset({"raw-xlsx"})),
    "cell-note": Trait("a note on a cell", XLSX),
    "dimension-lies": Trait("a dimension that lies", frozenset({"raw-xlsx"})),
    "cell-picture": Trait("DISPIMG", frozenset({"raw-xlsx"})),
    "anchor-absolute": Trait("pictures anchored by their place on the sheet", frozenset({"raw-xlsx"})),
    "tick-form-control": Trait("check boxes of the form controls", frozenset({"raw-xlsx"})),
    "anchor-two": Trait("pictures anchored by two cells", XLSX),
    # files
    "folder-none": Trait("no district in the folder: the address tells"),
    "name-of-docx": Trait("a .docx called .doc", WORD - {"odt-rtf", "odt-doc", "html-doc"}),
    "zip-gbk": Trait("in a .zip with GBK names"),
    "zip-utf8": Trait("in a .zip with UTF-8 names"),
    "zip-nested": Trait("in a .zip within a .zip"),
}
