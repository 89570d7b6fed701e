"""Writer 5: WordprocessingML by hand, as WPS Writer saves it, ticks as symbols or checkbox controls."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from grid import Cell, Nested, Page, Para, Picture, Run, Table, placed

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    f' xmlns:w14="{W14}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
    ' mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
EMU_CM = 360000
TWIPS_CM = 567
LOOKS = (("仿宋_GB2312", 24), ("宋体", 21), ("仿宋", 22))
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/numbering.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    '<Override PartName="/docProps/custom.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/custom-properties" Target="docProps/custom.xml"/>'
    "</Relationships>"
)
CUSTOM = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-12.1.0.17827</vt:lpwstr></property></Properties>"
)
STYLES = (
    f"{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>'
    '<w:kern w:val="2"/><w:sz w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/>'
    '<w:qFormat/></w:style><w:style w:type="table" w:default="1" w:styleId="2"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    '</w:tblPr></w:style><w:style w:type="table" w:styleId="3"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="2"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style></w:styles>"
)

# What WPS counts itself: headings 一、二、 and items （1）（2）.
NUMBERING = (
    f"{HEAD}<w:numbering {NAMESPACES}>"
    + "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        '<w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        for at, (kind, text) in enumerate((("chineseCounting", "%1、"), ("decimal", "（%1）")))
    )
    + "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(2))
    + "</w:numbering>"
)


def write(page: Page, path: Path, *, look: int) -> None:
    """The page as a Word document at `path`."""
    body = _Body(page, LOOKS[look % len(LOOKS)])
    document = body.xml()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:

        def put(name: str, data: str | bytes) -> None:
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

        put("[Content_Types].xml", CONTENT_TYPES)
        put("_rels/.rels", ROOT_RELATIONS)
        put("docProps/custom.xml", CUSTOM)
        put("word/document.xml", document)
        put("word/styles.xml", STYLES)
        put("word/numbering.xml", NUMBERING)
        put("word/_rels/document.xml.rels", body.relations())
        for at, picture in enumerate(body.pictures, 1):
            put(f"word/media/{_media_name(at, picture)}", picture.data)


def _media_name(at: int, picture: Picture) -> str:
    return f"image{at}.{'png' if picture.media_type == 'image/png' else 'jpeg'}"


class _Body:
    """document.xml in the making, and the pictures it refers to."""

    def __init__(self, page: Page, look: tuple[str, int]) -> None:
        self.page = page
        self.font, self.size = look
        self.pictures: list[Picture] = []
        self.controls = 0
        self.width = 25.1 if page.landscape else 16.4

    def xml(self) -> str:
        """The whole part."""
        out = [self.title(line, at) for at, line in enumerate(self.page.before)]
        for at, table in enumerate(self.page.tables):
            out += ["<w:p/>"] if at else []
            out.append(self.table(table))
        out += [self.below(block) for block in self.page.after] or ["<w:p/>"]
        wide, tall = (16838, 11906) if self.page.landscape else (11906, 16838)
        orientation = ' w:orient="landscape"' if self.page.landscape else ""
        section = (
            f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{tall}"{orientation}/><w:pgMar w:top="1304" w:right="1304"'
            ' w:bottom="1304" w:left="1304" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
        )
        return f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(out)}{section}</w:body></w:document>"

    def below(self, block: Para | Picture) -> str:
        """A remark under the tables, or a paragraph or picture of an essay."""
        if isinstance(block, Picture):
            drawing = self.drawing(block, self.width, 1)
            return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{drawing}</w:p>'
        prose = self.page.prose
        return self.paragraph(block, self.size if prose else self.size - 4, indent=prose)

    def relations(self) -> str:
        """The relationships of document.xml."""
        entries = [
            f'<Relationship Id="rId1" Type="{RELATIONS}/styles" Target="styles.xml"/>',
            f'<Relationship Id="rId2" Type="{RELATIONS}/numbering" Target="numbering.xml"/>',
        ]
        entries += [
            f'<Relationship Id="rIdP{at}" Type="{RELATIONS}/image"'
            f' Target="media/{_media_name(at, picture)}"/>'
            for at, picture in enumerate(self.pictures, 1)
        ]
        return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'

    def title(self, line: Para, at: int) -> str:
        runs = "".join(self.run(run, 36 if at else 32, "宋体" if at else "黑体") for run in line.runs)
        centre = '<w:jc w:val="center"/>' if at else ""
        return f'<w:p><w:pPr><w:spacing w:after="120"/>{centre}</w:pPr>{runs}</w:p>'

    def table(self, table: Table) -> str:
        """A table; what an upper cell covers goes on as a vMerge."""
        widths = [round(share * self.width * TWIPS_CM) for share in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        starts = {(row, column): cell for row, column, cell in placed(table)}
        above: dict[int, tuple[int, int]] = {}
        rows = []
        for row in range(len(table.rows)):
            cells, column = [], 0
            while column < len(widths):
                if (row, column) in starts:
                    cell = starts[row, column]
                    above[column] = (cell.rowspan, cell.colspan)
                    cells.append(self.cell(cell, sum(widths[column : column + cell.colspan])))
                else:
                    wide = sum(widths[column : column + above[column][1]])
                    properties = _cell_properties(wide, above[column][1], "<w:vMerge/>")
                    cells.append(f"<w:tc>{properties}<w:p/></w:tc>")
                column += above[column][1]
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="3"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def cell(self, cell: Cell, width: int) -> str:
        """A cell with its blocks; pictures side by side share a paragraph."""
        middle = cell.role in ("label", "head", "number")
        merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
        align = '<w:vAlign w:val="center"/>' if middle else ""
        out: list[str] = []
        side_by_side = 0
        for block in cell.blocks:
            if isinstance(block, Picture):
                drawing = self.drawing(block, width / TWIPS_CM, cell.pictures_across)
                if side_by_side % cell.pictures_across:
                    out[-1] = out[-1].removesuffix("</w:p>") + drawing + "</w:p>"
                else:
                    out.append(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{drawing}</w:p>')
                side_by_side += 1
                continue
            side_by_side = 0
            if isinstance(block, Nested):
                out.append(self.nested(block) + "<w:p/>")
            else:
                out.append(self.paragraph(block, self.size, centred=middle, indent=cell.role == "long"))
        properties = _cell_properties(width, cell.colspan, merge, align)
        return f"<w:tc>{properties}{''.join(out) or '<w:p/>'}</w:tc>"

    def nested(self, nested: Nested) -> str:
        rows = tuple(tuple(Cell((Para((Run(text),)),)) for text in row) for row in nested.rows)
        kept, self.width = self.width, 12.0
        table = self.table(Table((1 / len(rows[0]),) * len(rows[0]), rows))
        self.width = kept
        return table

    def paragraph(self, line: Para, size: int, *, centred: bool = False, indent: bool = False) -> str:
        own = '<w:jc w:val="center"/>' if centred else ""
        if indent and not line.runs[0].bold and line.runs[0].kind == "text":
            own = '<w:ind w:firstLine="480" w:firstLineChars="200"/>'
        if line.number:
            which = 1 if line.number.endswith("、") else 2
            own = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{which}"/></w:numPr>'
        runs = "".join(self.run(run, size, self.font) for run in line.runs)
        return f"<w:p><w:pPr>{own}</w:pPr>{runs}</w:p>"

    def run(self, run: Run, size: int, font: str) -> str:
        """A run; WPS cuts them where Latin letters and digits meet Chinese."""
        look = f'<w:rFonts w:hint="eastAsia" w:eastAsia="{font}"/>' + ("<w:b/>" if run.bold else "")
        if run.kind == "hint":
            look += '<w:color w:val="7F7F7F"/>'
        look += f'<w:sz w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
        if run.kind == "symbol" and run.text == "☑":
            return f'<w:r><w:rPr>{look}</w:rPr><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        if run.kind == "control":
            return self.control(run.text == "☑", look)
        pieces = _by_script(run.text)
        return "".join(
            f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
            for piece in pieces
        )

    def control(self, ticked: bool, look: str) -> str:
        """A checkbox content control."""
        self.controls += 1
        return (
            f'<w:sdt><w:sdtPr><w:id w:val="{14750000 + self.controls}"/><w14:checkbox>'
            f'<w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            f"<w:r><w:rPr>{look}</w:rPr><w:t>{'☒' if ticked else '☐'}</w:t></w:r></w:sdtContent></w:sdt>"
        )

    def drawing(self, picture: Picture, width: float, across: int) -> str:
        """A picture inline."""
        self.pictures.append(picture)
        number = len(self.pictures)
        wide = min((width - 0.5) / across - 0.15, 12.0) * (0.62 if picture.height > picture.width else 1)
        extent = f'cx="{round(wide * EMU_CM)}" cy="{round(wide * picture.height / picture.width * EMU_CM)}"'
        named = f'id="{number}" name="图片 {number}"'
        opening = (
            f'<wp:inline distT="0" distB="0" distL="114300" distR="114300"><wp:extent {extent}/>'
            f"<wp:docPr {named}/>"
        )
        if picture.floating:
            opening = (
                '<wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0"'
                f' relativeHeight="{251658240 + number}" behindDoc="0" locked="0" layoutInCell="1"'
                ' allowOverlap="0"><wp:simplePos x="0" y="0"/>'
                '<wp:positionH relativeFrom="column"><wp:align>center</wp:align></wp:positionH>'
                '<wp:positionV relativeFrom="paragraph"><wp:posOffset>36000</wp:posOffset></wp:positionV>'
                f"<wp:extent {extent}/><wp:wrapTopAndBottom/><wp:docPr {named}/>"
            )
        closing = "</wp:anchor>" if picture.floating else "</wp:inline>"
        return (
            f"<w:r><w:drawing>{opening}<a:graphic>"
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="rIdP{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
            f"</a:graphic>{closing}</w:drawing></w:r>"
        )


def _cell_properties(width: int, colspan: int, merge: str, align: str = "") -> str:
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{align}</w:tcPr>'


def _by_script(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        if pieces and (char < "\u2e80") == (pieces[-1][-1] < "\u2e80"):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
