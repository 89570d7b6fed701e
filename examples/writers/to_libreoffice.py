"""Writer 4: LibreOffice. Texts come from flat OpenDocument XML or HTML, workbooks are openpyxl's, re-saved.

LibreOffice keeps the bytes of the pictures it is given; check_examples.py makes sure of it.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import to_html
import to_xlsx
from grid import Block, Cell, Nested, Page, Para, Picture, Run, Table, placed

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
LOOKS = (("FangSong", 11.0), ("SimSun", 10.5), ("Microsoft YaHei", 10.0), ("KaiTi", 11.5))


def write(page: Page, path: Path, *, look: int, html: bool = False) -> None:
    """The page as LibreOffice saves it, at `path`, whose ending says which kind of document or workbook."""
    with tempfile.TemporaryDirectory() as folder:
        if html:
            source = Path(folder) / "form.html"
            source.write_text(to_html.html(page), encoding="utf-8")
        elif path.suffix in (".xlsx", ".xls"):
            source = Path(folder) / "form.xlsx"
            to_xlsx.write(page, source, look=look)
        else:
            source = Path(folder) / "form.fodt"
            source.write_text(_Flat(page, LOOKS[look % len(LOOKS)]).xml(), encoding="utf-8")
        shutil.copyfile(_saved(source, path.suffix, Path(folder)), path)


def _saved(source: Path, suffix: str, folder: Path) -> Path:
    out = folder / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    if source.suffix == ".html":
        command += ["--infilter=HTML (StarWriter)"]
    wanted = "docx:MS Word 2007 XML" if (source.suffix, suffix) == (".html", ".docx") else suffix[1:]
    command += ["--convert-to", wanted, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return out / f"form{suffix}"


class _Flat:
    """One flat OpenDocument text in the making; styles are collected while the body is written."""

    def __init__(self, page: Page, look: tuple[str, float]) -> None:
        self.page = page
        self.font, self.size = look
        self.width = 25.3 if page.landscape else 16.8
        self.styles: dict[str, str] = {}
        self.pictures = 0

    def xml(self) -> str:
        """The whole document."""
        body = [self.title(line, at) for at, line in enumerate(self.page.before)]
        for at, table in enumerate(self.page.tables):
            body += ["<text:p/>"] if at else []
            body.append(self.table(table, at + 1))
        body += [self.below(block) for block in self.page.after] or ["<text:p/>"]
        wide, tall = (29.7, 21) if self.page.landscape else (21, 29.7)
        orientation = "landscape" if self.page.landscape else "portrait"
        layout = (
            f'<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="{wide}cm"'
            f' fo:page-height="{tall}cm" style:print-orientation="{orientation}"'
            ' fo:margin="2.1cm"/></style:page-layout>'
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3"'
            ' office:mimetype="application/vnd.oasis.opendocument.text">'
            f"<office:automatic-styles>{''.join(self.styles.values())}{layout}</office:automatic-styles>"
            '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/>'
            f"</office:master-styles><office:body><office:text>{''.join(body)}</office:text></office:body>"
            "</office:document>"
        )

    def below(self, block: Para | Picture) -> str:
        """A remark under the tables, or a paragraph or picture of an essay."""
        if isinstance(block, Picture):
            style = self.paragraph_style(True, False)
            return f'<text:p text:style-name="{style}">{self.frame(block, self.width, 1)}</text:p>'
        if not self.page.prose:
            return self.para(block, "remark", size=9)
        return self.text_block(block, False, True)

    def style(self, name: str, family: str, properties: str) -> str:
        """Remember a style; its name."""
        self.styles[name] = (
            f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'
        )
        return name

    def title(self, line: Para, at: int) -> str:
        return self.para(line, "title" if at else "annex", size=18 if at else 15, centred=at > 0, bold=at > 0)

    def table(self, table: Table, number: int) -> str:
        """A table; covered cells are named as such, as OpenDocument wants them."""
        columns = "".join(
            '<table:table-column table:style-name="{}"/>'.format(
                self.style(
                    f"T{number}.{at}",
                    "table-column",
                    f'<style:table-column-properties style:column-width="{share * self.width:.2f}cm"/>',
                )
            )
            for at, share in enumerate(table.widths)
        )
        own = self.style(
            f"T{number}",
            "table",
            f'<style:table-properties style:width="{self.width}cm" table:align="center"/>',
        )
        starts = {(row, column): cell for row, column, cell in placed(table)}
        rows = []
        for row in range(len(table.rows)):
            cells = (
                self.cell(starts[row, column], table, column)
                if (row, column) in starts
                else "<table:covered-table-cell/>"
                for column in range(len(table.widths))
            )
            rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        head = f'<table:table table:name="T{number}" table:style-name="{own}">'
        return f"{head}{columns}{''.join(rows)}</table:table>"

    def cell(self, cell: Cell, table: Table, column: int) -> str:
        """A cell with its blocks; pictures side by side share a paragraph."""
        middle = cell.role in ("label", "head", "number")
        style = self.style(
            "mid" if middle else "top",
            "table-cell",
            f'<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"'
            f' style:vertical-align="{"middle" if middle else "top"}"/>',
        )
        width = sum(table.widths[column : column + cell.colspan]) * self.width
        head = (
            f'<table:table-cell table:style-name="{style}" table:number-columns-spanned="{cell.colspan}"'
            f' table:number-rows-spanned="{cell.rowspan}">'
        )
        return f"{head}{self.blocks(cell, width) or '<text:p/>'}</table:table-cell>"

    def blocks(self, cell: Cell, width: float) -> str:
        """The blocks of a cell, one after another."""
        middle = cell.role in ("label", "head", "number")
        out: list[str] = []
        side_by_side = 0
        for block in cell.blocks:
            if isinstance(block, Picture):
                frame = self.frame(block, width, cell.pictures_across)
                if side_by_side % cell.pictures_across:
                    out[-1] = out[-1].removesuffix("</text:p>") + f" {frame}</text:p>"
                else:
                    out.append(
                        f'<text:p text:style-name="{self.paragraph_style(True, False)}">{frame}</text:p>'
                    )
                side_by_side += 1
                continue
            side_by_side = 0
            out.append(self.text_block(block, middle, cell.role == "long"))
        return "".join(out)

    def text_block(self, block: Block, middle: bool, indent: bool) -> str:
        if isinstance(block, Nested):
            return self.nested(block)
        assert isinstance(block, Para)
        plain = not block.runs[0].bold and block.runs[0].kind == "text"
        return self.para(block, "", size=self.size, centred=middle, indent=indent and plain)

    def nested(self, nested: Nested) -> str:
        """A table inside a cell, a plain one."""
        rows = tuple(tuple(Cell((Para((Run(text),)),), role="number") for text in row) for row in nested.rows)
        count = len(nested.rows[0])
        kept, self.width = self.width, 12.0
        table = self.table(Table((1 / count,) * count, rows), 90)
        self.width = kept
        return table + "<text:p/>"

    def paragraph_style(self, centred: bool, indent: bool) -> str:
        name = f"P{int(centred)}{int(indent)}"
        own = f'fo:text-align="{"center" if centred else "start"}"'
        if indent:
            own += f' fo:text-indent="{self.size * 2}pt"'
        return self.style(name, "paragraph", f"<style:paragraph-properties {own}/>")

    def para(
        self,
        line: Para,
        name: str,
        *,
        size: float,
        centred: bool = False,
        bold: bool = False,
        indent: bool = False,
    ) -> str:
        """A paragraph of text; `name` marks the lines outside the tables."""
        font = "SimHei" if name == "annex" else "SimSun" if name == "title" else self.font
        spans = []
        for run in line.runs:
            points = size - 1 if run.kind == "hint" else size
            style = self.run_style(font, points, bold or run.bold, run.kind == "hint")
            spans.append(f'<text:span text:style-name="{style}">{_kept(run.text)}</text:span>')
        return f'<text:p text:style-name="{self.paragraph_style(centred, indent)}">{"".join(spans)}</text:p>'

    def run_style(self, font: str, size: float, bold: bool, grey: bool) -> str:
        name = f"R{font.replace(' ', '')}{size}{int(bold)}{int(grey)}".replace(".", "_")
        weight = ' fo:font-weight="bold" style:font-weight-asian="bold"' if bold else ""
        colour = ' fo:color="#7f7f7f"' if grey else ""
        return self.style(
            name,
            "text",
            f'<style:text-properties fo:font-family="Times New Roman" style:font-family-asian="{font}"'
            f' fo:font-size="{size}pt" style:font-size-asian="{size}pt"{weight}{colour}/>',
        )

    def frame(self, picture: Picture, width: float, across: int) -> str:
        """A picture as a character of its paragraph."""
        self.pictures += 1
        wide = min((width - 0.5) / across - 0.2, 12.0)
        if picture.height > picture.width:
            wide *= 0.62
        tall = wide * picture.height / picture.width
        data = base64.b64encode(picture.data).decode("ascii")
        return (
            f'<draw:frame draw:name="图片{self.pictures}" text:anchor-type="as-char" svg:width="{wide:.2f}cm"'
            f' svg:height="{tall:.2f}cm"><draw:image draw:mime-type="{picture.media_type}">'
            f"<office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
        )


def _kept(text: str) -> str:
    """Text with its runs of spaces kept."""
    return escape(text).replace("  ", ' <text:s text:c="1"/>')
